"""Markdown becomes a tree that every channel can carry: no HTML, no scripts, no link that leads nowhere."""

import re
from collections.abc import Callable

import nh3
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from markdown import Markdown

from pressflow.errors import RuleError
from pressflow.model.body import (
    BlockQuote,
    Body,
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
    places,
    words,
)
from pressflow.source.body import _Blocks, _converted, _markdown, read_body
from pressflow.source.lists import misread_points
from pressflow.theme.html import blocks_html


def paragraph(text: str) -> Paragraph:
    return Paragraph((Text(text),))


def read(markdown: str, language: str = "de") -> Body:
    return read_body(markdown, language)


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        "<b>fett</b> und <br> und <!-- Bemerkung -->",
        "<img src=x onerror=alert(1)>",
        '<a href="javascript:alert(1)">hier</a>',
        "</p><p>",
        "&lt;b&gt; wird nicht zu <b>",
    ],
)
def test_raw_html_is_shown_as_text(html: str) -> None:
    tree = read(f"Sieh {html} an.")
    shown = html.replace("&lt;", "<").replace("&gt;", ">").replace('"', "“")
    assert words(tree).replace("„", "“") == f"Sieh {shown} an."
    assert re.findall(r"<[a-z/!][^>]*>", str(blocks_html(tree, "de"))) == ["<p>", "</p>"]


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "&#106;avascript:alert(1)",
        "java\tscript:alert(1)",
        "vbscript:x",
        "data:text/html,x",
        "file:///etc/passwd",
        "www.example.org",
        "/andere/seite.html",
        "seite.html",
        "#oben",
        "//example.org/",
    ],
)
def test_link_that_is_a_script_or_leads_nowhere_is_dropped_and_its_words_stay(url: str) -> None:
    tree = read(f"Mehr [hier]({url})")
    assert words(tree) == "Mehr hier"
    assert "href" not in blocks_html(tree, "de")


@pytest.mark.parametrize(
    "url", ["https://example.org/a?b=1&c=2#d", "http://example.org", "mailto:a@example.org", "tel:+49221"]
)
def test_link_to_a_whole_address_is_kept(url: str) -> None:
    assert read(f"[hier]({url})") == (Paragraph((Link(url, (Text("hier"),)),)),)


def test_link_by_reference_is_kept() -> None:
    assert read("[hier][1]\n\n[1]: https://example.org/") == (
        Paragraph((Link("https://example.org/", (Text("hier"),)),)),
    )


@pytest.mark.parametrize(
    ("text", "url", "after"),
    [
        ("Siehe https://example.org/a_b_c/.", "https://example.org/a_b_c/", "."),
        ("Siehe https://example.org, dann", "https://example.org", ", dann"),
        ("Siehe (https://example.org)", "https://example.org", ")"),
        ("Siehe https://de.example.org/wiki/Loh_(Fluss) dort", "https://de.example.org/wiki/Loh_(Fluss)", " dort"),
        ("Siehe https://example.org/?a=1&b=2!", "https://example.org/?a=1&b=2", "!"),
        ("Siehe <https://example.org/>.", "https://example.org/", "."),
        ("Siehe „https://example.org“", "https://example.org", "“"),
    ],
)
def test_bare_address_becomes_a_link_without_the_sentence_around_it(text: str, url: str, after: str) -> None:
    (block,) = read(text)
    assert isinstance(block, Paragraph)
    assert Link(url, (Text(url),)) in block.children
    assert block.children[-1] == Text(after)
    assert words((block,)) == text.replace("<", "").replace(">", "")


def test_address_inside_a_link_is_not_made_a_second_link() -> None:
    assert read("[https://example.org](https://example.org/seite)") == (
        Paragraph((Link("https://example.org/seite", (Text("https://example.org"),)),)),
    )


def test_quotation_marks_are_set_across_markup() -> None:
    assert read('"Das **"Haus"** und *\'Hof\'*", sagte sie.') == (
        Paragraph(
            (
                Text("„Das "),
                Strong((Text("„Haus“"),)),
                Text(" und "),
                Emphasis((Text("‚Hof‘"),)),
                Text("“, sagte sie."),
            )
        ),
    )


def test_quotation_marks_are_those_of_the_language() -> None:
    assert words(read('"It\'s new," she said.', "en")) == "“It’s new,” she said."
    assert words(read('"It\'s new," she said.', "en-GB")) == "“It’s new,” she said."
    assert words(read('"Wie geht\'s?"', "de-x-ls")) == "„Wie geht’s?“"


def test_table_has_a_head_and_rows_of_the_same_length() -> None:
    (table,) = read("| Jahr | Zahl |\n|---|---|\n| 2025 | **12** |\n| 2026 |\n")
    assert table == Table(
        ((Text("Jahr"),), (Text("Zahl"),)),
        (((Text("2025"),), (Strong((Text("12"),)),)), ((Text("2026"),), ())),
    )


