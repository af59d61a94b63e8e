"""Markdown into the tree of a text: Python-Markdown, cleaned by nh3, read into blocks."""

import re
from collections.abc import Iterator
from functools import cache
from html import unescape
from itertools import islice
from typing import Any
from xml.etree.ElementTree import Element

import nh3
from markdown import Markdown
from markdown.blockprocessors import ParagraphProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from pressflow.errors import RuleError
from pressflow.model.body import (
    Block,
    BlockQuote,
    Body,
    Break,
    Emphasis,
    Heading,
    Inline,
    Link,
    List,
    Paragraph,
    QuotePlace,
    Strong,
    Table,
    Text,
    plain,
)
from pressflow.model.typography import typeset
from pressflow.source.text import CONTROL, control, control_message

_PLACE = re.compile(r"\[quote:\s*([\w-]+)\s*\]")
# Brackets belong to an address in pairs: …/wiki/Loh_(Fluss), but not in (see https://example.org).
_BARE_URL = re.compile(r"https?://(?:[^\s<>\"“”„«»()]|\([^\s<>\"“”„«»()]*\))+(?<![.,;:!?\]/])/?")
# As Python-Markdown has it, but with a space behind the signs: a hashtag begins no heading.
_HEADING = re.compile(r"(?:^|\n)(?P<level>#{1,6})[ \t]+(?P<header>(?:\\.|[^\\\n])*?)#*(?:\n|$)")
# Most paragraphs: each line begins with a letter, and a letter opens nothing in Markdown.
_PLAIN_LINES = re.compile(r"(?:[„“\"‚‘'«»(]?[^\W\d_].*(?:\n|$))+")
# What parts blocks, and the signs without which a block of one line is a heading, or the place of a quote.
_BLANK = re.compile(r"\n(?:[ \t]*\n)+")
_PLAIN_HEADING = re.compile(r"(#{1,6}) +([^#\n]+)")
# One of these, or two spaces at the end of a line, is in every piece of Markdown inside a paragraph.
_SIGN = re.compile(r"[\\`\[<&*_]")
# What each search for Markdown inside a paragraph begins with; a text without it need not be searched.
_SEARCHES = {
    "backtick": "`",
    "escape": "\\",
    "reference": "[",
    "link": "[",
    "short_reference": "[",
    "autolink": "<",
    "automail": "<",
    "entity": "&",
    "em_strong": "*_",
}
_ALL_SIGNS = frozenset("".join(_SEARCHES.values()))
# What leads somewhere from every channel; a path does not from a letter.
_WHOLE_URL = re.compile(r"https?://|mailto:|tel:", re.IGNORECASE)
_TOO_DEEP = "is nested too deep to be read; remove quotes or lists inside each other"
# What no reader follows, and what every channel can still indent.
_DEEPEST = 8
_HEADINGS = {"h1": 2, "h2": 2, "h3": 3, "h4": 4, "h5": 4, "h6": 4}
_TAGS = {"p", *_HEADINGS, "ul", "ol", "li", "blockquote", "strong", "em", "a", "br"}
_TAGS |= {"table", "thead", "tbody", "tr", "th", "td"}
_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    attributes={"a": {"href"}, "*": set()},  # * are those that nh3 lets every tag have, such as title
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel=None,
)
# nh3 writes every tag in this one way, and < in no other place.
_TAG = re.compile(r'<(/?)([a-z0-9]+)(?: href="([^"]*)")?>')


def read_body(markdown: str, language: str) -> Body:
    """The tree of a Markdown text, its typewriter marks set in the language's way.

    Raises RuleError for a text nested absurdly deep, and for characters that may not stand in a text, such as
    &#xE000; written out.
    """
    if found := control(markdown):
        raise RuleError(CONTROL, control_message(found[0]))
    try:
        return tuple(_blocks(markdown.rstrip("\n"), language))
    except RecursionError as error:
        _markdown.cache_clear()  # it stopped half-way and would read the next text wrong
        raise RuleError("BODY-NESTING", _TOO_DEEP) from error


def _blocks(markdown: str, language: str) -> Iterator[Block]:
    """The blocks of a text: most are plain and need no Markdown; those between them are read together."""
    tree, start = _Blocks(language), 0
    for begin, end in _spans(markdown):
        if block := tree.plain(markdown[begin:end]):
            yield from tree.marked(markdown[start:begin])
            yield block
            start = end
    yield from tree.marked(markdown[start:])


