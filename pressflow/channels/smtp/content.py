"""A message as it may go onto the wire: its lines end in CRLF and in nothing else, so nothing can end it early."""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

_LINE_END = re.compile(rb"\r\n|\r|\n")


class Content(NamedTuple):
    """A message whose lines all end in CRLF, in pieces to be joined; every second one is the same in other messages."""

    pieces: Sequence[bytes]
    size: int
    seven_bit: bool

    def stuffed(self) -> bytes:
        """The message for DATA (RFC 5321, section 4.5.2): a dot more at each line that begins with one, and the end."""
        if not (_same(tuple(self.pieces[::2])).dots or _dots(self.pieces[1::2])):
            return b"".join((*self.pieces, b".\r\n"))
        whole = b"".join(self.pieces)
        dot = b"." if whole.startswith(b".") else b""
        return b"".join((dot, whole.replace(b"\r\n.", b"\r\n.."), b".\r\n"))


def content(message: bytes | Sequence[bytes]) -> Content:
    r"""The message, each line of it ended by CRLF, whatever line ends it came with.

    A lone CR or LF is a line end to some servers and none to others; a message that has one before a dot can be cut
    in two by them (SMTP smuggling). RFC 5321, section 2.3.8, forbids both on the wire.

    Every second piece is taken to stand in all letters of a blast, and is looked at once for all of them.
    """
    if isinstance(message, bytes):
        message = (message,)
    same, own = _same(tuple(message[::2])), b"\0".join(message[1::2])
    if same.paired and _paired(own) and message and message[-1].endswith(b"\r\n"):
        size = same.size + len(own) - max(len(message) // 2 - 1, 0)
        return Content(message, size, same.seven_bit and own.isascii())
    whole = _LINE_END.sub(b"\r\n", b"".join(message))
    whole += b"" if whole.endswith(b"\r\n") else b"\r\n"
    return Content((whole,), len(whole), whole.isascii())


class _Same(NamedTuple):
    """What is known of pieces that stand in all letters of a blast."""

    paired: bool
    size: int
    seven_bit: bool
    dots: bool


@lru_cache(16)  # Python keeps the hash of bytes, so to find them again costs next to nothing
def _same(pieces: Sequence[bytes]) -> _Same:
    text = b"\0".join(pieces)
    return _Same(_paired(text), sum(map(len, pieces)), text.isascii(), _dots(pieces))


def _paired(text: bytes) -> bool:
    """Whether each CR stands before an LF and each LF behind a CR; between pieces stands what is no line end."""
    return text.count(b"\n") == text.count(b"\r") == text.count(b"\r\n")


def _dots(pieces: Sequence[bytes]) -> bool:
    """Whether a line may begin with a dot: each piece is looked at as if it began one."""
    return b"\r\n." in b"\r\n".join((b"", *pieces))
