"""Archive: everything that is public, as lists show it; a shelf is a list, and a shelf has pages."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Literal, NamedTuple, Protocol, get_args
from zoneinfo import ZoneInfo

from pressflow.model.correction_class import CorrectionClass
from pressflow.model.slug import name_slug

Kind = Literal["all", "topic", "year", "month", "place", "type", "person"]
KINDS: tuple[Kind, ...] = get_args(Kind)

# So many releases stand on a page of a shelf. The newest page holds them and what has come since: it is never short.
PAGE = 20
# So many of the newest releases a feed tells of: readers ask every hour, and the archive is the site's business.
NEWEST = 50


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file of a release that feeds offer; `path` is relative to the site, `size` in bytes."""

    path: str
    media_type: str
    size: int
    title: str
    image: bool


@dataclass(frozen=True, slots=True)
class Entry:
    """A release in one language as lists, feeds and sitemaps show it.

    `changed` is when its page became what it is, silent corrections included; `updated` leaves those out. `html` is
    how lists show it, with a place where the way to the site's root belongs. `withdrawn` is since when the office no
    longer stands by it, `pinned` since when it stands at the head of the newsroom.
    """

    slug: str
    language: str
    languages: tuple[str, ...]
    uri: str
    title: str
    lead: str
    type: str
    date: datetime
    updated: datetime
    changed: datetime | None
    correction: CorrectionClass | None
    topics: tuple[str, ...]
    places: tuple[str, ...]
    people: tuple[str, ...]
    categories: tuple[str, ...]
    links: tuple[tuple[str, str], ...]
    enclosures: tuple[Enclosure, ...]
    redirects: tuple[str, ...]
    html: str
    withdrawn: datetime | None = None
    pinned: datetime | None = None

    @property
    def order(self) -> str:
        """What sorts entries from the oldest to the newest."""
        return f"{self.date.astimezone(UTC).isoformat()} {self.slug}"


class Shown(NamedTuple):
    """As much of an entry as pages of lists show; there are dozens on each of thousands of pages."""

    date: datetime
    html: str


class Located(NamedTuple):
    """As much of an entry as sitemaps say; there are thousands in each."""

    slug: str
    language: str
    languages: tuple[str, ...]
    changed: datetime | None


@dataclass(frozen=True, slots=True)
class Gone:
    """What is left of a release in one language of which everything was removed: enough to say that it is gone.

    `date` is when it became public, `at` when it was removed.
    """

    slug: str
    language: str
    original: str
    uri: str
    reference: str
    date: datetime
    at: datetime


