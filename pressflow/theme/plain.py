"""The tree of a text as plain text: 72 columns, links as numbered footnotes."""

import textwrap
from collections.abc import Iterator

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


def wrap(text: str, indent: str = "", first: str | None = None) -> str:
    """The text in lines of at most 72 columns; a longer word, such as a URL, stays whole."""
    lines = (
        textwrap.fill(
            line,
            COLUMNS,
            initial_indent=indent if first is None or number else first,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
        for number, line in enumerate(text.split("\n"))
    )
    return "\n".join(lines)


def parts_text(record: Record, footnotes: Footnotes) -> Iterator[str]:
    """The blocks of a record's text, each quote in its place."""
    quotes = {quote.id: quote for quote in record.quotes}
    for part in record.parts():
        if isinstance(part, Quote):
            yield quote_text(part, record.language)
        else:
            yield block_text(part, record.language, quotes, footnotes)


def blocks_text(body: Body, language: str, footnotes: Footnotes) -> Iterator[str]:
    """A text without quotes of its own, such as boilerplate and notes."""
    yield from (block_text(block, language, {}, footnotes) for block in body)


def quote_text(quote: Quote, language: str) -> str:
    """A quote, indented, with its speaker below."""
    return f"{wrap(quoted(quote.text, language), '    ')}\n{wrap(f'– {quote.attribution}', '      ', '    ')}"


def block_text(block: Block, language: str, quotes: dict[str, Quote], footnotes: Footnotes) -> str:
    """One block and all inside it."""
    match block:
        case Paragraph(children):
            return wrap(inline_text(children, footnotes))
        case Heading(level, children):
            words = inline_text(children, footnotes)
            return f"{wrap(words)}\n{('-' if level == 2 else '·') * min(COLUMNS, len(words))}"
        case List(ordered, items):
            return "\n".join(
                _point(f"{number}. " if ordered else "- ", item, language, quotes, footnotes)
                for number, item in enumerate(items, 1)
            )
        case BlockQuote(children):
            return "\n\n".join(
                textwrap.indent(block_text(child, language, quotes, footnotes), "  ") for child in children
            )
        case Table(head, rows):
            return "\n".join(_row(row, footnotes) for row in (head, *rows))
        case QuotePlace(id_):
            return quote_text(quotes[id_], language)


def _row(cells: tuple[tuple[Inline, ...], ...], footnotes: Footnotes) -> str:
    return wrap(" | ".join(inline_text(cell, footnotes) for cell in cells), "    ", "")


def _point(mark: str, blocks: tuple[Block, ...], language: str, quotes: dict[str, Quote], footnotes: Footnotes) -> str:
    indent = " " * len(mark)
    inner = []
    for number, block in enumerate(blocks):
        if isinstance(block, Paragraph):
            text = inline_text(block.children, footnotes)
            inner.append(wrap(text, indent, indent if number else mark))
        else:
            text = textwrap.indent(block_text(block, language, quotes, footnotes), indent)
            inner.append(text if number else mark + text[len(mark) :])
    return "\n".join(inner)


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
