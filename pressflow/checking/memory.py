"""Memory: what was found in each release when it was last checked, for as long as nothing it depends on was written.

It may be thrown away at any time.
"""

import hashlib
import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from pressflow import stamps
from pressflow.checking.shelf import opened
from pressflow.model.finding import Finding, Fix
from pressflow.still import around

FILE = "cache/findings.sqlite"
_TABLES = """
CREATE TABLE found (
    release TEXT PRIMARY KEY, stamp TEXT NOT NULL, content BLOB NOT NULL, linked TEXT NOT NULL, said TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Examined:
    """What a check found in a release, the old addresses it names, and the releases whose state it asked for."""

    findings: tuple[Finding, ...]
    addresses: tuple[tuple[str, str], ...] = ()
    linked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Moment:
    """How the files of a release were, before they were read: their stamps, and a hash of their content."""

    stamp: str
    content: bytes

    @classmethod
    def of(cls, folder: str) -> "Moment":
        """How they are now."""
        return cls(stamp_of(folder), content_of(folder))


class Memory:
    """What was found, in a file; `around` is one hash for all that findings depend on besides releases.

    What is new is written when it is closed, at once: a check takes long the first time, and others shall not wait.
    """

    def __init__(self, file: Path, around: str) -> None:
        self.db = opened(file, _TABLES)
        self.around = around
        self._kept: list[tuple[str, str, bytes, str, str]] = []
        self._new: dict[str, str] = {}
        self._facts: dict[str, str] = dict(self.db.execute("SELECT name, value FROM facts").fetchall())
        self._other = self._facts.get("around") != around
        if self._other:
            self._facts = {}

    def recall(self, name: str, folders: Mapping[str, str]) -> Examined | None:
        """What was found in a release, if neither its files nor those it links to were written since.

        Where only stamps differ, as after a checkout, the content decides.
        """
        if self._other:
            return None
        row = self.db.execute("SELECT stamp, content, linked, said FROM found WHERE release = ?", (name,)).fetchone()
        if row is None:
            return None
        (stamp, content, linked, said), folder = row, folders[name]
        before = _read(said)
        if linked != standing(before.linked, folders):
            return None
        if stamp != (now := stamp_of(folder)):
            if content != content_of(folder):
                return None
            self._kept.append((name, now, content, linked, said))
        return before

    def keep(self, name: str, was: Moment, linked: str, examined: Examined) -> None:
        """Note what was found in a release, how it was then, and how those it links to stood."""
        self._kept.append((name, was.stamp, was.content, linked, _written(examined)))

    @property
    def zone(self) -> str:
        """The office's time zone: its day decides what has run out."""
        return self._facts.get("zone", "")

    @zone.setter
    def zone(self, name: str) -> None:
        self._new["zone"] = name

    def said(self, name: str, key: str) -> tuple[Finding, ...] | None:
        """What was noted under a name, whatever was written to releases since; None where the key was another."""
        known, _, said = self._facts.get(name, "").partition("\n")
        return _read(said).findings if known == key else None

    def say(self, name: str, key: str, findings: tuple[Finding, ...]) -> None:
        """Note something under a name, for as long as all around is as it is."""
        self._new[name] = f"{key}\n{_written(Examined(findings))}"

    def drop(self, names: Iterable[str] | None) -> None:
        """Forget what was found in these releases, or in all, at once."""
        with self.db:
            if names is None:
                self.db.execute("DELETE FROM found")
            self.db.executemany("DELETE FROM found WHERE release = ?", ((name,) for name in names or ()))

    def close(self) -> None:
        """Write down what is new, and let the file go; where it cannot be written, the next check finds it again."""
        with closing(self.db) as db, suppress(sqlite3.Error), db:
            if self._other:
                db.execute("DELETE FROM found")
                db.execute("DELETE FROM facts")
                db.execute("INSERT OR REPLACE INTO facts VALUES ('around', ?)", (self.around,))
            db.executemany("INSERT OR REPLACE INTO found VALUES (?, ?, ?, ?, ?)", self._kept)
            db.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?)", self._new.items())


def surroundings(place: Path) -> str:
    """One hash for everything but releases that decides what is found in a newsroom: settings, shared parts, code."""
    more = stamps.of_folder(place / "boilerplate"), stamps.of_folder(Path(__file__).parent, ".toml")
    return hashlib.sha256(f"{around(place)} {more}".encode()).hexdigest()


def taken_key(named: Iterable[tuple[str, str]], folders: Iterable[str]) -> str:
    """One hash for old addresses with those who name them, and for all pages there are."""
    return hashlib.sha256(repr((list(named), list(folders))).encode()).hexdigest()


def standing(linked: Iterable[str], folders: Mapping[str, str]) -> str:
    """How the releases that one links to are stamped now; one that is not there has no stamp."""
    return " ".join(stamp_of(folders[name]) if name in folders else "-" for name in linked)


def stamp_of(folder: str) -> str:
    """One hash for the stamps of all files of a release."""
    return hashlib.blake2b(repr(sorted(_stamps(folder))).encode(), digest_size=16).hexdigest()


def _stamps(place: str) -> Iterator[tuple[str, object]]:
    """The stamps of all files below a folder; of thousands of folders, so by the quickest way there is."""
    waiting = [place]
    while waiting:
        with os.scandir(waiting.pop()) as found:
            for entry in found:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                elif entry.is_symlink():
                    yield entry.path, stamps.of_file(entry.path)
                else:
                    seen = entry.stat()
                    yield entry.path, (seen.st_mtime_ns, seen.st_size, seen.st_ino)


def content_of(folder: str) -> bytes:
    """One hash for the content of all files of a release."""
    digest = hashlib.blake2b(digest_size=16)
    for file, _ in sorted(_stamps(folder)):
        digest.update(f"{file}\0".encode())
        with suppress(OSError):
            digest.update(hashlib.blake2b(Path(file).read_bytes()).digest())
    return digest.digest()


def _written(examined: Examined) -> str:
    if not (examined.findings or examined.addresses or examined.linked):
        return ""
    said = [[asdict(one) for one in examined.findings], examined.addresses, examined.linked]
    return json.dumps(said, ensure_ascii=False)


def _read(said: str) -> Examined:
    if not said:
        return Examined(())
    findings, addresses, linked = json.loads(said)
    read = tuple(Finding(**{**one, "fix": Fix(**one["fix"]) if one["fix"] else None}) for one in findings)
    return Examined(read, tuple((old, file) for old, file in addresses), tuple(linked))
