"""What the IPTC's standards ask of an item, ninjs 3.0 and 1.3, as JSON Schemas in words of our own.

They hold the properties that the standards name with their types, what is required, and which values there are. Events
and their coverage, which releases never are, are left out.
"""

from collections.abc import Iterator
from typing import Any

from jsonschema_rs import Draft202012Validator

Schema = dict[str, Any]  # Any: JSON

TEXT: Schema = {"type": "string"}
ADDRESS: Schema = {"type": "string", "format": "uri"}
MOMENT: Schema = {"type": "string", "format": "date-time"}
NUMBER: Schema = {"type": "number", "minimum": 0}
COUNT: Schema = {"type": "integer", "minimum": 0}
PERCENT: Schema = {"type": "integer", "minimum": 0, "maximum": 100}
STATUS: Schema = {"enum": ["usable", "withheld", "canceled"]}


def texts(names: str) -> dict[str, Schema]:
    """Properties that are texts."""
    return dict.fromkeys(names.split(), TEXT)


def closed(properties: dict[str, Schema], *required: str) -> Schema:
    """An object with these properties and no others."""
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


def each(item: Schema) -> Schema:
    """A list of such."""
    return {"type": "array", "items": item}


def mapped(item: Schema) -> Schema:
    """An object whose properties have any names that begin with a letter or a digit."""
    return {"type": "object", "patternProperties": {"^[a-zA-Z0-9]+": item}, "additionalProperties": False}


# ninjs 3.0

_VALUE = closed(texts("role contentType value"), "value")
_BODY = closed({**_VALUE["properties"], "charCount": COUNT, "wordCount": COUNT}, "value")
_CONTACT = closed({**texts("type role lang name value"), "address": {"type": "object"}}) | {
    "oneOf": [{"required": ["value"]}, {"required": ["address"]}]
}
_NAMED = {**texts("name rel literal"), "uri": ADDRESS}
_PERSON = closed({**_NAMED, "contactInfo": each(_CONTACT)})
_RENDITION = closed(
    {
        **texts("name contentType title format"),
        **dict.fromkeys(("uri", "href"), ADDRESS),
        **dict.fromkeys(("width", "height", "sizeInBytes", "duration"), NUMBER),
    },
    "name",
)
_ITEM: dict[str, Schema] = {
    **texts("profile version copyrightHolder copyrightNotice usageTerms edNote language title by slugline located"),
    **dict.fromkeys(("firstCreated", "versionCreated", "contentCreated", "embargoedUntil", "expires"), MOMENT),
    "uri": ADDRESS,
    "type": {"enum": ["text", "audio", "video", "picture", "graphic", "composite", "component"]},
    "representationType": {"enum": ["full", "partial"]},
    "pubStatus": STATUS,
    "urgency": {"type": "number", "minimum": 1, "maximum": 9},
    "headlines": each(_VALUE),
    "descriptions": each(_VALUE),
    "bodies": each(_BODY),
    "people": each(_PERSON),
    "organisations": each(_PERSON),
    "places": each(_PERSON),
    "objects": each(closed(_NAMED)),
    "subjects": each(closed({**_NAMED, **texts("creator"), "relevance": PERCENT, "confidence": PERCENT})),
    "genres": each(closed(texts("name uri literal"))),
    "infoSources": each(closed({**texts("name role literal"), "uri": ADDRESS, "contactInfo": each(_CONTACT)})),
    "renditions": each(_RENDITION),
    "altIds": each(closed(texts("role value"))),
    "standard": closed({**texts("name version"), "schema": ADDRESS}),
}
_ASSOCIATION = closed({**_ITEM, "name": TEXT, "associations": {"type": "array"}}, "name", "uri")
NINJS_3 = closed({**_ITEM, "associations": each(_ASSOCIATION)}, "uri")

# ninjs 1.3

_CODED = closed({**texts("name rel code"), "scheme": ADDRESS})
_OLD_RENDITION = closed(
    {
        **texts("mimetype title format"),
        "href": ADDRESS,
        **dict.fromkeys(("width", "height", "sizeinbytes", "duration"), NUMBER),
    }
)
NINJS_1 = closed(
    {
        **texts("mimetype profile version copyrightholder copyrightnotice usageterms ednote language"),
        **texts("title byline headline slugline located"),
        **dict.fromkeys(("firstcreated", "versioncreated", "embargoed"), MOMENT),
        **dict.fromkeys(("person", "organisation", "place", "subject", "event", "object", "infosource"), each(_CODED)),
        "uri": ADDRESS,
        "type": {"enum": ["text", "audio", "video", "picture", "graphic", "composite", "component"]},
        "representationtype": {"enum": ["complete", "incomplete"]},
        "pubstatus": STATUS,
        "urgency": {"type": "number", "minimum": 1, "maximum": 9},
        "charcount": NUMBER,
        "wordcount": NUMBER,
        "renditions": mapped(_OLD_RENDITION),
        "associations": mapped({"$ref": "#"}),
        "altids": {"type": "object"},
        "genre": each(closed({**texts("name code"), "scheme": ADDRESS})),
    },
    "uri",
) | {"patternProperties": {"^(description|body|headline)_[a-zA-Z0-9_]+": TEXT}}


def faults(schema: Schema, item: object) -> Iterator[str]:
    """What is not as the standard has it, each with its place; formats of addresses and moments are looked at, too."""
    for error in Draft202012Validator(schema, validate_formats=True).iter_errors(item):
        yield f"{'/'.join(map(str, error.instance_path))}: {error.message}"
