"""The script of release pages, which adds buttons that copy headline, text and quotes; pages do without it, too."""

from collections.abc import Iterator

from pressflow.model import paths
from pressflow.model.edition import Document, Edition

SCOPE = "site"


def render(edition: Edition) -> Iterator[Document]:
    """One file for the whole site."""
    yield Document(paths.SCRIPT, "text/javascript; charset=utf-8", edition.theme.file("script.js").encode())
