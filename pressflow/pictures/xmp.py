"""XMP: caption, alt text, credit and terms inside the picture's own file, where editorial systems look for them.

IPTC Photo Metadata Standard 2023.1, IPTC Core: Title (dc:title), Headline (photoshop:Headline), Description
(dc:description), Alt Text (Accessibility) (Iptc4xmpCore:AltTextAccessibility), Credit Line (photoshop:Credit),
Copyright Notice (dc:rights), Rights Usage Terms (xmpRights:UsageTerms). Written as XMP part 1 (ISO 16684-1), sections
7 and 8.2.2.4: what differs between languages stands in one file in all of them, the original's first as x-default.
"""

import re
from collections.abc import Callable, Iterator
from html import escape

from pressflow.model.record import Attachment, Image, Record
from pressflow.model.release import Release

Entry = tuple[Record, Image | Attachment]

# A JPEG holds XMP in one segment of 64 kB; this leaves room for the segment's own head.
LIMIT = 65_000

_NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "xmpRights": "http://ns.adobe.com/xap/1.0/rights/",
    "Iptc4xmpCore": "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/",
}
# What XML 1.0 cannot hold, not even as a reference (section 2.2).
_IMPOSSIBLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def packet(release: Release, file: str) -> bytes:
    """The packet for a picture as the release's records describe it; where that is too long, as its original does."""
    entries = [(record, entry) for record in release.records for entry in record.files if entry.file == file]
    found = _packet(entries)
    return found if len(found) <= LIMIT else _packet(entries[:1])


def _packet(entries: list[Entry]) -> bytes:
    namespaces = "".join(f' xmlns:{prefix}="{escape(uri)}"' for prefix, uri in _NAMESPACES.items())
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        f'<rdf:Description rdf:about=""{namespaces}>{"".join(_properties(entries))}</rdf:Description>'
        '</rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
    ).encode()


def _properties(entries: list[Entry]) -> Iterator[str]:
    """The properties that have a value."""
    spoken: dict[str, Callable[[Entry], str | None]] = {
        "dc:title": lambda entry: entry[0].title,
        "dc:description": lambda entry: entry[1].caption,
        "dc:rights": lambda entry: entry[1].credit,
        "xmpRights:UsageTerms": lambda entry: entry[1].licence,
        "Iptc4xmpCore:AltTextAccessibility": lambda entry: getattr(entry[1], "alt", None),
    }
    for name, value in spoken.items():
        values = [(entry[0].language, text) for entry in entries if (text := value(entry))]
        if values:
            points = "".join(_point(language, text) for language, text in (("x-default", values[0][1]), *values))
            yield f"<{name}><rdf:Alt>{points}</rdf:Alt></{name}>"
    record, file = entries[0]
    for name, text in (("photoshop:Headline", record.title), ("photoshop:Credit", file.credit)):
        if text:
            yield f"<{name}>{_text(text)}</{name}>"


def _point(language: str, text: str) -> str:
    return f'<rdf:li xml:lang="{escape(language)}">{_text(text)}</rdf:li>'


def _text(value: str) -> str:
    return escape(_IMPOSSIBLE.sub("", value), quote=False)
