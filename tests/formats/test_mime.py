"""The short ways of what each letter needs write what the long ones do, for any text."""

import html
import string
from email.header import decode_header

from hypothesis import example, given
from hypothesis import strategies as st

from pressflow.formats import _mime
from pressflow.formats._compiled import shown
from pressflow.formats._mime import mailbox, one_line, quoted

TEXTS = st.one_of(
    st.text(),
    st.text(st.sampled_from(string.printable + "äß\x85\xa0\u2028\u3000\u200b👩")),
    st.text(st.sampled_from("ab.=&<>'\"-_/"), max_size=200),
    st.sampled_from([".", "From x", "a" * 75, "a" * 76, "a" * 75 + ".", "a" * 150 + ".b", "a" * 74 + "=", "ä" * 20]),
)


@given(TEXTS)
@example("https://presse.example.org/unsubscribe/" + "W" * 36 + ".abc")
def test_field_is_shown_as_text_and_as_html_are_quoted(text: str) -> None:
    assert shown(text) == (quoted(text), quoted(html.escape(text)))


@given(TEXTS)
def test_one_line_is_the_words_without_controls(text: str) -> None:
    assert one_line(text) == " ".join(_mime._CONTROL.sub(" ", text).split())


@given(TEXTS)
def test_encoded_words_are_cut_only_where_one_is_too_long(text: str) -> None:
    words = list(_mime._encoded_words(text))
    assert all(len(word) <= 75 for word in words)
    assert len(words) == 1 or sum(len(word) - 12 for word in words) > 56
    assert "".join(decode_header(word)[0][0].decode() for word in words if word != "=?utf-8?q??=") == text


@given(TEXTS)
def test_name_before_an_address_is_one_line_of_ascii_or_folded(name: str) -> None:
    lines = mailbox("To", name, "a@example.org").split("\r\n ")
    assert lines[-1].endswith("a@example.org") or lines[-1].endswith("<a@example.org>")
    assert all(line.isascii() and line.isprintable() and len(line) <= 77 for line in lines)
