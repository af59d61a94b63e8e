"""Recycling: which passages of a text stand in older releases, by an index of the archive."""

import hashlib
import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from pressflow import stamps
from pressflow.checking.shelf import opened

if TYPE_CHECKING:
    from pressflow.checking.text import Kind, Passage, Source

# So many words make a shingle; of so many shingles in a row one is kept, the least (winnowing, Schleimer et al. 2003).
# What is as long as both together is found in any case.
_SHINGLE, _WINDOW = 7, 5
# What so many other releases say as well is the office's standing text.
_STANDING = 3
# So many releases are taken in at once; where more changed, each may share words with one of them.
_MANY = 500
PASSAGES = "cache/passages.sqlite"
Touched = Callable[[set[str] | None], None]
COMPARED: "tuple[Kind, ...]" = ("lead", "quote", "item", "paragraph", "notes")
_WORD = re.compile(r"\w+")
_TELLING = re.compile(r"\d|[A-ZÄÖÜ]\w+\W+[A-ZÄÖÜ]\w")
_TABLES = """
CREATE TABLE texts (
    id INTEGER PRIMARY KEY, release TEXT NOT NULL, language TEXT NOT NULL, day TEXT NOT NULL, UNIQUE (release, language)
);
CREATE TABLE shingles (hash INTEGER, text INTEGER, PRIMARY KEY (hash, text)) WITHOUT ROWID;
CREATE INDEX shingles_text ON shingles (text);
CREATE TABLE folders (release TEXT PRIMARY KEY, stamp TEXT NOT NULL, content BLOB NOT NULL) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Shared:
    """A passage that an older release has, too: from one letter to another, and that release's name."""

    start: int
    end: int
    release: str


class Archive:
    """The index of an office's releases, in a file; one that is damaged, or another version's, is made anew."""

    def __init__(self, file: Path | None) -> None:
        self.db = opened(file, _TABLES, f"{_SHINGLE} {_WINDOW}")

    def close(self) -> None:
        """Let the file go."""
        self.db.close()

    def is_still(self, folders: Mapping[str, str]) -> bool:
        """Whether nothing was written to the texts of these releases since, and there are no others."""
        known = self._known()
        return known.keys() == folders.keys() and all(_stamp(folders[name], was) == was for name, was in known.items())

    def _known(self) -> dict[str, str]:
        return dict(self.db.execute("SELECT release, stamp FROM folders").fetchall())

    def _same(self, name: str, folder: str) -> bool:
        """Whether the texts of a release say what they said."""
        row = self.db.execute("SELECT content FROM folders WHERE release = ?", (name,)).fetchone()
        return bool(row) and row[0] == _content(folder)

    def refresh(self, folders: Mapping[str, str], touched: Touched = lambda _: None) -> None:
        """Take in what was written since; `touched` is told which releases share words with it, None for all.

        It is told before the index is as it will be: whoever dies in between tells it again.
        """
        known = self._known()
        now = {name: _stamp(folder, known.get(name, "")) for name, folder in folders.items()}
        written = [name for name, stamp in now.items() if known.get(name) != stamp]
        changed = [name for name in written if not self._same(name, folders[name])]
        with self.db:
            same = [(now[name], name) for name in set(written).difference(changed)]
            self.db.executemany("UPDATE folders SET stamp = ? WHERE release = ?", same)
        names = sorted({*known.keys() - now.keys(), *changed})
        if many := len(names) > _MANY:
            touched(None)
        for first in range(0, len(names), _MANY):
            with self.db:
                near = set(self._renewed(names[first : first + _MANY], folders, now, look=not many))
                touched(near) if not many else None

    def _renewed(
        self, names: list[str], folders: Mapping[str, str], now: Mapping[str, str], *, look: bool
    ) -> Iterator[str]:
        """Take in some releases, or drop those that are gone; gives those that share words with them."""
        for name in names:
            yield from self._neighbours(name) if look else ()
            self._drop(name)
        rows = [row for name in names if name in folders for row in self._taken_in(name, folders[name], now[name])]
        self.db.executemany("INSERT OR IGNORE INTO shingles VALUES (?, ?)", sorted(rows))
        for name in names if look else ():
            yield from self._neighbours(name)

    def put(self, release: str, language: str, day: str, source: "Source") -> Iterator[tuple[int, int]]:
        """Note a text; gives the rows of its shingles."""
        from pressflow.checking.text import passages_of

        place = self.db.execute("INSERT INTO texts VALUES (NULL, ?, ?, ?)", (release, language, day)).lastrowid
        for passage in passages_of(source):
            if passage.kind in COMPARED:
                yield from ((hash_, place or 0) for hash_, *_ in shingles(passage.text))

    def add(self, release: str, language: str, day: str, data: bytes) -> None:
        """Note one text at once."""
        from pressflow.checking.text import Source

        rows = list(self.put(release, language, day, Source(data)))
        self.db.executemany("INSERT OR IGNORE INTO shingles VALUES (?, ?)", rows)

    def shared(self, passage: "Passage", release: str, language: str, day: str) -> Iterator[Shared]:
        """The passages that an older release in this language has, too; standing texts of the office are none."""
        spans: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for hash_, start, end in shingles(passage.text):
            others = self._owners(hash_, language, release)
            for other, its_day in others if len(others) < _STANDING else ():
                if its_day < day:
                    spans[other].append((start, end))
        best = max(spans.items(), key=lambda pair: (sum(end - start for start, end in pair[1]), pair[0]), default=None)
        for start, end in _joined(best[1]) if best else ():
            yield Shared(start, end, best[0] if best else "")

    def _owners(self, hash_: int, language: str, release: str = "") -> list[tuple[str, str]]:
        """Which releases, beside one, have a shingle in a language, with their days; so many say the office always has.

        Of more than that nobody has to know: thousands may close with the same words.
        """
        query = (
            "SELECT release, day FROM shingles JOIN texts ON texts.id = shingles.text"
            " WHERE hash = ? AND language = ? AND release <> ? LIMIT ?"
        )
        return self.db.execute(query, (hash_, language, release, _STANDING + 2)).fetchall()

    def _taken_in(self, name: str, folder: str, stamp: str) -> Iterator[tuple[int, int]]:
        from pressflow.checking.text import Source

        self.db.execute("INSERT OR REPLACE INTO folders VALUES (?, ?, ?)", (name, stamp, _content(folder)))
        for file in _texts(folder):
            try:
                source = Source(Path(folder, file).read_bytes())
            except (OSError, UnicodeDecodeError):
                continue
            language = file.removesuffix(".md")
            yield from self.put(name, language, str(source.fields.data.get("date") or name)[:10], source)

    def _drop(self, name: str) -> None:
        query = "DELETE FROM shingles WHERE text IN (SELECT id FROM texts WHERE release = ?)"
        self.db.execute(query, (name,))
        self.db.execute("DELETE FROM texts WHERE release = ?", (name,))
        self.db.execute("DELETE FROM folders WHERE release = ?", (name,))

    def _neighbours(self, name: str) -> Iterator[str]:
        """The releases in which something else may be found once this one is changed or gone: they share a shingle.

        Where so many share it that it stays a standing text with one more or less, nothing changes.
        """
        query = "SELECT hash, language FROM texts JOIN shingles ON shingles.text = texts.id WHERE release = ?"
        for hash_, language in self.db.execute(query, (name,)).fetchall():
            owners = self._owners(hash_, language)
            yield from (release for release, _ in owners if len(owners) <= _STANDING + 1)


