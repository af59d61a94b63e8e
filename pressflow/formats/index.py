"""The index: the releases of a shelf, newest first, on pages that never shift; all of them are also the front page."""

from collections.abc import Iterator
from itertools import groupby

from markupsafe import Markup

from pressflow.formats import _archive, _view
from pressflow.model import paths
from pressflow.model.archive import Page
from pressflow.model.edition import Document, Edition
from pressflow.theme.dates import language_name

SCOPE = "page"


def render(edition: Edition) -> Iterator[Document]:
    """The pages of every shelf, and the front page."""
    archive = _archive.of(edition)
    for shelf in archive.shelves:
        for page in archive.pages(shelf):
            yield _index(edition, page, paths.shelf_page(shelf, page.number), archive.languages)
            if page.newest and shelf.kind == "all" and shelf.language == archive.languages[0]:
                yield _index(edition, page, "index.html", archive.languages)


def _index(edition: Edition, page: Page, here: str, languages: tuple[str, ...]) -> Document:
    shelf = page.shelf
    front = shelf.kind == "all" and page.newest
    html = edition.theme.render(
        "index.html",
        shelf.language,
        **_view.values(edition, here),
        name=edition.publisher.named(shelf.language),
        page=page,
        shelf=shelf,
        title=_view.shelf_title(edition, shelf),
        trail=_view.trail(edition, shelf),
        count=_view.how_many(edition, shelf.count, shelf.language),
        years=_by_year(edition, page, here),
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
    root = f"{paths.relative(here, '.')}/"
    years = groupby(page.entries, lambda entry: entry.date.astimezone(edition.publisher.zone).year)
    # The entry's template escaped all that is in it.
    return [(year, [Markup(entry.html.replace(paths.ROOT, root)) for entry in group]) for year, group in years]  # noqa: S704
