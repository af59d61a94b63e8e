"""A stored letter has places for its reader; they are filled once, and nobody's name can do more than be shown."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pressflow.model.letter import Letter, Reader

READER = Reader(
    address="anna@desk.example.org",
    name="Anna Berg",
    greeting="Guten Tag Anna Berg,",
    list_id="local",
    list_title="Lokalpresse",
    unsubscribe_url="https://presse.example.org/unsubscribe/x",
    return_path="bounces+1-x@example.org",
    message_id="<x@example.org>",
)
PLACES = Reader.places()
NAMES = Reader._fields
LETTER = Letter(
    kind="release",
    language="de",
    subject="Neue Brücke",
    sender=("Presse", "presse@example.org"),
    reply_to="presse@example.org",
    date=datetime(2026, 5, 16, 8, 30, tzinfo=UTC),
    domain="example.org",
    help_url="https://presse.example.org/",
    greeting="Guten Tag {name},",
    greeting_nobody="Guten Tag,",
    text="\n".join(PLACES),
    html="".join(f"<p>{value}</p>" for value in PLACES),
)


def test_each_place_is_filled_with_its_field() -> None:
    filled = LETTER.for_reader(READER)
    assert filled.text.split("\n") == list(READER)
    assert re.findall("<p>(.*?)</p>", filled.html)[:3] == ["anna@desk.example.org", "Anna Berg", "Guten Tag Anna Berg,"]
    assert not re.search("[\ue000\ue001]", filled.text + filled.html)


def test_everything_else_of_a_letter_stays() -> None:
    filled = LETTER.for_reader(READER)
    assert replace(filled, text=LETTER.text, html=LETTER.html) == LETTER


@pytest.mark.parametrize("place", NAMES)
def test_field_that_holds_a_place_is_not_filled_again(place: str) -> None:
    forged = f"\ue000{place}\ue001"
    filled = LETTER.for_reader(READER._replace(name=forged))
    assert filled.text.split("\n")[NAMES.index("name")] == forged


def test_field_that_holds_html_is_shown() -> None:
    hostile = "</p><script>alert(1)</script><p title=\"x\" 'y'>&amp;"
    filled = LETTER.for_reader(READER._replace(name=hostile))
    assert filled.text.split("\n")[NAMES.index("name")] == hostile
    assert "<script" not in filled.html
    assert filled.html.count("<p>") == len(NAMES)
    assert (
        "&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;p title=&quot;x&quot; &#x27;y&#x27;&gt;&amp;amp;"
        in filled.html
    )


@pytest.mark.parametrize(
    ("name", "line"),
    [("Anna Berg", "Guten Tag Anna Berg,"), ("", "Guten Tag,"), ("{name} {0}", "Guten Tag {name} {0},")],
)
def test_letter_greets_by_name_where_there_is_one(name: str, line: str) -> None:
    assert LETTER.greet(name) == line


def test_letter_comes_out_of_the_ledger_as_it_went_in() -> None:
    assert Letter.from_json(LETTER.to_json()) == LETTER


@settings(max_examples=100, deadline=None)
@given(st.builds(Reader, **{name: st.text() for name in NAMES}))
def test_fields_are_shown_and_nothing_more(reader: Reader) -> None:
    filled = LETTER.for_reader(reader)
    assert filled.text == "\n".join(reader)
    assert re.findall(r"<[^>]*>", filled.html) == ["<p>", "</p>"] * len(NAMES)
