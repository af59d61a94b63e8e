"""The relay's bytes become replies (RFC 5321, section 4.2), whatever pieces they come in."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

_LONGEST_LINE = 8192  # RFC 5321, section 4.5.3.1.5, says 512
_LONGEST_REPLY = 65536
_MOST_LINES = 1000
_SHOWN = 1000
_MARKS = (b" ", b"-", b"")
# RFC 3463, section 2; in a reply of several lines it opens each (RFC 2034, section 4).
_STATUS = re.compile(r"([245]\.\d{1,3}\.\d{1,3})(?![.\d])")


class Garbled(Exception):
    """What came is no reply."""


class Reply(NamedTuple):
    """A reply: its code and its words."""

    code: int
    lines: tuple[bytes, ...]

    @property
    def status(self) -> str:
        """The enhanced status code (RFC 3463), or nothing."""
        found = _STATUS.match(plain(self.lines[0]))
        return found[1] if found else ""

    def __str__(self) -> str:
        """On one line, as in `250 2.0.0 ok`; without control characters, which could play with a terminal."""
        return f"{self.code or ''} {plain(b' '.join(self.lines))}".strip()


class ReplyReader:
    """Takes bytes as they come and gives whole replies; what would take endless memory is Garbled."""

    def __init__(self) -> None:
        self._rest = b""
        self._code = b""
        self._lines: list[bytes] = []
        self._size = 0

    @property
    def midway(self) -> bool:
        """Whether a reply has begun and not ended."""
        return bool(self._rest or self._lines)

    def feed(self, data: bytes) -> Iterator[Reply]:
        """The replies that are whole now; raises Garbled behind the last good one."""
        lines = (self._rest + data).split(b"\n")
        self._rest = lines.pop()
        for line in lines:
            reply = self._read(line.removesuffix(b"\r"))
            if reply:
                yield reply
        if len(self._rest) > _LONGEST_LINE:
            raise Garbled("a line without end")

    def _read(self, line: bytes) -> Reply | None:
        code, mark = line[:3], line[3:4]
        if not (len(code) == 3 and code.isdigit() and mark in _MARKS) or len(line) > _LONGEST_LINE:
            raise Garbled(plain(line) or "an empty line")
        if mark != b"-" and not self._lines:
            return _reply(line)
        if self._code not in (b"", code):
            raise Garbled(f"{plain(self._code)} and {plain(line)} in one reply")
        self._lines.append(line[4:])
        self._code = code
        self._size += len(line)
        if self._size > _LONGEST_REPLY or len(self._lines) > _MOST_LINES:
            raise Garbled("a reply without end")
        if mark == b"-":
            return None
        reply = Reply(int(code), tuple(self._lines))
        self._code, self._size, self._lines = b"", 0, []
        return reply


@lru_cache(256)  # to MAIL and RCPT a relay says the same each time
def _reply(line: bytes) -> Reply:
    return Reply(int(line[:3]), (line[4:],))


def plain(text: bytes) -> str:
    """What a relay said, fit to be shown: printable, one line, not too long."""
    words = text[:_SHOWN].decode("utf-8", "replace")
    if not words.isprintable():
        words = "".join(character if character.isprintable() else " " for character in words)
    return " ".join(words.split())
