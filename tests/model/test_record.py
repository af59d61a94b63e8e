"""A record gives each quote once, where the body places it, else after the body."""

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pressflow.model.body import BlockQuote, List, Paragraph, QuotePlace, Text, places, words
from pressflow.model.record import Header, Quote, Record
from tests import builders

BERLIN = ZoneInfo("Europe/Berlin")


def record(body: tuple[QuotePlace | Paragraph | List | BlockQuote, ...], *ids: str) -> Record:
    """A record with this text and quotes."""
    quotes = [{"id": id_, "text": f"Wort {id_}", "speaker": "Ute Sommer"} for id_ in ids]
    header = Header.model_validate(builders.header(quotes=quotes), context={"zone": BERLIN})
    return Record.model_construct(
        **dict(header), language="de", body=body, press_contacts=(), about=(), editors_notes=()
    )


def shown(found: Record) -> list[str]:
    """The parts in order: words of a paragraph, `[id]` for a place, `+id` for a quote after the body."""
    return [
        f"+{part.id}" if isinstance(part, Quote) else f"[{part.id}]" if isinstance(part, QuotePlace) else words((part,))
        for part in found.parts()
    ]


TEXT = Paragraph((Text("Text"),))


@pytest.mark.parametrize(
    ("body", "ids", "parts"),
    [
        ((), (), []),
        ((TEXT,), (), ["Text"]),
        ((TEXT,), ("a",), ["Text", "+a"]),
        ((), ("a", "b"), ["+a", "+b"]),
        ((QuotePlace("a"), TEXT), ("a",), ["[a]", "Text"]),
        ((TEXT, QuotePlace("b"), TEXT), ("a", "b", "c"), ["Text", "[b]", "Text", "+a", "+c"]),
        ((BlockQuote((QuotePlace("b"),)), TEXT), ("a", "b"), ["", "Text", "+a"]),
        ((List(ordered=False, items=((TEXT,), (QuotePlace("a"),))),), ("a", "b"), ["Text", "+b"]),
    ],
)
def test_each_quote_comes_in_its_place_or_after_the_body(
    body: tuple[QuotePlace | Paragraph | List | BlockQuote, ...], ids: tuple[str, ...], parts: list[str]
) -> None:
    assert shown(record(body, *ids)) == parts


@settings(max_examples=100, deadline=None)
@given(st.permutations("abcd"), st.integers(0, 4))
def test_each_quote_comes_exactly_once(order: list[str], placed: int) -> None:
    body = tuple(part for id_ in order[:placed] for part in (TEXT, QuotePlace(id_)))
    found = record(body, *"abcd")
    quotes = [part.id for part in found.parts() if isinstance(part, (Quote, QuotePlace))]
    assert quotes[:placed] == order[:placed] == list(places(body))
    assert sorted(quotes) == list("abcd")
    assert quotes[placed:] == sorted(order[placed:])


def test_attribution_is_one_line_of_what_there_is() -> None:
    quote = Quote(id="1", text="Ja.", speaker="Ute Sommer", organisation="Stadt Lohtal")
    assert quote.attribution == "Ute Sommer, Stadt Lohtal"
    assert (
        quote.model_copy(update={"role": "Bürgermeisterin"}).attribution == "Ute Sommer, Bürgermeisterin, Stadt Lohtal"
    )
