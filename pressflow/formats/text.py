"""The release as plain text: 72 columns, links as footnotes, the contact block, the end mark."""

from collections.abc import Iterator

from pressflow.formats._text import release_text
from pressflow.model import paths
from pressflow.model.edition import Document, Edition

SCOPE = "release"


def render(edition: Edition) -> Iterator[Document]:
    """A text for each release and language."""
    for release in edition.releases:
        for record in release.records:
            text = release_text(edition, release, record)
            yield Document(paths.text(release.slug, record.language), "text/plain; charset=utf-8", text.encode())
