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
            shelved = Shelved(cache, self.newsroom.publisher.languages)
            return shelved.newest(Shelf(language, "all"), _LOOKED_AT)

    def brought(self, language: str, lists: Sequence[str], topics: Sequence[str], region: str = "") -> Brought:
        """What lists, narrowed to topics and a region (none means all of them), would have brought."""
        everything = self.entries(language)
        wanted = tuple(one for one in everything if wants(self.newsroom.publisher, lists, topics, region, one))
        return Brought(len(wanted), len(everything), wanted[:SHOWN])


def wants(publisher: Publisher, lists: Sequence[str], topics: Sequence[str], region: str, entry: Entry) -> bool:
    """Whether a release comes with one of these lists, is on one of these topics, and belongs to this region."""
    on_list = any(publisher.lists[id_].wants(entry.topics) for id_ in lists if id_ in publisher.lists)
    regions = publisher.regions_of(entry.places)
    here = not region or not regions or region in regions
    return on_list and here and (not topics or not set(topics).isdisjoint(entry.topics))


def address_of(publisher: Publisher, entry: Entry) -> str:
    """Where a release stands on the web."""
    return publisher.base_url + paths.page(entry.slug, entry.language)
