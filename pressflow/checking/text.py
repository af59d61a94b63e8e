"""What a rule is given: one language of a release as passages, each knowing where in the file its words stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from pressflow.checking.markup import ADDRESS, without_markup
from pressflow.model.finding import Fix, Severity
from pressflow.model.record import Record
from pressflow.source.fields import Fields, read_yaml

if TYPE_CHECKING:
    from pressflow.checking.recycling import Archive
    from pressflow.model.journal import State
    from pressflow.model.publisher import Publisher
    from pressflow.model.release import Release

Kind = Literal[
    "title", "kicker", "subtitle", "lead", "event", "quote", "speaker", "alt", "caption", "link", "notes", "heading",
    "item", "row", "paragraph",
]  # fmt: skip
BODY: tuple[Kind, ...] = ("heading", "item", "row", "paragraph")
# What is read as running text, and what all words of a release are.
RUNNING: tuple[Kind, ...] = ("lead", "quote", "notes", "item", "row", "paragraph")

# Fields of prose by their names, without the numbers of lists; the singular of a list of one is a name, too.
_PROSE: dict[tuple[str, ...], Kind] = {
    ("title",): "title",
    ("kicker",): "kicker",
    ("subtitle",): "subtitle",
    ("lead",): "lead",
    ("embargo", "event"): "event",
    ("quotes", "text"): "quote",
    ("quote", "text"): "quote",
    ("quotes", "speaker"): "speaker",
    ("quote", "speaker"): "speaker",
    ("images", "alt"): "alt",
    ("images", "caption"): "caption",
    ("attachments", "caption"): "caption",
    ("links", "title"): "link",
    ("notes",): "notes",
}
_LINK = re.compile(r"(?<!!)\[([^\[\]\n]*)\]\(\s*<?([^\s)>]+)[^)\n]*\)")
_ITEM = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+")
_HEADING = re.compile(r"#{1,6}[ \t]+")
_PLACE = re.compile(r"\s*\[quote:[^\]]*\]\s*")
_SENTENCE = re.compile(r"[.!?…][“”\"»«’)]*\s+(?=[„“\"»«(]?[A-ZÄÖÜ\d])")
_NO_END = re.compile(
    r"(?:^|[\s(„“])(?:\d{1,2}|[A-ZÄÖÜ]|Dr|Prof|Mr|Mrs|Ms|St|Nr|No|ca|etc|bzw|usw|Mio|Mrd|Tel|Str|z\. ?B|d\. ?h"
    r"|u\. ?a)\.$"
)


@dataclass(frozen=True, slots=True)
class Found:
    """What a rule found, and where; `file` where it is not the text's own, `severity` where it is not the rule's."""

    line: int
    column: int
    message: str
    fix: Fix | None = None
    severity: Severity | None = None


@dataclass(frozen=True)
class Passage:
    """Words that belong together: a field, a paragraph, a point of a list; without their markup."""

    kind: Kind
    name: str
    """The field as the office knows it, as in `quotes 1 text`; nothing in the text below the fields."""
    text: str
    source: Source
    offsets: Callable[[], Sequence[int]]
    """Where each letter stands in the file."""

    @cached_property
    def _at(self) -> Sequence[int]:
        return self.offsets()

    def found(self, start: int, end: int, message: str, new: str | None = None) -> Found:
        """What is wrong between two letters of the text; `new` may safely stand in its place."""
        place = self._at[start] if start < len(self._at) else 0
        line, column = self.source.place(place)
        named = f"{self.name}: {message}" if self.name else message
        fix = None
        if new is not None and self.source.text[place : place + end - start] == (old := self.text[start:end]):
            fix = Fix(line, column, old, new) if "\n" not in old else None
        return Found(line, column, named, fix)

    @cached_property
    def sentences(self) -> tuple[tuple[int, str], ...]:
        """Its sentences, each with where it begins; a date's or an abbreviation's full stop ends none."""
        ends = (end for end in _SENTENCE.finditer(self.text) if not _NO_END.search(self._until(end.start() + 1)))
        cuts = [0, *(end.end() for end in ends), len(self.text)]
        return tuple((start, self.text[start:stop].rstrip()) for start, stop in pairwise(cuts))

    def _until(self, end: int) -> str:
        return self.text[max(0, end - 9) : end]

    def sentence(self, at: int) -> str:
        """The sentence that holds a letter."""
        return next(words for start, words in reversed(self.sentences) if start <= at)


@dataclass(frozen=True, slots=True)
class Linked:
    """A link: what it says, where it leads; an address written out says nothing."""

    title: str
    url: str
    start: int


class Source:
    """A file's text, its fields with their places, and its lines."""

    def __init__(self, data: bytes) -> None:
        self.text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
        self.starts = [0, *(end.end() for end in re.finditer("\n", self.text))]
        end = re.compile(r"^---[ \t]*$", re.MULTILINE).search(self.text, self.text.find("\n") + 1)
        self.body = end.end() if end else len(self.text)
        front = self.text[self.starts[1] : end.start()] if end and len(self.starts) > 1 else ""
        self.fields: Fields = read_yaml(front, "", 2, []) or Fields({}, {})

    def place(self, offset: int) -> tuple[int, int]:
        """The line and column of a letter, from 1."""
        from bisect import bisect_right

        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1

    def offset(self, line: int, column: int) -> int:
        """The letter at a line and column."""
        return self.starts[line - 1] + column - 1


@dataclass(frozen=True)
class Around:
    """What a text is checked against besides itself: who speaks, its release, other releases."""

    publisher: Publisher
    release: Release
    texts: Mapping[str, Text] = field(default_factory=dict)
    states: Callable[[str], State | None] = lambda _: None
    """The state of another release by its slug; None where there is none of this name."""
    archive: Archive | None = None
    """Where to look for passages of older releases; None where nobody asks."""