def test_lists_stand_inside_lists() -> None:
    inner = List(ordered=True, items=((paragraph("c"),), (paragraph("d"),)))
    assert read("- a\n- b\n    1. c\n    2. d\n- e") == (
        List(ordered=False, items=((paragraph("a"),), (paragraph("b"), inner), (paragraph("e"),))),
    )


def test_headings_begin_at_the_second_level() -> None:
    found = read("# Eins\n\n## Zwei\n\n### Drei\n\n###### Sechs")
    assert [block.level for block in found if isinstance(block, Heading)] == [2, 2, 3, 4]


def test_hashtag_is_no_heading() -> None:
    assert read("#Lohtal feiert.\n#Loh auch.") == (paragraph("#Lohtal feiert. #Loh auch."),)
    assert read("# Lohtal #\ntext") == (Heading(2, (Text("Lohtal"),)), paragraph("text"))


def test_line_break_and_passage_are_kept() -> None:
    assert read("a  \nb") == (Paragraph((Text("a"), Break(), Text("b"))),)
    assert read("> a\n> b") == (BlockQuote((paragraph("a b"),)),)


def test_markdown_signs_that_were_escaped_are_words() -> None:
    assert read(r"\*kein\* Stern, 16\. Mai, \[quote: x]") == (paragraph("*kein* Stern, 16. Mai, [quote: x]"),)
    assert read(r"16\. Mai") == (paragraph("16. Mai"),)


def test_indented_and_fenced_text_is_ordinary_text() -> None:
    assert read("    eingerückt") == (paragraph("eingerückt"),)
    assert words(read("```\nTarif\n```")) == "Tarif"


@pytest.mark.parametrize("place", ["[quote: mayor]", "[quote:mayor]", "  [quote:  mayor ]  ", "**[quote: mayor]**"])
def test_place_of_a_quote_is_a_block_of_its_own(place: str) -> None:
    tree = read(f"Davor.\n\n{place}\n\nDanach.")
    assert tree == (paragraph("Davor."), QuotePlace("mayor"), paragraph("Danach."))
    assert list(places(tree)) == ["mayor"]
    assert "quote" not in words(tree)


def test_place_of_a_quote_inside_a_sentence_stays_words() -> None:
    assert list(places(read("Sie sagte [quote: mayor] gestern."))) == []


@pytest.mark.parametrize(
    "written", ["&#xE000;name&#xE001;", "&#57344;", "&#x202e;", "[a](https://example.org/&#xE000;)"]
)
def test_characters_that_may_not_stand_in_a_text_cannot_be_written_out_either(written: str) -> None:
    with pytest.raises(RuleError, match=r"invisible control character U\+(E000|202E); delete it"):
        read(f"An {written}")


@pytest.mark.parametrize("depth", [20, 250])
def test_text_nested_absurdly_deep_breaks_a_rule_and_harms_no_other(depth: int) -> None:
    text = "Eins.\n\nZwei.\n\n- a\n\n- b"
    before = read(text)
    with pytest.raises(RuleError, match="is nested too deep to be read; remove quotes or lists inside"):
        read("".join(f"{'    ' * level}- x\n" for level in range(depth)))
    assert read(text) == before


def test_references_of_one_text_are_unknown_in_the_next() -> None:
    assert "href" in blocks_html(read("[hier][1]\n\n[1]: https://example.org/"), "de")
    assert words(read("[hier][1]")) == "[hier][1]"


@pytest.mark.parametrize(
    ("markdown", "told"),
    [
        ("1. Eins\n2. Zwei\n\n3. Drei", []),
        ("1. Eins\n1. Zwei\n1. Drei", []),
        ("- Eins\n    1. Zwei\n    2. Drei\n- Vier\n    1. Fünf", []),
        ("  - Eins\n  - Zwei", []),
        ("Am\n16. Mai wird gefeiert.", []),
        ("## Punkte\n- Eins\n- Zwei", []),
        (r"16\. Mai", []),
        ("Eins.\n\n    16. eingerückt", []),
        ("16. Mai", [(0, "error")]),
        ("1. Eins\n2. Zwei\n\nText\n\n3. Drei", [(23, "error")]),
        ("1. Mai\n\n3. Oktober", [(8, "error")]),
        ("- Eins\n  - Zwei\n  - Drei", [(7, "error")]),
        ("1. Eins\n   - Zwei", [(8, "error")]),
        ("Punkte:\n- Eins\n- Zwei", [(8, "warning"), (15, "warning")]),
    ],
)
def test_point_that_would_not_be_read_as_it_looks_is_told(markdown: str, told: list[tuple[int, str]]) -> None:
    assert [(start, severity) for start, severity, _ in misread_points(markdown)] == told


