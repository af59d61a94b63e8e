"""What lists show: entries of releases, the shelves they stand on, the pages and feeds of these."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from pressflow.cache.file import CacheFile
from pressflow.model import paths
from pressflow.model.archive import Entry, Gone, Kind, Located, Shelf, Shown

if TYPE_CHECKING:
    from pydantic import TypeAdapter


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


class Lists(CacheFile):
    """Entries, shelves, their pages and feeds, the parts of the search index, old addresses."""

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

    def located(self, shelf: str) -> Iterator[Located]:
        """What sitemaps say of the entries of a shelf, oldest first, but for those that were withdrawn."""
        rows = self.db.execute(
            "SELECT json_extract(entry, '$.slug', '$.language', '$.languages', '$.changed')"
            " FROM members JOIN entries USING (folder, language)"
            " WHERE shelf = ? AND json_extract(entry, '$.withdrawn') IS NULL ORDER BY place",
            (shelf,),
        )
        for slug, language, languages, changed in map(json.loads, (text for (text,) in rows)):
            yield Located(slug, language, tuple(languages), datetime.fromisoformat(changed) if changed else None)

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

    def redirects(self) -> list[tuple[str, str]]:
        """The old addresses with the paths of the pages they lead to."""
        return self.db.execute("SELECT old, path FROM redirects ORDER BY old, path").fetchall()


def _shelf(language: str, kind: Kind, id_: str, name: str, count: int, changed: str | None) -> Shelf:
    return Shelf(language, kind, id_, name, count, datetime.fromisoformat(changed) if changed else None)
