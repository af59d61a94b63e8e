"""The older versions of a release: each on a page of its own, marked, at an address that stays."""

from collections.abc import Iterator

from pressflow.formats import _view
from pressflow.model import paths
from pressflow.model.edition import Document, Edition

SCOPE = "release"


def render(edition: Edition) -> Iterator[Document]:
    """A page for each older version and language: its words, without its pictures and documents.

    Those may be what was wrong with it; what is still right, the newest version offers.
    """
    for release in edition.releases:
        for older in release.before:
            for record in older.records:
                here = paths.version(release.slug, record.language, older.version)
                html = edition.theme.render(
                    "version.html",
                    record.language,
                    **_view.values(edition, here, area=paths.index(record.language)),
                    **_view.release_values(edition, older, record),
                    newest=release,
                    alternates=(),
                    page=paths.page(release.slug, (release.record(record.language) or release.original).language),
                )
                yield Document(here, "text/html; charset=utf-8", html.encode())
