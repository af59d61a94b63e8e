"""Making documents: of a release, of a shelf, here or in several processes at once."""

import errno
import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from pressflow import formats
from pressflow.building.looks import Watch
from pressflow.building.shelved import Shelved
from pressflow.cache import Cache, Listed, Made
from pressflow.channels.tree import Ground
from pressflow.errors import InputError, StateError, Unavailable
from pressflow.model import archive
from pressflow.model.archive import Gone, Shelf
from pressflow.newsroom import Newsroom

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor
    from threading import Thread

    from pressflow.model.edition import Document, Edition
    from pressflow.model.release import Release

# What lists show of a release is made like a format, although it is no document.
ENTRIES = "entries"
# The search index is made after the pages.
INDEX = "search-index"
SEARCH = "search"
# Fewer are made faster here than in processes that have to be started.
_FEW = 48
_CHUNK = 16
# Python looks for unreachable rings of objects after so many new ones; what is made here are trees, which go at once.
_RARELY = 50_000
_SET_DEATH_SIGNAL = 1  # prctl(2)
# What systems say to names that others are in the way of, or that are too long.
_WRONG_NAMES = {
    errno.ENAMETOOLONG: "is longer than the 255 bytes that names may have; give the file or the release a shorter name",
    errno.ENOTDIR: "stands in what is a file elsewhere on the site; rename one of them, then: pressflow build --fresh",
    errno.EISDIR: "is a folder elsewhere on the site; rename one of them, then: pressflow build --fresh",
}


@dataclass(frozen=True, slots=True)
class Task:
    """Documents to make: those of a release in a folder by some formats, or those of some pages of a shelf."""

    owner: str
    formats: tuple[str, ...]
    folder: Path | None = None
    shelf: Shelf | None = None
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """What a task made for its owner; what lists show of a release, where that was asked for."""

    owner: str
    documents: tuple[Made, ...]
    entries: tuple[Listed, ...] | None = None
    gone: tuple[Gone, ...] = ()


def shards(shelves: Iterable[str]) -> list[str]:
    """What the parts of the search index with these shelves are owned by, by the keys of the shelves."""
    return [f"{SEARCH} {key}" for key in sorted(shelves)]


class Maker:
    """Makes documents of a newsroom and writes them into a tree."""

    def __init__(self, newsroom: Newsroom, tree: Path, cache: Cache) -> None:
        self.newsroom, self.ground, self.cache = newsroom, Ground(tree), cache

    @cached_property
    def watch(self) -> Watch:
        """What formats are given, noting what they look at."""
        return Watch(self.newsroom.edition())

    def make(self, task: Task, release: "Release | None" = None) -> Part:
        """Make what a task asks for; of this release, or of the one in its folder.

        Raises InputError for a published version that was changed, Unavailable where the tree cannot be written.
        """
        if task.folder:
            release = release or self.newsroom.public_release(task.folder)
            if release is None:
                return Part(task.owner, (), ())
            self._fit(task.folder, release)
            return self._of_release(task, release)
        shelved = Shelved(self.cache, self.newsroom.publisher.languages)
        if task.shelf:
            shelved = shelved.only(task.shelf, task.numbers)
        editions = [(name, replace(self.watch.edition(name), archive=shelved)) for name in task.formats]
        return Part(task.owner, tuple(self._documents(editions)))

    def _of_release(self, task: Task, release: "Release") -> Part:
        editions = [(name, self.watch.edition(name).of(release)) for name in task.formats]
        documents = tuple(self._documents([(name, edition) for name, edition in editions if name != ENTRIES]))
        if ENTRIES not in task.formats:
            return Part(task.owner, documents)
        from pressflow.formats import _archive

        found = _archive.entries(self.watch.edition(ENTRIES).of(release), release)
        zone = self.newsroom.publisher.zone
        entries = tuple(Listed.of(one, text, archive.shelves(one, zone)) for one, text in found)
        return Part(task.owner, documents, entries, tuple(_archive.gone(release)))

    def _documents(self, editions: "Iterable[tuple[str, Edition]]") -> Iterator[Made]:
        for name, edition in editions:
            for document in formats.named(name)(edition):
                yield self.write(name, document)

    def _fit(self, folder: Path, release: "Release") -> None:
        """Raise InputError for an address that is none, or a release that changes when another place does."""
        if "/" in release.slug or release.slug.startswith(".") or not release.slug.isprintable():
            raise InputError(f"{self.newsroom.name(folder)}: {release.slug!r} is no web address; restore its journal")
        frozen = folder / "versions"
        for place in (folder.parent, folder, frozen, frozen / str(release.version)):
            if place.is_symlink():
                raise InputError(f"{self.newsroom.name(place)}: is a link to another place; put the folder itself here")

    def write(self, format_: str, document: "Document") -> Made:
        """Write a document into the tree."""
        try:
            self.ground.write(document.path, document.content)
        except OSError as error:
            if wrong := _WRONG_NAMES.get(error.errno or 0):
                raise InputError(f"{document.path}: {wrong}") from error
            raise Unavailable(
                f"{error.filename or self.ground.tree}: cannot be written: {error.strerror}; the site stays as it was"
            ) from error
        return Made(document.path, format_, hashlib.sha256(document.content).digest()[:16])


