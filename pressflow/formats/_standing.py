"""What the pages share that stand beside the releases, one in each language: contacts, subscribing, accessibility."""

from collections.abc import Callable, Iterator
from typing import Any

from pressflow.formats import _archive, _view
from pressflow.model.archive import Shelf
from pressflow.model.edition import Document, Edition
from pressflow.theme.dates import language_name


def pages(
    edition: Edition,
    template: str,
    place: Callable[[str], str],
    values: Callable[[str], dict[str, Any]] = lambda _: {},  # Any: what templates show
) -> Iterator[Document]:
    """A page of a template in each language; `place` is where it stands, `values` what it shows besides."""
    languages = _archive.of(edition).languages
    for language in languages:
        html = edition.theme.render(
            template,
            language,
            **_view.values(edition, place(language)),
            name=edition.publisher.named(language),
            trail=_view.trail(edition, Shelf(language, "all")),
            alternates=tuple(_view.Alternate(tag, language_name(tag), place(tag)) for tag in languages),
            **values(language),
        )
        yield Document(place(language), "text/html; charset=utf-8", html.encode())
