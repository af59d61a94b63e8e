"""The statement on accessibility: what holds for pages in the default theme, known limits, whom to tell of barriers."""

from collections.abc import Iterator

from pressflow.formats import _standing
from pressflow.model import paths
from pressflow.model.edition import Document, Edition

SCOPE = "site"


def render(edition: Edition) -> Iterator[Document]:
    """A page in each language."""
    yield from _standing.pages(edition, "accessibility.html", paths.accessibility)
