"""The build cache: what the public site holds and what it was made from, so that a build makes only what changed.

It may be thrown away at any time; then the next build makes everything anew. It is no ledger: it knows nothing that
the files do not say.
"""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import normalize

from pressflow.errors import StateError
from pressflow.model import paths
from pressflow.model.archive import Entry, Gone, Kind, Shelf, Shown

if TYPE_CHECKING:
    from pydantic import TypeAdapter

    from pressflow.model.journal import Event

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


class Known(NamedTuple):
    """What a release's journal says: its id, its published versions with their references.

    `stamp` tells whether the journal was written since. `key` is what decides about the release's documents, empty
    while it is not public.
    """

    stamp: str
    key: str
    uri: str
    numbered: str
    """Its versions with their references, as in `1 2026-014`, in lines: there are thousands, and few are asked."""

    @classmethod
    def of(cls, stamp: str, events: "tuple[Event, ...]") -> "Known":
        """What these events say."""
        from pressflow.model import journal  # with all that reads files; a build without changes needs none of it

        published, uri = journal.versions(events), journal.uri(events) or ""
        shown = (event for event in events if isinstance(event, journal.SHOWN))
        lines = [uri, *(event.model_dump_json() for event in shown)]
        key = hashlib.sha256("\n".join(lines).encode()).hexdigest() if published else ""
        return cls(stamp, key, uri, "\n".join(f"{event.version} {event.reference}" for event in published))

    @property
    def versions(self) -> tuple[int, ...]:
        """The numbers of its published versions."""
        return tuple(int(line.partition(" ")[0]) for line in self.numbered.splitlines())

    @property
    def references(self) -> tuple[str, ...]:
        """The references of its published versions."""
        return tuple(line.partition(" ")[2] for line in self.numbered.splitlines())


class Journals(NamedTuple):
    """What the releases' journals said when the site was last built, and what they say, by the names of the folders."""

    before: dict[str, Known]
    now: dict[str, Known]


class Made(NamedTuple):
    """A document that was made: where it stands, by which format, the hash of its bytes."""

    path: str
    format: str
    hash: bytes


class Listed(NamedTuple):
    """What lists show of a release in one language, ready to be noted; thousands come from other processes.

    `shelves` are the keys of those it stands on, with what it calls them.
    """

    language: str
    entry: str
    content: str
    hash: bytes
    order: str
    updated: str
    shelves: tuple[tuple[str, str], ...]
    redirects: tuple[str, ...]
    page: str

    @classmethod
    def of(cls, entry: Entry, content: str, shelves: Iterable[Shelf]) -> "Listed":
        """An entry with its full text as HTML, on these shelves."""
        text = _entries().dump_json(entry)
        return cls(
            entry.language,
            text.decode(),
            content,
            hashlib.sha256(text + content.encode()).digest()[:16],
            entry.order,
            entry.updated.astimezone(UTC).isoformat(),
            tuple((shelf.key, shelf.name) for shelf in shelves),
            entry.redirects,
            paths.page(entry.slug, entry.language),
        )


@cache
def _gone() -> "TypeAdapter[Gone]":
    from pydantic import TypeAdapter

    return TypeAdapter(Gone)


@cache
def _entries() -> "TypeAdapter[Entry]":
    from pydantic import TypeAdapter

    return TypeAdapter(Entry)


