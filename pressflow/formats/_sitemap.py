"""What the sitemaps share (sitemaps.org, protocol 0.9): an entry, and the documents around the entries."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice

from markupsafe import Markup, escape

from pressflow.formats import _view
from pressflow.model import paths
from pressflow.model.edition import Document, Edition

# The protocol allows 50,000 pages and 50 MiB. With a fifth of that, a page may have 5 kB, more than its address and
# those of its translations ever take; so the number of pages alone says how many sitemaps there are.
MOST = 10_000

_TYPE = "application/xml; charset=utf-8"
_HEAD = Markup('<?xml version="1.0" encoding="utf-8"?>\n')
_PROTOCOL = Markup('xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"')
_SET = Markup('{}<urlset {} xmlns:xhtml="http://www.w3.org/1999/xhtml">\n').format(_HEAD, _PROTOCOL)


def place(edition: Edition, path: str, changed: datetime | None, there: Iterable[tuple[str, str]] = ()) -> Markup:
    """A page with the moment it last changed, and where it is in other languages."""
    links = "".join(
        f'<xhtml:link rel="alternate" hreflang="{escape(language)}" href="{_address(edition, translation)}"/>\n'
        for language, translation in there
    )
    return Markup(f"<url>{located(edition, path, changed)}\n{links}</url>\n")  # noqa: S704  all of it is escaped


def located(edition: Edition, path: str, changed: datetime | None) -> Markup:
    """Where something stands, and since when as it is now (W3C date and time, which ISO 8601's are)."""
    since = f"<lastmod>{changed.isoformat()}</lastmod>" if changed else ""
    return Markup(f"<loc>{_address(edition, path)}</loc>{since}")  # noqa: S704  the same


def _address(edition: Edition, path: str) -> Markup:
    return escape(_view.web_url(edition.publisher, path))


def addresses(language: str, year: str, pages: int) -> list[str]:
    """Where the sitemaps of so many pages stand, those of a year or, without one, of the lists."""
    more = (f"{year}-{number}".removeprefix("-") for number in range(2, -(-pages // MOST) + 1))
    return [paths.sitemap(language, part) for part in (year, *more)]


def documents(addresses_: Iterable[str], places: Iterable[Markup]) -> Iterator[Document]:
    """The pages in as many sitemaps as they need; all but the last are full."""
    left = iter(places)
    for path in addresses_:
        yield Document(path, _TYPE, "".join((_SET, *islice(left, MOST), "</urlset>\n")).encode())


def index(path: str, maps: Iterable[Markup]) -> Document:
    """A sitemap of sitemaps."""
    inner = Markup("").join(Markup("<sitemap>{}</sitemap>\n").format(one) for one in maps)
    whole = Markup("{}<sitemapindex {}>\n{}</sitemapindex>\n").format(_HEAD, _PROTOCOL, inner)
    return Document(path, _TYPE, whole.encode())
