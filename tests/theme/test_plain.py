"""The tree of a text as plain text: 72 columns, indents, and links as footnotes."""

import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pressflow.model.body import (
    Block,
    BlockQuote,
    Break,
    Heading,
    Link,
    List,
    Paragraph,
    QuotePlace,
    Strong,
    Table,
    Text,
)
from pressflow.theme.plain import COLUMNS, Footnotes, blocks_text, parts_text, wrap
from tests.model.test_record import TEXT, record

LONG = Paragraph((Text("Wort " * 20),))
URL = "https://www.example.org/" + "x" * 80


def shown(*blocks: Block) -> str:
    return "\n\n".join(blocks_text(blocks, "de", Footnotes()))


@pytest.mark.parametrize(
    ("block", "text"),
    [
        (Paragraph((Text("a "), Strong((Text("b"),)), Break(), Text("c"))), "a b\nc"),
        (Heading(2, (Text("Zwei"),)), "Zwei\n----"),
        (Heading(3, (Text("Drei"),)), "Drei\n····"),
        (List(True, ((TEXT,), (TEXT,))), "1. Text\n2. Text"),
        (List(False, ((TEXT, List(True, ((TEXT,), (TEXT,)))),)), "- Text\n  1. Text\n  2. Text"),
        (List(False, ((List(False, ((TEXT,),)),),)), "- - Text"),
        (BlockQuote((TEXT, TEXT)), "  Text\n\n  Text"),
        (Table(((Text("a"),), (Text("b"),)), (((Text("c"),), ()),)), "a | b\nc |"),
    ],
)
def test_each_block_can_be_told_from_the_others(block: Block, text: str) -> None:
    assert shown(block) == text


def test_ten_points_are_all_indented_alike_below_their_numbers() -> None:
    points = List(True, ((LONG,),) * 10)
    lines = shown(points).split("\n")
    assert lines[0].startswith("1. Wort")
    assert lines[-2].startswith("10. Wort")
    assert lines[-1].startswith("    Wort")
    assert all(len(line) <= COLUMNS for line in lines)


def test_links_are_numbered_once_each() -> None:
    notes = Footnotes()
    one, other = Link("https://a.example/", (Text("a"),)), Link("https://b.example/", (Text("b"),))
    (text,) = blocks_text((Paragraph((one, Text(" "), other, Text(" "), one)),), "de", notes)
    assert text == "a [1] b [2] a [1]"
    assert notes.urls == ["https://a.example/", "https://b.example/"]


@pytest.mark.parametrize("url", ["https://a.example/", "mailto:a@example.org", "tel:+49221"])
def test_link_that_is_its_own_text_needs_no_number(url: str) -> None:
    words = url.removeprefix("mailto:").removeprefix("tel:")
    assert shown(Paragraph((Link(url, (Text(words),)),))) == words


def test_quotes_stand_in_their_places_and_the_others_at_the_end() -> None:
    parts = list(parts_text(record((QuotePlace("b"), TEXT), "a", "b"), Footnotes()))
    assert parts == ["    „Wort b“\n    – Ute Sommer", "Text", "    „Wort a“\n    – Ute Sommer"]


def test_address_stays_whole_however_long() -> None:
    assert URL in wrap(f"Siehe {URL} dort.").split("\n")


@settings(max_examples=100, deadline=None)
@given(st.text(st.sampled_from("ab c\n-äß"), max_size=300), st.sampled_from(["", "    "]))
def test_wrapping_keeps_every_word_and_the_width(text: str, indent: str) -> None:
    done = wrap(text, indent)
    assert done.split() == text.split()
    assert all(len(line) <= COLUMNS or " " not in line.strip() for line in done.split("\n"))
    assert all(line.startswith(indent) for line in done.split("\n") if line)
    assert textwrap.dedent(done).split() == text.split()


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(["a", "von", "Straße", "x" * 30, "y" * 90, "–", "a-b", "1.200\u00a0m"])), st.booleans())
def test_lines_are_those_that_textwrap_makes(words: list[str], pointed: bool) -> None:
    text, first = "  ".join([" ".join(words), *words]), "- " if pointed else "    "
    lines = textwrap.fill(
        text,
        COLUMNS,
        initial_indent=first,
        subsequent_indent="    ",
        break_long_words=False,
        break_on_hyphens=False,
    )
    assert wrap(text, "    ", first) == lines
