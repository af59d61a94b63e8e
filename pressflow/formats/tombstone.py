"""The page where a release stood that was removed: it says so, and nothing of what the release said."""

from collections.abc import Iterator

from pressflow.formats import _archive, _view
from pressflow.model import paths
from pressflow.model.archive import Shelf
from pressflow.model.edition import Document, Edition

SCOPE = "release"


def render(edition: Edition) -> Iterator[Document]:
    """A page for each language that a removed release was written in."""
    for release in edition.releases:
        for gone in _archive.gone(release):
            here = paths.page(gone.slug, gone.language)
            html = edition.theme.render(
                "tombstone.html",
                gone.language,
                **_view.values(edition, here, area=paths.index(gone.language)),
                name=edition.publisher.named(gone.language),
                trail=_view.trail(edition, Shelf(gone.language, "all")),
                gone=gone,
                alternates=(),
            )
            yield Document(here, "text/html; charset=utf-8", html.encode())
