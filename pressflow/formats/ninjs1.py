"""ninjs 1.3 (IPTC): the same items as in ninjs 3.0, for editorial systems that know the older names alone."""

from collections.abc import Iterator
from typing import Any

from pressflow.formats import _content, ninjs
from pressflow.model import paths
from pressflow.model.edition import Document, Edition

SCOPE = "release"

Item = dict[str, Any]  # Any: JSON

# The media topics' own name among schemes, as systems of that time write it.
_SCHEME = "http://cv.iptc.org/newscodes/mediatopic/"
# What has another name in 3.0 and is otherwise the same.
_NAMES = {
    "uri": "uri",
    "type": "type",
    "version": "version",
    "firstCreated": "firstcreated",
    "versionCreated": "versioncreated",
    "embargoedUntil": "embargoed",
    "pubStatus": "pubstatus",
    "language": "language",
    "copyrightHolder": "copyrightholder",
    "usageTerms": "usageterms",
    "edNote": "ednote",
    "by": "byline",
    "title": "headline",
    "slugline": "slugline",
    "located": "located",
}
_RENDITION = {
    "href": "href",
    "contentType": "mimetype",
    "width": "width",
    "height": "height",
    "sizeInBytes": "sizeinbytes",
}


def render(edition: Edition) -> Iterator[Document]:
    """An item for each release and language."""
    for release in edition.releases:
        for record in release.records:
            item = _item(ninjs.item(edition, release, record), record.lead)
            path = paths.ninjs1(release.slug, record.language)
            yield Document(path, "application/json; charset=utf-8", _content.json_bytes(item))


def _item(new: Item, lead: str) -> Item:
    """An item of 3.0 under the names of 1.3."""
    bodies = {body["role"]: body for body in new["bodies"]}
    item = _renamed(new, _NAMES) | {
        "representationtype": "complete",
        "mimetype": "text/html",
        "description_text": lead,
        "body_html": bodies["main"]["value"],
        "body_text": bodies["plain"]["value"],
        "charcount": bodies["plain"]["charCount"],
        "wordcount": bodies["plain"]["wordCount"],
        "genre": [{"name": genre["name"], "code": genre["literal"]} for genre in new["genres"]],
        "subject": [_subject(subject) for subject in new.get("subjects", ())],
        "person": _names(new, "people"),
        "place": _names(new, "places"),
        "infosource": [{"name": source["name"]} for source in new["infoSources"]],
        "altids": {one["role"]: one["value"] for one in new.get("altIds", ())},
        "renditions": _renditions(new),
        "associations": {one["name"]: _association(one) for one in new.get("associations", ())},
    }
    return {name: value for name, value in item.items() if value}


def _renamed(new: Item, names: dict[str, str]) -> Item:
    return {old: new[name] for name, old in names.items() if name in new}


def _subject(subject: Item) -> Item:
    """A media topic with its code; a keyword as it is."""
    named = {"name": subject["name"], "rel": subject["rel"]}
    code = subject.get("uri", "").removeprefix(_SCHEME)
    return named | {"scheme": _SCHEME, "code": code} if code else named


def _names(new: Item, kind: str) -> list[Item]:
    return [{"name": one["name"], "rel": one["rel"]} for one in new.get(kind, ())]


def _renditions(new: Item) -> Item:
    return {one["name"]: _renamed(one, _RENDITION) for one in new.get("renditions", ())}


def _association(new: Item) -> Item:
    """A picture, a file, a translation or a link; 1.3 has no component."""
    described = {text["role"]: text["value"] for text in new.get("descriptions", ())}
    item = _renamed(new, _NAMES) | {
        "type": "composite" if new["type"] == "component" else new["type"],
        "description_caption": described.get("caption"),
        "description_alt": described.get("alt"),
        "renditions": _renditions(new),
    }
    return {name: value for name, value in item.items() if value}
