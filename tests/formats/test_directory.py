"""The directories: which topics, years, places, types and people there is something of, and how much."""

import re
from itertools import pairwise
from urllib.parse import urljoin

import pytest

from pressflow.model.edition import Edition
from tests.formats import editions
from tests.formats.reading import Tags, shown
from tests.formats.test_index import heading
from tests.formats.test_page import headings

BASE = "https://presse.lohtal.example.org/"
HEADINGS = {
    "de/topics": "Themen",
    "de/years": "Archiv",
    "de/places": "Orte",
    "de/types": "Arten von Mitteilungen",
    "de/people": "Personen",
    "en/topics": "Topics",
    "en/years": "Archive",
    "en/places": "Places",
    "en/types": "Kinds of release",
    "en/people": "People",
}


def html(edition: Edition, folder: str) -> str:
    document = editions.documents(edition, "directory")[f"{folder}/index.html"]
    assert document.media_type == "text/html; charset=utf-8"
    return document.content.decode()


def listed(edition: Edition, folder: str) -> list[tuple[str, str, int]]:
    """The shelves a directory lists: where each stands, what it is called, how many releases are on it."""
    found = re.findall(r'<a href="([^"]+)">([^<]+)</a>\s*<[^>]+>(\d+)<', html(edition, folder))
    return [(urljoin(f"/{folder}/", href).removesuffix("/index.html"), name, int(count)) for href, name, count in found]


def test_each_language_has_a_directory_of_each_kind(edition: Edition) -> None:
    assert set(editions.documents(edition, "directory")) == {f"{folder}/index.html" for folder in HEADINGS}
    assert {folder: heading(html(edition, folder)) for folder in HEADINGS} == HEADINGS


@pytest.mark.parametrize("folder", HEADINGS)
def test_directory_is_well_formed_with_one_headline(edition: Edition, folder: str) -> None:
    page = html(edition, folder)
    tags = Tags(page)
    assert (tags.open, tags.wrong) == ([], [])
    assert tags.named("html")[0]["lang"] == folder[:2]
    levels = headings(page)
    assert levels.count(1) == 1
    assert all(below <= above + 1 for above, below in pairwise(levels))
    assert [*tags.running(), *tags.named("iframe", "object", "embed", "base")] == []


def test_directory_lists_the_shelves_of_its_kind_and_language_with_their_numbers(edition: Edition) -> None:
    assert listed(edition, "de/topics") == [("/de/topics/traffic", "Verkehr", 3)]
    assert listed(edition, "en/topics") == [("/en/topics/traffic", "Traffic", 1)]
    assert listed(edition, "de/places") == [("/de/places/lohtal", "Lohtal", 3)]
    assert listed(edition, "de/types") == [("/de/types/press-release", "Pressemitteilungen", 3)]
    assert listed(edition, "de/people") == [("/de/people/ute-sommer", "Ute Sommer", 1)]
    assert listed(edition, "en/people") == []


def test_years_come_newest_first_with_their_months_in_words(edition: Edition) -> None:
    assert listed(edition, "de/years") == [
        ("/de/years/2026", "2026", 2),
        ("/de/years/2026/05", "Mai", 2),
        ("/de/years/2025", "2025", 1),
        ("/de/years/2025/12", "Dezember", 1),
    ]
    assert listed(edition, "en/years")[1] == ("/en/years/2026/05", "May", 1)


def test_names_are_sorted_by_their_letters_and_years_are_not(single: Edition) -> None:
    names = ("Zoe Adler", "Ümit Öz", "ole Blau", "Ute Sommer", "Ärni Graf", "Anna Berg", "Олена Коваль")
    found = [name for _, name, _ in listed(editions.many(single, 1, people=names), "de/people")]
    assert found == ["Anna Berg", "Ärni Graf", "ole Blau", "Ümit Öz", "Ute Sommer", "Zoe Adler", "Олена Коваль"]


def test_long_list_of_names_is_parted_by_their_first_letters(single: Edition) -> None:
    names = ("Ärni Graf", *(f"Bo Nr. {number}" for number in range(50)), "Олена Коваль")
    assert letters(editions.many(single, 1, people=names)) == ["A", "B", "О"]
    assert letters(editions.many(single, 1, people=names[:9])) == []


def letters(edition: Edition) -> list[str]:
    """The headings below a directory's own."""
    (main,) = re.findall("<main.*?</main>", html(edition, "de/people"), re.DOTALL)
    return re.findall(r"<h2[^>]*>(.*?)</h2>", main)


def test_every_shelf_that_is_listed_is_there_and_every_shelf_is_listed(edition: Edition) -> None:
    pages = editions.documents(edition, "index")
    shelves = {f"/{path.removesuffix('/index.html')}" for path in pages if path.count("/") > 1}
    assert {shelf for folder in HEADINGS for shelf, _, _ in listed(edition, folder)} == shelves


def test_directory_without_shelves_says_so(edition: Edition) -> None:
    assert {path: listed(edition.of(), path) for path in HEADINGS} == {path: [] for path in HEADINGS}
    assert "Hier ist noch nichts verzeichnet." in shown(html(edition.of(), "de/places"))


def test_directory_names_its_address_and_its_counterparts(edition: Edition) -> None:
    for folder in HEADINGS:
        links = Tags(html(edition, folder)).named("link")
        assert [link["href"] for link in links if link["rel"] == "canonical"] == [f"{BASE}{folder}/"]
        there = {link["hreflang"]: link["href"] for link in links if "hreflang" in link}
        assert there == {language: f"{BASE}{language}/{folder.partition('/')[2]}/" for language in ("de", "en")}


def test_every_page_leads_to_the_directories_of_its_language(edition: Edition) -> None:
    for path, document in (editions.documents(edition, "page") | editions.documents(edition, "index")).items():
        language = "de" if path == "index.html" else path.partition("/")[0]
        links = {urljoin(f"/{path}", link["href"]) for link in Tags(document.content.decode()).named("a")}
        assert {f"/{folder}/index.html" for folder in HEADINGS if folder.startswith(language)} <= links, path
