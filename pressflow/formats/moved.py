"""The page at an old address, for hosts that cannot redirect: it sends readers and search engines on at once."""

from collections.abc import Iterator

from pressflow.formats import _view
from pressflow.model import paths, redirects
from pressflow.model.edition import Document, Edition
from pressflow.model.record import Record

SCOPE = "release"


def render(edition: Edition) -> Iterator[Document]:
    """A page for each old address where there can be one: a folder, or an address that ends as pages do."""
    for release in edition.releases:
        for record in release.records:
            for here in _places(record, edition.publisher.root):
                html = edition.theme.render(
                    "moved.html",
                    record.language,
                    **_view.values(edition, here),
                    name=edition.publisher.named(record.language),
                    record=record,
                    page=paths.page(release.slug, record.language),
                )
                yield Document(here, "text/html; charset=utf-8", html.encode())


def _places(record: Record, root: str) -> Iterator[str]:
    """Where pages of a record stand in; /alt/ and /alt/index.html are one."""
    found = {redirects.same_place(old): redirects.page(old, root) for old in record.redirect_from}
    yield from (here for here in found.values() if here)
