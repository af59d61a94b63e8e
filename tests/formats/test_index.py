"""The index: the releases of each shelf, newest first, by year, on pages that never shift and lead to each other."""

import re
from dataclasses import replace
from datetime import datetime
from html import unescape
from itertools import pairwise
from urllib.parse import unquote, urljoin

import pytest

from pressflow import formats
from pressflow.model.edition import Edition
from tests.formats import editions
from tests.formats.reading import Tags, shown
from tests.formats.test_page import headings

BASE = "https://presse.lohtal.example.org/"
FRONT = ("index.html", "de/index.html", "en/index.html")
# Each shelf of the edition with what its page is headed by.
SHELVES = {
    "de": "Mitteilungen",
    "de/topics/traffic": "Verkehr",
    "de/years/2026": "2026",
    "de/years/2025": "2025",
    "de/years/2026/05": "Mai 2026",
    "de/years/2025/12": "Dezember 2025",
    "de/places/lohtal": "Lohtal",
    "de/types/press-release": "Pressemitteilungen",
    "de/people/ute-sommer": "Ute Sommer",
    "en": "News",
    "en/topics/traffic": "Traffic",
    "en/years/2026": "2026",
    "en/years/2026/05": "May 2026",
    "en/places/lohtal": "Lohtal",
    "en/types/press-release": "Press releases",
}


def html(edition: Edition, path: str = "de/index.html") -> str:
    document = editions.documents(edition, "index")[path]
    assert document.media_type == "text/html; charset=utf-8"
    return document.content.decode()


def listed(edition: Edition, path: str = "de/index.html") -> list[str]:
    """The releases a page leads to, in order."""
    found = [unquote(urljoin(f"/{path}", link["href"])) for link in Tags(html(edition, path)).named("a")]
    language = "de" if path == "index.html" else path.partition("/")[0]
    pages = {f"/{language}/{release.slug}.html": release.slug for release in edition.releases}
    return [pages[link] for link in found if link in pages]


def linked(page: str, path: str, **wanted: str) -> list[str]:
    """Where the page's links lead that have these attributes, from the site's root."""
    links = Tags(page).named("a", "link")
    found = [link["href"] for link in links if all(link.get(name) == value for name, value in wanted.items())]
    return list(dict.fromkeys(urljoin(BASE + path, href).removeprefix(BASE) for href in found))


def heading(page: str) -> str:
    (found,) = re.findall(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)
    return unescape(found)


# What there is


def test_every_shelf_has_its_page_and_the_first_language_s_is_the_front_page(edition: Edition) -> None:
    assert set(editions.documents(edition, "index")) == {"index.html", *(f"{shelf}/index.html" for shelf in SHELVES)}
    words = [" ".join(shown(html(edition, path)).split()) for path in FRONT]
    assert words[0] == words[1] != words[2]


@pytest.mark.parametrize("shelf", SHELVES)
def test_shelf_is_called_in_its_language(edition: Edition, shelf: str) -> None:
    page = html(edition, f"{shelf}/index.html")
    assert heading(page) == SHELVES[shelf]
    (title,) = re.findall("<title>(.*?)</title>", page, re.DOTALL)
    assert unescape(title).startswith(f"{SHELVES[shelf]} – ")


def test_release_stands_on_the_shelves_of_everything_it_names(edition: Edition) -> None:
    on = {shelf for shelf in SHELVES if "2026-05-16-bridge" in listed(edition, f"{shelf}/index.html")}
    assert on == SHELVES.keys() - {"de/years/2025", "de/years/2025/12"}
    assert listed(edition, "de/years/2025/index.html") == listed(edition, "de/years/2025/12/index.html")
    assert listed(edition, "de/years/2025/index.html") == ["2025-12-30-fire"]


def test_release_is_listed_in_its_own_languages_alone(edition: Edition) -> None:
    assert listed(edition, "en/index.html") == ["2026-05-16-bridge"]
    assert "Markt" not in html(edition, "en/index.html")


def test_release_that_names_no_places_stands_with_that_of_its_dateline(single: Edition) -> None:
    without = editions.many(single, 1, places=(), place="Bad Öhn")
    assert listed(without, "de/places/bad-oehn/index.html") == ["release-000"]
    assert "de/places/bad-oehn/index.html" not in editions.documents(
        editions.many(single, 1, places=("Lohtal",), place="Bad Öhn"), "index"
    )


def test_language_of_a_single_release_has_its_front_page_behind_the_publisher_s(single: Edition) -> None:
    (release,) = single.releases
    easy = release.original.model_copy(update={"language": "de-x-ls"})
    edition = single.of(replace(release, records=(*release.records, easy)))
    assert listed(edition, "de-x-ls/index.html") == [release.slug]
    names = [link["hreflang"] for link in Tags(html(edition)).named("link") if "hreflang" in link]
    assert [name for name in names if name != "x-default"] == ["de", "en", "de-x-ls"]


