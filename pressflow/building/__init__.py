"""Building: the site made from everything that is public now, and from nothing else; of it, only what changed."""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self, cast

from pressflow import formats
from pressflow.building.leaks import look
from pressflow.building.looks import Looks
from pressflow.building.making import ENTRIES, INDEX, Crew, Maker, Part, Progress, Task, Uses, quiet, shards
from pressflow.cache import Cache, Journals, Known, discard
from pressflow.channels.tree import Tree, stamp_of
from pressflow.errors import InputError
from pressflow.locks import locked
from pressflow.model.archive import NEWEST, Kind, Shelf, span
from pressflow.model.redirects import clashes
from pressflow.newsroom import Newsroom
from pressflow.still import FACT, RESTORED, around
from pressflow.still import Built as Built

if TYPE_CHECKING:
    from pressflow.model.release import Release

SITE = "site"
# What takes so long to make of a whole archive that no new text waits for it.
SLOW = frozenset({"card", "images", "pdf"})
# Where more changes than this, the whole is made in several processes, and the cache notes it piece by piece.
_MUCH = 200


def build(
    newsroom: Newsroom, progress: Progress = quiet, *, fresh: bool = False, journals: Journals | None = None
) -> Built:
    """Build the site; the old one stays whole until the new one takes its place. A `fresh` one is made from nothing.

    `journals` is what the journals say, where they were just looked at: there may be thousands.
    Raises InputError where a published version was changed, or where two documents would share a path; Unavailable
    where the site cannot be written; StateError while another build is at work.
    """
    with stage(newsroom, progress=progress, fresh=fresh, journals=journals) as staged:
        return staged.show()


def stage(
    newsroom: Newsroom,
    *more: "Release",
    progress: Progress = quiet,
    fresh: bool = False,
    hurried: bool = False,
    journals: Journals | None = None,
) -> "Staged":
    """Make the site as it will be with these releases, beside the public one, which stays as it is until `show`.

    They do not wait until what is slow is made of all others, too, where its looks have changed: the next build does;
    nor does anything where it is `hurried`, as a recall is. Raises as `build` does; then nothing has happened.
    """
    staged = Staged(newsroom, newsroom.public, newsroom.cache, progress, fresh=fresh)
    staged.journals, staged.hurried = journals, hurried or bool(more)
    try:
        staged.make(more)
    except BaseException:
        staged.close()
        raise
    return staged