@dataclass(frozen=True, slots=True)
class Shelf:
    """The releases in a language that belong together: all, or those of a topic, year, month, place, type, person.

    `id` names it among its kind (as a topic's, `2026`, `2026/05`), `name` is what texts call it where the id alone
    does not say. `count` is how many there are, `changed` the newest moment any of them bears.
    """

    language: str
    kind: Kind
    id: str = ""
    name: str = ""
    count: int = 0
    changed: datetime | None = None

    @property
    def key(self) -> str:
        """What tells it from all other shelves."""
        return f"{self.language} {self.kind} {self.id}"

    @property
    def pages(self) -> int:
        """How many pages it has; one at least."""
        return max(1, self.count // PAGE)


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a shelf, its entries newest first; pages are counted from the oldest, so that they never shift."""

    shelf: Shelf
    number: int
    entries: tuple[Shown, ...]

    @property
    def newest(self) -> bool:
        """Whether it is the one that stands at the shelf's own address."""
        return self.number == self.shelf.pages

    @property
    def older(self) -> int | None:
        """The page before it in time."""
        return self.number - 1 or None

    @property
    def newer(self) -> int | None:
        """The page after it in time."""
        return None if self.newest else self.number + 1


def span(shelf: Shelf, number: int) -> tuple[int, int]:
    """Which of a shelf's entries stand on a page: from the first to before the last, counted from the oldest."""
    return (number - 1) * PAGE, shelf.count if number == shelf.pages else number * PAGE


class Archive(Protocol):
    """What formats of lists are given."""

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages there is something in: the publisher's, then those of single releases."""

    @property
    def shelves(self) -> Sequence[Shelf]:
        """The shelves to show, by language and kind."""

    def pages(self, shelf: Shelf) -> Iterator[Page]:
        """The pages of a shelf, oldest first."""

    def newest(self, shelf: Shelf, most: int) -> Sequence[Entry]:
        """The newest entries of a shelf, newest first."""

    def located(self, shelf: Shelf) -> Iterator[Located]:
        """Where the entries of a shelf stand, oldest first, but for those that were withdrawn."""

    def pinned(self, language: str) -> Sequence[Entry]:
        """What stands at the head of the newsroom in a language, what was pinned last first."""

    def gone(self, language: str = "") -> Sequence[Gone]:
        """What was removed for good of what was written in a language, or in any; the newest first."""

    def content(self, entry: Entry) -> str:
        """The full text of an entry as HTML, as feeds carry it."""

    def redirects(self) -> Iterator[tuple[str, str]]:
        """The old addresses that lead to releases, each with the path of the page it leads to."""


def shelves(entry: Entry, zone: ZoneInfo) -> Iterator[Shelf]:
    """The shelves an entry stands on; its year and month are those of the newsroom's clock."""
    local = entry.date.astimezone(zone)

    def shelf(kind: Kind, id_: str = "", name: str = "") -> Shelf:
        return Shelf(entry.language, kind, id_, name)

    yield shelf("all")
    yield from (shelf("topic", topic) for topic in dict.fromkeys(entry.topics))
    yield shelf("year", f"{local.year:04}")
    yield shelf("month", f"{local.year:04}/{local.month:02}")
    yield shelf("type", entry.type)
    for kind, names in (("place", entry.places), ("person", entry.people)):
        found = {name_slug(name): name for name in reversed(names)}
        yield from (shelf("place" if kind == "place" else "person", id_, name) for id_, name in found.items())


def pinned(found: Iterable[Entry]) -> tuple[Entry, ...]:
    """Those of the entries that are pinned, the one that was pinned last first."""
    pins = ((one.pinned, one.slug, one) for one in found if one.pinned)
    return tuple(one for _, _, one in sorted(pins, key=lambda pin: pin[:2], reverse=True))


def newest_gone(found: Iterable[Gone]) -> tuple[Gone, ...]:
    """What was removed, the newest first."""
    return tuple(sorted(found, key=lambda one: (one.date, one.slug), reverse=True))


def languages(main: tuple[str, ...], written: Iterable[str]) -> tuple[str, ...]:
    """The publisher's languages in its order, then those that only single releases are written in."""
    return (*main, *sorted(set(written).difference(main)))


def in_order(shelves_: Iterable[Shelf], languages_: tuple[str, ...]) -> tuple[Shelf, ...]:
    """Shelves by language and kind, the newest years first; each language has one with everything, if empty."""
    found = {shelf.key: shelf for shelf in (*(Shelf(language, "all") for language in languages_), *shelves_)}
    by_id = sorted(found.values(), key=lambda shelf: shelf.id)
    times = [shelf for shelf in by_id if shelf.kind in ("year", "month")][::-1]
    others = [shelf for shelf in by_id if shelf.kind not in ("year", "month")]
    return tuple(
        sorted((*times, *others), key=lambda shelf: (languages_.index(shelf.language), KINDS.index(shelf.kind)))
    )


def standing(found: Iterable[tuple[Shelf, Entry]]) -> dict[Shelf, tuple[Entry, ...]]:
    """The shelves with their entries, oldest first; a shelf is called as its newest entry calls it."""
    by_key = groupby(sorted(found, key=lambda one: (one[0].key, one[1].order)), key=lambda one: one[0].key)
    filled = {}
    for _, group in by_key:
        placed = list(group)
        entries = tuple(entry for _, entry in placed)
        shelf, newest = placed[-1][0], max(entry.updated for entry in entries).astimezone(UTC)
        filled[Shelf(shelf.language, shelf.kind, shelf.id, shelf.name, len(entries), newest)] = entries
    return filled
