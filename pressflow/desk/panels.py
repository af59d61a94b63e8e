"""Panels: what each tab shows of a release in one language; all of it made by the functions that publish and send."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from email import message_from_bytes, policy
from typing import Any
from urllib.parse import quote

from lxml import etree
from markupsafe import Markup

from pressflow.desk.documents import document, text
from pressflow.desk.looks import Look
from pressflow.desk.room import Room
from pressflow.desk.sources import sources
from pressflow.formats.letter import HTML_LIMIT
from pressflow.model import paths
from pressflow.model.changes import Change, changes, exchanged
from pressflow.model.record import Record
from pressflow.model.release import Release

Values = dict[str, Any]  # Any: what templates show

# What frames show at, in pixels of the web: an ordinary screen, a tablet upright, a phone.
WIDTHS = {"desktop": 1280, "tablet": 768, "phone": 390}
LETTER_WIDTH = 660
_XML = etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=True)


@dataclass(frozen=True, slots=True)
class Shown:
    """A release on the desk, in the language that is looked at."""

    room: Room
    look: Look
    release: Release
    record: Record

    def url(self, path: str) -> str:
        """Where the desk shows a document of the release; another one each time it has changed."""
        return quote(f"releases/{self.look.row.slug}/shown/{self.look.row.mark}/{path}")

    def text(self, path: str) -> str:
        """A document as text."""
        return text(self.room.newsroom, self.release, path, self.room.clock())


def page(shown: Shown) -> Values:
    """The web page, at several widths."""
    slug, language = shown.release.slug, shown.record.language
    omitted = shown.room.newsroom.publisher.omit
    return {
        "widths": WIDTHS,
        "page": shown.url(paths.page(slug, language)),
        "pdf": "" if "pdf" in omitted else shown.url(paths.pdf(slug, language)),
    }


def letter(shown: Shown) -> Values:
    """The letter: its two bodies, its header, its size."""
    name = f"letter/{shown.release.slug}.{shown.record.language}"
    now = shown.room.clock()
    found = document(shown.room.newsroom, shown.release, f"{name}.eml", now)
    content = found.content if found else b""
    message = message_from_bytes(content, policy=policy.default)
    html = message.get_body(("html",))
    return {
        "width": LETTER_WIDTH,
        "html": shown.url(f"{name}.html"),
        "eml": shown.url(f"{name}.eml"),
        "plain": shown.text(f"{name}.txt"),
        "headers": [(field, str(value)) for field, value in message.items()],
        "bytes": len(content),
        "html_bytes": len(html.get_content().encode()) if html else 0,
        "limit": HTML_LIMIT,
        "attached": [part.get_filename() for part in message.iter_attachments()],
    }


def plain(shown: Shown) -> Values:
    """The release as plain text."""
    path = paths.text(shown.release.slug, shown.record.language)
    return {"plain": shown.text(path), "file": shown.url(path)}


def feed(shown: Shown) -> Values:
    """The release's item in each feed."""
    language = shown.record.language
    rss = _element(shown.text(paths.rss(language)), "channel/item")
    atom = _element(shown.text(paths.atom(language)), "{http://www.w3.org/2005/Atom}entry")
    feed = shown.text(paths.json_feed(language))
    items = json.loads(feed)["items"] if feed else []
    item = items[0] if items else {}
    sources = [("RSS 2.0", rss, "xml"), ("Atom", atom, "xml"), ("JSON Feed 1.1", _pretty(item), "json")]
    return {
        "item": item,
        "content": Markup(item.get("content_html", "")),  # noqa: S704  the format made it
        "sources": [(label, _coloured(code, kind)) for label, code, kind in sources if code],
    }


def data(shown: Shown) -> Values:
    """The release for editorial systems."""
    slug, language = shown.release.slug, shown.record.language
    files = {
        "ninjs 3.0": paths.ninjs(slug, language),
        "ninjs 1.3": paths.ninjs1(slug, language),
        "NewsML-G2": paths.newsml(slug, language),
    }
    found = [(label, path, shown.text(path)) for label, path in files.items()]
    return {
        "sources": [
            (label, shown.url(path), _coloured(code, "xml" if path.endswith(".xml") else "json"))
            for label, path, code in found
            if code
        ]
    }


def differences(shown: Shown) -> Values:
    """What became different since the version that is public, word by word."""
    public, draft = shown.look.public, shown.look.draft
    before = public.record(shown.record.language) if public else None
    after = draft.record(shown.record.language) if draft else None
    return {
        "public": public,
        "compared": before is not None and after is not None,
        "changes": [_beside(change) for change in changes(before, after)] if before and after else [],
        "files": exchanged(public, draft) if public and draft else (),
    }


@dataclass(frozen=True, slots=True)
class Beside:
    """A passage as it was and as it is; each in pieces that say whether they changed."""

    place: str
    before: tuple[tuple[bool, str], ...]
    after: tuple[tuple[bool, str], ...]


def _beside(change: Change) -> Beside:
    pieces = change.pieces
    before = tuple((piece.kind == "gone", piece.text) for piece in pieces if piece.kind != "new")
    after = tuple((piece.kind == "new", piece.text) for piece in pieces if piece.kind != "gone")
    return Beside(change.place.replace(" ", "_"), before, after)


def findings(room: Room, look: Look, language: str) -> Values:
    """What was found, in the release and in what it shares, and the files with the places."""
    shared = tuple(one for one in room.shared_findings() if one not in look.findings)
    files = sources(room.newsroom, look, language, (*look.findings, *shared))
    return {
        "own": look.findings,
        "shared": shared,
        "files": files,
        "places": {file.path: file for file in files},
    }


PANELS: Mapping[str, Callable[[Shown], Values]] = {
    "page": page,
    "letter": letter,
    "text": plain,
    "feed": feed,
    "data": data,
    "differences": differences,
}
TABS = ("page", "letter", "text", "feed", "data", "findings", "differences")


def _element(xml: str, path: str) -> str:
    """An element of a document by itself, laid out to be read."""
    found = etree.fromstring(xml.encode(), _XML).find(path) if xml else None
    if found is None:
        return ""
    etree.indent(found)
    return etree.tostring(found, encoding="unicode", with_tail=False)


def _pretty(item: object) -> str:
    return json.dumps(item, ensure_ascii=False, indent=2) if item else ""


def _coloured(code: str, kind: str) -> Markup:
    """Code in colours, which a style sheet knows by their classes."""
    from pygments import highlight
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import JsonLexer, XmlLexer

    lexer = XmlLexer() if kind == "xml" else JsonLexer()
    return Markup(highlight(code, lexer, HtmlFormatter(nowrap=True)))  # noqa: S704  Pygments escapes it


def languages(look: Look) -> Iterator[str]:
    """The languages that can be looked at: those shown, then those whose files are broken."""
    shown = look.shown.languages if look.shown else ()
    yield from dict.fromkeys((*shown, *look.row.languages))
