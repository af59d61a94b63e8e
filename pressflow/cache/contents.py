"""What the site holds: its documents, and in which of them the spare tree lags behind."""

import sqlite3
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from unicodedata import normalize

from pressflow.cache.file import CacheFile


class Made(NamedTuple):
    """A document that was made: where it stands, by which format, the hash of its bytes."""

    path: str
    format: str
    hash: bytes


class Contents(CacheFile):
    """The documents of the site by their paths."""

    def count(self) -> int:
        """How many documents there are."""
        return int(self.db.execute("SELECT count(*) FROM documents").fetchone()[0])

    def paths(self) -> Iterator[str]:
        """The paths of all documents, in order."""
        return (path for (path,) in self.db.execute("SELECT path FROM documents ORDER BY path"))

    def own_paths(self) -> Iterator[str]:
        """The paths of all documents but the pages that stand in at old addresses, in order."""
        return (path for (path,) in self.db.execute("SELECT path FROM documents WHERE format <> 'moved' ORDER BY path"))

    def holds(self, path: str) -> bool:
        """Whether there is a document at a path."""
        return self.db.execute("SELECT 1 FROM documents WHERE path = ?", (path,)).fetchone() is not None

    def documents(self, owner: str, formats: Iterable[str]) -> dict[str, bytes]:
        """The documents that formats made of a release, a shelf, a page or the site: their hashes by path."""
        wanted = set(formats)
        rows = self.db.execute("SELECT path, hash, format FROM documents WHERE owner = ?", (owner,))
        return {path: hash_ for path, hash_, format_ in rows if format_ in wanted}

    def owned(self, owner: str) -> dict[str, bytes]:
        """Everything made of a release, a shelf or a page."""
        return dict(self.db.execute("SELECT path, hash FROM documents WHERE owner = ?", (owner,)).fetchall())

    def made_by(self, format_: str) -> dict[str, bytes]:
        """Everything a format made."""
        return dict(self.db.execute("SELECT path, hash FROM documents WHERE format = ?", (format_,)).fetchall())

    def drop_documents(self, paths: Iterable[str]) -> None:
        """Forget documents."""
        self.db.executemany("DELETE FROM documents WHERE path = ?", ((path,) for path in paths))

    def put_documents(self, owner: str, made: Iterable[Made]) -> tuple[str, str, str] | None:
        """Note documents; gives one whose path is taken, the path that is there, and what that belongs to."""
        for one in made:
            folded = _folded(one.path)
            try:
                self.db.execute(
                    "INSERT INTO documents VALUES (?, ?, ?, ?, ?)", (one.path, folded, owner, one.format, one.hash)
                )
            except sqlite3.IntegrityError:
                row = self.db.execute("SELECT path, owner FROM documents WHERE folded = ?", (folded,)).fetchone()
                return (one.path, *row)
        return None

    def lag(self) -> list[str]:
        """The paths in which the spare tree differs from the public one."""
        return [path for (path,) in self.db.execute("SELECT path FROM lag ORDER BY path")]

    def put_lag(self, paths: Iterable[str]) -> None:
        """Note in which paths the spare tree will differ."""
        self.db.execute("DELETE FROM lag")
        self.db.executemany("INSERT INTO lag VALUES (?)", ((path,) for path in sorted(paths)))


def _folded(path: str) -> str:
    """A path as file systems see it that take no account of capitals, or of how letters with marks are written."""
    return path.casefold() if path.isascii() else normalize("NFC", normalize("NFC", path).casefold())