def _spans(markdown: str) -> Iterator[tuple[int, int]]:
    """From where to where each block goes; of a text that says apart where its links lead, nothing."""
    if "]:" in markdown:
        return
    begin = markdown.rfind("\n", 0, len(markdown) - len(markdown.lstrip())) + 1
    for blank in _BLANK.finditer(markdown, begin):
        yield begin, blank.start()
        begin = blank.end()
    yield begin, len(markdown)


def _html(markdown: str) -> str:
    html = _CLEANER.clean(_converted(markdown))
    if found := control(html):
        raise RuleError(CONTROL, control_message(found[0]))
    return html


def _converted(markdown: str) -> str:
    return _markdown(frozenset(_SIGN.findall(markdown))).reset().convert(markdown)


@cache
def _markdown(signs: frozenset[str] = _ALL_SIGNS) -> Markdown:
    """Markdown with tables, without raw HTML, images and code blocks: a release has no use for them.

    Made once for all texts with the same signs: making it takes as long as reading a release.
    """
    converter = Markdown(extensions=["tables", "sane_lists"], output_format="html")
    converter.preprocessors.deregister("html_block")
    for pattern in ("html", "image_link", "image_reference", "short_image_ref"):
        converter.inlinePatterns.deregister(pattern)
    for pattern, begins in _SEARCHES.items():
        if signs.isdisjoint(begins):
            converter.inlinePatterns.deregister(pattern)
    converter.parser.blockprocessors.deregister("code")
    headings: Any = converter.parser.blockprocessors["hashheader"]  # Any: the stubs do not know its pattern
    headings.RE = _HEADING
    converter.parser.blockprocessors.register(_PlainLines(converter.parser), "plain_lines", 200)
    converter.treeprocessors.register(_PlainWords(converter), "plain_words", 200)
    return converter


class _PlainLines(ParagraphProcessor):
    """Sees at once that a block is a paragraph, before Markdown looks for all it might be instead."""

    def test(self, parent: Element, block: str) -> bool:
        return bool(_PLAIN_LINES.fullmatch(block))


class _PlainWords(Treeprocessor):
    """Marks the words that hold no sign of Markdown's as done, before it looks for each of its signs in turn."""

    def run(self, root: Element) -> None:
        for element in root.iter():
            if element.text and "  \n" not in element.text and not _SIGN.search(element.text):
                element.text = AtomicString(element.text)


class _Node:
    def __init__(self, tag: str, href: str = "") -> None:
        self.tag, self.href = tag, href
        self.children: list[_Node | str] = []


def _nodes(html: str) -> list[_Node | str]:
    """The clean HTML as nodes and words; nh3 has closed every tag."""
    open_, end = [_Node("body")], 0
    for tag in _TAG.finditer(html):
        if words := html[end : tag.start()]:
            open_[-1].children.append(unescape(words))
        end = tag.end()
        if tag[1]:
            open_.pop()
            continue
        node = _Node(tag[2], unescape(tag[3] or ""))
        open_[-1].children.append(node)
        if node.tag != "br":
            open_.append(node)
    return [*open_[0].children, unescape(html[end:])]


_BLOCK_TAGS = {"p", *_HEADINGS, "ul", "ol", "blockquote", "table"}


def _wrapped(children: list[_Node | str]) -> list[_Node]:
    """The blocks among the children; loose words between them become paragraphs."""
    blocks: list[_Node] = []
    loose: _Node | None = None
    for child in children:
        if isinstance(child, _Node) and child.tag in _BLOCK_TAGS:
            blocks.append(child)
            loose = None
        elif loose is not None:
            loose.children.append(child)
        elif not isinstance(child, str) or child.strip():
            loose = _Node("p")
            loose.children.append(child)
            blocks.append(loose)
    return blocks


