"""Reading documents as their readers do: the words of HTML and of plain text, the parts of XML and of mail."""

import json
import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from html.parser import HTMLParser
from typing import Any

import pymupdf
from lxml import etree

from pressflow import formats
from pressflow.model.body import (
    Block,
    BlockQuote,
    Break,
    Heading,
    Inline,
    List,
    Paragraph,
    QuotePlace,
    Table,
    Text,
)
from pressflow.model.edition import Edition
from pressflow.model.record import Quote, Record

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
NEWSML = "{http://iptc.org/std/nar/2006-10-01/}"
XHTML = "{http://www.w3.org/1999/xhtml}"
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
_WORD = re.compile(r"\w+")


def tokens(text: str) -> list[str]:
    """The words of a text, without what parts them."""
    return _WORD.findall(text)


def html_tokens(html: str) -> list[str]:
    """The words of HTML as they are shown."""
    return tokens(shown(html))


def text_tokens(text: str) -> list[str]:
    """The words of plain text, without the numbers of footnotes and points."""
    text = re.sub(r"\[\d+\]", "", re.sub(r"^\[\d+\] \S+$", "", text, flags=re.MULTILINE))
    return tokens(re.sub(r"^ *\d+\. ", "", text, flags=re.MULTILINE))


def record_tokens(record: Record) -> list[str]:
    """The words every channel must carry, from the lead through the end of the text."""
    quotes = {quote.id: quote for quote in record.quotes}
    return tokens(" ".join([record.lead, *(_part(part, quotes) for part in record.parts())]))


def _part(part: Block | Quote, quotes: dict[str, Quote]) -> str:
    match part:
        case Quote():
            return " ".join(filter(None, (part.text, part.speaker, part.role, part.organisation)))
        case QuotePlace(id=id_):
            return _part(quotes[id_], quotes)
        case Paragraph(children) | Heading(_, children):
            return _inline(children)
        case List(items=items):
            return " ".join(_part(block, quotes) for item in items for block in item)
        case BlockQuote(children):
            return " ".join(_part(block, quotes) for block in children)
        case Table(head, rows):
            return " ".join(_inline(cell) for row in (head, *rows) for cell in row)


def _inline(children: tuple[Inline, ...]) -> str:
    return "".join(
        child.value if isinstance(child, Text) else "\n" if isinstance(child, Break) else _inline(child.children)
        for child in children
    )


def carries(found: list[str], wanted: list[str]) -> bool:
    """Whether words stand in a document in this order, with no other between them."""
    return any(found[start : start + len(wanted)] == wanted for start in range(len(found) - len(wanted) + 1))


