"""JSON Feed 1.1 (jsonfeed.org), one feed a language, with the full text as HTML and as plain text."""

from collections.abc import Iterator
from typing import Any

from pressflow.formats import _content, _view
from pressflow.formats._text import release_text
from pressflow.model import paths
from pressflow.model.edition import Document, Edition
from pressflow.model.record import Record
from pressflow.model.release import Release


def render(edition: Edition) -> Iterator[Document]:
    """A feed for each language."""
    publisher = edition.publisher
    for language in _view.languages(edition):
        path, name = paths.json_feed(language), publisher.named(language)
        feed = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": f"{name}: {edition.theme.words(language)['newsroom']}",
            "home_page_url": _view.web_url(publisher, paths.index(language)),
            "feed_url": _view.web_url(publisher, path),
            "language": language,
            "authors": [{"name": name, "url": publisher.website}],
            "items": [_item(edition, *entry) for entry in _content.newest(edition, language)],
        }
        yield Document(path, "application/feed+json; charset=utf-8", _content.json_bytes(feed))


def _item(edition: Edition, release: Release, record: Record) -> dict[str, Any]:  # Any: JSON
    item = {
        "id": _content.item_uri(release, record),
        "url": _view.web_url(edition.publisher, paths.page(release.slug, record.language)),
        "title": _content.feed_title(edition, release, record),
        "summary": record.lead,
        "content_html": str(_content.content_html(edition, release, record)),
        "content_text": release_text(edition, release, record),
        "date_published": release.date.isoformat(),
        "date_modified": release.updated.isoformat(),
        "language": record.language,
        "tags": list(_content.categories(edition, record)),
        "attachments": [
            {
                "url": _view.web_url(edition.publisher, offer.path),
                "mime_type": offer.media_type,
                "size_in_bytes": offer.size,
                "title": file.caption or file.file,
            }
            for file in record.files
            for offer in (_view.offer(edition, release, file),)
        ],
    }
    if record.images:
        item["image"] = _view.web_url(edition.publisher, _view.offer(edition, release, record.images[0]).path)
    return {name: value for name, value in item.items() if value}
