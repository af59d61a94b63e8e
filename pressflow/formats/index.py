"""The index: all releases in a language, newest first; the main language's is also the front page."""

from collections.abc import Iterator
from itertools import groupby

from pressflow.formats import _view
from pressflow.model import paths
from pressflow.model.edition import Document, Edition
from pressflow.model.record import Record
from pressflow.model.release import Release
from pressflow.theme.dates import language_name


def render(edition: Edition) -> Iterator[Document]:
    """An index page for each language, and the front page."""
    for number, language in enumerate(_view.languages(edition)):
        heres = (paths.index(language), "index.html")[: 2 if number == 0 else 1]
        for here in heres:
            yield _index(edition, language, here)


def _index(edition: Edition, language: str, here: str) -> Document:
    html = edition.theme.render(
        "index.html",
        language,
        **_view.values(edition, here),
        name=edition.publisher.named(language),
        years=_by_year(edition, language),
        alternates=tuple(
            _view.Alternate(tag, language_name(tag), paths.index(tag)) for tag in _view.languages(edition)
        ),
    )
    return Document(here, "text/html; charset=utf-8", html.encode())


def _by_year(edition: Edition, language: str) -> list[tuple[int, list[tuple[Release, Record]]]]:
    """The releases in a language under the years of their dates, in the newsroom's zone."""

    def year(shown: tuple[Release, Record]) -> int:
        return shown[0].date.astimezone(edition.publisher.zone).year

    return [(number, list(group)) for number, group in groupby(_view.in_language(edition, language), year)]
