"""The directories: which topics, years, places, types of release and people there is something of."""

from collections.abc import Iterator
from itertools import groupby

from pressflow.formats import _archive, _view
from pressflow.model import paths
from pressflow.model.archive import Kind, Shelf
from pressflow.model.edition import Document, Edition
from pressflow.theme.dates import bare_month, language_name

SCOPE = "site"
# Months stand beside their years.
_KINDS: tuple[Kind, ...] = ("topic", "year", "place", "type", "person")
_LONG = 40

# A shelf, what it is called, and the months of a year, likewise.
Listed = tuple[Shelf, str, list[tuple[Shelf, str]]]


def render(edition: Edition) -> Iterator[Document]:
    """A directory of each kind in each language."""
    archive = _archive.of(edition)
    for language in archive.languages:
        for kind in _KINDS:
            yield _directory(edition, language, kind, [one for one in archive.shelves if one.language == language])


def _directory(edition: Edition, language: str, kind: Kind, shelves: list[Shelf]) -> Document:
    here = paths.index(paths.directory(language, kind))
    html = edition.theme.render(
        "directory.html",
        language,
        **_view.values(edition, here),
        name=edition.publisher.named(language),
        kind=kind,
        title=edition.theme.words(language)[f"directory_{kind}"],
        groups=_groups(_listed(edition, kind, shelves), by_letter=kind in ("place", "person")),
        trail=_view.trail(edition, Shelf(language, "all")),
        alternates=tuple(
            _view.Alternate(tag, language_name(tag), paths.index(paths.directory(tag, kind)))
            for tag in _archive.of(edition).languages
        ),
    )
    return Document(here, "text/html; charset=utf-8", html.encode())


def _listed(edition: Edition, kind: Kind, shelves: list[Shelf]) -> list[Listed]:
    """The shelves of a kind with what they are called, and a year's months; years newest first, others by name."""
    months = [(shelf, bare_month(shelf.id, shelf.language)) for shelf in shelves if shelf.kind == "month"]
    listed = [
        (shelf, _view.shelf_title(edition, shelf), [one for one in months if one[0].id.startswith(f"{shelf.id}/")])
        for shelf in shelves
        if shelf.kind == kind
    ]
    return listed if kind == "year" else sorted(listed, key=lambda one: (_view.sorting(one[1]), one[1]))


def _groups(listed: list[Listed], *, by_letter: bool) -> list[tuple[str, list[Listed]]]:
    """A list that is long in groups under letters, a short one in a group without."""
    if not by_letter or len(listed) <= _LONG:
        return [("", listed)] if listed else []
    return [(letter, list(group)) for letter, group in groupby(listed, lambda one: _view.sorting(one[1])[:1].upper())]
