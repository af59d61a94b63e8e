"""The text of a release as a tree: one tree feeds HTML, plain text, letters, feeds and, later, PDF."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """Words, without any markup."""

    value: str


@dataclass(frozen=True, slots=True)
class Strong:
    """Words of weight."""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Emphasis:
    """Stressed words."""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to a web page, an address or a phone."""

    url: str
    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Break:
    """A line break inside a paragraph."""


Inline = Text | Strong | Emphasis | Link | Break


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside the text; `level` is 2 to 4, the headline itself being 1."""

    level: int
    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class List:
    """Points, numbered or not; each item is a tuple of blocks."""

    ordered: bool
    items: tuple[tuple[Block, ...], ...]


@dataclass(frozen=True, slots=True)
class BlockQuote:
    """A passage from elsewhere, set off from the text."""

    children: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A head of cells, and rows of cells."""

    head: tuple[tuple[Inline, ...], ...]
    rows: tuple[tuple[tuple[Inline, ...], ...], ...]


@dataclass(frozen=True, slots=True)
class QuotePlace:
    """The place of the quote with this id: `[quote: id]` in a paragraph of its own."""

    id: str


Block = Paragraph | Heading | List | BlockQuote | Table | QuotePlace
Body = tuple[Block, ...]


def plain(children: tuple[Inline, ...]) -> str:
    """The words alone."""
    return "".join(_plain(child) for child in children)


def _plain(child: Inline) -> str:
    match child:
        case Text(value):
            return value
        case Break():
            return "\n"
        case _:
            return plain(child.children)


def places(body: Body) -> Iterator[str]:
    """The ids of the quotes the body places, in order, also inside lists and passages."""
    for block in body:
        match block:
            case QuotePlace(id=quote):
                yield quote
            case List(items=items):
                for item in items:
                    yield from places(item)
            case BlockQuote(children=children):
                yield from places(children)


def words(body: Body) -> str:
    """All words of the body, blocks parted by blank lines; quotes are left out, they are the record's."""
    parts: list[str] = []
    for block in body:
        match block:
            case Paragraph(children) | Heading(_, children):
                parts.append(plain(children))
            case List(items=items):
                parts.extend(words(item) for item in items)
            case BlockQuote(children=blocks):
                parts.append(words(blocks))
            case Table(head, rows):
                parts.extend("  ".join(plain(cell) for cell in row) for row in (head, *rows))
            case QuotePlace():
                pass
    return "\n\n".join(part for part in parts if part)
