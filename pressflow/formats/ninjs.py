"""ninjs 3.0 (IPTC News in JSON): each release and language as an item that editorial systems ingest."""

from collections.abc import Iterator
from typing import Any

from pressflow.formats import _content, _view
from pressflow.formats._text import release_text
from pressflow.model import paths
from pressflow.model.base import in_language
from pressflow.model.edition import Document, Edition
from pressflow.model.record import PressContact, Record
from pressflow.model.release import Release

SCOPE = "release"

Item = dict[str, Any]  # Any: JSON

_STANDARD = {"name": "ninjs", "version": "3.0", "schema": "https://www.iptc.org/std/ninjs/ninjs-schema_3.0.json"}
_MEDIA_TOPIC = "http://cv.iptc.org/newscodes/mediatopic/"


def render(edition: Edition) -> Iterator[Document]:
    """An item for each release and language."""
    for release in edition.releases:
        for record in release.records:
            path = paths.ninjs(release.slug, record.language)
            yield Document(path, "application/json; charset=utf-8", _content.json_bytes(item(edition, release, record)))


def item(edition: Edition, release: Release, record: Record) -> Item:
    """A record of a release as an item."""
    publisher, words = edition.publisher, edition.theme.words(record.language)
    text, html = release_text(edition, release, record), str(_content.content_html(edition, release, record))
    length = {"charCount": len(text), "wordCount": len(text.split())}
    newest = release.recall.at if release.recall else release.history[-1].at if release.history else release.date
    found: Item = {
        "standard": _STANDARD,
        "uri": _content.item_uri(release, record),
        "type": "text",
        "representationType": "full",
        "version": str(release.version),
        "firstCreated": release.date.isoformat(),
        "versionCreated": newest.isoformat(),
        "contentCreated": release.date.isoformat(),
        "embargoedUntil": record.embargo.until.isoformat() if record.embargo and record.embargo.until else None,
        "pubStatus": _status(release),
        "language": record.language,
        "copyrightHolder": publisher.named(record.language),
        "by": publisher.named(record.language),
        "title": record.title,
        "slugline": release.slug,
        "located": record.place,
        "edNote": " ".join(
            f"{word}: {note}" if note else word for word, note in _content.notes(edition, release, record)
        ),
        "headlines": [
            {"role": role, "contentType": "text/plain", "value": value}
            for role, value in (("main", record.title), ("kicker", record.kicker), ("subtitle", record.subtitle))
            if value
        ],
        "descriptions": [{"role": "summary", "contentType": "text/plain", "value": record.lead}],
        "bodies": [
            {"role": "main", "contentType": "text/html", **length, "value": html},
            {"role": "plain", "contentType": "text/plain", **length, "value": text},
        ],
        "genres": [{"name": words[record.type], "literal": record.type}],
        "subjects": [
            {"name": name, "uri": f"{_MEDIA_TOPIC}{code}", "rel": "about", "creator": publisher.named(record.language)}
            for code, name in _subjects(edition, record)
        ]
        + [{"name": keyword, "literal": keyword, "rel": "about"} for keyword in record.keywords],
        "people": [{"name": name, "rel": "about"} for name in record.people],
        "places": [{"name": name, "rel": "about"} for name in record.places],
        "infoSources": [
            {"name": contact.label, "role": "pressContact", "contactInfo": _contact_info(contact)}
            for contact in record.press_contacts
        ],
        "altIds": [{"role": "reference", "value": release.reference}] if release.reference else [],
        "renditions": [
            {
                "name": "web",
                "href": _view.web_url(publisher, paths.page(release.slug, record.language)),
                "contentType": "text/html",
            }
        ],
        "associations": [*_files(edition, release, record), *_translations(release, record), *_links(record)],
    }
    return {name: value for name, value in found.items() if value}


def _status(release: Release) -> str:
    """Whether it may be used; what was taken back is canceled."""
    if release.recall:
        return "canceled"
    return "usable" if release.state.public else "withheld"


def _subjects(edition: Edition, record: Record) -> Iterator[tuple[str, str]]:
    """Media topics, each once, although several topics of an office may be one of IPTC's."""
    seen: dict[str, list[str]] = {}
    for id_ in record.topics:
        topic = edition.publisher.topic(id_)
        if topic.iptc:
            seen.setdefault(topic.iptc, []).append(in_language(topic.title, record.language))
    yield from ((code, ", ".join(names)) for code, names in seen.items())


def _contact_info(contact: PressContact) -> list[Item]:
    named = {"role": contact.role or "press", "name": contact.label}
    phone = [{"type": "phone", **named, "value": contact.phone}] if contact.phone else []
    return [*phone, {"type": "email", **named, "value": contact.email}]


def _files(edition: Edition, release: Release, record: Record) -> Iterator[Item]:
    for number, image in enumerate(record.images, 1):
        descriptions = [
            {"role": role, "contentType": "text/plain", "value": value}
            for role, value in (("caption", image.caption), ("alt", image.alt))
            if value
        ]
        item = _file(edition, release, f"image{number}", image.file, "picture")
        yield item | {"descriptions": descriptions, "by": image.credit, "usageTerms": image.licence or ""}
    for number, attachment in enumerate(record.attachments, 1):
        yield _file(edition, release, f"attachment{number}", attachment.file, "component") | {
            "title": attachment.caption
        }


def _file(edition: Edition, release: Release, name: str, file: str, type_: str) -> Item:
    """A picture with all files made of it, or a document; its address is that of the download."""
    asset = release.asset(file)

    def at(file: str) -> str:
        return _view.web_url(edition.publisher, paths.asset(release.slug, file))

    renditions = [
        {"name": "original", "href": at(file), "contentType": asset.media_type, "sizeInBytes": len(asset.content)}
    ]
    if asset.picture:
        sizes = edition.pictures.sizes(release, asset)
        renditions = [
            {
                "name": one.name,
                "href": at(one.file),
                "contentType": one.media_type,
                "width": one.width,
                "height": one.height,
                "sizeInBytes": sizes[one.name],
            }
            for one in release.renditions(asset)
        ]
    return {"name": name, "uri": at(asset.offered), "type": type_, "renditions": renditions}


def _translations(release: Release, record: Record) -> Iterator[Item]:
    for other in release.records:
        if other.language != record.language:
            name = f"translation-{other.language}"
            yield {
                "name": name,
                "uri": _content.item_uri(release, other),
                "type": "text",
                "language": other.language,
                "title": other.title,
            }


def _links(record: Record) -> Iterator[Item]:
    for number, link in enumerate(record.links, 1):
        yield {"name": f"link{number}", "uri": link.url, "type": "text", "title": link.title}
