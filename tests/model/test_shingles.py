"""A text is known again by eight words in a row, whatever marks it up."""

import pytest

from pressflow.model.shingles import Guard, shingles, shown_words, written_words

TEXT = "Die *neue* Brücke ist [84 Meter](https://example.org/a?b=1) lang und trägt Busse & Bahnen."
WORDS = ["die", "neue", "brücke", "ist", "84", "meter", "lang", "und", "trägt", "busse", "bahnen"]


def guard() -> Guard:
    return Guard([("bridge", shingles(written_words(TEXT)))])


@pytest.mark.parametrize(
    "shown",
    [
        "Die neue Brücke ist 84 Meter lang und trägt Busse & Bahnen.",
        "<p>Die <em>neue</em> Brücke ist <a href='x y'>84&nbsp;Meter</a> lang und\nträgt Busse &amp; Bahnen.</p>",
        '{"html": "<p>Die <em>neue</em>\\n Brücke ist 84\\tMeter lang und trägt Busse"}',
        "&lt;p&gt;Die &lt;em&gt;neue&lt;/em&gt; Brücke ist 84 Meter lang und trägt Busse &amp;amp; Bahnen",
        "DIE NEUE BRÜ\xadCKE IST 84 METER LANG UND",
    ],
)
def test_words_are_found_in_every_kind_of_document(shown: str) -> None:
    assert next(guard().hits(shown_words(shown)))[0] == "bridge"


def test_seven_words_in_a_row_are_not_enough() -> None:
    for start in range(len(WORDS) - 6):
        seven = WORDS[start : start + 7]
        assert not list(guard().hits(["nein", *seven, "nein"]))


def test_each_eight_words_are_found_at_any_place() -> None:
    for start in range(len(WORDS) - 7):
        eight = WORDS[start : start + 8]
        for around in ([], ["x"], ["die", "neue"]):
            assert ("bridge", tuple(eight)) in list(guard().hits([*around, *eight, *around]))
