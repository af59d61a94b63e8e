"""The tree of a text as HTML: what it means in tags, what it says escaped."""

import pytest

from pressflow.model.body import (
    Block,
    BlockQuote,
    Break,
    Emphasis,
    Heading,
    Link,
    List,
    Paragraph,
    QuotePlace,
    Strong,
    Table,
    Text,
)
from pressflow.model.record import Quote
from pressflow.theme.html import blocks_html, parts_html, quote_html
from tests.model.test_record import TEXT, record

MARKS = "<b> & \"x\" 'y'"
TABLE = (
    '<div class="table"><table><thead><tr><th scope="col">a</th><th scope="col"></th></tr></thead>'
    "<tbody><tr><td>b</td><td>c</td></tr></tbody></table></div>"
)
ESCAPED = "&lt;b&gt; &amp; &#34;x&#34; &#39;y&#39;"


@pytest.mark.parametrize(
    ("block", "html"),
    [
        (Paragraph((Text(MARKS),)), f"<p>{ESCAPED}</p>"),
        (Heading(3, (Text("a"),)), "<h3>a</h3>"),
        (
            Paragraph((Strong((Text("a"), Emphasis((Text("b"),)))), Break(), Text("c"))),
            "<p><strong>a<em>b</em></strong><br>\nc</p>",
        ),
        (
            Paragraph((Link('https://a.example/?a&"', (Text("<a>"),)),)),
            '<p><a href="https://a.example/?a&amp;&#34;">&lt;a&gt;</a></p>',
        ),
        (List(True, ((TEXT,), (TEXT, TEXT))), "<ol><li>Text</li><li><p>Text</p><p>Text</p></li></ol>"),
        (List(False, ((TEXT, List(False, ((TEXT,),))),)), "<ul><li><p>Text</p><ul><li>Text</li></ul></li></ul>"),
        (BlockQuote((TEXT,)), "<blockquote><p>Text</p></blockquote>"),
        (
            Table(((Text("a"),), ()), (((Text("b"),), (Text("c"),)),)),
            TABLE,
        ),
    ],
)
def test_each_block_has_its_tag(block: Block, html: str) -> None:
    assert blocks_html((block,), "de") == html


def test_quote_is_a_figure_in_the_marks_of_the_language() -> None:
    quote = Quote(id="a", text="<Ja>", speaker="Ute & Co", role="Chefin")
    assert quote_html(quote, "de") == (
        '<figure class="quote" id="quote-a"><blockquote><p>„&lt;Ja&gt;“</p></blockquote>'
        "<figcaption>Ute &amp; Co, Chefin</figcaption></figure>"
    )
    assert "“&lt;Ja&gt;”" in quote_html(quote, "en")


def test_quotes_stand_in_their_places_and_the_others_at_the_end() -> None:
    html = parts_html(record((QuotePlace("b"), TEXT), "a", "b"))
    assert html.index("Wort b") < html.index("<p>Text</p>") < html.index("Wort a")
    assert html.count("<figure") == 2
