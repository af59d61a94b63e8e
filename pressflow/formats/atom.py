"""Atom (RFC 4287), one feed a language, with the full text."""

from collections.abc import Iterator

from pressflow.formats import _view
from pressflow.formats._feed import feed
from pressflow.model import paths
from pressflow.model.edition import Document, Edition


def render(edition: Edition) -> Iterator[Document]:
    """A feed for each language."""
    for language in _view.languages(edition):
        path = paths.atom(language)
        content: bytes = feed(edition, language, path).atom_str(pretty=True)
        yield Document(path, "application/atom+xml; charset=utf-8", content)
