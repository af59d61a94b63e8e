"""The sitemaps of lists and other pages, the index of all sitemaps (sitemaps.org), and the one for news engines."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from markupsafe import Markup

from pressflow.formats import _archive, _sitemap, _view
from pressflow.model import paths
from pressflow.model.archive import KINDS, PAGE, Archive, Entry, Shelf
from pressflow.model.edition import Document, Edition

SCOPE = "site"

# Months stand in the directory of years.
_DIRECTORIES = tuple(kind for kind in KINDS if kind not in ("all", "month"))
# Google reads the news of the last two days, at most a thousand (developers.google.com, "News sitemaps"). They are
# counted from the newest release, so that the file does not depend on the clock.
_NEWS = timedelta(hours=48)
_MOST_NEWS = 1000
_NEWS_SET = Markup(
    '<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
    'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">\n{}</urlset>\n'
)


def render(edition: Edition) -> Iterator[Document]:
    """The sitemaps of each language's lists, the news sitemap, then the index of all."""
    archive = _archive.of(edition)
    maps = [_sitemap.located(edition, paths.NEWS_SITEMAP, None)]
    for language in archive.languages:
        shelves = [shelf for shelf in archive.shelves if shelf.language == language]
        lists = list(_lists(edition, shelves, archive.languages))
        addresses = _sitemap.addresses(language, "", len(lists))
        yield from _sitemap.documents(addresses, lists)
        maps.extend(_sitemap.located(edition, path, None) for path in addresses)
        maps.extend(
            _sitemap.located(edition, path, shelf.changed)
            for shelf in shelves
            if shelf.kind == "year"
            for path in _sitemap.addresses(language, shelf.id, shelf.count)
        )
    yield Document(paths.NEWS_SITEMAP, "application/xml; charset=utf-8", _news(edition, archive))
    yield _sitemap.index(paths.SITEMAP, maps)


def _lists(edition: Edition, shelves: list[Shelf], languages: tuple[str, ...]) -> Iterator[Markup]:
    """A language's shelves, and the pages that are there in each language."""
    for shelf in shelves:
        there = [(tag, paths.index(tag)) for tag in languages if shelf.kind == "all"]
        yield _sitemap.place(edition, paths.index(paths.folder(shelf)), shelf.changed, there)
    for addresses in zip(*(_standing(tag) for tag in languages), strict=True):
        by_language = dict(zip(languages, addresses, strict=True))
        yield _sitemap.place(edition, by_language[shelves[0].language], None, by_language.items())


def _standing(language: str) -> list[str]:
    """The directories and the pages beside them."""
    directories = [paths.index(paths.directory(language, kind)) for kind in _DIRECTORIES]
    return [*directories, paths.contacts(language), paths.subscribe(language), paths.accessibility(language)]


def _news(edition: Edition, archive: Archive) -> bytes:
    """The releases of the newest 48 hours, in all languages."""
    everything = [shelf for shelf in archive.shelves if shelf.kind == "all"]
    newest = max((entry.date for shelf in everything for entry in archive.newest(shelf, 1)), default=None)
    found = [entry for shelf in everything for entry in _since(archive, shelf, newest - _NEWS)] if newest else []
    found.sort(key=lambda entry: (entry.order, entry.language), reverse=True)
    return _NEWS_SET.format(Markup("").join(_item(edition, entry) for entry in found[:_MOST_NEWS])).encode()


def _since(archive: Archive, shelf: Shelf, moment: datetime) -> list[Entry]:
    """The entries since a moment; two days are few of years, so they are asked for in growing numbers."""
    most = PAGE
    while True:
        found = archive.newest(shelf, most)
        if len(found) < most or most >= _MOST_NEWS or found[-1].date <= moment:
            return [entry for entry in found if entry.date > moment and not entry.withdrawn]
        most *= 2


def _item(edition: Edition, entry: Entry) -> Markup:
    publication = Markup(
        "<news:publication><news:name>{}</news:name><news:language>{}</news:language></news:publication>"
    )
    return Markup(
        "<url><loc>{}</loc><news:news>{}<news:publication_date>{}</news:publication_date><news:title>{}</news:title>"
        "</news:news></url>\n"
    ).format(
        _view.web_url(edition.publisher, paths.page(entry.slug, entry.language)),
        publication.format(edition.publisher.named(entry.language), _language(entry.language)),
        entry.date.isoformat(),
        entry.title,
    )


def _language(tag: str) -> str:
    """A language as news engines know it: two or three letters, but Chinese as zh-cn or zh-tw."""
    language, *more = tag.lower().split("-")
    if language != "zh":
        return language
    return "zh-tw" if {"hant", "tw", "hk", "mo"}.intersection(more) else "zh-cn"
