"""A table: the names of its columns, and its rows, each with the line it stands on."""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pressflow.errors import InputError

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Table:
    """Columns and rows as texts; `rows` can be gone through once, and may be shorter or longer than the columns."""

    columns: tuple[str, ...]
    rows: Iterator[tuple[int, list[str]]]


def encoding(file: Path) -> str:
    """How the characters of a text file are written: as its first bytes say, else UTF-8, else Windows-1252.

    Raises InputError for a file that cannot be read, or is none of these.
    """
    try:
        with file.open("rb") as stream:
            begin = stream.read(4)
            if begin.startswith(codecs.BOM_UTF8):
                return "utf-8-sig"
            if begin.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
                return "utf-16"
        return next((name for name in ("utf-8", "cp1252") if _is_written_in(file, name)), "")
    except OSError as error:
        raise InputError(f"{file}: cannot be read: {error.strerror}") from error


def _is_written_in(file: Path, name: str) -> bool:
    decoder = codecs.getincrementaldecoder(name)()
    try:
        with file.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def lines(file: Path) -> Iterator[str]:
    """The lines of a text file with their ends as they are; raises InputError as above."""
    if not (name := encoding(file)):
        raise InputError(f"{file}: is neither UTF-8 nor Windows-1252; save it as CSV UTF-8 from your spreadsheet")
    try:
        with file.open(encoding=name, newline="") as stream:
            yield from stream
    except UnicodeError as error:
        raise InputError(f"{file}: is damaged: its first bytes say {name}, and it is not; save it anew") from error
    except OSError as error:
        raise InputError(f"{file}: cannot be read: {error.strerror}") from error
