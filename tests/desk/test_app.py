"""The desk's answers: what it shows, in which language, and to whom; it never writes."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from pressflow import clock
from pressflow.desk.app import create_app
from pressflow.desk.panels import TABS
from pressflow.desk.room import Room
from pressflow.desk.telling import Listeners
from pressflow.newsroom import Newsroom
from tests import builders
from tests.builders import SLUG

KEY = "key"
Ask = Callable[..., str]


@pytest.fixture
def room(newsroom: Newsroom) -> Room:
    """What the desk knows."""
    return Room(newsroom, clock.now)


@pytest.fixture
def client(room: Room) -> TestClient:
    """A browser on this machine; nobody watches the files here."""
    app = create_app(room, Listeners(), KEY)
    return TestClient(app, base_url="http://127.0.0.1:8760")


@pytest.fixture
def ask(client: TestClient) -> Ask:
    """What the desk answers to a path below its key, as text."""

    def get(path: str, **params: str) -> str:
        answer = client.get(f"/{KEY}/{path}", params=params)
        assert answer.status_code == 200, answer.text
        return answer.text

    return get


def files(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file() and "cache" not in path.parts}


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "192.168.0.7:8760"])
def test_other_names_of_this_machine_are_refused(client: TestClient, host: str) -> None:
    """What a page elsewhere reaches by a name that leads here is no desk (DNS rebinding)."""
    assert client.get(f"/{KEY}/", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("path", ["/", "/rows", "/other/", "/key2/rows", f"/{KEY.upper()}/"])
def test_without_the_key_there_is_nothing(client: TestClient, release: Path, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert release.name not in answer.text


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_desk_takes_nothing(client: TestClient, method: str) -> None:
    assert client.request(method, f"/{KEY}/").status_code == 405


def test_no_page_of_the_desk_may_run_what_is_not_its_own(client: TestClient, release: Path) -> None:
    for path in ("", "rows", f"releases/{release.name}/page", "desk.js", "nowhere"):
        policy = client.get(f"/{KEY}/{path}").headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
        assert "unsafe" not in policy
    pages = client.get(f"/{KEY}/").text + client.get(f"/{KEY}/releases/{release.name}/findings").text
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]+\bsrc=)", pages)


def test_what_is_shown_of_a_release_runs_nothing(client: TestClient, release: Path) -> None:
    for path in (f"de/{SLUG}.html", f"letter/{SLUG}.de.html", "theme/style.css", f"de/{SLUG}.txt"):
        answer = client.get(f"/{KEY}/releases/{release.name}/shown/1/{path}")
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("sandbox allow-same-origin; default-src 'none'")
        assert "script" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    panel = client.get(f"/{KEY}/releases/{release.name}/page").text
    assert set(re.findall(r'<iframe sandbox="([^"]*)"', panel)) == {"allow-same-origin"}


def test_markup_in_a_release_stays_words(newsroom: Newsroom, ask: Ask) -> None:
    builders.add_release(newsroom, title="<script>alert(1)</script> an der Loh", keywords=['"><img src=x onerror=1>'])
    for page in ("rows", *(f"releases/{SLUG}/{tab}" for tab in TABS)):
        assert "<script>alert" not in ask(page).replace("&amp;lt;", "")
        assert "<img src=x" not in ask(page)


@pytest.mark.parametrize(
    ("header", "words"), [("de-DE,de;q=0.9", "Schreibtisch"), ("en", "Desk"), ("fr", "Schreibtisch")]
)
def test_interface_speaks_the_browsers_language(client: TestClient, header: str, words: str) -> None:
    assert f"<h1>{words} " in client.get(f"/{KEY}/", headers={"Accept-Language": header}).text


def test_language_can_be_switched(ask: Ask) -> None:
    assert "<h1>Desk " in ask("", language="en")
    assert "<h1>Schreibtisch " in ask("", language="de")


def test_list_shows_state_findings_and_languages(newsroom: Newsroom, ask: Ask) -> None:
    builders.add_release(newsroom)
    builders.add_release(newsroom, language="en", title="New bridge across the Loh " + "is very " * 12 + "long")
    html = ask("rows", language="en")
    assert "state-draft" in html
    assert "1 warning" in html
    assert re.findall(r'title="(\w+)">(\w+)</span>', html) == [("Deutsch", "de"), ("English", "en")]


def test_broken_release_stands_in_its_place_with_its_error(newsroom: Newsroom, ask: Ask) -> None:
    for day in ("15", "16", "17"):
        builders.add_release(newsroom, f"2026-05-{day}-bridge", contacts=["nobody" if day == "16" else "office"])
    html = ask("rows", language="en")
    assert re.findall(r'data-slug="2026-05-(\d+)', html) == ["17", "16", "15"]
    (middle,) = re.findall(r'data-slug="2026-05-16.*?</li>', html, re.DOTALL)
    assert "1 error" in middle
    assert "de.md:" in middle
    assert "nobody" in middle
    assert html.count("no findings") == 2


def test_damaged_journal_breaks_its_release_alone(newsroom: Newsroom, ask: Ask) -> None:
    builders.add_release(newsroom, "2026-05-15-bridge")
    (builders.add_release(newsroom) / "journal.jsonl").write_text("?\n?\n", "utf-8")
    html = ask("rows", language="en")
    assert "journal.jsonl:1: is not a line pressflow wrote" in html
    assert "unreadable" in html
    assert "no findings" in html


def test_list_is_filtered_by_words_of_name_and_headline(newsroom: Newsroom, ask: Ask) -> None:
    builders.add_release(newsroom)
    builders.add_release(newsroom, "2026-05-17-party", title="Das Sommerfest fällt ins Wasser, nicht in die Loh")
    ask("rows")
    assert re.findall(r'data-slug="([^"]+)', ask("rows", find="SOMMER fest")) == ["2026-05-17-party"]
    assert re.findall(r'data-slug="([^"]+)', ask("rows", find="bridge")) == [SLUG]
    assert "“nothing”" in ask("rows", find="nothing", language="en")


def test_long_list_comes_in_parts(newsroom: Newsroom, ask: Ask) -> None:
    for number in range(43):
        builders.add_release(newsroom, f"2026-05-16-bridge-{number:02}")
    first = ask("rows", language="en")
    assert first.count("<li data-slug") == 40
    assert "Show more (40 of 43)" in first
    assert ask("rows", **{"from": "40"}).count("<li data-slug") == 3


@pytest.mark.parametrize("tab", TABS)
def test_each_tab_shows_the_release_in_the_language_asked_for(newsroom: Newsroom, ask: Ask, tab: str) -> None:
    builders.add_release(newsroom)
    builders.add_release(newsroom, language="en", title="New bridge across the Loh is finished")
    html = ask(f"releases/{SLUG}/{tab}", **{"in": "en", "language": "de"})
    assert 'id="version-en" value="en" checked' in html
    shows = {"page": f"/en/{SLUG}.html", "findings": "en.md", "differences": "Noch nicht veröffentlicht"}
    assert shows.get(tab, "New bridge across the Loh is finished") in html


def test_letter_shows_header_and_size(release: Path, ask: Ask) -> None:
    html = ask(f"releases/{release.name}/letter", language="en")
    assert '<th scope="row">List-Unsubscribe-Post</th><td>List-Unsubscribe=One-Click</td>' in html
    assert "Alex Lange &lt;alex.lange@example.com&gt;" in html
    assert re.search(r"[\d.]+\skB; of it HTML [\d.]+\skB, of at most 90\skB", html)


def test_documents_are_those_that_are_published(newsroom: Newsroom, release: Path, client: TestClient) -> None:
    builders.publish(newsroom, release)
    for path in (f"de/{SLUG}.html", f"de/{SLUG}.txt", f"de/{SLUG}.json", "theme/style.css", "theme/icon.svg"):
        answer = client.get(f"/{KEY}/releases/{SLUG}/shown/1/{path}")
        assert answer.content == (newsroom.public / path).read_bytes()


def test_places_outside_the_release_are_not_shown(client: TestClient, release: Path) -> None:
    for path in ("de/index.html", "..%2f..%2fpressflow.toml", "%2fetc%2fpasswd", "media/x/y.jpg"):
        assert client.get(f"/{KEY}/releases/{release.name}/shown/1/{path}").status_code == 404
    for path in ("releases/nowhere/page", f"releases/{release.name}/nowhere", "pressflow.toml", "parts.html"):
        assert client.get(f"/{KEY}/{path}").status_code == 404


def test_finding_leads_to_its_line_and_marks_the_word(newsroom: Newsroom, ask: Ask) -> None:
    builders.add_release(newsroom, titel="x")
    html = ask(f"releases/{SLUG}/findings")
    (target,) = re.findall(r'data-line="(L\d+-\d+)"', html)
    (line,) = re.findall(rf'<li id="{target}"[^>]*>(.*?)</li>', html)
    assert line == "<mark>titel: x</mark>"  # a finding at the line's beginning is about all of it


def test_what_the_office_lets_stand_is_shown_and_not_counted(newsroom: Newsroom, ask: Ask) -> None:
    waive = [{"code": "HEAD-LEN", "reason": "so heißt sie nun einmal"}]
    builders.add_release(newsroom, title="Neue Brücke über die Loh " + "ist sehr " * 12 + "lang", waive=waive)
    assert "warning" not in ask("rows", language="en").replace("count-warning", "")
    html = ask(f"releases/{SLUG}/findings", language="en")
    assert "HEAD-LEN" in html
    assert "Left as it is: so heißt sie nun einmal" in html


def test_safe_fix_is_shown_with_its_finding(newsroom: Newsroom, ask: Ask) -> None:
    builders.add_release(newsroom, body=builders.BODY.replace("84 Meter lang", "84  Meter lang"))
    assert "pressflow check --fix" in ask(f"releases/{SLUG}/findings")


def test_password_in_the_settings_is_on_no_screen(newsroom: Newsroom, room: Room, ask: Ask, release: Path) -> None:
    settings = newsroom.folder / "pressflow.toml"
    with_password = builders.SETTINGS.replace("port = 25", 'port = 25\npassword = "geheim"')
    settings.write_text(with_password.replace('"#1d4f6e"', '"#ffff00"'), "utf-8")
    room.take_in({settings})
    html = ask(f"releases/{release.name}/findings")
    assert "COLOUR-CONTRAST" in html
    assert "pressflow.toml</h3>" in html
    assert "geheim" not in html


def test_changes_stand_side_by_side(newsroom: Newsroom, room: Room, release: Path, ask: Ask) -> None:
    builders.publish(newsroom, release)
    assert "Word for word" in ask(f"releases/{SLUG}/differences", language="en")
    builders.add_release(newsroom, body=builders.BODY.replace("84 Meter", "48 Meter"))
    room.take_in({release / "de.md"})
    html = ask(f"releases/{SLUG}/differences", language="en")
    assert "<del>84</del> Meter" in html
    assert "<ins>48</ins> Meter" in html


def test_looking_changes_no_file(newsroom: Newsroom, release: Path, ask: Ask) -> None:
    builders.add_release(newsroom, "2026-05-17-broken", contacts=["nobody"])
    before = files(newsroom.folder)
    ask("rows")
    for slug in (release.name, "2026-05-17-broken"):
        for tab in TABS:
            ask(f"releases/{slug}/{tab}")
    assert files(newsroom.folder) == before
