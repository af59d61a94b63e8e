"""The tree of a text as plain text: 72 columns, links as numbered footnotes."""

import re
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

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
)
from pressflow.model.record import Quote, Record
from pressflow.model.typography import quoted

COLUMNS = 72


class Footnotes:
    """The links of a text, numbered in the order in which they are met; one URL has one number."""

    def __init__(self) -> None:
        self.urls: list[str] = []

    def number(self, url: str) -> int:
        """The number of a link."""
        if url not in self.urls:
            self.urls.append(url)
        return self.urls.index(url) + 1


def wrap(text: str, indent: str = "", first: str | None = None, columns: int = COLUMNS) -> str:
    """The text in lines of at most 72 columns; a longer word, such as a URL, stays whole."""
    begin, *more = text.expandtabs().replace("\r", " ").split("\n")
    lines = [(begin, indent if first is None else first), *((line, indent) for line in more)]
    return "\n".join(_filled(line, start, indent, columns) for line, start in lines)


def _filled(line: str, first: str, indent: str, columns: int) -> str:
    """A line broken into lines, as textwrap would, which takes ten times as long."""
    if not line.strip():  # a no-break space is a word to what follows
        return ""
    filled: list[str] = []
    start = first + " " * (len(line) - len(line.lstrip(" ")))
    end = 0
    while words := _fitting(columns - len(start)).search(line, end):
        filled.append(start + words[0])
        start, end = indent, words.end()
    return "\n".join(filled)


@cache
def _fitting(columns: int) -> re.Pattern[str]:
    """As many words as fit into the columns, or else one word."""
    return re.compile(rf"[^ ](?:.{{0,{max(columns - 2, 0)}}}[^ ])?(?![^ ])|[^ ]+")


def parts_text(record: Record, footnotes: Footnotes) -> Iterator[str]:
    """The blocks of a record's text, each quote in its place."""
    writer = _Writer(record.language, {quote.id: quote for quote in record.quotes}, footnotes)
    for part in record.parts():
        yield writer.quote(part) if isinstance(part, Quote) else writer.block(part)


def blocks_text(body: Body, language: str, footnotes: Footnotes) -> Iterator[str]:
    """A text without quotes of its own, such as boilerplate and notes."""
    writer = _Writer(language, {}, footnotes)
    yield from (writer.block(block) for block in body)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes blocks into so many columns; what stands inside something has fewer."""

    language: str
    quotes: Mapping[str, Quote]
    footnotes: Footnotes
    columns: int = COLUMNS

    def block(self, block: Block) -> str:
        match block:
            case Paragraph(children):
                return self.wrap(children)
            case Heading(level, children):
                words = inline_text(children, self.footnotes)
                return f"{self.wrap(children)}\n{('-' if level == 2 else '·') * min(self.columns, len(words))}"
            case List(ordered, items):
                return "\n".join(
                    self.inside(item, f"{number}. " if ordered else "- ", "\n") for number, item in enumerate(items, 1)
                )
            case BlockQuote(children):
                return self.inside(children, "  ", "\n\n")
            case Table(head, rows):
                return "\n".join(self.row(row) for row in (head, *rows))
            case QuotePlace(id_):
                return self.quote(self.quotes[id_])

    def wrap(self, children: tuple[Inline, ...]) -> str:
        return wrap(inline_text(children, self.footnotes), columns=self.columns)

    def quote(self, quote: Quote) -> str:
        """A quote, indented, with its speaker below."""
        words = wrap(quoted(quote.text, self.language), "    ", columns=self.columns)
        return f"{words}\n{wrap(f'– {quote.attribution}', '      ', '    ', self.columns)}"

    def row(self, cells: tuple[tuple[Inline, ...], ...]) -> str:
        words = " | ".join(inline_text(cell, self.footnotes) for cell in cells)
        return wrap(words, "    ", "", self.columns)

    def inside(self, blocks: tuple[Block, ...], mark: str, between: str) -> str:
        """Blocks set in by the width of a mark, which stands before the first line."""
        inner = replace(self, columns=self.columns - len(mark))
        text = textwrap.indent(between.join(inner.block(block) for block in blocks), " " * len(mark))
        return mark + text[len(mark) :]


def inline_text(children: tuple[Inline, ...], footnotes: Footnotes) -> str:
    """Words, with a number after each link that is not its own text."""
    return "".join(_inline(child, footnotes) for child in children)


def _inline(child: Inline, footnotes: Footnotes) -> str:
    match child:
        case Text(value):
            return value
        case Strong(children) | Emphasis(children):
            return inline_text(children, footnotes)
        case Link(url, children):
            words = inline_text(children, footnotes)
            bare = url.removeprefix("mailto:").removeprefix("tel:")
            return words if words in (url, bare) else f"{words} [{footnotes.number(url)}]"
        case Break():
            return "\n"
