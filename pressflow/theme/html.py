"""The tree of a text as HTML: semantic, escaped, the same on pages, in letters and in feeds."""

from collections.abc import Iterable

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


def parts_html(record: Record) -> Markup:
    """The text of a record with each quote in its place."""
    quotes = {quote.id: quote for quote in record.quotes}
    parts = (
        quote_html(part, record.language) if isinstance(part, Quote) else block_html(part, record.language, quotes)
        for part in record.parts()
    )
    return _joined(parts, "\n")


def blocks_html(body: Body, language: str) -> Markup:
    """A text without quotes of its own, such as boilerplate and notes."""
    return _joined((block_html(block, language, {}) for block in body), "\n")


def quote_html(quote: Quote, language: str) -> Markup:
    """A quote as a figure: the words in the language's marks, the speaker as its caption."""
    words = _element("blockquote", _element("p", escape(quoted(quote.text, language))))
    speaker = _element("figcaption", escape(quote.attribution))
    return _element("figure", words, speaker, **{"class": "quote", "id": f"quote-{quote.id}"})


def block_html(block: Block, language: str, quotes: dict[str, Quote]) -> Markup:
    """One block and all inside it."""
    match block:
        case Paragraph(children):
            return _element("p", inline_html(children))
        case Heading(level, children):
            return _element(f"h{level}", inline_html(children))
        case List(ordered, items):
            points = (_element("li", _item(item, language, quotes)) for item in items)
            return _element("ol" if ordered else "ul", *points)
        case BlockQuote(children):
            return _element("blockquote", *(block_html(child, language, quotes) for child in children))
        case Table(head, rows):
            return _table(head, rows)
        case QuotePlace(id_):
            return quote_html(quotes[id_], language)


def _item(blocks: tuple[Block, ...], language: str, quotes: dict[str, Quote]) -> Markup:
    if len(blocks) == 1 and isinstance(blocks[0], Paragraph):
        return inline_html(blocks[0].children)
    return _joined(block_html(block, language, quotes) for block in blocks)


def _table(head: tuple[tuple[Inline, ...], ...], rows: tuple[tuple[tuple[Inline, ...], ...], ...]) -> Markup:
    heads = _element("tr", *(_element("th", inline_html(cell), scope="col") for cell in head))
    lines = (_element("tr", *(_element("td", inline_html(cell)) for cell in row)) for row in rows)
    table = _element("table", _element("thead", heads), _element("tbody", *lines))
    return _element("div", table, **{"class": "table"})


def inline_html(children: tuple[Inline, ...]) -> Markup:
    """Words and their markup."""
    return _joined(_inline(child) for child in children)


def _inline(child: Inline) -> Markup:
    match child:
        case Text(value):
            return escape(value)
        case Strong(children):
            return _element("strong", inline_html(children))
        case Emphasis(children):
            return _element("em", inline_html(children))
        case Link(url, children):
            return _element("a", inline_html(children), href=url)
        case Break():
            return Markup("<br>\n")


# Words become Markup by `escape` and in no other way; these two take nothing but Markup, and mypy sees to that.
# Markup's own `format` and `join` would ask each part once more whether it is escaped, which takes five times as long.
def _element(name: str, *content: Markup, **attributes: str) -> Markup:
    """An element around what is HTML already; the values of its attributes are words."""
    given = "".join(f' {key}="{escape(value)}"' for key, value in attributes.items()) if attributes else ""
    return Markup(f"<{name}{given}>{''.join(content)}</{name}>")  # noqa: S704  all of it is escaped


def _joined(parts: Iterable[Markup], between: str = "") -> Markup:
    return Markup(between.join(parts))  # noqa: S704  all of it is escaped
