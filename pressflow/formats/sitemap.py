"""Sitemaps (sitemaps.org, protocol 0.9): the pages in each language with their translations, and an index of them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from pressflow.formats import _view
from pressflow.model import paths
from pressflow.model.edition import Document, Edition
from pressflow.model.release import Release

_TYPE = "application/xml; charset=utf-8"
_HEAD = Markup('<?xml version="1.0" encoding="utf-8"?>\n')
_SITEMAP = Markup('xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"')
_URLSET = Markup('{}<urlset {} xmlns:xhtml="http://www.w3.org/1999/xhtml">\n').format(_HEAD, _SITEMAP).encode()

# What one sitemap may hold (sitemaps.org, "Using Sitemap index files"): URLs, and bytes; the rest is for its ends.
MOST_PAGES = 50_000
MOST_BYTES = 50 * 1024 * 1024 - 1024


@dataclass(frozen=True, slots=True)
class _Page:
    """An entry of a sitemap, as it stands there, and when its page last changed."""

    entry: bytes
    changed: datetime | None


def render(edition: Edition) -> Iterator[Document]:
    """The sitemaps of each language, then their index."""
    maps = []
    for language in _view.languages(edition):
        for number, pages in enumerate(_shares(_pages(edition, language)), 1):
            path = paths.sitemap(language, number)
            entries = b"".join(page.entry for page in pages)
            maps.append(Markup("<sitemap>{}</sitemap>\n").format(_place(edition, path, _newest(pages))))
            yield Document(path, _TYPE, _URLSET + entries + b"</urlset>\n")
    index = Markup("{}<sitemapindex {}>\n{}</sitemapindex>\n").format(_HEAD, _SITEMAP, Markup("").join(maps))
    yield Document(paths.SITEMAP, _TYPE, index.encode())


def _pages(edition: Edition, language: str) -> Iterator[_Page]:
    """The releases in a language, the oldest first, so that full sitemaps stay as they are; then their list."""
    releases = [release for release, _ in _view.in_language(edition, language)]
    for release in reversed(releases):
        there = [(other.language, other.path) for other in _view.alternates(edition, release)]
        yield _page(edition, paths.page(release.slug, language), there, _changed(release))
    there = [(other, paths.index(other)) for other in _view.languages(edition)]
    changes = [changed for release in releases if (changed := _changed(release))]
    yield _page(edition, paths.index(language), there, max(changes, default=None))


def _page(edition: Edition, path: str, there: Iterable[tuple[str, str]], changed: datetime | None) -> _Page:
    links = Markup("").join(
        Markup('<xhtml:link rel="alternate" hreflang="{}" href="{}"/>\n').format(
            other, _view.web_url(edition.publisher, translation)
        )
        for other, translation in there
    )
    entry = Markup("<url>{}\n{}</url>\n").format(_place(edition, path, changed), links)
    return _Page(entry.encode(), changed)


def _place(edition: Edition, path: str, changed: datetime | None) -> Markup:
    """Where something stands, and since when as it is now (W3C date and time, which ISO 8601's are)."""
    since = Markup("<lastmod>{}</lastmod>").format(changed.isoformat()) if changed else ""
    return Markup("<loc>{}</loc>{}").format(_view.web_url(edition.publisher, path), since)


def _changed(release: Release) -> datetime | None:
    """When the page became what it is, silent corrections included; nothing for one that has no date yet."""
    if release.history:
        return release.history[-1].at
    return release.date if release.dated else None


def _newest(pages: list[_Page]) -> datetime | None:
    return max((page.changed for page in pages if page.changed), default=None)


def _shares(pages: Iterator[_Page]) -> Iterator[list[_Page]]:
    """The pages in as many parts as the limits ask for."""
    share: list[_Page] = []
    size = 0
    for page in pages:
        if share and (len(share) == MOST_PAGES or size + len(page.entry) > MOST_BYTES):
            yield share
            share, size = [], 0
        share.append(page)
        size += len(page.entry)
    yield share
