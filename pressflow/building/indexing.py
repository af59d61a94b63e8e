"""Indexing: the search index, brought up to what is public after the pages are, so that no page waits for it.

It is made in shards, which browsers put together: one for each year, and of the newest year one for each month, where
most changes are.
"""

import hashlib
import os
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pressflow.building import Built, Staged
from pressflow.building.making import INDEX, SEARCH, Part, Progress, quiet, shards
from pressflow.building.shelved import Shelved
from pressflow.model import paths
from pressflow.model.archive import Shelf
from pressflow.newsroom import Newsroom

if TYPE_CHECKING:
    from pressflow.model.edition import Document, Edition
    from pressflow.search.shard import Searchable

_DATA = "application/octet-stream"
# Pagefind is a process of its own, so threads make it work on several processors; it takes 345 MB for a large shard.
_AT_ONCE = min(2, os.cpu_count() or 1)


@dataclass(frozen=True, slots=True)
class _Shard:
    """A part of the index: the releases of a shelf; `key` tells when it has to be made again."""

    shelf: Shelf
    key: str

    @property
    def owner(self) -> str:
        """What its documents belong to."""
        return shards([self.shelf.key])[0]

    @property
    def name(self) -> str:
        """What its folder is called."""
        return self.shelf.id.replace("/", "-")


def index(newsroom: Newsroom, progress: Progress = quiet) -> Built | None:
    """Bring the index up to the public site; None where it is, or where the newsroom offers no search.

    Raises StateError where the index cannot be made: then the one before stays.
    """
    with Staged(newsroom, newsroom.public, newsroom.cache, progress) as staged:
        return bring_up(staged)


def bring_up(staged: Staged) -> Built | None:
    """The same for any site, nothing of which was made yet."""
    with staged.cache.telling():
        if "search" in staged.newsroom.settings.newsroom.omit:
            if not staged.cache.fact("indexed"):
                staged.cache.put_fact("indexed", "omitted")
            return None
        if staged.cache.fact("indexed") == "yes" or not staged.tree.settle(staged.cache.fact("tree")):
            return None
        _make(staged)
        return staged.show()


def _make(staged: Staged) -> None:
    """Make the shards that are not as they were, and take away those that are no more."""
    cache, shelved = staged.cache, Shelved(staged.cache, staged.newsroom.publisher.languages)
    parts, before = list(_shards(staged, shelved)), cache.shards()
    now = _keys(parts)
    if before != now:
        if not staged.start():  # the next build makes everything from nothing
            return
        edition = staged.maker.watch.edition(INDEX)
        for owner in before.keys() - now.keys():
            staged.lift(cache.owned(owner))
            cache.drop_shard(owner)
        due = [shard for shard in parts if before.get(shard.owner) != shard.key]
        for number, (shard, files) in enumerate(_made(edition, shelved, due), 1):
            _take(staged, shard.owner, _documents(shard, files))
            staged.progress(number, len(due))
        _take(staged, SEARCH, _engine(shelved.languages, parts))
        # Only now it is known what the index looks at.
        for owner, key in _keys(list(_shards(staged, shelved))).items():
            cache.put_shard(owner, key)
        staged.finish(INDEX)  # pages and PDFs may look as they did before
    cache.put_fact("indexed", "yes")


def _keys(parts: list[_Shard]) -> dict[str, str]:
    """What tells when each part of the index, and what they share, has to be made again."""
    keys = {shard.owner: shard.key for shard in parts}
    return keys | {SEARCH: hashlib.sha256(repr(sorted(keys)).encode()).hexdigest()}


def _shards(staged: Staged, shelved: Shelved) -> Iterator[_Shard]:
    """The shards of each language: its years, and the months of the newest."""
    look = staged.looks.key(staged.uses.get(INDEX, ()))
    for language in shelved.languages:
        of_language = [shelf for shelf in shelved.shelves if shelf.language == language]
        years = [shelf for shelf in of_language if shelf.kind == "year"]
        months = [shelf for shelf in of_language if shelf.kind == "month" and shelf.id.startswith(f"{years[0].id}/")]
        for shelf in (*months, *years[1:]):
            hashes = b"".join(staged.cache.hashes(shelf.key))
            yield _Shard(shelf, hashlib.sha256(look.encode() + hashes).hexdigest())


def _take(staged: Staged, owner: str, documents: "Iterator[Document]") -> None:
    staged.lift(staged.cache.owned(owner))
    made = tuple(staged.maker.write(INDEX, document) for document in documents)
    staged.take(Part(owner, made), staged.maker.watch.uses)


def _made(edition: "Edition", shelved: Shelved, due: list[_Shard]) -> "Iterator[tuple[_Shard, dict[str, bytes]]]":
    """The files of each shard, in order; some are made at once, and no more of them are kept in memory."""
    from concurrent.futures import Future, ThreadPoolExecutor

    from pressflow.search.shard import index as make

    making: deque[tuple[_Shard, Future[dict[str, bytes]]]] = deque()
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for shard in due:
            making.append((shard, pool.submit(make, _pages(edition, shelved, shard), shard.shelf.language)))
            if len(making) > _AT_ONCE:
                ready, files = making.popleft()
                yield ready, files.result()
        yield from ((ready, files.result()) for ready, files in making)


def _pages(edition: "Edition", shelved: Shelved, shard: _Shard) -> "list[Searchable]":
    from pressflow.formats.search import searchable

    entries = shelved.newest(shard.shelf, shard.shelf.count)
    return [searchable(edition, entry, shelved.content(entry)) for entry in entries if not entry.withdrawn]


def _documents(shard: _Shard, files: dict[str, bytes]) -> "Iterator[Document]":
    from pressflow.model.edition import Document

    for name, content in files.items():
        yield Document(f"{paths.shard(shard.shelf.language, shard.name)}/{name}", _DATA, content)


def _engine(languages: tuple[str, ...], parts: list[_Shard]) -> "Iterator[Document]":
    """What all shards share, and the list of each language's shards."""
    from pressflow.model.edition import Document
    from pressflow.search.engine import shared
    from pressflow.search.shard import listing

    for name, content in shared(languages).items():
        yield Document(f"{paths.SEARCH}/{name}", _DATA, content)
    for language in languages:
        names = [shard.name for shard in parts if shard.shelf.language == language]
        yield Document(paths.shards(language), "application/json", listing(names))