@pytest.mark.parametrize("name", ["Олена Коваль", "山田太郎", "Ζωή Αθηναίου", "يوسف", "<b>&amp;</b>"])
def test_name_in_any_script_has_a_shelf_of_its_own(single: Edition, name: str) -> None:
    edition = editions.many(single, 2, people=(name,), places=(name,))
    for kind in ("people", "places"):
        (path,) = (path for path in editions.documents(edition, "index") if path.startswith(f"de/{kind}/"))
        assert re.fullmatch(rf"de/{kind}/[a-z0-9-]+/index\.html", path)
        assert heading(html(edition, path)) == name
        assert listed(edition, path) == ["release-000", "release-001"]


def test_one_name_written_in_two_ways_is_one_shelf_called_as_the_newest_release_calls_it(single: Edition) -> None:
    (newest,) = editions.many(single, 1, people=("Jörg Müller", "JÖRG MÜLLER")).releases
    _, older = editions.many(single, 2, people=("Joerg Mueller",)).releases
    edition = single.of(newest, older)
    assert listed(edition, "de/people/joerg-mueller/index.html") == ["release-000", "release-001"]
    assert heading(html(edition, "de/people/joerg-mueller/index.html")) == "Jörg Müller"


def test_index_without_releases_says_so(edition: Edition) -> None:
    assert sorted(editions.documents(edition.of(), "index")) == sorted(FRONT)
    assert "Noch ist nichts veröffentlicht." in shown(html(edition.of()))


# What stands on a page


def test_each_page_is_well_formed_with_one_headline(edition: Edition) -> None:
    for path in editions.documents(edition, "index"):
        page = html(edition, path)
        tags = Tags(page)
        assert (tags.open, tags.wrong) == ([], []), path
        assert tags.named("html")[0]["lang"] == ("en" if path.startswith("en/") else "de")
        levels = headings(page)
        assert levels.count(1) == 1
        assert all(below <= above + 1 for above, below in pairwise(levels)), path
        assert [*tags.running(), *tags.named("iframe", "object", "embed", "base")] == []
        ids = [attributes["id"] for _, attributes in tags.found if "id" in attributes]
        assert len(ids) == len(set(ids)), path


def test_releases_come_newest_first_under_their_years(edition: Edition) -> None:
    assert listed(edition) == ["2026-05-17-market", "2026-05-16-bridge", "2025-12-30-fire"]
    words = " ".join(shown(html(edition)).split())
    assert words.index(" 2026 ") < words.index("Der Markt zieht um") < words.index(" 2025 ")
    assert words.index(" 2025 ") < words.index("Feuerwehr bleibt bereit")


def test_year_and_month_are_those_of_the_newsroom_s_own_clock(single: Edition) -> None:
    (release,) = single.releases
    new_year = datetime.fromisoformat("2025-12-31T23:30:00+00:00")
    records = tuple(record.model_copy(update={"date": new_year}) for record in release.records)
    edition = single.of(replace(release, records=records))
    assert Tags(html(edition)).named("section")[0]["aria-labelledby"] == "year-2026"
    found = {path for path in editions.documents(edition, "index") if path.startswith("de/years/")}
    assert found == {"de/years/2026/index.html", "de/years/2026/01/index.html"}


def test_correction_is_marked(edition: Edition) -> None:
    words = " ".join(shown(html(edition)).split())
    assert "Der Markt zieht um Korrektur 18. Mai 2026" in words
    assert words.count("Korrektur") == 1


def test_shelf_leads_up_to_where_it_belongs(edition: Edition) -> None:
    for path, above in {
        "de/topics/traffic/index.html": ["de/index.html", "de/topics/index.html"],
        "en/places/lohtal/index.html": ["en/index.html", "en/places/index.html"],
        "de/years/2026/index.html": ["de/index.html", "de/years/index.html"],
        "de/years/2026/05/index.html": ["de/index.html", "de/years/index.html", "de/years/2026/index.html"],
    }.items():
        (trail,) = re.findall(r'<nav class="trail".*?</nav>', html(edition, path), re.DOTALL)
        assert linked(trail, path) == above


@pytest.mark.parametrize(
    ("path", "folder"),
    [
        ("index.html", "de"),
        ("de/topics/traffic/index.html", "de/topics/traffic"),
        ("en/places/lohtal/index.html", "en/places/lohtal"),
        ("de/years/2026/05/index.html", "de"),  # nothing new comes to a month that is over
    ],
)
def test_shelf_offers_its_own_feeds(edition: Edition, path: str, folder: str) -> None:
    for name, media_type in (("rss", "rss+xml"), ("atom", "atom+xml"), ("jsonfeed", "feed+json")):
        (feed,) = linked(html(edition, path), path, rel="alternate", type=f"application/{media_type}")
        assert feed in editions.documents(edition, name)
        assert feed.rpartition("/")[0] == folder


