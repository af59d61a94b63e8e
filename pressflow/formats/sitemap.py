"""Sitemaps of the releases (sitemaps.org, protocol 0.9), one a year and language, with their translations."""

from collections.abc import Iterator

from markupsafe import Markup

from pressflow.formats import _archive, _sitemap
from pressflow.model import paths
from pressflow.model.archive import Located
from pressflow.model.edition import Document, Edition

SCOPE = "shelf"


def render(edition: Edition) -> Iterator[Document]:
    """The sitemaps of each year, the oldest release first, so that those that are full stay as they are.

    What was withdrawn is not among them: search engines are to forget it.
    """
    archive = _archive.of(edition)
    for shelf in archive.shelves:
        if shelf.kind == "year":
            places = (_place(edition, one) for one in archive.located(shelf))
            yield from _sitemap.documents(_sitemap.addresses(shelf.language, shelf.id, shelf.count), places)


def _place(edition: Edition, one: Located) -> Markup:
    there = [(language, paths.page(one.slug, language)) for language in one.languages]
    return _sitemap.place(edition, paths.page(one.slug, one.language), one.changed, there)