class Cache:
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

    # What the site was made from.

    def releases(self) -> dict[str, Known]:
        """What was known of the releases when the site was last built, by the names of their folders."""
        rows = self.db.execute("SELECT folder, stamp, key, uri, numbered FROM releases")
        return {row[0]: Known._make(row[1:]) for row in rows}

    def stamps(self) -> dict[str, str]:
        """The stamps of their journals then."""
        return dict(self.db.execute("SELECT folder, stamp FROM releases").fetchall())

    def put_release(self, folder: str, known: Known) -> None:
        """Note what is known of a release."""
        row = (folder, known.stamp, known.key, known.uri, known.numbered)
        self.db.execute("INSERT OR REPLACE INTO releases VALUES (?, ?, ?, ?, ?)", row)

    def drop_release(self, folder: str) -> None:
        """Forget a release."""
        self.db.execute("DELETE FROM releases WHERE folder = ?", (folder,))

    def looks(self) -> dict[str, tuple[str, tuple[str, ...]]]:
        """The key of each format, and what beside releases its documents show."""
        rows = self.db.execute("SELECT format, key, uses FROM looks")
        return {format_: (key, tuple(filter(None, uses.split("\n")))) for format_, key, uses in rows}

    def put_look(self, format_: str, key: str, uses: Iterable[str]) -> None:
        """Note a format's key."""
        self.db.execute("INSERT OR REPLACE INTO looks VALUES (?, ?, ?)", (format_, key, "\n".join(sorted(uses))))

    def drop_look(self, format_: str) -> None:
        """Forget a format."""
        self.db.execute("DELETE FROM looks WHERE format = ?", (format_,))

    # What the site holds.

    def count(self) -> int:
        """How many documents there are."""
        return int(self.db.execute("SELECT count(*) FROM documents").fetchone()[0])

    def paths(self) -> Iterator[str]:
        """The paths of all documents, in order."""
        return (path for (path,) in self.db.execute("SELECT path FROM documents ORDER BY path"))

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

    # What lists show.

    def put_entries(self, folder: str, entries: Iterable[Listed]) -> set[str]:
        """Note what lists show of a release; gives the keys of the shelves that changed."""
        touched = self.drop_entries(folder)
        for one in entries:
            self.db.execute("INSERT INTO entries VALUES (?, ?, ?, ?)", (folder, one.language, one.entry, one.content))
            rows = [(key, one.order, folder, one.language, name, one.hash, one.updated) for key, name in one.shelves]
            self.db.executemany("INSERT OR REPLACE INTO members VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
            touched.update(key for key, _ in one.shelves)
            old = [(old, folder, one.page) for old in one.redirects]
            self.db.executemany("INSERT OR REPLACE INTO redirects VALUES (?, ?, ?)", old)
        return touched

    def drop_entries(self, folder: str) -> set[str]:
        """Forget a release's entries; gives the keys of the shelves they stood on."""
        query = "SELECT 1 FROM entries WHERE folder = ? UNION ALL SELECT 1 FROM gone WHERE folder = ?"
        if not self.db.execute(query, (folder, folder)).fetchone():  # as of thousands that are new
            return set()
        touched = {shelf for (shelf,) in self.db.execute("SELECT shelf FROM members WHERE folder = ?", (folder,))}
        rows = self.db.execute("SELECT language FROM gone WHERE folder = ?", (folder,))
        touched |= {Shelf(language, "all").key for (language,) in rows}
        for table in ("members", "entries", "redirects", "gone"):
            self.db.execute(f"DELETE FROM {table} WHERE folder = ?", (folder,))  # noqa: S608  a name from this line
        return touched

    def put_gone(self, folder: str, gone: Iterable[Gone]) -> set[str]:
        """Note what is left of a release that was removed; gives the keys of the shelves that tell of it."""
        found = [(folder, one.language, _gone().dump_json(one).decode()) for one in gone]
        self.db.executemany("INSERT OR REPLACE INTO gone VALUES (?, ?, ?)", found)
        return {Shelf(language, "all").key for _, language, _ in found}

    def gone(self, language: str) -> list[Gone]:
        """What was removed of what was written in a language, or in any."""
        rows = self.db.execute("SELECT gone FROM gone WHERE ? IN ('', language) ORDER BY folder, language", (language,))
        return [_gone().validate_json(text) for (text,) in rows]

    def pinned(self, language: str) -> list[Entry]:
        """What stands at the head of the newsroom in a language."""
        query = "SELECT entry FROM entries WHERE language = ? AND json_extract(entry, '$.pinned') IS NOT NULL"
        return [_entries().validate_json(text) for (text,) in self.db.execute(query, (language,))]

    def hashes(self, shelf: str) -> list[bytes]:
        """The hashes of what stands on a shelf, oldest first."""
        return [
            hash_ for (hash_,) in self.db.execute("SELECT hash FROM members WHERE shelf = ? ORDER BY place", (shelf,))
        ]

    def filled(self, shelf: str) -> tuple[int, datetime | None, str]:
        """How much stands on a shelf, the newest moment any of it bears, and what the newest calls the shelf."""
        query = "SELECT count(*), max(updated) FROM members WHERE shelf = ?"
        count, changed = self.db.execute(query, (shelf,)).fetchone()
        query = "SELECT name FROM members WHERE shelf = ? ORDER BY place DESC LIMIT 1"
        row = self.db.execute(query, (shelf,)).fetchone()
        return count, datetime.fromisoformat(changed) if changed else None, row[0] if row else ""

    def languages(self) -> list[str]:
        """The languages something is written in."""
        return [language for (language,) in self.db.execute("SELECT DISTINCT language FROM shelves ORDER BY language")]

    def shelves(self) -> list[Shelf]:
        """All shelves there are."""
        rows = self.db.execute("SELECT language, kind, id, name, count, changed FROM shelves ORDER BY shelf")
        return [_shelf(*row) for row in rows]

    def put_shelf(self, shelf: Shelf) -> None:
        """Note how a shelf is."""
        changed = shelf.changed.isoformat() if shelf.changed else None
        row = (shelf.key, shelf.language, shelf.kind, shelf.id, shelf.name, shelf.count, changed)
        self.db.execute("INSERT OR REPLACE INTO shelves VALUES (?, ?, ?, ?, ?, ?, ?)", row)

    def drop_shelf(self, shelf: str) -> None:
        """Forget a shelf on which nothing stands any more."""
        for table in ("shelves", "pages", "feeds"):
            self.db.execute(f"DELETE FROM {table} WHERE shelf = ?", (shelf,))  # noqa: S608  a name from this line

    def pages(self, shelf: str) -> dict[int, str]:
        """The keys of a shelf's pages, by number."""
        return dict(self.db.execute("SELECT number, key FROM pages WHERE shelf = ?", (shelf,)).fetchall())

    def put_page(self, shelf: str, number: int, key: str) -> None:
        """Note the key of a page."""
        self.db.execute("INSERT OR REPLACE INTO pages VALUES (?, ?, ?)", (shelf, number, key))

    def drop_page(self, shelf: str, number: int) -> None:
        """Forget a page."""
        self.db.execute("DELETE FROM pages WHERE shelf = ? AND number = ?", (shelf, number))

    def feeds(self) -> dict[str, str]:
        """The keys of what feeds tell of each shelf, by the shelves' keys."""
        return dict(self.db.execute("SELECT shelf, key FROM feeds").fetchall())

    def put_feed(self, shelf: str, key: str) -> None:
        """Note the key of what feeds tell of a shelf."""
        self.db.execute("INSERT OR REPLACE INTO feeds VALUES (?, ?)", (shelf, key))

    def shards(self) -> dict[str, str]:
        """The keys of the parts of the search index, by their owners."""
        return dict(self.db.execute("SELECT owner, key FROM shards").fetchall())

    def put_shard(self, owner: str, key: str) -> None:
        """Note the key of a part of the search index."""
        self.db.execute("INSERT OR REPLACE INTO shards VALUES (?, ?)", (owner, key))

    def drop_shard(self, owner: str) -> None:
        """Forget a part of the search index."""
        self.db.execute("DELETE FROM shards WHERE owner = ?", (owner,))

    def standing(self, shelf: str, first: int, end: int) -> list[Shown]:
        """What pages show of the entries of a shelf from the first to before the last, oldest first."""
        # The members are counted before their entries are looked up: those of thousands before them would be, too.
        rows = self.db.execute(
            "SELECT json_extract(entry, '$.date'), json_extract(entry, '$.html')"
            " FROM (SELECT * FROM members WHERE shelf = ? ORDER BY place LIMIT ? OFFSET ?)"
            " JOIN entries USING (folder, language) ORDER BY place",
            (shelf, max(0, end - first), first),
        )
        return [Shown(datetime.fromisoformat(date), html) for date, html in rows]

    def newest(self, shelf: str, most: int) -> list[Entry]:
        """The newest entries of a shelf, newest first."""
        rows = self.db.execute(
            "SELECT entry FROM members JOIN entries USING (folder, language) WHERE shelf = ?"
            " ORDER BY place DESC LIMIT ?",
            (shelf, most),
        )
        return [_entries().validate_json(text) for (text,) in rows]

    def content(self, entry: Entry) -> str:
        """The full text of an entry as HTML."""
        row = self.db.execute(
            "SELECT content FROM members JOIN entries USING (folder, language) WHERE shelf = ? AND place = ?",
            (Shelf(entry.language, "all").key, entry.order),
        ).fetchone()
        return str(row[0])

    def named(self) -> list[tuple[str, str, str]]:
        """The old addresses with the folder of the release and the path of the page that each leads to."""
        return self.db.execute("SELECT old, folder, path FROM redirects ORDER BY old, path").fetchall()

    def own_paths(self) -> Iterator[str]:
        """The paths of all documents but the pages that stand in at old addresses, in order."""
        return (path for (path,) in self.db.execute("SELECT path FROM documents WHERE format <> 'moved' ORDER BY path"))

    def redirects(self) -> list[tuple[str, str]]:
        """The old addresses with the paths of the pages they lead to."""
        return self.db.execute("SELECT old, path FROM redirects ORDER BY old, path").fetchall()


def _connected(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(file, isolation_level=None, timeout=60)


def discard(file: Path) -> None:
    """Throw a cache away, with what SQLite keeps beside it."""
    for ending in ("", "-wal", "-shm"):
        file.with_name(file.name + ending).unlink(missing_ok=True)


def _folded(path: str) -> str:
    """A path as file systems see it that take no account of capitals, or of how letters with marks are written."""
    return path.casefold() if path.isascii() else normalize("NFC", normalize("NFC", path).casefold())


def _shelf(language: str, kind: Kind, id_: str, name: str, count: int, changed: str | None) -> Shelf:
    return Shelf(language, kind, id_, name, count, datetime.fromisoformat(changed) if changed else None)
