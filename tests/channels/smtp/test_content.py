"""No line ends, in whatever mixture, let a text end a letter early or begin another one (SMTP smuggling)."""

import re
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressflow.channels.smtp.content import Content, content
from pressflow.channels.smtp.dialogue import Dialogue
from pressflow.channels.smtp.line import Mode
from tests.channels.smtp.relay import ENVELOPE

ENDS = (b"", b"\r\n", b"\n", b"\r", b"\r\r\n", b"\n\r", b"\r\n\r", b"\n\n", b"\r\r", b"\0\r\n", b"\r\0\n")
DOTS = (b".", b"..", b".\0", b" .")
# Where the most forgiving of servers would see the end: a dot alone between any two line ends.
ANY_END = re.compile(rb"(?:\r\n|\r|\n)\.\0?(?=\r|\n)")
SMUGGLED = b"MAIL FROM:<thief@example.net>\r\nRCPT TO:<reader@desk.example.org>\r\nDATA\r\n"

MIXES = [b"a" + one + dot + two + SMUGGLED for one, dot, two in product(ENDS, DOTS, ENDS)]


@pytest.mark.parametrize("mode", [Mode.PIPELINED, Mode.STEPWISE])
def test_no_server_sees_an_end_before_the_end(mode: Mode) -> None:
    for text in MIXES:
        data = said_in_data(mode, text)
        ends = [found.end() for found in ANY_END.finditer(data)]
        assert ends == [len(data) - 2], text
        assert unstuffed(data) == joined(content(text))


def test_bdat_counts_what_it_carries_and_carries_no_lone_cr_or_lf() -> None:
    for text in MIXES:
        said = Dialogue(Mode.BDAT, {}).begin(ENVELOPE, text)
        command, carried = re.split(rb"(?<= LAST)\r\n", said, maxsplit=1)
        assert command.endswith(b"BDAT %d LAST" % len(carried))
        assert not re.search(rb"(?<!\r)\n|\r(?!\n)", carried), text


@given(st.lists(st.sampled_from((*ENDS, *DOTS, b"text", b"\xc3\xa4", b"x" * 300)), max_size=30))
def test_pieces_are_looked_at_as_the_whole_is(pieces: list[bytes]) -> None:
    whole = content(pieces)
    assert joined(whole) == joined(content(b"".join(pieces))) == mended(b"".join(pieces))
    assert (whole.size, whole.seven_bit) == (len(joined(whole)), joined(whole).isascii())
    assert whole.stuffed() == content(joined(whole)).stuffed()
    assert unstuffed(b"\r\n" + whole.stuffed()) == joined(whole)
    assert [found.end() for found in ANY_END.finditer(b"\r\n" + whole.stuffed())] == [len(whole.stuffed())]


def test_letter_of_ours_stays_as_it_is() -> None:
    letter = b"Subject: A bridge\r\n\r\nIt carries buses.\r\n"
    assert content(letter).pieces[0] is letter


def joined(message: Content) -> bytes:
    """The message as one."""
    return b"".join(message.pieces)


def mended(text: bytes) -> bytes:
    """A text whose lines, whatever ends them, end in CRLF, the last one, too."""
    text = text.replace(b"\r\n", b"\n").replace(b"\r", b"\n").replace(b"\n", b"\r\n")
    return text if text.endswith(b"\r\n") else text + b"\r\n"


def said_in_data(mode: Mode, text: bytes) -> bytes:
    """What is said behind the 354, with the line end of DATA before it."""
    dialogue = Dialogue(mode, {})
    dialogue.begin(ENVELOPE, text)
    replies = (b"250 ok\r\n", b"250 ok\r\n", b"354 go\r\n")
    said = [dialogue.receive(reply)[0] for reply in replies]
    return b"\r\n" + said[-1]


def unstuffed(data: bytes) -> bytes:
    """What a server that keeps to RFC 5321 makes of it."""
    return re.sub(rb"(\A|(?<=\r\n))\.", b"", data.removeprefix(b"\r\n").removesuffix(b".\r\n"))