@dataclass(frozen=True)
class Text:
    """One language of a release, as a rule reads it."""

    file: str
    record: Record
    source: Source
    around: Around

    @property
    def german(self) -> bool:
        """Whether it is written in German; all else is read as English."""
        return self.language == "de"

    @property
    def language(self) -> str:
        """Its language without variants: `de` for `de-x-ls`."""
        return self.record.language.partition("-")[0]

    @cached_property
    def day(self) -> date:
        """The day it bears; where it bears none yet, the day on which it was begun."""
        return (self.record.date or self.around.release.date).astimezone(self.around.publisher.zone).date()

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """All its words in the order in which they stand."""
        return passages_of(self.source)

    def of(self, *kinds: Kind) -> tuple[Passage, ...]:
        """The passages of these kinds."""
        return tuple(passage for passage in self.passages if passage.kind in kinds)

    @cached_property
    def words(self) -> str:
        """All words, passage by passage."""
        return "\n\n".join(passage.text for passage in self.passages)

    def within(self, *kinds: Kind) -> str:
        """The words of these kinds, passage by passage."""
        return "\n\n".join(passage.text for passage in self.of(*kinds))

    @cached_property
    def links(self) -> tuple[Linked, ...]:
        """All links, those of the fields and those in the text."""
        return tuple(links_of(self.source))

    def at(self, *location: str | int, message: str) -> Found:
        """What is wrong with a field as a whole."""
        return Found(*self.source.fields.position(location), message)

    def at_offset(self, start: int, message: str, old: str = "", new: str | None = None) -> Found:
        """What is wrong at a letter of the file; `new` may safely stand for the `old` there."""
        line, column = self.source.place(start)
        fits = new is not None and self.source.text.startswith(old, start)
        return Found(line, column, message, Fix(line, column, old, new) if fits and new is not None else None)


def passages_of(source: Source) -> tuple[Passage, ...]:
    """The words of a file, passage by passage, in the order in which they stand."""
    return (*_fields(source), *_body(source))


def _fields(source: Source) -> Iterator[Passage]:
    for location, (value, position) in source.fields.texts.items():
        names = tuple(part for part in location if isinstance(part, str))
        if kind := _PROSE.get(names):
            parts = (str(part + 1) if isinstance(part, int) else part for part in location)
            offsets = _aligned(source, value, position)
            yield _passage(kind, " ".join(parts), value, source, offsets, marked=kind == "notes")


def _aligned(source: Source, value: str, position: tuple[int, int]) -> Callable[[], Sequence[int]]:
    """Where each letter of a field stands in the file, which may have folded, indented and escaped it."""

    def align() -> Sequence[int]:
        text, at = source.text, source.offset(*position)
        if text[at : at + 1] in (">", "|"):
            at = text.find("\n", at) + 1
        offsets = []
        for sign in value:
            there = at if sign.isspace() and text[at : at + 1].isspace() else text.find(sign, at, at + 200)
            if there >= 0:
                at = there
            offsets.append(at)
            at += there >= 0
        return offsets

    return align


def _passage(
    kind: Kind, name: str, raw: str, source: Source, offsets: Callable[[], Sequence[int]], *, marked: bool
) -> Passage:
    """A passage without its markup and the addresses in it."""
    text, kept = without_markup(raw, marked=marked)
    if kept is None:
        return Passage(kind, name, text, source, offsets)
    places = kept

    def of_kept() -> Sequence[int]:
        all_ = offsets()
        return [all_[place] for place in places]

    return Passage(kind, name, text, source, of_kept)


def _body(source: Source) -> Iterator[Passage]:
    for block in re.finditer(r"(?:[^\n]*\S[^\n]*(?:\n|$))+", source.text[source.body :]):
        start = source.body + block.start()
        for kind, first, end in _parts(source.text, start, source.body + block.end()):
            raw = source.text[first:end].rstrip()
            if not _PLACE.fullmatch(raw):
                offsets = _range(first, first + len(raw))
                yield _passage(kind, "", raw, source, offsets, marked=True)


def _range(start: int, end: int) -> Callable[[], Sequence[int]]:
    return lambda: range(start, end)


def _parts(text: str, start: int, end: int) -> Iterator[tuple[Kind, int, int]]:
    """The points of a list, the rows of a table, the heading or the paragraph in a block of lines."""
    kind: Kind = "paragraph"
    first = start
    for line in re.finditer(r"[^\n]*\n?", text[start:end]):
        at, words = start + line.start(), line[0]
        if mark := _ITEM.match(words) or _HEADING.match(words):
            if at > first:
                yield kind, first, at
            kind = "heading" if words.lstrip().startswith("#") else "item"
            first = at + mark.end()
        elif words.lstrip().startswith("|"):
            if at > first:
                yield kind, first, at
            kind, first = "row", at
        elif kind == "heading" and words.strip():
            yield kind, first, at
            kind, first = "paragraph", at
    if first < end:
        yield kind, first, end


def links_of(source: Source) -> Iterator[Linked]:
    """The links of a file, those of its fields first."""
    for location, (value, position) in source.fields.texts.items():
        if location[0] == "links" and location[-1] == "url":
            title = source.fields.texts.get((*location[:-1], "title"), ("", position))[0]
            yield Linked(title, value, source.offset(*position) + source.text[source.offset(*position)].count('"'))
    body = source.text
    inside: list[tuple[int, int]] = []
    for link in _LINK.finditer(body, source.body):
        inside.append(link.span())
        yield Linked(link[1], link[2], link.start())
    for url in ADDRESS.finditer(body, source.body):
        if not any(start <= url.start() < end for start, end in inside):
            yield Linked("", url[0], url.start())