# Pages


@pytest.mark.parametrize(
    ("number", "sizes"),
    [
        (0, [0]),
        (1, [1]),
        (20, [20]),
        (39, [39]),
        (40, [20, 20]),
        (59, [20, 39]),
        (60, [20, 20, 20]),
    ],
)
def test_pages_are_counted_from_the_oldest_and_the_newest_is_never_short(
    single: Edition, number: int, sizes: list[int]
) -> None:
    edition = editions.many(single, number)
    paths = [f"de/pages/{page}.html" for page in range(1, len(sizes))]
    assert {path for path in editions.documents(edition, "index") if path.startswith("de/pages/")} == set(paths)
    pages = [listed(edition, path) for path in (*paths, "de/index.html")]
    assert [len(page) for page in pages] == sizes
    assert [slug for page in reversed(pages) for slug in page] == [release.slug for release in edition.releases]


def test_every_shelf_has_pages(single: Edition) -> None:
    found = editions.documents(editions.many(single, 40), "index")
    older = [path.removesuffix("/pages/1.html") for path in found if path.endswith("/pages/1.html")]
    assert older == [
        "de",
        "de/topics/traffic",
        "de/years/2026",
        "de/places/lohtal",
        "de/types/press-release",
        "de/people/ute-sommer",
    ]


def test_page_that_is_full_stays_as_it_is_when_releases_are_added(single: Edition) -> None:
    whole = editions.many(single, 79)
    before, after = (editions.documents(whole.of(*whole.releases[newest:]), "index") for newest in (19, 0))
    older = [path for path in before if "/pages/" in path]
    assert {"de/pages/1.html", "de/pages/2.html", "de/places/lohtal/pages/2.html"} <= set(older)
    assert [path for path in older if before[path] != after[path]] == []
    assert before["de/index.html"] != after["de/index.html"]


def test_pages_lead_from_the_newest_to_the_oldest_and_back(single: Edition) -> None:
    edition = editions.many(single, 60)
    way = ["de/index.html", "de/pages/2.html", "de/pages/1.html"]
    for number, path in enumerate(way):
        page = html(edition, path)
        assert linked(page, path, rel="next") == way[number + 1 : number + 2]
        assert linked(page, path, rel="prev") == (way[number - 1 : number] if number else [])
    assert linked(html(edition, "index.html"), "index.html", rel="next") == ["de/pages/2.html"]


def test_page_says_which_it_is(single: Edition) -> None:
    edition = editions.many(single, 40)
    assert "Seite 1" in shown(html(edition, "de/topics/traffic/pages/1.html"))
    assert "<title>Verkehr (Seite 1) – " in html(edition, "de/topics/traffic/pages/1.html")
    assert "Seite" not in re.findall("<title>.*?</title>", html(edition, "de/topics/traffic/index.html"), re.DOTALL)[0]


def test_each_page_has_a_canonical_address_of_its_own_but_the_front_page_is_its_language_s(single: Edition) -> None:
    edition = editions.many(single, 40)
    for path in editions.documents(edition, "index"):
        address = "de/" if path == "index.html" else path.removesuffix("index.html")
        assert linked(html(edition, path), path, rel="canonical") == [address]


def test_only_front_pages_have_counterparts_in_other_languages(single: Edition) -> None:
    edition = editions.many(single, 40)
    for path in editions.documents(edition, "index"):
        links = Tags(html(edition, path)).named("link")
        there = {link["hreflang"]: link["href"] for link in links if "hreflang" in link}
        assert there == ({"de": f"{BASE}de/", "en": f"{BASE}en/", "x-default": BASE} if path in FRONT else {}), path


def test_every_link_of_every_page_leads_to_a_document_of_the_site(single: Edition) -> None:
    edition = editions.many(single, 40)
    names = [name for name in formats.names() if formats.scope(name) in ("page", "newest", "shelf", "site")]
    documents = {path for name in (*names, "page", "media") for path in editions.documents(edition, name)}
    for path in editions.documents(edition, "index"):
        tags = Tags(html(edition, path))
        links = [link["href"] for link in tags.named("a", "link")] + [image["src"] for image in tags.named("img")]
        inside = {unquote(urljoin(BASE + path, link)).partition("#")[0] for link in links if not link.startswith("#")}
        here = {link.removeprefix(BASE) for link in inside if link.startswith(BASE)}
        assert {f"{link}index.html" if link.endswith("/") or not link else link for link in here} <= documents, path
