"""JSON Feed 1.1 (jsonfeed.org), one feed a shelf, with the full text as HTML."""

from collections.abc import Iterator
from typing import Any

from pressflow.formats import _archive, _content, _news, _view
from pressflow.model import paths
from pressflow.model.archive import NEWEST, Archive, Entry, Gone
from pressflow.model.edition import Document, Edition

SCOPE = "newest"


def render(edition: Edition) -> Iterator[Document]:
    """A feed for each shelf that has one."""
    publisher, archive = edition.publisher, _archive.of(edition)
    for shelf in _news.shelves(edition):
        folder = paths.folder(shelf)
        feed = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": _news.title(edition, shelf),
            "home_page_url": _view.web_url(publisher, paths.index(folder)),
            "feed_url": _view.web_url(publisher, paths.json_feed(folder)),
            "language": shelf.language,
            "authors": [{"name": publisher.named(shelf.language), "url": publisher.website}],
            "hubs": [{"type": "WebSub", "url": hub} for hub in publisher.hubs],
            "items": [
                _removed(edition, one) if isinstance(one, Gone) else _item(edition, archive, one)
                for one in _news.in_order(archive.newest(shelf, NEWEST), _news.gone(archive, shelf))
            ],
        }
        content = _content.json_bytes({name: value for name, value in feed.items() if value or name == "items"})
        yield Document(paths.json_feed(folder), "application/feed+json; charset=utf-8", content)


def _removed(edition: Edition, one: Gone) -> dict[str, Any]:  # Any: JSON
    title, note = _news.removed(edition, one)
    return {
        "id": one.uri,
        "url": _view.web_url(edition.publisher, paths.page(one.slug, one.language)),
        "title": title,
        "content_text": note,
        "date_published": one.date.isoformat(),
        "date_modified": one.at.isoformat(),
        "language": one.language,
    }


def _item(edition: Edition, archive: Archive, entry: Entry) -> dict[str, Any]:  # Any: JSON
    publisher = edition.publisher
    item = {
        "id": entry.uri,
        "url": _view.web_url(publisher, paths.page(entry.slug, entry.language)),
        "title": entry.title,
        "summary": entry.lead,
        "content_html": archive.content(entry),
        "date_published": entry.date.isoformat(),
        "date_modified": entry.updated.isoformat(),
        "language": entry.language,
        "tags": list(entry.categories),
        "attachments": [
            {
                "url": _view.web_url(publisher, file.path),
                "mime_type": file.media_type,
                "size_in_bytes": file.size,
                "title": file.title,
            }
            for file in entry.enclosures
        ],
    }
    if entry.enclosures and entry.enclosures[0].image:
        item["image"] = _view.web_url(publisher, entry.enclosures[0].path)
    return {name: value for name, value in item.items() if value}
