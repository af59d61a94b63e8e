"""A build writes what changed and leaves every other file as it is, down to its place on the disk."""

import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from pressflow import formats
from pressflow.building import Built, build
from pressflow.cache import Cache
from pressflow.journal import FILE
from pressflow.theme.folders import default_folder
from tests.building.offices import Office, Tree, check_rest, check_site, differing, tree

FEEDS = ("rss.xml", "atom.xml", "feed.json")


def rewritten(office: Office, act: Callable[[], object]) -> tuple[set[str], set[str]]:
    """The files that an act and the build after it wrote, and those that differ since; whatever is gone is in both."""
    before, read = files(office), contents(office)
    act()
    office.build()
    changed, differ = set(differing(before, files(office))), set(differing(read, contents(office)))
    assert differ <= changed
    check_site(office)
    check_rest(office)
    return changed, differ


def files(office: Office) -> Tree:
    """The site's files with their inodes: one that was not written keeps its own."""
    return {path: str((office.public / path).stat().st_ino) for path in contents(office)}


def contents(office: Office) -> Tree:
    """The site's files with the hashes of what is in them."""
    return {path: seen for path, seen in tree(office.public).items() if seen != "a folder"}


def without_site(office: Office, paths: set[str]) -> set[str]:
    """The paths without those that show the whole site, which are made with every change."""
    return paths - of_scope(office, "site")


def of_scope(office: Office, *scopes: str) -> set[str]:
    """What the formats with these scopes made."""
    with closing(Cache(office.newsroom.cache)) as cache:
        names = [name for name in formats.names() if formats.scope(name) in scopes]
        return {path for name in names for path in cache.made_by(name)}


def documents(office: Office, slug: str) -> set[str]:
    """What stands on the site under a release's own name."""
    return {path for path in files(office) if path.startswith((f"de/{slug}.", f"media/{slug}/"))}


def lists(*folders: str) -> set[str]:
    """The newest pages and the feeds of lists."""
    return {f"de/{folder}/{name}".replace("//", "/") for folder in folders for name in ("index.html", *FEEDS)}


def many(office: Office, number: int) -> list[Path]:
    """So many releases, one a day, all on one topic, in one place."""
    return [office.release(day(number), title=f"Meldung Nummer {number}") for number in range(number)]


def day(number: int) -> str:
    return f"2026-{number // 28 + 1:02}-{number % 28 + 1:02}-r{number}"


def records(number: int, **changes: str) -> dict[str, dict[str, str]]:
    return {"de": {"date": f"{day(number)[:10]} 10:00", **changes}}


def test_correction_of_one_among_a_hundred_touches_its_documents_and_the_lists_it_stands_on(office: Office) -> None:
    folders = many(office, 100)
    office.build()
    # The thirty-first is on page 2 of what is on three and more pages, and the third of its month's.
    changed, differ = rewritten(office, lambda: office.correct(folders[30], records(30, title="Meldung, verbessert")))
    wide = ("", "topics/traffic", "places/lohtal", "types/press-release")
    pages = {f"de/{folder}/pages/2.html".replace("//", "/") for folder in wide}
    feeds = {f"de/{folder}/{name}".replace("//", "/") for folder in wide for name in FEEDS}
    year = {"de/years/2026/pages/2.html", "de/sitemap-2026.xml"}
    month = {"de/years/2026/02/index.html"}
    own = documents(office, day(30))
    assert len(own) >= 3
    assert without_site(office, changed) == own | pages | feeds | year | month
    assert own | pages | month <= differ
    assert len(files(office)) > 500


def test_newest_release_touches_no_older_page_of_any_list(office: Office) -> None:
    many(office, 45)
    office.build()
    before = set(files(office))
    changed, differ = rewritten(office, lambda: office.release(day(45), title="Die neueste Meldung"))
    assert any("/pages/" in path for path in before)
    assert not any("/pages/" in path for path in changed)
    assert documents(office, day(45)) | lists("", "topics/traffic", "places/lohtal") <= differ
    assert "index.html" in differ


@pytest.mark.usefixtures("short_pages")
def test_newest_page_that_overflows_becomes_an_older_one_and_the_one_before_it_learns_where_it_went(
    office: Office,
) -> None:
    many(office, 11)  # pages 1 and 2 of three, the newest of five
    office.build()
    changed, _ = rewritten(office, lambda: office.release(day(11), title="Die neueste Meldung"))
    of_all = {path for path in changed if path.startswith(("de/pages/", "de/index"))}
    assert of_all == {"de/pages/2.html", "de/pages/3.html", "de/index.html"}
    older = (office.public / "de/pages/2.html").read_text("utf-8")
    assert 'href="3.html"' in older


def test_removed_release_takes_its_documents_and_the_lists_that_are_empty_then_along(office: Office) -> None:
    many(office, 2)
    folder = office.release("2025-12-30-fire", places=["Köln"], topics=["culture"], people=["Ali Kaya"])
    office.build()
    kept = [path for path in files(office) if "koeln" not in path]
    changed, _ = rewritten(office, lambda: shutil.rmtree(folder))
    left = {path for path in files(office) if "fire" in path or "koeln" in path or "2025" in path or "kaya" in path}
    assert left == set()
    assert not (office.public / "de" / "places" / "koeln").exists()
    assert lists("places/koeln", "topics/culture", "people/ali-kaya") <= changed
    assert f"de/{day(0)}.html" in kept
    assert f"de/{day(0)}.html" not in changed