_POINTS = ["x", "- x", "    - x", "1. x", "2. x", "3. x", "16. x", "    1. x", "    2. x", ""]


# Most lists of points are told of, and then nothing is promised.
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(st.lists(st.sampled_from(_POINTS), min_size=1, max_size=6))
def test_every_number_is_shown_as_it_is_written_where_nothing_is_told(lines: list[str]) -> None:
    markdown = "\n".join(lines)
    assume(lines[0] == lines[0].strip() and not any(misread_points(markdown)))
    shown = re.findall(r"\d+", "\n".join(_numbered(read(markdown))))
    written = re.findall(r"\d+", markdown)
    assume(written.count("1") <= 1)  # 1. 1. 1. is Markdown's lazy way of counting
    assert sorted(shown) == sorted(written)


def _numbered(body: Body) -> list[str]:
    """The body's lines as plain text shows them, with the numbers of its points."""
    lines = []
    for block in body:
        if isinstance(block, List):
            for number, item in enumerate(block.items, 1):
                lines += [f"{number}. " if block.ordered else "- ", *_numbered(item)]
        else:
            lines.append(words((block,)))
    return lines


_SIGNS = ["*", "_", "[", "]", "(", ")", "<", ">", "&", "#", "-", "1.", "|", "`", "\\", "!", '"', "'", ":", "\n", "    "]
_SIGNS += ["https://a.example/", "javascript:", "<script>", "<img src=x onerror=", "](", "&#x", ";", "a", "ä", "quote:"]
MARKDOWN = st.one_of(st.text(), st.lists(st.sampled_from(_SIGNS), max_size=60).map("".join))

# What a block, and what words, begin with in Markdown, between words in which nothing of it is.
_PARTS = [
    "Wort",
    "„Wort",
    "(Wort",
    "ein Wort",
    " ",
    "  \n",
    "\n",
    "\n\n",
    "    ",
    "\t",
    "===",
    "---",
    "* * *",
    "- ",
    "1. ",
]
_PARTS += [
    "# ",
    "> ",
    "|",
    "|-|-|",
    "[a]",
    "[a]: https://a.example/",
    "*",
    "_",
    "`",
    "\\",
    "<",
    "@",
    ">",
    "&amp;",
    "&#228;",
]
_PARTS += ["!", "~~", "^", "=", "+ ", ":", "{", "}", "https://a.example/"]


@pytest.fixture(scope="module")
def thorough() -> Markdown:
    """Markdown that looks for everything everywhere."""
    _markdown.cache_clear()
    converter = _markdown()
    converter.parser.blockprocessors.deregister("plain_lines")
    converter.treeprocessors.deregister("plain_words")
    _markdown.cache_clear()
    return converter


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(_PARTS), min_size=1, max_size=30).map("".join))
def test_text_without_markdown_is_read_as_if_it_were_searched_for_all_of_it(thorough: Markdown, markdown: str) -> None:
    assert _converted(markdown) == thorough.reset().convert(markdown)


@settings(max_examples=600, deadline=None)
@given(
    st.lists(st.sampled_from([*_PARTS, "\n\n", "\n\n", "[quote: eins]", "##"]), min_size=1, max_size=30).map("".join)
)
def test_blocks_without_markdown_are_what_it_would_make_of_them(markdown: str) -> None:
    def answer(reading: Callable[[], Body]) -> Body | str:
        try:
            return reading()
        except RuleError as error:
            return error.code

    assert answer(lambda: read_body(markdown, "de")) == answer(lambda: tuple(_Blocks("de").marked(markdown)))


@settings(max_examples=150, deadline=None)
@given(MARKDOWN, st.sampled_from(["de", "en"]))
def test_html_of_any_markdown_is_clean(markdown: str, language: str) -> None:
    try:
        tree = read(markdown, language)
    except RuleError as error:
        assert error.code in {"FILE-CONTROL", "BODY-NESTING"}  # noqa: PT017  the only rules such a text can break
        return
    html = str(blocks_html(tuple(block for block in tree if not isinstance(block, QuotePlace)), language))
    clean = nh3.clean(
        html,
        attributes={"a": {"href"}, "th": {"scope"}, "div": {"class"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
    )
    assert _shape(html) == _shape(clean)
    assert not re.search(r"<\s*(script|img|iframe|style|svg|form|input)|<[^>]*\son\w+\s*=", html, re.IGNORECASE)
    assert not re.search(r'href="(?!https?://|mailto:|tel:)', html, re.IGNORECASE)


def _shape(html: str) -> list[str]:
    """The tags with their attributes; cleaning changes how signs are escaped, and may not change these."""
    return re.findall(r"<[^>]*>", re.sub(r"&(amp|lt|gt|quot|#34|#39);", "", html).replace("'", "").replace('"', ""))
