"""robots.txt (RFC 9309): everything may be read, and the sitemap is here."""

from collections.abc import Iterator

from pressflow.formats import _view
from pressflow.model import paths
from pressflow.model.edition import Document, Edition

SCOPE = "site"


def render(edition: Edition) -> Iterator[Document]:
    """One file for the whole site."""
    sitemap = _view.web_url(edition.publisher, paths.SITEMAP)
    # A rule with an empty pattern forbids nothing (section 2.2.2); Sitemap is one of the "other records" (2.2.4).
    lines = ("User-agent: *", "Disallow:", "", f"Sitemap: {sitemap}", "")
    yield Document(paths.ROBOTS, "text/plain; charset=utf-8", "\n".join(lines).encode())
