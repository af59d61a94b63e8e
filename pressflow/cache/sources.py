"""What the site was made from: what journals said, and how each format looked."""

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from pressflow.cache.file import CacheFile

if TYPE_CHECKING:
    from pressflow.model.journal import Event


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


class Sources(CacheFile):
    """Releases as they were known when the site was last built, and the looks of its formats."""

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