Uses = dict[str, frozenset[str]]
Progress = Callable[[int, int], None]


def quiet(done: int, of: int) -> None:
    """Say nothing."""


class Crew:
    """Makes what tasks ask for: here, or where `much` changes in several processes, which serve until all is made."""

    def __init__(self, maker: Maker, progress: Progress, *, much: bool) -> None:
        self.maker, self.progress = maker, progress
        self._leaving: Thread | None = None
        self.alone = not much or (os.cpu_count() or 1) < 2

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if "_pool" not in self.__dict__:
            return
        from threading import Thread

        self._leaving = Thread(target=partial(self._pool.shutdown, cancel_futures=True))
        self._leaving.start()
        if kind:
            self.wait()

    def wait(self) -> None:
        """Wait until its processes have gone; where all was made, there is other work to do meanwhile."""
        if self._leaving:
            self._leaving.join()

    def make_all(self, tasks: list[Task]) -> Iterator[tuple[Part, Uses]]:
        """What each task made, in any order, with what was looked at so far.

        Other processes see of the cache what was committed.
        """
        done = 0
        for parts, uses in self._here(tasks) if self.alone or len(tasks) < _FEW else self._elsewhere(tasks):
            for number, part in enumerate(parts):
                yield part, {} if number else uses  # to note once what was looked at is enough
            done += len(parts)
            self.progress(done, len(tasks))

    def _here(self, tasks: list[Task]) -> Iterator[tuple[list[Part], Uses]]:
        return (([self.maker.make(task)], self.maker.watch.uses) for task in tasks)

    def _elsewhere(self, tasks: list[Task]) -> Iterator[tuple[list[Part], Uses]]:
        from concurrent.futures import FIRST_COMPLETED, Future, wait
        from concurrent.futures.process import BrokenProcessPool

        running: set[Future[tuple[list[Part], Uses]]] = set()
        try:
            for start in range(0, len(tasks), _CHUNK):
                running.add(self._pool.submit(_make, tasks[start : start + _CHUNK]))
                if len(running) >= 3 * (os.cpu_count() or 1):
                    ready, running = wait(running, return_when=FIRST_COMPLETED)
                    yield from (future.result() for future in ready)
            yield from (future.result() for future in running)
        except BrokenProcessPool as error:
            raise StateError(
                "a process that was making the site was ended from outside, perhaps for want of memory; the site stays "
                "as it was: build again"
            ) from error

    @cached_property
    def _pool(self) -> "ProcessPoolExecutor":
        """Processes that were started once: to start takes each half a second of a processor."""
        from concurrent.futures import ProcessPoolExecutor
        from multiprocessing import get_context

        given = (str(self.maker.newsroom.folder), str(self.maker.ground.tree), str(self.maker.cache.file), os.getpid())
        spawned = get_context("spawn")
        return ProcessPoolExecutor(mp_context=spawned, initializer=_begin, initargs=given)


_maker: Maker | None = None


def _begin(folder: str, tree: str, cache: str, parent: int) -> None:
    """Begin to work in a process of its own; Ctrl-C is the parent's business."""
    import gc
    import signal

    global _maker  # noqa: PLW0603  a process makes for one newsroom
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _die_with(parent)
    gc.set_threshold(_RARELY)
    _maker = Maker(Newsroom.at(Path(folder)), Path(tree), Cache(Path(cache)))
    _maker.newsroom.theme.settle()


def _die_with(parent: int) -> None:
    """Have the system end this process when its parent dies: the tree may be another build's then."""
    import ctypes
    import signal

    libc = ctypes.CDLL(None)
    if hasattr(libc, "prctl"):
        libc.prctl(_SET_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _make(tasks: list[Task]) -> tuple[list[Part], Uses]:
    assert _maker  # noqa: S101  the pool begins with it
    return [_maker.make(task) for task in tasks], _maker.watch.uses
