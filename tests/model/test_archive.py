"""Shelves hold what belongs together, oldest first, on pages that never shift."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressflow.model import archive, paths
from pressflow.model.archive import PAGE, Entry, Page, Shelf, span

BERLIN = ZoneInfo("Europe/Berlin")
ENTRY = Entry(
    slug="2026-05-16-bridge",
    language="de",
    languages=("de", "en"),
    uri="tag:presse.lohtal.example.org,2026:release/1",
    title="Neue Brücke",
    lead="Die Brücke ist fertig.",
    type="press_release",
    date=datetime(2026, 5, 16, 8, 30, tzinfo=UTC),
    updated=datetime(2026, 5, 16, 8, 30, tzinfo=UTC),
    changed=None,
    correction=None,
    topics=("traffic",),
    places=("Lohtal",),
    people=("Ute Sommer",),
    categories=("Verkehr",),
    links=(),
    enclosures=(),
    redirects=(),
    html="",
)


def keys(entry: Entry) -> list[str]:
    return [shelf.key for shelf in archive.shelves(entry, BERLIN)]


def test_entry_stands_on_a_shelf_of_each_kind_in_its_own_language() -> None:
    assert keys(ENTRY) == [
        "de all ",
        "de topic traffic",
        "de year 2026",
        "de month 2026/05",
        "de type press_release",
        "de place lohtal",
        "de person ute-sommer",
    ]


def test_year_and_month_are_those_of_the_newsroom_s_clock() -> None:
    new_year = replace(ENTRY, date=datetime(2025, 12, 31, 23, 30, tzinfo=UTC))
    assert {"de year 2026", "de month 2026/01"} <= set(keys(new_year))


def test_name_written_in_two_ways_is_one_shelf_under_the_first() -> None:
    entry = replace(ENTRY, places=("Köln", "koeln", "東京"), topics=("traffic", "traffic"))
    found = [shelf for shelf in archive.shelves(entry, BERLIN) if shelf.kind in ("place", "topic")]
    assert [(shelf.kind, shelf.name) for shelf in found] == [("topic", ""), ("place", "東京"), ("place", "Köln")]
    assert len({paths.folder(shelf) for shelf in found}) == 3


def test_entries_of_one_moment_stand_in_the_order_of_their_names() -> None:
    later = replace(ENTRY, slug="a", date=ENTRY.date + timedelta(microseconds=1))
    elsewhere = replace(ENTRY, slug="2026-05-16-fair", date=ENTRY.date.astimezone(ZoneInfo("Asia/Tokyo")))
    assert sorted((later, elsewhere, ENTRY), key=lambda entry: entry.order) == [ENTRY, elsewhere, later]


@given(st.integers(0, 500))
def test_each_entry_stands_on_one_page_and_only_the_newest_differs_in_length(count: int) -> None:
    shelf = Shelf("de", "all", count=count)
    spans = [span(shelf, number) for number in range(1, shelf.pages + 1)]
    assert [place for first, end in spans for place in range(first, end)] == list(range(count))
    assert all(end - first == PAGE for first, end in spans[:-1])
    assert PAGE <= spans[-1][1] - spans[-1][0] < 2 * PAGE or shelf.pages == 1


@given(st.integers(0, 500), st.integers(1, 50))
def test_older_page_stays_as_it_is_whatever_comes_after_it(count: int, more: int) -> None:
    now, later = Shelf("de", "all", count=count), Shelf("de", "all", count=count + more)
    for number in range(1, now.pages):
        assert span(now, number) == span(later, number)
        assert paths.shelf_page(now, number) == paths.shelf_page(later, number)


@given(st.integers(0, 200))
def test_pages_know_their_neighbours_and_the_newest_stands_at_the_shelf_s_own_address(count: int) -> None:
    shelf = Shelf("de", "topic", "traffic", count=count)
    pages = [Page(shelf, number, ()) for number in range(1, shelf.pages + 1)]
    assert [page.newer for page in pages] == [*range(2, len(pages) + 1), None]
    assert [page.older for page in pages] == [None, *range(1, len(pages))]
    assert [page.newest for page in pages] == [False] * (len(pages) - 1) + [True]
    at = [paths.shelf_page(shelf, page.number) for page in pages]
    assert at[-1] == "de/topics/traffic/index.html"
    assert at[:-1] == [f"de/topics/traffic/pages/{number}.html" for number in range(1, len(pages))]


def test_languages_are_the_publisher_s_in_its_order_then_the_others() -> None:
    assert archive.languages(("de", "en"), {"fr", "en", "ar"}) == ("de", "en", "ar", "fr")


def test_shelves_come_by_language_and_kind_the_newest_years_first() -> None:
    given_ = [
        Shelf("en", "topic", "b", count=1),
        Shelf("de", "year", "2025", count=1),
        Shelf("de", "year", "2026", count=1),
        Shelf("de", "topic", "z", count=1),
        Shelf("de", "topic", "a", count=1),
        Shelf("en", "all", count=7),
    ]
    found = archive.in_order(given_, ("de", "en", "fr"))
    shown = [f"{shelf.key} {shelf.count}" for shelf in found]
    assert shown == [
        "de all  0",
        "de topic a 1",
        "de topic z 1",
        "de year 2026 1",
        "de year 2025 1",
        "en all  7",
        "en topic b 1",
        "fr all  0",
    ]


@pytest.mark.parametrize("turned", [False, True])
def test_shelf_is_called_as_its_newest_entry_calls_it_and_as_new_as_its_newest_change(turned: bool) -> None:
    corrected = replace(ENTRY, places=("Loh-Tal",), slug="a", updated=ENTRY.date + timedelta(days=9))
    newest = replace(ENTRY, places=("LOH TAL",), slug="b", date=ENTRY.date + timedelta(days=1))
    entries = [newest, corrected] if turned else [corrected, newest]
    found = archive.standing((shelf, entry) for entry in entries for shelf in archive.shelves(entry, BERLIN))
    (shelf,) = (shelf for shelf in found if shelf.kind == "place")
    assert (shelf.name, shelf.count, shelf.changed) == ("LOH TAL", 2, corrected.updated)
    assert [entry.slug for entry in found[shelf]] == ["a", "b"]
