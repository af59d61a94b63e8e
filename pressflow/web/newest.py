"""The newest releases as the site shows them: what a choice of lists and topics would have brought."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass

from pressflow.building.shelved import Shelved
from pressflow.cache import Cache
from pressflow.formats._view import sorting
from pressflow.model import paths
from pressflow.model.archive import Entry, Shelf
from pressflow.model.publisher import Publisher
from pressflow.model.slug import name_slug
from pressflow.newsroom import Newsroom

# Out of the last so many releases the example is made; so many of them are shown.
_LOOKED_AT, SHOWN = 100, 5


@dataclass(frozen=True, slots=True)
class Brought:
    """What a choice would have brought: how many of the last `of` releases, and the newest of them."""

    count: int
    of: int
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class _Known:
    stamp: str
    entries: tuple[Entry, ...]
    regions: tuple[tuple[str, str], ...]


class Newest:
    """Reads the build cache when the site was built anew; knows nothing but what is public."""

    def __init__(self, newsroom: Newsroom) -> None:
        self.newsroom = newsroom
        self._known: dict[str, _Known] = {}

    def entries(self, language: str) -> tuple[Entry, ...]:
        """The last releases in a language, newest first."""
        return self._now(language).entries

    def regions(self, language: str) -> tuple[tuple[str, str], ...]:
        """The places releases are about, each by its short name and its own, in the order of their names."""
        return self._now(language).regions

    def _now(self, language: str) -> "_Known":
        stamp = self._stamp()
        known = self._known.get(language)
        if known is None or known.stamp != stamp:
            self._known[language] = known = self._read(language, stamp) if stamp else _Known(stamp, (), ())
        return known

    def _stamp(self) -> str:
        files = (self.newsroom.cache, self.newsroom.cache.with_name(f"{self.newsroom.cache.name}-wal"))
        seen = [file.stat() for file in files if file.exists()]
        return " ".join(f"{one.st_mtime_ns} {one.st_size}" for one in seen)

    def _read(self, language: str, stamp: str) -> "_Known":
        with closing(Cache(self.newsroom.cache)) as cache:
            shelved = Shelved(cache, self.newsroom.publisher.languages)
            places = {one.id: one.name for one in shelved.shelves if (one.language, one.kind) == (language, "place")}
            by_name = sorted(places.items(), key=lambda place: sorting(place[1]))
            return _Known(stamp, shelved.newest(Shelf(language, "all"), _LOOKED_AT), tuple(by_name))

    def brought(self, language: str, lists: Sequence[str], topics: Sequence[str], region: str = "") -> Brought:
        """What lists, narrowed to topics and a region (none means all of them), would have brought."""
        everything = self.entries(language)
        on_lists = (one for one in everything if wants(self.newsroom.publisher, lists, topics, one.topics))
        wanted = tuple(one for one in on_lists if not region or region in map(name_slug, one.places))
        return Brought(len(wanted), len(everything), wanted[:SHOWN])


def wants(publisher: Publisher, lists: Sequence[str], topics: Sequence[str], about: tuple[str, ...]) -> bool:
    """Whether a release about something comes with one of these lists, and is on one of these topics."""
    on_list = any(publisher.lists[id_].wants(about) for id_ in lists if id_ in publisher.lists)
    return on_list and (not topics or not set(topics).isdisjoint(about))


def address_of(publisher: Publisher, entry: Entry) -> str:
    """Where a release stands on the web."""
    return publisher.base_url + paths.page(entry.slug, entry.language)
