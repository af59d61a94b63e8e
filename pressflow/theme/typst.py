"""The tree of a text as data for typst: words stay words there, whatever markup they look like."""

from typing import Any
from urllib.parse import quote

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
from pressflow.model.record import Quote, Record
from pressflow.model.typography import quoted

# Any: JSON; a block or a marked word is an object with its kind, mere words are a string.
Node = dict[str, Any]


def parts_data(record: Record) -> list[Node]:
    """The text of a record with each quote in its place."""
    walk = _Walk(record.language, {quote.id: quote for quote in record.quotes}, above=1)
    return [walk.quote(part) if isinstance(part, Quote) else walk.block(part) for part in record.parts()]


def blocks_data(body: Body, language: str) -> list[Node]:
    """A text without quotes of its own, such as boilerplate and notes, under a heading of level 2."""
    walk = _Walk(language, {}, above=2)
    return [walk.block(block) for block in body]


class _Walk:
    """Goes through a text once; its headings go down one level at a time (ISO 14289-1, 7.4.2), as typst demands."""

    def __init__(self, language: str, quotes: dict[str, Quote], above: int) -> None:
        self.language, self.quotes = language, quotes
        self.deeper, self.level = above - 1, above

    def block(self, block: Block) -> Node:
        """One block and all inside it."""
        match block:
            case Paragraph(children):
                return {"kind": "paragraph", "children": inline_data(children)}
            case Heading(_, children) if not _says_something(children):
                return {"kind": "paragraph", "children": inline_data(children)}
            case Heading(level, children):
                self.level = min(level + self.deeper, self.level + 1)
                return {"kind": "heading", "level": self.level, "children": inline_data(children)}
            case List(ordered, items):
                return {"kind": "list", "ordered": ordered, "items": [self.blocks(item) for item in items]}
            case BlockQuote(children):
                return {"kind": "passage", "children": self.blocks(children)}
            case Table(head, rows):
                return {"kind": "table", "head": _cells(head), "rows": [_cells(row) for row in rows]}
            case QuotePlace(id_):
                return self.quote(self.quotes[id_])

    def blocks(self, blocks: tuple[Block, ...]) -> list[Node]:
        """Blocks inside another one."""
        return [self.block(block) for block in blocks]

    def quote(self, quote: Quote) -> Node:
        """The words in the language's marks, and who says them."""
        return {"kind": "quote", "text": quoted(quote.text, self.language), "attribution": quote.attribution}


def _says_something(children: tuple[Inline, ...]) -> bool:
    """Whether there is a word to hear; headings and links without one, PDF/UA-1 forbids."""
    return bool(plain(children).strip())


def uri(url: str) -> str:
    """The address in the characters that a link in a PDF may have (ISO 32000-1, 12.6.4.7: 7-bit ASCII)."""
    return quote(url, safe="!#$%&'()*+,/:;=?@[]~")


def _cells(cells: tuple[tuple[Inline, ...], ...]) -> list[list[Node | str]]:
    return [inline_data(cell) for cell in cells]


def inline_data(children: tuple[Inline, ...]) -> list[Node | str]:
    """Words and their markup."""
    return [_inline(child) for child in children]


def _inline(child: Inline) -> Node | str:
    match child:
        case Text(value):
            return value
        case Strong(children):
            return {"kind": "strong", "children": inline_data(children)}
        case Emphasis(children):
            return {"kind": "emphasis", "children": inline_data(children)}
        case Link(url, children) if _says_something(children):
            return {"kind": "link", "url": uri(url), "children": inline_data(children)}
        case Link(_, children):
            return plain(children)
        case Break():
            return {"kind": "break"}
