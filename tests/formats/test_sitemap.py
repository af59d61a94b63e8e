"""Sitemaps: what sitemaps.org requires, each page once, translations that name each other, moments that are real."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from lxml import etree

from pressflow import formats
from pressflow.formats import sitemap
from pressflow.model.edition import Edition
from pressflow.model.record import Embargo
from tests.formats import editions
from tests.formats.reading import Tags, child

BASE = "https://presse.lohtal.example.org/"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"


@dataclass(frozen=True)
class Entry:
    """A URL with its moment and its translations by language."""

    url: str
    changed: str | None
    there: dict[str, str]


def root(edition: Edition, path: str) -> etree._Element:
    document = editions.documents(edition, "sitemap")[path]
    assert document.media_type == "application/xml; charset=utf-8"
    return etree.fromstring(document.content)


def entries(edition: Edition, path: str) -> list[Entry]:
    """The entries of a sitemap."""
    found = root(edition, path)
    assert found.tag == f"{MAP}urlset"
    result = []
    for url in found:
        assert url.tag == f"{MAP}url"
        assert [element.tag for element in url if element.tag != LINK] in (
            [f"{MAP}loc", f"{MAP}lastmod"],
            [f"{MAP}loc"],
        )
        links = url.findall(LINK)
        assert {link.get("rel") for link in links} == {"alternate"}
        there = {str(link.get("hreflang")): str(link.get("href")) for link in links}
        assert len(there) == len(links)
        result.append(Entry(child(url, f"{MAP}loc"), url.findtext(f"{MAP}lastmod"), there))
    return result


def maps(edition: Edition) -> dict[str, str | None]:
    """The sitemaps of the index by path, with their moments."""
    found = root(edition, "sitemap.xml")
    assert found.tag == f"{MAP}sitemapindex"
    for one in found:
        assert one.tag == f"{MAP}sitemap"
        assert [element.tag for element in one] in ([f"{MAP}loc", f"{MAP}lastmod"], [f"{MAP}loc"])
    return {child(one, f"{MAP}loc").removeprefix(BASE): one.findtext(f"{MAP}lastmod") for one in found}


def everything(edition: Edition) -> dict[str, Entry]:
    """The entries of all sitemaps by URL; none stands in two."""
    found = [entry for path in maps(edition) for entry in entries(edition, path)]
    assert len({entry.url for entry in found}) == len(found)
    return {entry.url: entry for entry in found}


def test_index_names_each_sitemap_and_no_other(edition: Edition) -> None:
    assert list(maps(edition)) == ["de/sitemap.xml", "en/sitemap.xml"]
    assert {*maps(edition), "sitemap.xml"} == set(editions.documents(edition, "sitemap"))


def test_each_page_is_named_once_under_its_canonical_address(edition: Edition) -> None:
    canonical = set()
    for name in ("page", "index"):
        for document in formats.named(name)(edition):
            if document.media_type.startswith("text/html"):
                links = Tags(document.content.decode()).named("link")
                canonical |= {link["href"] for link in links if link["rel"] == "canonical"}
    assert set(everything(edition)) == canonical


def test_each_url_is_as_sitemaps_org_asks(edition: Edition) -> None:
    """Section "XML tag definitions": below 2,048 characters; "Sitemap file location": below the sitemap's folder."""
    for path in maps(edition):
        for entry in entries(edition, path):
            assert entry.url.startswith(BASE + path.removesuffix("sitemap.xml"))
            assert re.fullmatch(r"https://[\w./%~-]+", entry.url)
            assert len(entry.url) < 2048


def test_translations_name_each_other_and_themselves(edition: Edition) -> None:
    known = everything(edition)
    assert any(len(entry.there) == 2 for entry in known.values())
    for entry in known.values():
        assert entry.url in entry.there.values()
        for other in entry.there.values():
            assert known[other].there == entry.there


def test_pages_head_and_sitemap_name_the_same_translations(edition: Edition) -> None:
    known = everything(edition)
    for document in formats.named("page")(edition):
        if document.media_type.startswith("text/html"):
            links = Tags(document.content.decode()).named("link")
            there = {link["hreflang"]: link["href"] for link in links if "hreflang" in link}
            assert known[BASE + document.path].there == there


def test_moment_is_that_of_the_newest_version_also_where_it_was_corrected_silently(edition: Edition) -> None:
    moments = {entry.url.removeprefix(BASE): entry.changed for entry in entries(edition, "de/sitemap.xml")}
    assert moments == {
        "de/2025-12-30-fire.html": editions.CORRECTED_AT.isoformat(),
        "de/2026-05-16-bridge.html": editions.PUBLISHED_AT.isoformat(),
        "de/2026-05-17-market.html": editions.CORRECTED_AT.isoformat(),
        "de/": editions.CORRECTED_AT.isoformat(),
    }
    assert all(datetime.fromisoformat(str(moment)).tzinfo for moment in moments.values())
    assert maps(edition) == {
        "de/sitemap.xml": editions.CORRECTED_AT.isoformat(),
        "en/sitemap.xml": editions.PUBLISHED_AT.isoformat(),
    }


def test_release_that_has_no_date_yet_has_no_moment(single: Edition) -> None:
    (release,) = single.releases
    changes = {"date": None, "embargo": Embargo(event="Nach der Sitzung")}
    records = tuple(record.model_copy(update=changes) for record in release.records)
    undated = single.of(replace(release, records=records, events=(), version=0))
    assert [entry.changed for entry in entries(undated, "de/sitemap.xml")] == [None, None]


def test_site_without_releases_has_its_lists_and_no_moments(single: Edition) -> None:
    assert maps(single.of()) == {"de/sitemap.xml": None, "en/sitemap.xml": None}
    assert [(entry.url, entry.changed) for entry in entries(single.of(), "de/sitemap.xml")] == [(f"{BASE}de/", None)]


def many(edition: Edition, number: int) -> Edition:
    """An edition with so many releases, newest first."""
    (release,) = edition.releases
    return edition.of(
        *(
            replace(
                release,
                slug=f"release-{count:02}",
                records=(release.original.model_copy(update={"date": release.date + timedelta(days=count)}),),
            )
            for count in reversed(range(number))
        )
    )


def test_what_one_sitemap_cannot_hold_is_in_the_next(single: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = set(everything(many(single, 5)))
    monkeypatch.setattr(sitemap, "MOST_PAGES", 4)
    parts = many(single, 5)
    assert list(maps(parts)) == ["de/sitemap.xml", "de/sitemap-2.xml", "en/sitemap.xml"]
    assert [len(entries(parts, path)) for path in maps(parts)] == [4, 2, 1]
    assert set(everything(parts)) == whole


def test_full_sitemap_stays_as_it_is_when_a_release_is_added(single: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "MOST_PAGES", 4)
    before, after = (editions.documents(many(single, number), "sitemap") for number in (5, 6))
    assert before["de/sitemap.xml"] == after["de/sitemap.xml"]
    assert before["de/sitemap-2.xml"] != after["de/sitemap-2.xml"]


def test_no_sitemap_has_more_bytes_than_allowed(single: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "MOST_BYTES", 1000)
    documents = editions.documents(many(single, 9), "sitemap")
    parts = [document for path, document in documents.items() if path.startswith("de/")]
    assert len(parts) > 2
    assert all(len(document.content) <= 1000 + 1024 for document in parts)
    assert len(everything(many(single, 9))) == 11


def test_limits_are_those_of_sitemaps_org() -> None:
    assert sitemap.MOST_PAGES == 50_000
    assert sitemap.MOST_BYTES + 1024 == 52_428_800