class _Shown(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in {"style", "script", "head"}
        if tag not in {"a", "em", "strong", "span", "wbr", "bdi"}:
            self.words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in {"style", "script", "head"}
        if tag not in {"a", "em", "strong", "span", "wbr", "bdi"}:
            self.words.append(" ")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.words.append(data)


def shown(html: str) -> str:
    """The words of HTML; blocks are parted by white space, marked words are not."""
    reader = _Shown()
    reader.feed(html)
    reader.close()
    return "".join(reader.words)


class Tags(HTMLParser):
    """The tags of HTML with their attributes, in order; `open` holds what was never closed."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)

    def named(self, *names: str) -> list[dict[str, str]]:
        """The attributes of the tags with these names."""
        return [attributes for tag, attributes in self.found if tag in names]

    def running(self) -> list[dict[str, str]]:
        """The attributes of scripts that run; one that holds data does not (HTML, section 4.12.1)."""
        return [script for script in self.named("script") if script.get("type") != "application/ld+json"]


def mail(content: bytes) -> EmailMessage:
    """A message as a mail program reads it."""
    found = message_from_bytes(content, policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def body(message: EmailMessage, kind: str) -> str:
    """The plain or the HTML body of a message, with ordinary line ends."""
    part = message.get_body((kind,))
    assert part is not None
    text = part.get_content()
    assert isinstance(text, str)
    return text.replace("\r\n", "\n")


def pdf(content: bytes) -> Any:  # Any: PyMuPDF's document, which has no types
    """A PDF as a viewer opens it."""
    return pymupdf.open(stream=content)  # type: ignore[no-untyped-call]  # as above


def pdf_text(content: bytes) -> str:
    """The words of a PDF as a person copies them, divided ones whole, without what is repeated on each page."""
    pages = [page.get_text(clip=(0, 70, page.rect.width, page.rect.height - 80)) for page in pdf(content)]
    return "".join(pages).replace("\xad\n", "")


def rss_items(content: bytes) -> list[etree._Element]:
    """The items of an RSS feed."""
    return list(etree.fromstring(content).iter("item"))


def child(element: etree._Element, name: str) -> str:
    """The text of the only child with this name."""
    (found,) = element.findall(name)
    return found.text or ""


def attributes(element: etree._Element) -> dict[str, str]:
    """The attributes of an element."""
    return {str(name): str(value) for name, value in element.attrib.items()}


def stylesheet(content: bytes) -> dict[str, str]:
    """The style sheet that an XML document names before its root (W3C, "Associating Style Sheets", section 4)."""
    found = etree.fromstring(content).getprevious()
    assert found is not None
    assert str(found).startswith("<?xml-stylesheet ")
    return attributes(found)


def markup_of(edition: Edition) -> Iterator[tuple[str, str]]:
    """Every piece of HTML that any format makes, also that inside feeds and mail, with where it stands."""
    for name in formats.names():
        for document in formats.named(name)(edition):
            for number, html in enumerate(_markup(document.media_type, document.content)):
                yield f"{name} {document.path} {number}", html


def _markup(media_type: str, content: bytes) -> Iterator[str]:
    match media_type.partition(";")[0]:
        case "text/html":
            yield content.decode()
        case "application/rss+xml":
            yield from (child(item, CONTENT) for item in rss_items(content))
        case "application/atom+xml":
            yield from (child(entry, f"{ATOM}content") for entry in etree.fromstring(content).iter(f"{ATOM}entry"))
        case "application/vnd.iptc.g2.newsitem+xml":
            for page in etree.fromstring(content).iter(f"{XHTML}html"):
                yield etree.tostring(page, method="html", encoding="unicode").replace("</br>", "")
        case "message/rfc822":
            yield body(mail(content), "html")
        case "application/feed+json":
            yield from (item["content_html"] for item in json.loads(content)["items"])
        case "application/json":
            yield from _of_item(json.loads(content), "html")


def bodies(edition: Edition, language: str) -> dict[str, list[str]]:
    """The words of the edition's only release as each format shows them that carries its text, by where they stand."""
    found: dict[str, list[str]] = {}
    for name in formats.names():
        if formats.scope(name) in ("page", "site"):  # lists, which show a part of it
            continue
        for document in formats.named(name)(edition):
            if _in(document.path, language) and "media/" not in document.path:
                place = f"{name} {document.path}"
                found |= {f"{place} {part}": words for part, words in words_of(document.media_type, document.content)}
    return found


def words_of(media_type: str, content: bytes) -> Iterator[tuple[str, list[str]]]:
    """The words of each text that a document holds, with which it is: a feed holds several, ninjs each one twice."""
    for number, markup in enumerate(_markup(media_type, content)):
        yield f"{number} (HTML)", html_tokens(markup)
    for number, text in enumerate(_text(media_type, content)):
        yield f"{number} (text)", text_tokens(text)


def _text(media_type: str, content: bytes) -> Iterator[str]:
    match media_type.partition(";")[0]:
        case "text/plain":
            yield content.decode()
        case "application/vnd.iptc.g2.newsitem+xml":
            yield child(etree.fromstring(content), f".//{NEWSML}inlineData")
        case "application/pdf":
            yield pdf_text(content)
        case "message/rfc822":
            yield body(mail(content), "plain")
        case "application/json":
            yield from _of_item(json.loads(content), "plain")


def _of_item(item: dict[str, Any], kind: str) -> Iterator[str]:  # Any: JSON
    """The bodies of a kind of an item for editorial systems, as ninjs 3 and as ninjs 1 have them."""
    yield from (body["value"] for body in item.get("bodies", ()) if body["contentType"] == f"text/{kind}")
    if flat := item.get("body_html" if kind == "html" else "body_text"):
        yield flat


def _in(place: str, language: str) -> bool:
    return f"{language}/" in place or f".{language}." in place