def shingles(words: str) -> Iterator[tuple[int, int, int]]:
    """The kept shingles of a text that tell something, each as a hash, with where it begins and ends."""
    found = [(word[0].casefold(), word.start(), word.end()) for word in _WORD.finditer(words)]
    all_ = []
    for first in range(len(found) - _SHINGLE + 1):
        start, end = found[first][1], found[first + _SHINGLE - 1][2]
        if _TELLING.search(words, start, end):
            all_.append((_hash(" ".join(word for word, *_ in found[first : first + _SHINGLE])), start, end))
    kept = {min(all_[first : first + _WINDOW]) for first in range(max(1, len(all_) - _WINDOW + 1))} if all_ else set()
    yield from sorted(kept, key=lambda one: one[1])


@lru_cache(10_000)
def _hash(words: str) -> int:
    return int.from_bytes(hashlib.blake2b(words.encode(), digest_size=8).digest(), "big", signed=True)


def _joined(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Spans that touch or overlap, as one."""
    start = end = -1
    for first, last in sorted(spans):
        if first > end + 1:
            if end > start:
                yield start, end
            start = first
        end = max(end, last)
    if end > start:
        yield start, end


def _stamp(place: str, known: str) -> str:
    """What tells whether the texts of a release were written since: few questions, there are thousands of folders.

    The stamp that is known names the texts; they are asked for anew where that of the folder is another.
    """
    folder = stamps.of_file(place)
    before, *texts = known.split("/")
    names = texts[::2] if before == folder else _texts(place)
    return "/".join([folder, *(f"{name}/{stamps.of_file(f'{place}/{name}')}" for name in names)])


def _texts(place: str) -> list[str]:
    """The names of the texts in a folder."""
    return sorted(name for name in os.listdir(place) if name.endswith(".md"))  # noqa: PTH208  of thousands


def _content(folder: str) -> bytes:
    """One hash for the texts of a release; those that cannot be read count as empty."""
    digest = hashlib.blake2b(digest_size=16)
    for name in _texts(folder):
        with suppress(OSError):
            digest.update(name.encode() + hashlib.blake2b(Path(folder, name).read_bytes()).digest())
    return digest.digest()
