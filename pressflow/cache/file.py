"""The cache's file: its tables, its transactions, and what is noted under a name."""

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pressflow.errors import StateError

_TABLES = """
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE looks (format TEXT PRIMARY KEY, key TEXT NOT NULL, uses TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE releases (
    folder TEXT PRIMARY KEY, stamp TEXT NOT NULL, key TEXT NOT NULL, uri TEXT NOT NULL,
    numbered TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE documents (
    path TEXT PRIMARY KEY, folded TEXT NOT NULL UNIQUE, owner TEXT NOT NULL, format TEXT NOT NULL, hash BLOB NOT NULL
) WITHOUT ROWID;
CREATE INDEX documents_owner ON documents (owner, format);
CREATE TABLE entries (
    folder TEXT, language TEXT, entry TEXT NOT NULL, content TEXT NOT NULL, PRIMARY KEY (folder, language)
);
CREATE INDEX entries_pinned ON entries (language) WHERE json_extract(entry, '$.pinned') IS NOT NULL;
CREATE TABLE members (
    shelf TEXT, place TEXT, folder TEXT NOT NULL, language TEXT NOT NULL, name TEXT NOT NULL, hash BLOB NOT NULL,
    updated TEXT NOT NULL, PRIMARY KEY (shelf, place)
) WITHOUT ROWID;
CREATE INDEX members_folder ON members (folder);
CREATE TABLE shelves (
    shelf TEXT PRIMARY KEY, language TEXT NOT NULL, kind TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL,
    count INTEGER NOT NULL, changed TEXT
) WITHOUT ROWID;
CREATE TABLE pages (shelf TEXT, number INTEGER, key TEXT NOT NULL, PRIMARY KEY (shelf, number)) WITHOUT ROWID;
CREATE TABLE feeds (shelf TEXT PRIMARY KEY, key TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE shards (owner TEXT PRIMARY KEY, key TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE redirects (old TEXT, folder TEXT NOT NULL, path TEXT NOT NULL, PRIMARY KEY (old, path)) WITHOUT ROWID;
CREATE TABLE gone (folder TEXT, language TEXT, gone TEXT NOT NULL, PRIMARY KEY (folder, language)) WITHOUT ROWID;
CREATE TABLE lag (path TEXT PRIMARY KEY) WITHOUT ROWID;
"""
# Below the newsroom's folder var/.
FILE = "cache/site.sqlite"
_VERSION = hashlib.sha256(_TABLES.encode()).hexdigest()


class CacheFile:
    """The cache in a file; a damaged one, or another version's, begins anew."""

    def __init__(self, file: Path) -> None:
        self.file = file
        try:
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise StateError(f"{file.parent}: cannot be made: {error.strerror}") from error
        with self.telling():
            self.db = _connected(file)
            try:
                self._prepare()
            except sqlite3.OperationalError:  # locked, or in a place that cannot be written
                self.db.close()
                raise
            except sqlite3.DatabaseError:
                self.db.close()
                discard(file)
                self.db = _connected(file)
                self._prepare()

    def _prepare(self) -> None:
        self.db.execute("PRAGMA journal_mode = WAL")
        # What was removed for good must not be found in the file.
        self.db.execute("PRAGMA secure_delete = ON")
        # What is committed must last before the trees change places: it says which of them is which.
        self.db.execute("PRAGMA synchronous = FULL")
        if self._is_ours():
            return
        self.begin()
        if not self._is_ours():  # another process may have been faster
            for statement in (*(f"DROP TABLE {table}" for table in self._tables()), *_TABLES.split(";")):
                self.db.execute(statement)
            self.put_fact("version", _VERSION)
        self.commit()

    def _is_ours(self) -> bool:
        return "facts" in self._tables() and self.fact("version") == _VERSION

    def _tables(self) -> set[str]:
        return {name for (name,) in self.db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}

    def close(self) -> None:
        """Let the file go."""
        self.db.close()

    @contextmanager
    def telling(self) -> Iterator[None]:
        """Say in plain words what went wrong."""
        try:
            yield
        except sqlite3.OperationalError as error:
            raise StateError(f"{self.file}: cannot be written or read: {error}; the site stays as it was") from error
        except sqlite3.Error as error:
            raise StateError(
                f"{self.file}: is damaged: {error}; the site stays as it was: pressflow build --fresh"
            ) from error

    def begin(self) -> None:
        """Begin to change; until `commit`, nothing has."""
        self.db.execute("BEGIN IMMEDIATE")

    def commit(self) -> None:
        """Make the changes last."""
        self.db.execute("COMMIT")

    def rollback(self) -> None:
        """Forget the changes."""
        if self.db.in_transaction:
            self.db.execute("ROLLBACK")

    def forget(self) -> None:
        """Begin anew: the site is not the one this cache knows."""
        self.begin()
        for table in self._tables() - {"facts"}:
            self.db.execute(f"DELETE FROM {table}")  # noqa: S608  a name from this module
        self.db.execute("DELETE FROM facts WHERE name NOT IN ('version', 'formats')")  # they are about the code
        self.commit()

    def fact(self, name: str) -> str:
        """What was noted under a name; nothing where nothing was."""
        row = self.db.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def put_fact(self, name: str, value: str) -> None:
        """Note something under a name."""
        self.db.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))


def _connected(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(file, isolation_level=None, timeout=60)


def discard(file: Path) -> None:
    """Throw a cache away, with what SQLite keeps beside it."""
    for ending in ("", "-wal", "-shm"):
        file.with_name(file.name + ending).unlink(missing_ok=True)
