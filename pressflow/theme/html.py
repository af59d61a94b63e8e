"""The tree of a text as HTML: semantic, escaped, the same on pages, in letters and in feeds."""

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
    return Markup("\n").join(
        quote_html(part, record.language) if isinstance(part, Quote) else block_html(part, record.language, quotes)
        for part in record.parts()
    )


def blocks_html(body: Body, language: str) -> Markup:
    """A text without quotes of its own, such as boilerplate and notes."""
    return Markup("\n").join(block_html(block, language, {}) for block in body)


def quote_html(quote: Quote, language: str) -> Markup:
    """A quote as a figure: the words in the language's marks, the speaker as its caption."""
    return Markup(
        '<figure class="quote" id="quote-{}"><blockquote><p>{}</p></blockquote><figcaption>{}</figcaption></figure>'
    ).format(quote.id, quoted(quote.text, language), quote.attribution)


def block_html(block: Block, language: str, quotes: dict[str, Quote]) -> Markup:
    """One block and all inside it."""
    match block:
        case Paragraph(children):
            return Markup("<p>{}</p>").format(inline_html(children))
        case Heading(level, children):
            return Markup("<h{0}>{1}</h{0}>").format(level, inline_html(children))
        case List(ordered, items):
            points = Markup("").join(Markup("<li>{}</li>").format(_item(item, language, quotes)) for item in items)
            return Markup("<{0}>{1}</{0}>").format("ol" if ordered else "ul", points)
        case BlockQuote(children):
            inner = Markup("").join(block_html(child, language, quotes) for child in children)
            return Markup("<blockquote>{}</blockquote>").format(inner)
        case Table(head, rows):
            return _table(head, rows)
        case QuotePlace(id_):
            return quote_html(quotes[id_], language)


def _item(blocks: tuple[Block, ...], language: str, quotes: dict[str, Quote]) -> Markup:
    if len(blocks) == 1 and isinstance(blocks[0], Paragraph):
        return inline_html(blocks[0].children)
    return Markup("").join(block_html(block, language, quotes) for block in blocks)


def _table(head: tuple[tuple[Inline, ...], ...], rows: tuple[tuple[tuple[Inline, ...], ...], ...]) -> Markup:
    heads = Markup("").join(Markup('<th scope="col">{}</th>').format(inline_html(cell)) for cell in head)
    lines = Markup("").join(
        Markup("<tr>{}</tr>").format(Markup("").join(Markup("<td>{}</td>").format(inline_html(cell)) for cell in row))
        for row in rows
    )
    return Markup('<div class="table"><table><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>').format(
        heads, lines
    )


def inline_html(children: tuple[Inline, ...]) -> Markup:
    """Words and their markup."""
    return Markup("").join(_inline(child) for child in children)


def _inline(child: Inline) -> Markup:
    match child:
        case Text(value):
            return escape(value)
        case Strong(children):
            return Markup("<strong>{}</strong>").format(inline_html(children))
        case Emphasis(children):
            return Markup("<em>{}</em>").format(inline_html(children))
        case Link(url, children):
            return Markup('<a href="{}">{}</a>').format(url, inline_html(children))
        case Break():
            return Markup("<br>\n")
