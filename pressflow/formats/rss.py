"""RSS 2.0, one feed a shelf, with the full text (content:encoded) and ids that are not addresses."""

from collections.abc import Iterator

from pressflow.formats import _feed, _news
from pressflow.model import paths
from pressflow.model.edition import Document, Edition

SCOPE = "newest"


def render(edition: Edition) -> Iterator[Document]:
    """A feed for each shelf that has one."""
    for shelf in _news.shelves(edition):
        path = paths.rss(paths.folder(shelf))
        content: bytes = _feed.feed(edition, shelf, path).rss_str(pretty=True)
        yield Document(path, "application/rss+xml; charset=utf-8", _feed.readable(content, path))
