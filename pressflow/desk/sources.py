"""The files that findings point into, line by line, with what was found marked in its place."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from pressflow.desk.looks import Look
from pressflow.model.finding import Finding
from pressflow.newsroom import Newsroom
from pressflow.source.text import LIMIT

# What shall be on no screen: pressflow.toml may hold the password of the mail relay.
_SECRET = re.compile(r"(password\w*\s*=\s*).+", re.IGNORECASE)
_WORD = re.compile(r"\w+|\S")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a file: its text up to what is marked, that, and the rest; the worst of what was found in it."""

    number: int
    before: str
    marked: str = ""
    after: str = ""
    severity: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it is now; `path` as findings show it, `id` for links into it."""

    id: int
    path: str
    lines: tuple[Line, ...]


def sources(newsroom: Newsroom, look: Look, language: str, findings: Sequence[Finding]) -> tuple[Source, ...]:
    """The files to show: the record in this language, then the others of the release, then what findings point into."""
    own = sorted(look.folder.glob("*.md"), key=lambda file: (file.stem != language, file.name))
    names = [newsroom.name(file) for file in own] + sorted({finding.path for finding in findings})
    found = ((name, _text(newsroom.folder, name)) for name in dict.fromkeys(names))
    return tuple(
        Source(number, name, tuple(_lines(text, [one for one in findings if one.path == name])))
        for number, (name, text) in enumerate(found, 1)
        if text
    )


def _text(home: Path, name: str) -> str:
    """A file of the newsroom as text; nothing where it is none, or lies elsewhere."""
    file = home / name
    try:
        if not file.resolve().is_relative_to(home) or not file.is_file() or file.stat().st_size > LIMIT:
            return ""
        return _SECRET.sub(r"\1…", file.read_bytes().decode("utf-8", "replace"))
    except OSError:
        return ""


def _lines(text: str, findings: list[Finding]) -> Iterator[Line]:
    in_order = sorted(findings, key=lambda one: (one.line, one.severity != "error", one.column))
    first = {number: next(group) for number, group in groupby(in_order, key=lambda one: one.line)}
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines() or [""], 1):
        yield _marked(number, line, first[number]) if number in first else Line(number, line)


def _marked(number: int, line: str, finding: Finding) -> Line:
    """A line with the word that a finding begins at; the whole line where that is about more than a word."""
    start = finding.column - 1
    word = _WORD.match(line, start) if start else None
    if word is None:
        return Line(number, "", line, "", finding.severity)
    return Line(number, line[:start], word[0], line[word.end() :], finding.severity)
