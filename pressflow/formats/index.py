"""The index: the releases of a shelf, newest first, on pages that never shift; all of them are also the front page."""

from collections.abc import Iterator
from itertools import groupby

from markupsafe import Markup

from pressflow.formats import _archive, _view
from pressflow.model import paths
from pressflow.model.archive import Archive, Entry, Page, Shown
from pressflow.model.edition import Document, Edition
from pressflow.theme.dates import language_name

SCOPE = "page"


def render(edition: Edition) -> Iterator[Document]:
    """The pages of every shelf, and the front page."""
    archive = _archive.of(edition)
    for shelf in archive.shelves:
        for page in archive.pages(shelf):
            yield _index(edition, archive, page, paths.shelf_page(shelf, page.number))
            if page.newest and shelf.kind == "all" and shelf.language == archive.languages[0]:
                yield _index(edition, archive, page, "index.html")


def _index(edition: Edition, archive: Archive, page: Page, here: str) -> Document:
    shelf, languages = page.shelf, archive.languages
    front = shelf.kind == "all" and page.newest
    html = edition.theme.render(
        "index.html",
        shelf.language,
        **_view.values(edition, here, area="" if front else _view.area(shelf)),
        name=edition.publisher.named(shelf.language),
        page=page,
        shelf=shelf,
        title=_view.shelf_title(edition, shelf),
        trail=_view.trail(edition, shelf),
        count=_view.how_many(edition, shelf.count, shelf.language),
        years=_by_year(edition, page, here),
        pinned=[_shown(entry, here) for entry in archive.pinned(shelf.language)] if front else [],
        neighbours=[
            (way, paths.shelf_page(shelf, number))
            for way, number in (("newer", page.newer), ("older", page.older))
            if number
        ],
        alternates=tuple(_view.Alternate(tag, language_name(tag), paths.index(tag)) for tag in languages if front),
    )
    return Document(here, "text/html; charset=utf-8", html.encode())


def _by_year(edition: Edition, page: Page, here: str) -> list[tuple[int, list[Markup]]]:
    """A page's entries as they are shown, under the years of their dates, in the newsroom's zone."""
    years = groupby(page.entries, lambda entry: entry.date.astimezone(edition.publisher.zone).year)
    return [(year, [_shown(entry, here) for entry in group]) for year, group in years]


def _shown(entry: Entry | Shown, here: str) -> Markup:
    """An entry as it is shown on a page; its template escaped all that is in it."""
    return Markup(entry.html.replace(paths.ROOT, f"{paths.relative(here, '.')}/"))  # noqa: S704