def test_changed_style_sheet_changes_the_style_alone(office: Office) -> None:
    many(office, 3)
    office.build()
    style = (default_folder() / "style.css").read_text("utf-8") + "p { color: red }\n"
    changed, differ = rewritten(office, lambda: office.theme("style.css", style))
    assert differ == {"theme/style.css"}
    assert without_site(office, changed) == set()


def test_changed_words_change_the_pages_that_show_them_in_their_language_alone(office: Office) -> None:
    many(office, 2)
    both = {"date": "2026-06-01 10:00"}
    office.release("2026-06-01-both", {"de": both, "en": both})
    office.build()
    changed, differ = rewritten(office, lambda: office.theme("strings/en.toml", 'contact = "Whom to ask"\n'))
    assert differ
    # Where a language lacks a word, English has it: so all with words are made, and most are as they were.
    assert all(path.startswith(("en/", "media/")) for path in differ)
    assert f"de/{day(0)}.html" in changed


def test_newsrooms_own_file_that_is_none_of_the_theme_s_changes_nothing(office: Office) -> None:
    many(office, 2)
    office.build()
    changed, _ = rewritten(office, lambda: office.theme("notes.txt", "Was noch zu tun ist\n"))
    assert changed == set()


def test_topic_with_another_title_changes_what_names_it(office: Office) -> None:
    many(office, 2)
    office.build()
    _, differ = rewritten(office, lambda: office.call_topic("traffic", "Mobilität"))
    assert {"de/topics/traffic/index.html", "de/topics/index.html", f"de/{day(0)}.html", "de/rss.xml"} <= differ
    assert not {path for path in differ if path.endswith((".css", ".txt"))} - {"llms.txt"}


def test_mail_settings_touch_nothing(office: Office) -> None:
    many(office, 2)
    office.build()
    relay = {"host": "relay.example.org", "port": 2525, "security": "tls", "bounce_address": "b@lohtal.example.org"}
    changed, _ = rewritten(office, lambda: office.set(**relay))
    assert changed == set()


def test_name_that_letters_bear_changes_nothing(office: Office) -> None:
    many(office, 2)
    office.build()
    changed, differ = rewritten(office, lambda: office.set(from_name="Presse"))
    assert (without_site(office, changed), differ) == (set(), set())


def test_journal_that_was_only_touched_makes_nothing(office: Office) -> None:
    folder = many(office, 2)[0]
    office.build()
    changed, _ = rewritten(office, (folder / FILE).touch)
    assert changed == set()


def test_silent_correction_reaches_pages_and_feeds(office: Office) -> None:
    folder = many(office, 2)[0]
    office.build()
    act = lambda: office.correct(folder, records(0, title="Ohne Tippfehler, die Meldung"), "typo")  # noqa: E731
    _, differ = rewritten(office, act)
    assert {f"de/{day(0)}.html", "de/index.html", "de/rss.xml"} <= differ


def test_renamed_folder_keeps_its_address_and_changes_nothing(office: Office) -> None:
    folder = many(office, 2)[0]
    office.build()
    _, differ = rewritten(office, lambda: folder.rename(folder.with_name(f"{folder.name}-moved")))
    assert differ == set()
    assert f"de/{day(0)}.html" in files(office)


def test_lost_cache_makes_everything_anew_and_the_same(office: Office) -> None:
    many(office, 2)
    office.build()
    changed, differ = rewritten(office, office.lose_cache)
    assert (len(changed), differ) == (len(files(office)), set())


def test_file_put_into_the_site_is_gone_after_the_next_build_and_never_comes_back(office: Office) -> None:
    many(office, 2)
    office.build()
    (office.public / "draft.html").write_text("geheim", "utf-8")
    for number in (2, 3, 4):
        rewritten(office, lambda number=number: office.release(day(number), title="Noch eine Meldung"))  # type: ignore[misc]  # bound at once
        assert not (office.public / "draft.html").exists()


def test_file_taken_out_of_the_site_comes_back_when_that_is_noticed(office: Office) -> None:
    many(office, 2)
    office.build()
    rewritten(office, lambda: office.set(colour="#123456"))
    (office.public / "de" / "topics" / "traffic" / "rss.xml").unlink()
    office.lose_spare()
    rewritten(office, lambda: office.release(day(2), title="Noch eine Meldung"))
    assert (office.public / "de" / "topics" / "traffic" / "rss.xml").is_file()


def test_office_without_releases_has_a_site_and_rests(office: Office) -> None:
    built = office.build()
    assert built.files == built.changed > 0
    check_site(office)
    check_rest(office)
    assert office.build() == Built(built.files, 0)


def test_big_change_is_made_in_several_processes_and_gives_the_same_site(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    many(office, 12)
    monkeypatch.setattr("pressflow.building._MUCH", 5)
    monkeypatch.setattr("pressflow.building.making._FEW", 2)
    monkeypatch.setattr("pressflow.building.making._CHUNK", 4)
    progress: list[tuple[int, int]] = []
    build(office.newsroom, lambda done, of: progress.append((done, of)))
    assert (12, 12) in progress
    monkeypatch.undo()
    check_site(office)
    check_rest(office)


def test_fresh_build_forgets_what_was_remembered_wrongly(office: Office) -> None:
    many(office, 2)
    office.build()
    page = office.public / "de" / "topics" / "traffic" / "index.html"
    page.write_text("von Hand geändert", "utf-8")
    assert office.build().changed == 0
    assert build(office.newsroom, fresh=True).changed
    assert "von Hand" not in page.read_text("utf-8")
    check_site(office)
    check_rest(office)
