"""Whatever pieces a relay's bytes come in, and whatever they are, they become replies or are named as none."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressflow.channels.smtp.reply import Garbled, Reply, ReplyReader

SPOKEN = b"250-mail.example.org\r\n250-PIPELINING\r\n250 CHUNKING\r\n354 go\n550 5.1.1 unknown\r\n250\r\n"
READ = ["250 mail.example.org PIPELINING CHUNKING", "354 go", "550 5.1.1 unknown", "250"]


def read(*pieces: bytes) -> list[Reply]:
    reader = ReplyReader()
    return [reply for piece in pieces for reply in reader.feed(piece)]


@pytest.mark.parametrize("cut", range(len(SPOKEN)))
def test_replies_are_the_same_wherever_they_are_cut(cut: int) -> None:
    assert [str(reply) for reply in read(SPOKEN[:cut], SPOKEN[cut:])] == READ


def test_replies_may_come_byte_by_byte() -> None:
    assert [str(reply) for reply in read(*(bytes([byte]) for byte in SPOKEN))] == READ


@pytest.mark.parametrize(
    ("line", "status"),
    [
        (b"250 2.1.5 ok", "2.1.5"),
        (b"550-5.1.1 unknown\r\n550 5.1.1 here", "5.1.1"),
        (b"550 5.7.133 no", "5.7.133"),
        (b"250 2.0.0", "2.0.0"),
        (b"250 ok 2.0.0", ""),
        (b"250 192.0.2.1 says ok", ""),
        (b"250 2.0.0.1 what", ""),
        (b"250", ""),
    ],
)
def test_enhanced_status_is_read_where_it_opens_the_words(line: bytes, status: str) -> None:
    (reply,) = read(line + b"\r\n")
    assert reply.status == status


@pytest.mark.parametrize(
    "spoken",
    [
        b"\r\n",
        b"ok\r\n",
        b"25 ok\r\n",
        b"2500 ok\r\n",
        b"25\xb2 ok\r\n",
        b"+50 ok\r\n",
        b"250_ok\r\n",
        b"250-yes\r\n550 no\r\n",
        b"250 " + b"x" * 1_000_000 + b"\r\n",
        b"x" * 1_000_000,
        b"250-" + b"x" * 1_000_000,
        b"250-ok\r\n" * 100_000,
        b"\0" * 100_000,
    ],
    ids=lambda spoken: repr(spoken[:12]),
)
def test_what_is_no_reply_is_garbled(spoken: bytes) -> None:
    with pytest.raises(Garbled):
        read(spoken)


def test_words_that_are_shown_cannot_play_with_a_terminal() -> None:
    (reply,) = read(b"550 5.1.1 \x1b[2J\x1b]0;gone\x07 \xc3\xbcber\rhier \xff\x00 \xe2\x80\xaedlot\r\n")
    assert str(reply) == "550 5.1.1 [2J ]0;gone über hier \N{REPLACEMENT CHARACTER} dlot"


@given(st.lists(st.binary(max_size=60), max_size=20))
def test_no_bytes_raise_anything_but_garbled(pieces: list[bytes]) -> None:
    replies = []
    with suppress(Garbled):
        replies += read(*pieces)
    assert all(0 <= reply.code <= 999 and str(reply).isprintable() for reply in replies)
