"""Tests of the word diff."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressflow.model.diff import Piece, _likeness, _most_alike, diff, pairs, told


def marked(before: str, after: str) -> str:
    """A diff in one line: [-gone-], {+new+}."""
    signs = {"same": "{}", "gone": "[-{}-]", "new": "{{+{}+}}"}
    return "".join(signs[piece.kind].format(piece.text) for piece in diff(before, after))


@pytest.mark.parametrize(
    ("before", "after", "shown"),
    [
        ("Die Brücke ist 48 Meter lang.", "Die Brücke ist 84 Meter lang.", "Die Brücke ist [-48-]{+84+} Meter lang."),
        ("Es kostet 1.204,50 Euro.", "Es kostet 1.240,50 Euro.", "Es kostet [-1.204,50-]{+1.240,50+} Euro."),
        ("um 10:30 Uhr", "um 11:30 Uhr", "um [-10:30-]{+11:30+} Uhr"),
        ("Der Chef-Planer geht", "Die Chef-Planerin geht", "[-Der Chef-Planer-]{+Die Chef-Planerin+} geht"),
        ("The mayor's plan", "The council's plan", "The [-mayor's-]{+council's+} plan"),
        ("Sie fährt.", "Sie fährt nicht.", "Sie fährt{+ nicht+}."),
        ("", "Neu.", "{+Neu.+}"),
        ("Alt.", "", "[-Alt.-]"),
        ("Gleich.", "Gleich.", "Gleich."),
    ],
)
def test_what_changed_is_shown_in_whole_words(before: str, after: str, shown: str) -> None:
    assert marked(before, after) == shown


@given(st.text(), st.text())
def test_both_texts_can_be_read_out_of_a_diff(before: str, after: str) -> None:
    pieces = diff(before, after)
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == before
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == after


@given(st.text(min_size=1))
def test_text_beside_itself_has_nothing_gone_or_new(text: str) -> None:
    assert diff(text, text) == (Piece("same", text),)


def test_paragraphs_stand_beside_what_became_of_them() -> None:
    before = ["Die Brücke ist 48 Meter lang.", "Sie trägt auch Busse."]
    after = ["Ein neuer erster Absatz über Enten.", "Die Brücke ist 84 Meter lang.", "Sie trägt auch Busse."]
    assert list(pairs(before, after)) == [(None, after[0]), (before[0], after[1]), (before[1], after[2])]


sentences = st.lists(st.sampled_from(["die", "Brücke", "Loh", "ist", "84", "Meter", "lang", "."]), max_size=9).map(
    " ".join
)
texts = st.lists(st.text("ab c", max_size=8), max_size=6)


@given(st.lists(sentences, min_size=1, max_size=5), st.lists(sentences, min_size=1, max_size=5))
def test_paragraphs_that_have_most_in_common_are_found_without_comparing_all(old: list[str], new: list[str]) -> None:
    compared = ((_likeness(one, other), -i, -j) for i, one in enumerate(old) for j, other in enumerate(new))
    assert _most_alike(old, new) == max(compared)


@given(texts, texts)
def test_each_paragraph_stands_somewhere_once_and_in_order(before: list[str], after: list[str]) -> None:
    found = list(pairs(before, after))
    assert [old for old, _ in found if old is not None] == before
    assert [new for _, new in found if new is not None] == after


WORDS = {"changed_gone": "was", "changed_new": "now", "changed_removed": "out", "changed_added": "new"}


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("It is 48 m long.", "It is 84 m long.", "It is [was: 48 | now: 84] m long."),
        ("We waited.", "We waited long.", "We waited [new: long]."),
        ("We waited long.", "We waited.", "We waited [out: long]."),
        ("We did.", "We did.", "We did."),
    ],
)
def test_changes_can_be_read_without_colours(before: str, after: str, said: str) -> None:
    assert "".join(text for _, text in told(diff(before, after), WORDS)) == said


@given(st.text(), st.text())
def test_marks_lose_no_word(before: str, after: str) -> None:
    parts = [text for kind, text in told(diff(before, after), WORDS) if kind in ("same", "new")]
    assert "".join("".join(parts).split()) == "".join(after.split())
