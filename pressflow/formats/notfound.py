"""What is shown for addresses there is nothing at; since that may be any, its links begin at the root of the host."""

from collections.abc import Iterator
from urllib.parse import quote

from pressflow.formats import _archive, _view
from pressflow.model import paths
from pressflow.model.edition import Document, Edition
from pressflow.theme.dates import language_name

SCOPE = "site"


def render(edition: Edition) -> Iterator[Document]:
    """A page in each language, and at the top of the site the one in the main language."""
    languages = _archive.of(edition).languages
    yield _page(edition, languages[0], paths.NOT_FOUND, languages)
    for language in languages:
        yield _page(edition, language, paths.not_found(language), languages)


def _page(edition: Edition, language: str, here: str, languages: tuple[str, ...]) -> Document:
    root = edition.publisher.root
    shown = _view.values(edition, here) | {"link": lambda path: root + quote(path)}
    html = edition.theme.render(
        "notfound.html",
        language,
        **shown,
        name=edition.publisher.named(language),
        alternates=tuple(_view.Alternate(tag, language_name(tag), paths.index(tag)) for tag in languages),
    )
    return Document(here, "text/html; charset=utf-8", html.encode())
