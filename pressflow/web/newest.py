"""The newest releases as the site shows them: what a choice of lists and topics would have brought."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass

from pressflow.building.shelved import Shelved
from pressflow.cache import Cache
from pressflow.model import paths
from pressflow.model.archive import Entry, Shelf
from pressflow.model.publisher import Publisher
from pressflow.newsroom import Newsroom

# Out of the last so many releases the example is made; so many of them are shown.
_LOOKED_AT, SHOWN = 100, 5


@dataclass(frozen=True, slots=True)
class Brought:
    """What a choice would have brought: how many of the last `of` releases, and the newest of them."""

    count: int
    of: int
    entries: tuple[Entry, ...]


class Newest:
    """Reads the build cache when the site was built anew; knows nothing but what is public."""

    def __init__(self, newsroom: Newsroom) -> None:
        self.newsroom = newsroom
        self._known: dict[str, tuple[str, tuple[Entry, ...]]] = {}

    def entries(self, language: str) -> tuple[Entry, ...]:
        """The last releases in a language, newest first."""
        stamp = self._stamp()
        known = self._known.get(language)
        if known is None or known[0] != stamp:
            self._known[language] = known = (stamp, self._read(language) if stamp else ())
        return known[1]

    def _stamp(self) -> str:
        files = (self.newsroom.cache, self.newsroom.cache.with_name(f"{self.newsroom.cache.name}-wal"))
        seen = [file.stat() for file in files if file.exists()]
        return " ".join(f"{one.st_mtime_ns} {one.st_size}" for one in seen)

    def _read(self, language: str) -> tuple[Entry, ...]:
        with closing(Cache(self.newsroom.cache)) as cache:
            shelf = Shelf(language, "all")
            return Shelved(cache, self.newsroom.publisher.languages).newest(shelf, _LOOKED_AT)

    def brought(self, language: str, lists: Sequence[str], topics: Sequence[str]) -> Brought:
        """What lists, narrowed to topics (none means all of them), would have brought."""
        everything = self.entries(language)
        wanted = tuple(one for one in everything if wants(self.newsroom.publisher, lists, topics, one.topics))
        return Brought(len(wanted), len(everything), wanted[:SHOWN])


def wants(publisher: Publisher, lists: Sequence[str], topics: Sequence[str], about: tuple[str, ...]) -> bool:
    """Whether a release about something comes with one of these lists, and is on one of these topics."""
    on_list = any(publisher.lists[id_].wants(about) for id_ in lists if id_ in publisher.lists)
    return on_list and (not topics or not set(topics).isdisjoint(about))


def address_of(publisher: Publisher, entry: Entry) -> str:
    """Where a release stands on the web."""
    return publisher.base_url + paths.page(entry.slug, entry.language)