class Staged:
    """A site made ready, not yet public."""

    def __init__(
        self, newsroom: Newsroom, public: Path, cache: Path, progress: Progress, *, fresh: bool = False
    ) -> None:
        self.newsroom, self.progress = newsroom, progress
        with ExitStack() as opened:
            opened.enter_context(locked(cache.with_suffix(".lock"), "build"))
            if fresh:
                discard(cache)
            self.tree, self.cache = Tree(public), Cache(cache)
            opened.callback(self.cache.close)
            opened.callback(self.cache.rollback)
            with self.cache.telling():
                self.uses = {name: set(uses) for name, (_, uses) in self.cache.looks().items()}
                self.restored = self.cache.fact(RESTORED)
            self._opened = opened.pop_all()
        self.around = ""
        self.maker = Maker(newsroom, self.tree.spare, self.cache)
        self.looks = Looks(newsroom)
        self.before: dict[str, bytes] = {}
        self.changed: set[str] = set()
        self.anything = self.much = self.strange = self.hurried = False
        self.later: set[str] = set()
        self.journals: Journals | None = None
        self.hidden: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Let go of what was not shown."""
        self._opened.close()

    def show(self) -> Built:
        """Make it public, in one step."""
        with self.cache.telling():
            if not self.anything:
                return Built(self.cache.count(), 0)
            self.cache.put_fact("spare", "" if self.much or self.strange else stamp_of(self.tree.folder))
            self.cache.put_lag(() if self.much else self.changed)
            finished = self.tree.finished_as_both(self.cache.paths()) if self.much else self.tree.finished()
            self.cache.put_fact("tree", finished)
            self.cache.commit()
            self.tree.switch()
            if self.much:
                self.tree.put_away()
                self.cache.put_fact("spare", stamp_of(self.tree.spare))
            return Built(self.cache.count(), len(self.changed))

    def make(self, more: Iterable["Release"]) -> None:
        """Make everything that is not as it was."""
        self.around = around(self.newsroom.folder)  # as it is before anything is made of it
        with self.cache.telling():
            if not self.tree.settle(self.cache.fact("tree")):
                self._forget()
            going = {release.slug: release for release in more}
            self._make(going)
            here = self.tree.spare if self.anything else self.tree.folder
            look(self.newsroom, self.cache, here, self.hidden, self.changed, going.values())

    def _forget(self) -> None:
        """Begin from nothing: the public folder is not as it was made, so nobody knows what else stands there."""
        self.cache.forget()
        self.uses.clear()
        self.journals = Journals({}, self.journals.now) if self.journals else None
        self.strange = True

    def _make(self, more: dict[str, "Release"]) -> None:
        known, said = self.journals or self._journals()
        now, stale = self._now(said, more), self._stale()
        self.hidden = [name for name in self.newsroom.places if name not in now or not now[name].key]
        self.later = stale & SLOW & self._scopes.keys() & self.cache.looks().keys() if self.hurried else set()
        stale -= self.later
        due = {name for name, one in now.items() if one.key and (name not in known or known[name].key != one.key)}
        gone = sorted(name for name, one in known.items() if one.key and not (name in now and now[name].key))
        if not (due or gone or stale) and self.cache.fact("tree"):
            self.cache.begin()
            self._note(known, now)
            self.cache.commit()
            return
        self.looks.look()
        tasks = list(self._of_releases(now, due, stale))
        lists_stale = not stale.isdisjoint((*self._formats("page"), *self._formats("newest"), *self._formats("shelf")))
        self.much = len(tasks) > _MUCH or (lists_stale and self.cache.count() > _MUCH)
        if not self.start():
            self._forget()
            self._make(more)
            return
        self.cache.put_fact("indexed", "omitted" if "search" in self.newsroom.settings.newsroom.omit else "")
        touched = self._clear(gone, stale, tasks)
        crew = Crew(self.maker, self.progress, much=self.much)
        self._opened.callback(crew.wait)
        with crew:
            for part, uses in self._parts(crew, tasks, more):
                touched |= self.take(part, uses)
            self._note(known, now)
            tasks = list(self._of_shelves(touched, stale))
            if self.much:  # other processes see what was committed
                self.cache.commit()
                self.cache.begin()
            for part, uses in crew.make_all(tasks):
                self.take(part, uses)
        site = Task(SITE, self._formats("site"))
        self.lift(self.cache.documents(site.owner, site.formats))
        self.take(self.maker.make(site), self.maker.watch.uses)
        self._free_old_addresses()
        self.finish()

    def _parts(self, crew: Crew, tasks: list[Task], more: dict[str, "Release"]) -> Iterator[tuple[Part, Uses]]:
        for task in tasks:
            if task.owner in more:
                yield self.maker.make(task, more[task.owner]), self.maker.watch.uses
        yield from crew.make_all([task for task in tasks if task.owner not in more])

    # What there is to make.

    def _journals(self) -> Journals:
        before = self.cache.releases()
        return Journals(before, self.newsroom.known(before))

    def _now(self, said: dict[str, Known], more: dict[str, "Release"]) -> dict[str, Known]:
        """What the journals say, and what is about to be said; raises InputError for a name that nobody can type."""
        about_to = {name: Known.of("", release.events) for name, release in more.items()}
        now = {name: one for name, one in said.items() if one.stamp} | about_to
        for name in now:
            if not _is_text(name):
                folder = os.fsencode(self.newsroom.name(self.newsroom.place(name))).decode(errors="backslashreplace")
                raise InputError(f"{folder}: the folder's name is not UTF-8; rename it")
        return now

    @cached_property
    def _scopes(self) -> dict[str, str]:
        """The formats the newsroom offers, with their scopes; remembered, since to load all of them takes long.

        What lists show of a release is made like one of them.
        """
        code, _, said = self.cache.fact("formats").partition(" ")
        scopes: dict[str, str] = json.loads(said) if code == self.looks.code else {}
        if not scopes:
            scopes = {ENTRIES: "release", INDEX: "index"} | {name: formats.scope(name) for name in formats.names()}
            self.cache.put_fact("formats", f"{self.looks.code} {json.dumps(scopes)}")
        omit = set(self.newsroom.settings.newsroom.omit)
        return {
            name: scope for name, scope in scopes.items() if name not in omit | ({INDEX} if "search" in omit else set())
        }

    def _formats(self, scope: formats.Scope) -> tuple[str, ...]:
        return tuple(name for name, said in self._scopes.items() if said == scope)

    def _all_formats(self) -> tuple[str, ...]:
        return tuple(name for name, scope in self._scopes.items() if scope not in ("letter", "index"))

    def _stale(self) -> set[str]:
        """The formats whose documents would look different now, and those that are no more."""
        known, formats_ = self.cache.looks(), self._all_formats()
        changed = {name for name in formats_ if name not in known or self.looks.key(known[name][1]) != known[name][0]}
        return changed | (known.keys() - self._scopes.keys())

    def _of_releases(self, now: dict[str, Known], due: set[str], stale: set[str]) -> Iterator[Task]:
        whole = self._formats("release")
        some = tuple(name for name in whole if name in stale)
        for name, one in now.items():
            if one.key and (name in due or some):
                yield Task(name, whole if name in due else some, self.newsroom.place(name))

    def _of_shelves(self, touched: set[str], stale: set[str]) -> Iterator[Task]:
        """The pages and feeds of the shelves on which something changed, or which look different now."""
        before = set(self.cache.languages())
        everything = {Shelf(language, "all").key for language in self.newsroom.publisher.languages}
        listed, fed, paged = self._formats("shelf"), self._formats("newest"), self._formats("page")
        repaged, feeds = not stale.isdisjoint(paged), self.cache.feeds()
        empty = {shelf.key for shelf in self.cache.shelves() if not shelf.count}
        known = {shelf.key for shelf in self.cache.shelves()}
        touched = touched | (everything - known) | (empty - everything)
        for key in sorted(touched):
            self._put_shelf(key, keep=key in everything)
        languages = self.cache.languages()
        front = repr(languages)  # each front page names the others
        if before != set(languages):
            touched |= {shelf.key for shelf in self.cache.shelves() if shelf.kind == "all"}
        for shelf in self.cache.shelves():
            new = shelf.key in touched
            hashes = self.cache.hashes(shelf.key) if new or repaged else []
            told = new and self._is_news(shelf, hashes, feeds.get(shelf.key))
            due = {*(listed if new else ()), *(fed if told else ()), *stale.intersection((*listed, *fed))}
            if due:
                yield self._lifted(Task(shelf.key, tuple(sorted(due)), shelf=shelf))
            if new or repaged:
                around = self._around(shelf, front) if shelf.kind == "all" else ""
                yield from self._of_pages(shelf, hashes, paged, around, all_=repaged)

    def _is_news(self, shelf: Shelf, hashes: list[bytes], before: str | None) -> bool:
        """Whether feeds tell of a shelf what they did not; then that is noted."""
        gone = self.cache.gone(shelf.language) if shelf.kind == "all" else []
        key = hashlib.sha256(repr((shelf.name, gone)).encode() + b"".join(hashes[-NEWEST:])).hexdigest()
        if key == before:
            return False
        self.cache.put_feed(shelf.key, key)
        return True

    def _around(self, shelf: Shelf, front: str) -> str:
        """What front pages show beside their own entries: the other languages, and what is pinned."""
        pins = sorted(repr((one.slug, one.pinned, one.html)) for one in self.cache.pinned(shelf.language))
        return repr((front, pins)) if pins else front

    def _put_shelf(self, key: str, *, keep: bool) -> None:
        """Note how a shelf is now; one on which nothing stands goes with all its pages, unless it is kept."""
        count, changed, name = self.cache.filled(key)
        if not count and not keep:
            for owner in (key, *(f"{key}#{number}" for number in self.cache.pages(key))):
                self.lift(self.cache.owned(owner))
            self.cache.drop_shelf(key)
            return
        language, kind, id_ = key.split(" ")
        self.cache.put_shelf(Shelf(language, cast("Kind", kind), id_, name, count, changed))

    def _of_pages(
        self, shelf: Shelf, hashes: list[bytes], formats_: tuple[str, ...], around: str, *, all_: bool
    ) -> Iterator[Task]:
        before, due = self.cache.pages(shelf.key), []
        for number in range(1, shelf.pages + 1):
            first, end = span(shelf, number)
            # The newest page stands elsewhere than the others, so its neighbour leads elsewhere, too.
            place = (shelf.name, around, min(shelf.pages - number, 2), number > 1)
            key = hashlib.sha256(repr(place).encode() + b"".join(hashes[first:end])).hexdigest()
            if all_ or before.get(number) != key:
                due.append(Task(f"{shelf.key}#{number}", formats_, shelf=shelf, numbers=(number,)))
                self.cache.put_page(shelf.key, number, key)
        for number in before.keys() - set(range(1, shelf.pages + 1)):
            self.lift(self.cache.owned(f"{shelf.key}#{number}"))
            self.cache.drop_page(shelf.key, number)
        # A page moves when it is no longer the newest, so all give up their places before any takes its own.
        yield from [self._lifted(task) for task in due]

    # What was made, and what stood there before.

    def start(self) -> bool:
        """Have a spare tree like the public one, and note that from now on it is not.

        False where public files are missing: then it has to be made from nothing.
        """
        spare, lag = self.cache.fact("spare"), self.cache.lag()
        self.cache.begin()
        self.cache.put_fact("spare", "")
        if self.much:
            self.cache.put_fact("tree", "")
        self.cache.commit()
        if not spare or spare != stamp_of(self.tree.spare):
            whole = self.tree.renew(self.cache.paths())
        else:
            whole = self.tree.catch_up((path, self.cache.holds(path)) for path in lag)
        if whole:
            self.anything = True
            self.cache.begin()
        else:
            self.cache.put_fact("tree", "")
        return whole

    def _clear(self, gone: list[str], stale: set[str], tasks: list[Task]) -> set[str]:
        """Take away what is no more and what is made anew; gives the shelves that this touches."""
        touched: set[str] = set()
        for name in gone:
            shelves = self.cache.drop_entries(name)
            touched |= shelves
            self.lift(self.cache.owned(name))
            # What search says of it goes with it, although the rest of that shard is missed until it is made anew.
            for shard in shards(shelves):
                self.lift(self.cache.owned(shard))
                self.cache.drop_shard(shard)
        for name in stale - self._scopes.keys():
            self.lift(self.cache.made_by(name))
            self.cache.drop_look(name)
            self.uses.pop(name, None)
        for task in tasks:
            self._lifted(task)
        return touched

    def _lifted(self, task: Task) -> Task:
        self.lift(self.cache.documents(task.owner, task.formats))
        return task

    def lift(self, documents: dict[str, bytes]) -> None:
        """Forget documents that are to be made anew; those that are not made again go when all is made."""
        self.before |= documents
        self.cache.drop_documents(documents)

    def take(self, part: Part, uses: Uses) -> set[str]:
        """Note what was made; gives the shelves it touches."""
        for name, seen in uses.items():
            self.uses.setdefault(name, set()).update(seen)
        if taken := self.cache.put_documents(part.owner, part.documents):
            path, other, owner = taken
            raise InputError(
                f"{self._called(part.owner)} and {self._called(owner)} would have the same web address "
                f"({path}{f', {other}' if other != path else ''}); rename one of them, "
                "or take out the old address that leads there (redirect_from)"
            )
        self.changed.update(one.path for one in part.documents if self.before.get(one.path) != one.hash)
        if part.entries is None:
            return set()
        return self.cache.put_entries(part.owner, part.entries) | self.cache.put_gone(part.owner, part.gone)

    def _free_old_addresses(self) -> None:
        """See that each old address leads to one page, and that nothing else stands there."""
        named = [
            (old, f"{self._called(folder)}/{path.partition('/')[0]}.md") for old, folder, path in self.cache.named()
        ]
        if found := list(clashes(named, self.cache.own_paths(), self.newsroom.publisher.root)):
            raise InputError("\n".join(str(clash) for clash in found))

    def _called(self, owner: str) -> str:
        """A release by its folder, a list by what it lists."""
        if owner in self.newsroom.places:
            return self.newsroom.name(self.newsroom.place(owner))
        _, _, listed = owner.partition("#")[0].partition(" ")
        return f"the list of {listed}" if listed else "the newsroom's own pages"

    def _note(self, known: dict[str, Known], now: dict[str, Known]) -> None:
        if not self.later and self.cache.fact(FACT) != self.around:
            self.cache.put_fact(FACT, self.around)
        if self.cache.fact(RESTORED) != self.restored:  # forgotten with the site, and as true as it was
            self.cache.put_fact(RESTORED, self.restored)
        for name, one in now.items():
            if known.get(name) != one:
                self.cache.put_release(name, one)
        for name in known.keys() - now.keys():
            self.cache.drop_release(name)

    def finish(self, *made: str) -> None:
        """Take away what was not made again, and note the looks of what was: of these formats, or of all."""
        for path in self.before:
            if not self.cache.holds(path):
                self.tree.remove(path)
                self.changed.add(path)
        for name in self._all_formats():  # also those that had nothing to show
            self.uses.setdefault(name, set())
        for name in made or tuple(self.uses):
            seen = self.uses[name]
            self.cache.put_look(name, "" if name in self.later else self.looks.key(seen), seen)


def _is_text(name: str) -> bool:
    """Whether a name of a file can be written down; to Linux, any bytes are a name."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
