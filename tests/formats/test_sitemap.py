"""Sitemaps of the releases: what sitemaps.org requires, one a year, translations that name each other, real moments."""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from string import ascii_lowercase

import pytest
from lxml import etree

from pressflow import formats
from pressflow.formats import _sitemap
from pressflow.model.edition import Document, Edition
from pressflow.model.record import Embargo
from tests.formats import editions
from tests.formats.reading import Tags, child

BASE = "https://presse.lohtal.example.org/"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"
YEARS = ["de/sitemap-2026.xml", "de/sitemap-2025.xml", "en/sitemap-2026.xml"]


@dataclass(frozen=True)
class Entry:
    """A URL with its moment and its translations by language."""

    url: str
    changed: str | None
    there: dict[str, str]


def entries(document: Document) -> list[Entry]:
    """The entries of a sitemap, each with nothing but what the protocol knows."""
    assert document.media_type == "application/xml; charset=utf-8"
    root = etree.fromstring(document.content)
    assert root.tag == f"{MAP}urlset"
    found = []
    for url in root:
        assert url.tag == f"{MAP}url"
        assert [element.tag for element in url if element.tag != LINK] in (
            [f"{MAP}loc", f"{MAP}lastmod"],
            [f"{MAP}loc"],
        )
        links = url.findall(LINK)
        assert {link.get("rel") for link in links} <= {"alternate"}
        there = {str(link.get("hreflang")): str(link.get("href")) for link in links}
        assert len(there) == len(links)
        found.append(Entry(child(url, f"{MAP}loc"), url.findtext(f"{MAP}lastmod"), there))
    return found


def years(edition: Edition) -> dict[str, list[Entry]]:
    """The sitemaps of years with their entries."""
    return {path: entries(document) for path, document in editions.documents(edition, "sitemap").items()}


def addresses(edition: Edition, path: str) -> list[str]:
    """The pages a sitemap names, from the site's root."""
    return [entry.url.removeprefix(BASE) for entry in years(edition)[path]]


def test_each_year_of_each_language_has_its_sitemap_oldest_release_first(edition: Edition) -> None:
    assert list(years(edition)) == YEARS
    assert addresses(edition, YEARS[0]) == ["de/2026-05-16-bridge.html", "de/2026-05-17-market.html"]
    assert addresses(edition, YEARS[1]) == ["de/2025-12-30-fire.html"]
    assert addresses(edition, YEARS[2]) == ["en/2026-05-16-bridge.html"]


def test_year_is_that_of_the_newsroom_s_own_clock(single: Edition) -> None:
    (release,) = single.releases
    new_year = datetime.fromisoformat("2025-12-31T23:30:00+00:00")
    records = tuple(record.model_copy(update={"date": new_year}) for record in release.records)
    assert list(years(single.of(replace(release, records=records)))) == ["de/sitemap-2026.xml", "en/sitemap-2026.xml"]


def test_each_url_is_as_sitemaps_org_asks(edition: Edition) -> None:
    """Section "XML tag definitions": below 2,048 characters; "Sitemap file location": below the sitemap's folder."""
    for path, found in years(edition).items():
        for entry in found:
            assert entry.url.startswith(f"{BASE}{path.partition('/')[0]}/")
            assert re.fullmatch(r"https://[\w./%~-]+", entry.url)
            assert len(entry.url) < 2048


def test_translations_name_each_other_and_themselves(edition: Edition) -> None:
    known = {entry.url: entry for found in years(edition).values() for entry in found}
    assert any(len(entry.there) == 2 for entry in known.values())
    for entry in known.values():
        assert entry.url in entry.there.values()
        for other in entry.there.values():
            assert known[other].there == entry.there


def test_pages_head_and_sitemap_name_the_same_translations(edition: Edition) -> None:
    known = {entry.url: entry for found in years(edition).values() for entry in found}
    for document in formats.named("page")(edition):
        links = Tags(document.content.decode()).named("link")
        there = {link["hreflang"]: link["href"] for link in links if "hreflang" in link}
        assert known.pop(BASE + document.path).there == there
    assert known == {}


def test_moment_is_that_of_the_newest_version_also_where_it_was_corrected_silently(edition: Edition) -> None:
    found = years(edition)
    moments = {entry.url.removeprefix(BASE): entry.changed for path in YEARS[:2] for entry in found[path]}
    assert moments == {
        "de/2025-12-30-fire.html": editions.CORRECTED_AT.isoformat(),
        "de/2026-05-16-bridge.html": editions.PUBLISHED_AT.isoformat(),
        "de/2026-05-17-market.html": editions.CORRECTED_AT.isoformat(),
    }
    assert all(datetime.fromisoformat(str(moment)).tzinfo for moment in moments.values())


def test_release_that_has_no_date_yet_has_no_moment(single: Edition) -> None:
    (release,) = single.releases
    changes = {"date": None, "embargo": Embargo(event="Nach der Sitzung")}
    records = tuple(record.model_copy(update=changes) for record in release.records)
    undated = single.of(replace(release, records=records, events=(), version=0))
    assert [entry.changed for found in years(undated).values() for entry in found] == [None, None]


def test_site_without_releases_has_no_sitemap_of_a_year(single: Edition) -> None:
    assert years(single.of()) == {}


def test_what_one_sitemap_cannot_hold_is_in_the_next(single: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = addresses(editions.many(single, 9), "de/sitemap-2026.xml")
    monkeypatch.setattr(_sitemap, "MOST", 4)
    parts = years(editions.many(single, 9))
    assert {path: len(found) for path, found in parts.items()} == {
        "de/sitemap-2026.xml": 4,
        "de/sitemap-2026-2.xml": 4,
        "de/sitemap-2026-3.xml": 1,
    }
    assert [entry.url.removeprefix(BASE) for found in parts.values() for entry in found] == whole
    assert list(years(editions.many(single, 4))) == ["de/sitemap-2026.xml"]


def test_full_sitemap_stays_as_it_is_when_a_release_is_added(single: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_sitemap, "MOST", 4)
    whole = editions.many(single, 6)
    before, after = (editions.documents(whole.of(*whole.releases[newest:]), "sitemap") for newest in (1, 0))
    assert before["de/sitemap-2026.xml"] == after["de/sitemap-2026.xml"]
    assert before["de/sitemap-2026-2.xml"] != after["de/sitemap-2026-2.xml"]


def test_sitemaps_of_years_gone_by_stay_as_they_are(single: Edition) -> None:
    whole = editions.many(single, 160)  # the oldest is of December
    before, after = (editions.documents(whole.of(*whole.releases[newest:]), "sitemap") for newest in (1, 0))
    assert before["de/sitemap-2025.xml"] == after["de/sitemap-2025.xml"]
    assert before["de/sitemap-2026.xml"] != after["de/sitemap-2026.xml"]


def test_no_sitemap_is_larger_than_sitemaps_org_allows(single: Edition) -> None:
    """At most 50,000 pages and 52,428,800 bytes, also with the longest slugs in all 24 languages of the Union."""
    there = [
        (language, f"{language}/{'x' * 100}.html") for language in (f"a{letter}" for letter in ascii_lowercase[:24])
    ]
    place = _sitemap.place(single, there[0][1], editions.CORRECTED_AT, there)
    assert _sitemap.MOST <= 50_000
    assert len(place.encode()) * _sitemap.MOST + 1024 < 52_428_800
