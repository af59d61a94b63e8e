"""The sitemaps of lists, their index, and the news sitemap: every page once, every address real, no clock asked."""

import re
from dataclasses import replace
from datetime import UTC, timedelta

import pytest
from lxml import etree

from pressflow import formats
from pressflow.formats import _sitemap, sitemaps
from pressflow.model.edition import Edition
from tests.formats import editions
from tests.formats.reading import Tags, child
from tests.formats.test_sitemap import BASE, MAP, YEARS, Entry, entries

NEWS = "{http://www.google.com/schemas/sitemap-news/0.9}"
LISTS = ["de/sitemap.xml", "en/sitemap.xml"]


def index(edition: Edition) -> dict[str, str | None]:
    """The sitemaps that the index names, with their moments."""
    document = editions.documents(edition, "sitemaps")["sitemap.xml"]
    assert document.media_type == "application/xml; charset=utf-8"
    found = etree.fromstring(document.content)
    assert found.tag == f"{MAP}sitemapindex"
    for one in found:
        assert one.tag == f"{MAP}sitemap"
        assert [element.tag for element in one] in ([f"{MAP}loc", f"{MAP}lastmod"], [f"{MAP}loc"])
    assert len({child(one, f"{MAP}loc") for one in found}) == len(found)
    return {child(one, f"{MAP}loc").removeprefix(BASE): one.findtext(f"{MAP}lastmod") for one in found}


def lists(edition: Edition, path: str = "de/sitemap.xml") -> dict[str, Entry]:
    """The lists and other pages a sitemap names, from the site's root."""
    found = entries(editions.documents(edition, "sitemaps")[path])
    return {entry.url.removeprefix(BASE): entry for entry in found}


def everything(edition: Edition) -> dict[str, Entry]:
    """The entries of all sitemaps that the index names, but that for news; none stands in two."""
    documents = editions.documents(edition, "sitemap") | editions.documents(edition, "sitemaps")
    found = [entry for path in index(edition) if path != "news-sitemap.xml" for entry in entries(documents[path])]
    assert len({entry.url for entry in found}) == len(found)
    return {entry.url: entry for entry in found}


# The index and the lists


def test_index_names_each_sitemap_and_no_other(edition: Edition) -> None:
    assert sorted(index(edition)) == sorted(["news-sitemap.xml", *LISTS, *YEARS])
    documents = editions.documents(edition, "sitemap") | editions.documents(edition, "sitemaps")
    assert {*index(edition), "sitemap.xml"} == set(documents)


