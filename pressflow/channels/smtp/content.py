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
        if not (_kept_dots(tuple(self.pieces[::2])) or _dots(self.pieces[1::2])):
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
    same, own = _kept_look(tuple(message[::2])), _look(message[1::2])
    if same.paired and own.paired and message and message[-1].endswith(b"\r\n"):
        return Content(message, same.size + own.size, same.seven_bit and own.seven_bit)
    whole = _LINE_END.sub(b"\r\n", b"".join(message))
    whole += b"" if whole.endswith(b"\r\n") else b"\r\n"
    return Content((whole,), len(whole), whole.isascii())


class _Look(NamedTuple):
    paired: bool  # in each piece, each CR stands before an LF, and each LF behind a CR
    size: int
    seven_bit: bool


def _look(pieces: Sequence[bytes]) -> _Look:
    """What is seen in pieces: looked through at once, with something between them that is no line end."""
    text = b"\0".join((*pieces, b""))
    paired = text.count(b"\n") == text.count(b"\r") == text.count(b"\r\n")
    return _Look(paired, len(text) - len(pieces), text.isascii())


def _dots(pieces: Sequence[bytes]) -> bool:
    """Whether a line may begin with a dot: each piece is looked at as if it began one."""
    return b"\r\n." in b"\r\n".join((b"", *pieces))


# Python keeps the hash of bytes, so to find them again costs next to nothing.
_kept_look, _kept_dots = lru_cache(16)(_look), lru_cache(16)(_dots)
