"""However an office changed, its site is the one made from nothing, byte for byte; and only what changed is made."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pressflow.building.indexing import index
from pressflow.building.verifying import verify
from pressflow.journal import FILE, read_journal
from pressflow.model import journal
from pressflow.model.correction_class import CorrectionClass
from pressflow.theme.folders import default_folder
from tests import builders
from tests.building.offices import SLOW, Office, Records, check_rest, check_site

PLACES = ("Lohtal", "lohtal", "Köln", "Koeln", "東京", "")
PEOPLE = ("Ute Sommer", "Kaya, Ali", "Ute  Sommer", "")
TOPICS = (["traffic"], ["culture"], ["traffic", "culture"], ["gone"])
LANGUAGES = (("de",), ("en",), ("de", "en"), ("en", "de"), ("de", "fr"), ("de", "de-x-ls"))
CLASSES: tuple[CorrectionClass, ...] = ("typo", "update", "correction", "material")
TEMPLATES = ("entry.html", "page.html", "index.html", "base.html", "directory.html", "style.css", "feed.css")
OLD = ("/alt/", "/alt/meldung.html", "/alt/straße.html")


def fields(number: int, day: str, language: str) -> dict[str, Any]:
    """Fields of a record; which ones, the number says."""
    found: dict[str, Any] = {
        "title": f"Meldung Nummer {number} auf {language}",
        "lead": f"Die Stadt Lohtal hat am Samstag zum {number}. Mal etwas für den Verkehr freigegeben.",
        "date": f"{day} {number % 20 + 4:02}:{number % 60:02}",
        "topics": TOPICS[number % 4],
        "places": [place for place in (PLACES[number % 6], PLACES[number // 2 % 6]) if place] or None,
        "people": [name for name in (PEOPLE[number % 4], PEOPLE[number // 3 % 4]) if name] or None,
        "type": ("press_release", "statement", "denial")[number // 5 % 3],
        "kicker": "Verkehr" if number % 7 == 0 else None,
    }
    return found


def records(number: int, day: str) -> Records:
    """Records in some languages, all of one day and on the same topics."""
    return {language: fields(number, day, language) for language in LANGUAGES[number // 4 % 6]}


# What may happen to an office; the number says to which release, and how.


def adds(office: Office, number: int) -> None:
    newest = max((folder.name[:10] for folder in office.releases), default="2026-05-16")
    add(office, date.fromisoformat(newest) + timedelta(days=number % 3), number)


def back_dates(office: Office, number: int) -> None:
    add(office, date(2023, 12, 31) + timedelta(days=number % 900), number)


def add(office: Office, day: date, number: int) -> None:
    slug = f"{day}-r{number}"
    if not any(folder.name.startswith(slug) for folder in office.releases) and slug not in addresses(office):
        office.release(slug, records(number, str(day)))


def addresses(office: Office) -> set[str]:
    return {journal.versions(read_journal(folder))[-1].slug for folder in office.releases}


def corrects(office: Office, number: int) -> None:
    if folder := some(office, number):
        day = journal.versions(read_journal(folder))[0].slug[:10]
        office.correct(folder, records(number // 3, day), CLASSES[number % 4])


def removes(office: Office, number: int) -> None:
    if folder := some(office, number):
        shutil.rmtree(folder)


def renames(office: Office, number: int) -> None:
    if folder := some(office, number):
        folder.rename(folder.with_name(f"{folder.name}-{number}"))


def touches(office: Office, number: int) -> None:
    if folder := some(office, number):
        (folder / FILE).touch()


def redirects(office: Office, number: int) -> None:
    if folder := some(office, number):
        event = journal.versions(read_journal(folder))[-1]
        texts = {"de": fields(number, event.slug[:10], "de") | {"redirect_from": [OLD[number % 3]]}}
        if not any(
            OLD[number % 3] in file.read_text("utf-8") for file in office.folder.glob("releases/*/*/versions/*/*")
        ):
            office.correct(folder, texts, "typo")


def some(office: Office, number: int) -> Path | None:
    return office.releases[number % len(office.releases)] if office.releases else None


def designs(office: Office, number: int) -> None:
    name = TEMPLATES[number % len(TEMPLATES)]
    text = (default_folder() / name).read_text("utf-8").replace("</li>", f"</li><!-- {number} -->")
    office.theme(name, None if number % 5 == 0 else f"{text}<!-- {number} -->\n" if "{%" not in text else text)


def words(office: Office, number: int) -> None:
    name = f"strings/{('de', 'en', 'de-x-ls', 'fr')[number % 4]}.toml"
    office.theme(name, None if number % 5 == 0 else f'contact = "Kontakt {number}"\nno_releases = "Nichts {number}"\n')


def sets(office: Office, number: int) -> None:
    choices: tuple[dict[str, object], ...] = (
        {"colour": f"#{number:06x}"},
        {"name": f"Amt {number}"},
        {"base_url": f"https://presse.lohtal.example.org/{number % 3}/"},
        {"languages": (["de", "en"], ["en", "de"], ["de"], ["de", "en", "es"])[number // 10 % 4]},
        {"time_zone": ("Europe/Berlin", "Asia/Tokyo", "America/New_York")[number // 10 % 3]},
        {"omit": ["card", "images", "pdf", "search", *(("ninjs",), ("newsml",), ())[number // 10 % 3]]},
        {"llms_txt": number % 20 < 10},
        {"region": ("DE", "CH")[number // 10 % 2]},
        {"host": f"relay{number}.example.org"},
    )
    office.set(**choices[number % len(choices)])


def calls_a_topic(office: Office, number: int) -> None:
    office.call_topic(("traffic", "culture")[number % 2], f"Thema {number}")


def meddles(office: Office, number: int) -> None:
    """Somebody puts files into the site, or takes some away, or throws away what is remembered."""
    if number % 5 == 0:
        shutil.rmtree(office.public, ignore_errors=True)
    elif number % 5 == 1:
        shutil.rmtree(office.spare, ignore_errors=True)
    elif number % 5 == 2:
        office.lose_cache()
    elif office.public.is_dir():
        (office.public / "draft.html").write_text("geheim")


CHANGES: tuple[Callable[[Office, int], None], ...] = (
    *(3 * (adds, corrects)),
    *(2 * (back_dates, removes)),
    *(renames, touches, redirects, designs, words, sets, sets, calls_a_topic, meddles),
)


@dataclass(frozen=True)
class Step:
    """Some changes, then a build."""

    changes: tuple[tuple[Callable[[Office, int], None], int], ...]
    much: bool

    def __repr__(self) -> str:
        named = ", ".join(f"{change.__name__} {number}" for change, number in self.changes)
        return f"<{named}{'; as much' if self.much else ''}>"


_change = st.tuples(st.sampled_from(CHANGES), st.integers(0, 999))
_step = st.builds(Step, st.lists(_change, min_size=1, max_size=4).map(tuple), st.booleans())
_steps = st.lists(_step, min_size=3, max_size=7)
_begin = st.lists(st.integers(0, 999), unique=True, max_size=12)
_slow = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large]
# To make a failing walk short takes many minutes: that is left to whoever mends it.
_phases = (Phase.explicit, Phase.reuse, Phase.generate)


def walk(
    folder: Path,
    begin: list[int],
    steps: list[Step],
    monkeypatch: pytest.MonkeyPatch,
    omit: tuple[str, ...] = SLOW,
) -> None:
    """An office with some releases goes through all steps; its site is right after each."""
    office = Office(folder, omit)
    for number in begin:
        back_dates(office, number)
    for step in steps:
        for change, number in step.changes:
            change(office, number)
        # What is much is noted piece by piece, as if processes of their own had to see it.
        monkeypatch.setattr("pressflow.building._MUCH", 0 if step.much else 10**6)
        monkeypatch.setattr("pressflow.building.making._FEW", 10**6)
        office.build()
        if "search" not in omit:
            index(office.newsroom)
            assert verify(office.newsroom) == []
        else:
            check_site(office)
        check_rest(office)


@pytest.mark.usefixtures("short_pages")
@given(begin=_begin, steps=_steps)
@settings(max_examples=6, suppress_health_check=_slow, phases=_phases)
def test_site_is_always_the_one_made_from_nothing(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, begin: list[int], steps: list[Step]
) -> None:
    walk(tmp_path_factory.mktemp("office"), begin, steps, monkeypatch)


@pytest.mark.soak
@pytest.mark.usefixtures("short_pages")
@given(begin=_begin, steps=_steps)
@settings(max_examples=300, suppress_health_check=_slow, phases=_phases)
def test_site_is_the_one_made_from_nothing_after_hundreds_of_walks(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, begin: list[int], steps: list[Step]
) -> None:
    walk(tmp_path_factory.mktemp("office"), begin, steps, monkeypatch)


@pytest.mark.soak
@pytest.mark.usefixtures("short_pages")
@given(begin=_begin, steps=_steps)
@settings(max_examples=10, suppress_health_check=_slow, phases=_phases)
def test_site_of_all_formats_is_the_one_made_from_nothing_after_some_walks(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch, begin: list[int], steps: list[Step]
) -> None:
    walk(tmp_path_factory.mktemp("office"), begin, steps, monkeypatch, ())


def test_site_of_all_formats_with_its_search_index_is_the_one_made_from_nothing(tmp_path: Path) -> None:
    office = Office(tmp_path / "office", omit=())
    image = {"file": "assets/bridge.jpg", "alt": "Die Brücke über die Loh", "credit": "Stadt Lohtal/Jo Blau"}
    both = {"date": "2026-05-16 10:30", "images": [image]}
    office.release("2026-05-16-bridge", {"de": both, "en": both}, {"assets/bridge.jpg": builders.picture()})
    changes: tuple[Callable[[], object], ...] = (
        lambda: office.release("2025-12-30-fire", date="2025-12-30 23:30", places=["Köln"]),
        lambda: office.correct(office.releases[0], {"de": {"date": "2025-12-30 23:30", "title": "Feuerwehr hilft"}}),
        lambda: office.set(colour="#7a1f3d", name="Markt Lohtal"),
        lambda: office.theme("strings/de.toml", 'no_releases = "Noch nichts"\npress_release = "Meldung"\n'),
        lambda: shutil.rmtree(office.releases[0]),
        lambda: office.set(omit=["pdf", "search"]),
        lambda: office.set(omit=[]),
    )
    for change in (lambda: None, *changes):
        change()
        office.build()
        index(office.newsroom)
        assert verify(office.newsroom) == []
        check_rest(office)