def test_index_names_all_parts_of_a_sitemap(single: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    edition = editions.many(single, 9)
    whole = set(everything(edition))
    monkeypatch.setattr(_sitemap, "MOST", 4)
    documents = editions.documents(edition, "sitemap") | editions.documents(edition, "sitemaps")
    assert {"de/sitemap-2.xml", "de/sitemap-2026-3.xml"} <= set(index(edition))
    assert {*index(edition), "sitemap.xml"} == set(documents)
    assert set(everything(edition)) == whole


def test_each_page_that_may_be_found_is_named_once_under_its_canonical_address(single: Edition) -> None:
    edition = editions.many(single, 40)
    canonical = {url for path, html in pages(edition).items() for url in addresses(path, html)}
    older = {url for url in canonical if "/pages/" in url}  # found by following the newest page's links
    assert older
    assert set(everything(edition)) == canonical - older


def addresses(path: str, html: str) -> list[str]:
    """What a page calls its address; none where search engines are not to list it."""
    tags = Tags(html)
    if any("noindex" in meta["content"] for meta in tags.named("meta") if meta.get("name") == "robots"):
        return []
    (found,) = [link["href"] for link in tags.named("link") if link.get("rel") == "canonical"]
    assert path == "index.html" or BASE + path.removesuffix("index.html") == found
    return [found]


def pages(edition: Edition) -> dict[str, str]:
    """The HTML of every page of the site."""
    return {
        path: document.content.decode()
        for name in ("page", *(name for name in formats.names() if formats.scope(name) in ("page", "site")))
        for path, document in editions.documents(edition, name).items()
        if document.media_type.startswith("text/html")
    }


def test_each_url_is_as_sitemaps_org_asks(edition: Edition) -> None:
    """Section "XML tag definitions": below 2,048 characters; "Sitemap file location": below the sitemap's folder."""
    for path in LISTS:
        for entry in lists(edition, path).values():
            assert entry.url.startswith(f"{BASE}{path[:2]}/")
            assert re.fullmatch(r"https://[\w./%~-]+", entry.url)
            assert len(entry.url) < 2048


def test_translations_name_each_other_and_themselves_as_the_pages_do(edition: Edition) -> None:
    known, html = everything(edition), pages(edition)
    for url, entry in known.items():
        assert all(known[other].there == entry.there for other in entry.there.values())
        path = url.removeprefix(BASE)
        links = Tags(html[f"{path}index.html" if path.endswith("/") else path]).named("link")
        there = {link["hreflang"]: link["href"] for link in links if "hreflang" in link}
        there.pop("x-default", None)
        assert entry.there == there, url
    assert [len(known[BASE + path].there) for path in ("de/", "de/topics/", "de/topics/traffic/")] == [2, 2, 0]


def test_shelf_changed_when_its_newest_change_was_told(edition: Edition) -> None:
    moments = {path: entry.changed for path, entry in lists(edition).items()}
    (release,) = (release for release in edition.releases if release.slug == "2026-05-16-bridge")
    bridge = release.updated.astimezone(UTC).isoformat()
    assert moments["de/"] == moments["de/years/2026/"] == editions.CORRECTED_AT.isoformat()
    assert moments["de/people/ute-sommer/"] == bridge
    assert moments["de/people/"] is None
    assert index(edition)["de/sitemap-2026.xml"] == editions.CORRECTED_AT.isoformat()
    assert index(edition)["en/sitemap-2026.xml"] == bridge


def test_site_without_releases_has_its_lists_and_no_moments(single: Edition) -> None:
    assert index(single.of()) == dict.fromkeys(["news-sitemap.xml", *LISTS])
    found = lists(single.of())
    assert {entry.changed for entry in found.values()} == {None}
    assert {"de/", "de/topics/", "de/years/", "de/places/", "de/types/", "de/people/"} <= set(found)
    assert news(single.of()) == []


# News


def news(edition: Edition) -> list[dict[str, str]]:
    """The entries of the news sitemap, each with exactly what Google requires."""
    document = editions.documents(edition, "sitemaps")["news-sitemap.xml"]
    assert document.media_type == "application/xml; charset=utf-8"
    root = etree.fromstring(document.content)
    assert root.tag == f"{MAP}urlset"
    found = []
    for url in root:
        assert [element.tag for element in url] == [f"{MAP}loc", f"{NEWS}news"]
        publication, *others = url[1]
        assert publication.tag == f"{NEWS}publication"
        parts = {etree.QName(element).localname: element.text or "" for element in (*publication, *others)}
        assert list(parts) == ["name", "language", "publication_date", "title"]
        assert len(publication) == 2
        found.append({"url": child(url, f"{MAP}loc").removeprefix(BASE), **parts})
    return found


def test_news_say_who_speaks_in_which_language_when_and_what(single: Edition) -> None:
    assert news(single) == [
        {
            "url": "en/2026-05-16-bridge.html",
            "name": "City of Lohtal",
            "language": "en",
            "publication_date": "2026-05-16T10:30:00+02:00",
            "title": "New bridge across the Loh is finished",
        },
        {
            "url": "de/2026-05-16-bridge.html",
            "name": "Stadt Lohtal",
            "language": "de",
            "publication_date": "2026-05-16T10:30:00+02:00",
            "title": "Neue Brücke über die Loh ist fertig",
        },
    ]


def hours_apart(edition: Edition, *hours: float) -> Edition:
    """An edition with a release so many hours older than the first, each."""
    (release,) = edition.releases
    return edition.of(
        *(
            replace(
                release,
                slug=f"release-{number:04}",
                records=(release.original.model_copy(update={"date": release.date - timedelta(hours=ago)}),),
            )
            for number, ago in enumerate(hours)
        )
    )


def test_news_are_those_of_the_48_hours_before_the_newest_release_whenever_that_was(single: Edition) -> None:
    found = news(hours_apart(single, 0, 1, 47.99, 48, 49, 1000))
    assert [entry["url"] for entry in found] == [f"de/release-{number:04}.html" for number in range(3)]


@pytest.mark.parametrize("number", [19, 20, 21, 40, 90])
def test_no_news_are_missing_however_many_there_are(single: Edition, number: int) -> None:
    found = news(hours_apart(single, *(count / 2 for count in range(number)), 48, 50))
    assert [entry["url"] for entry in found] == [f"de/release-{count:04}.html" for count in range(number)]


def test_news_are_a_thousand_at_most(single: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    assert sitemaps._MOST_NEWS == 1000
    monkeypatch.setattr(sitemaps, "_MOST_NEWS", 30)
    found = news(hours_apart(single, *(count / 100 for count in range(100))))
    assert [entry["url"] for entry in found] == [f"de/release-{count:04}.html" for count in range(30)]


def test_moment_of_the_newest_release_counts_in_all_languages(single: Edition) -> None:
    (release,) = single.releases
    newer = replace(
        release,
        slug="newer",
        records=(release.original.model_copy(update={"date": release.date + timedelta(days=3)}),),
    )
    assert [entry["url"] for entry in news(single.of(newer, release))] == ["de/newer.html"]


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("de-x-ls", "de"),
        ("gsw", "gsw"),
        ("zh", "zh-cn"),
        ("zh-Hans", "zh-cn"),
        ("zh-Hant-TW", "zh-tw"),
        ("zh-TW", "zh-tw"),
    ],
)
def test_language_of_news_is_written_as_google_wants_it(single: Edition, tag: str, code: str) -> None:
    assert [entry["language"] for entry in news(editions.many(single, 1, language=tag))] == [code]
