"""The tree of a text as HTML: semantic, escaped, the same on pages, in letters and in feeds."""

import re
from collections.abc import Iterable
from typing import NewType

from markupsafe import Markup, escape

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

# Words become HTML by `_words` and in no other way; elements are put together of nothing else, and mypy sees to that.
# Only the whole is Markup, which would ask each of a text's hundred parts once more whether it is escaped.
_Html = NewType("_Html", str)
_SPECIAL = re.compile("[&<>'\"]")


def parts_html(record: Record) -> Markup:
    """The text of a record with each quote in its place."""
    quotes = {quote.id: quote for quote in record.quotes}
    parts = (
        _quote(part, record.language) if isinstance(part, Quote) else _block(part, record.language, quotes)
        for part in record.parts()
    )
    return _whole(_joined(parts, "\n"))


def blocks_html(body: Body, language: str) -> Markup:
    """A text without quotes of its own, such as boilerplate and notes."""
    return _whole(_joined((_block(block, language, {}) for block in body), "\n"))


def quote_html(quote: Quote, language: str) -> Markup:
    """A quote as a figure: the words in the language's marks, the speaker as its caption."""
    return _whole(_quote(quote, language))


def _quote(quote: Quote, language: str) -> _Html:
    words = _element("blockquote", _element("p", _words(quoted(quote.text, language))))
    speaker = _element("figcaption", _words(quote.attribution))
    return _element("figure", words, speaker, **{"class": "quote", "id": f"quote-{quote.id}"})


def _block(block: Block, language: str, quotes: dict[str, Quote]) -> _Html:
    """One block and all inside it."""
    match block:
        case Paragraph(children):
            return _element("p", _inlines(children))
        case Heading(level, children):
            return _element(f"h{level}", _inlines(children))
        case List(ordered, items):
            points = (_element("li", _item(item, language, quotes)) for item in items)
            return _element("ol" if ordered else "ul", *points)
        case BlockQuote(children):
            return _element("blockquote", *(_block(child, language, quotes) for child in children))
        case Table(head, rows):
            return _table(head, rows)
        case QuotePlace(id_):
            return _quote(quotes[id_], language)


def _item(blocks: tuple[Block, ...], language: str, quotes: dict[str, Quote]) -> _Html:
    if len(blocks) == 1 and isinstance(blocks[0], Paragraph):
        return _inlines(blocks[0].children)
    return _joined(_block(block, language, quotes) for block in blocks)


def _table(head: tuple[tuple[Inline, ...], ...], rows: tuple[tuple[tuple[Inline, ...], ...], ...]) -> _Html:
    heads = _element("tr", *(_element("th", _inlines(cell), scope="col") for cell in head))
    lines = (_element("tr", *(_element("td", _inlines(cell)) for cell in row)) for row in rows)
    table = _element("table", _element("thead", heads), _element("tbody", *lines))
    return _element("div", table, **{"class": "table"})


def _inlines(children: tuple[Inline, ...]) -> _Html:
    """Words and their markup."""
    return _joined(_inline(child) for child in children)


def _inline(child: Inline) -> _Html:
    match child:
        case Text(value):
            return _words(value)
        case Strong(children):
            return _element("strong", _inlines(children))
        case Emphasis(children):
            return _element("em", _inlines(children))
        case Link(url, children):
            return _element("a", _inlines(children), href=url)
        case Break():
            return _Html("<br>\n")


def _words(text: str) -> _Html:
    """Words, escaped; few hold anything to escape."""
    return _Html(str(escape(text)) if _SPECIAL.search(text) else text)


def _element(name: str, *content: _Html, **attributes: str) -> _Html:
    """An element around what is HTML already; the values of its attributes are words."""
    given = "".join(f' {key}="{_words(value)}"' for key, value in attributes.items()) if attributes else ""
    return _Html(f"<{name}{given}>{''.join(content)}</{name}>")


def _joined(parts: Iterable[_Html], between: str = "") -> _Html:
    return _Html(between.join(parts))


def _whole(html: _Html) -> Markup:
    return Markup(html)  # noqa: S704  all of it is escaped
