"""A message as it may go onto the wire: its lines end in CRLF and in nothing else, so nothing can end it early."""

import re
from collections.abc import Sequence
from functools import lru_cache

_LINE_END = re.compile(rb"\r\n|\r|\n")


def content(message: bytes | Sequence[bytes]) -> bytes:
    r"""The message as one, each line of it ended by CRLF, whatever line ends it came with.

    A lone CR or LF is a line end to some servers and none to others; a message that has one before a dot can be cut
    in two by them (SMTP smuggling). RFC 5321, section 2.3.8, forbids both on the wire.
    """
    if isinstance(message, bytes):
        message = (message,)
    whole = b"".join(message)
    if not _all_paired(message):
        whole = _LINE_END.sub(b"\r\n", whole)
    return whole if whole.endswith(b"\r\n") else whole + b"\r\n"


def stuffed(content: bytes) -> bytes:
    """The content for DATA (RFC 5321, section 4.5.2): a dot more at each line that begins with one, and the end."""
    dot = b"." if content.startswith(b".") else b""
    return b"".join((dot, content.replace(b"\r\n.", b"\r\n.."), b".\r\n"))


def _all_paired(pieces: Sequence[bytes]) -> bool:
    """Whether the line ends of each piece are; every second one stands in all letters of a blast."""
    if len(pieces) == 1:
        return _paired(pieces[0])
    return _kept(tuple(pieces[::2])) and _all(pieces[1::2])


def _all(pieces: Sequence[bytes]) -> bool:
    """Looked through at once, with something between them that is no line end."""
    return _paired(b"\0".join(pieces))


def _paired(piece: bytes) -> bool:
    """Whether each CR stands before an LF and each LF behind a CR."""
    return piece.count(b"\r\n") == piece.count(b"\n") == piece.count(b"\r")


# Python keeps the hash of bytes, so to find them again costs next to nothing.
_kept = lru_cache(16)(_all)