class _Blocks:
    def __init__(self, language: str) -> None:
        self.language = language
        self.depth = 0

    def marked(self, markdown: str) -> Iterator[Block]:
        """The blocks of a text in Markdown."""
        if markdown.strip():
            yield from (self.block(node) for node in _wrapped(_nodes(_html(markdown))))

    def plain(self, block: str) -> Block | None:
        """A block that holds no sign of Markdown but the one it begins with, as Markdown would read it."""
        if _SIGN.search(block, 1) or "  \n" in block or "\t" in block:
            return None
        if _PLAIN_LINES.fullmatch(block):
            return Paragraph(self.typeset([block]))
        if heading := _PLAIN_HEADING.fullmatch(block):
            return Heading(_HEADINGS[f"h{len(heading[1])}"], self.typeset([heading[2].strip()]))
        place = _PLACE.fullmatch(block)
        return QuotePlace(place[1]) if place else None

    def block(self, node: _Node) -> Block:
        match node.tag:
            case "ul" | "ol":
                items = (child for child in node.children if isinstance(child, _Node) and child.tag == "li")
                return List(node.tag == "ol", tuple(self.blocks(item) for item in items))
            case "blockquote":
                return BlockQuote(self.blocks(node))
            case "table":
                head, *rows = [tuple(self.words(cell) for cell in _of(row, "th", "td")) for row in _rows(node)]
                return Table(head, tuple(rows))
            case tag if tag in _HEADINGS:
                return Heading(_HEADINGS[tag], self.words(node))
        words = self.words(node)
        place = _PLACE.fullmatch(plain(words).strip())
        return QuotePlace(place[1]) if place else Paragraph(words)

    def blocks(self, node: _Node) -> tuple[Block, ...]:
        if self.depth == _DEEPEST:
            raise RuleError("BODY-NESTING", _TOO_DEEP)
        self.depth += 1
        inner = tuple(self.block(child) for child in _wrapped(node.children))
        self.depth -= 1
        return inner

    def words(self, node: _Node) -> tuple[Inline, ...]:
        """The words of a block, white space folded, quotation marks set across its markup."""
        return self.typeset(node.children)

    def typeset(self, words: list[_Node | str]) -> tuple[Inline, ...]:
        """The same of the nodes and words that a block holds."""
        children = _trimmed(_inlines(words))
        said = plain(children)
        set_ = typeset(said, self.language)
        return children if set_ == said else _reworded(children, iter(set_))


def _of(node: _Node, *tags: str) -> list[_Node]:
    return [child for child in node.children if isinstance(child, _Node) and child.tag in tags]


def _rows(table: _Node) -> list[_Node]:
    return [row for part in _of(table, "thead", "tbody") for row in _of(part, "tr")]


def _inlines(children: list[_Node | str], linked: bool = False) -> tuple[Inline, ...]:
    found: list[Inline] = []
    for child in children:
        if isinstance(child, str):
            text = _folded(child)
            found.extend([Text(text)] if linked else _linked(text))
            continue
        inner = _inlines(child.children, linked or child.tag == "a")
        match child.tag:
            case "strong":
                found.append(Strong(inner))
            case "em":
                found.append(Emphasis(inner))
            case "a" if _WHOLE_URL.match(child.href):
                found.append(Link(child.href, inner))
            case "br":
                found.append(Break())
            case _:
                found.extend(inner)
    return tuple(found)


def _folded(text: str) -> str:
    """The words with one space wherever there is white space, as HTML shows them."""
    text = text.replace("\n", " ").replace("\t", " ")
    return re.sub(" {2,}", " ", text) if "  " in text else text


def _linked(text: str) -> list[Inline]:
    """Words, with each bare web address in them made a link."""
    found: list[Inline] = []
    end = 0
    for url in _BARE_URL.finditer(text):
        if before := text[end : url.start()]:
            found.append(Text(before))
        found.append(Link(url[0], (Text(url[0]),)))
        end = url.end()
    if after := text[end:]:
        found.append(Text(after))
    return found


def _trimmed(children: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """Without white space at both ends and after line breaks."""
    kept: list[Inline] = []
    for number, child in enumerate(children):
        if isinstance(child, Text):
            value = child.value
            if number == 0 or isinstance(children[number - 1], Break):
                value = value.lstrip(" ")
            if number == len(children) - 1:
                value = value.rstrip(" ")
            if value:
                kept.append(Text(value))
        else:
            kept.append(child)
    return tuple(kept)


def _reworded(children: tuple[Inline, ...], letters: Iterator[str]) -> tuple[Inline, ...]:
    """The same markup around other letters, as many as before."""
    done: list[Inline] = []
    for child in children:
        match child:
            case Text(value):
                done.append(Text("".join(islice(letters, len(value)))))
            case Break():
                next(letters)
                done.append(child)
            case Link(url, inner):
                done.append(Link(url, _reworded(inner, letters)))
            case Strong(inner) | Emphasis(inner):
                done.append(type(child)(_reworded(inner, letters)))
    return tuple(done)
