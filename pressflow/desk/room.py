"""What the desk knows of the newsroom: releases are looked at when somebody wants to see them, and when they change."""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import count, islice
from pathlib import Path
from threading import RLock

from pressflow.checking.office import check_looks
from pressflow.desk.looks import Look, Row, look
from pressflow.errors import PressflowError
from pressflow.home import FILE
from pressflow.model.finding import Finding
from pressflow.newsroom import Newsroom
from pressflow.source.shared import BOILERPLATE, CONTACTS

# What all releases share: a change of it may change each of them.
SHARED = (FILE, CONTACTS, BOILERPLATE, "templates")
RELEASES = "releases"
# Releases with all their files are large; who works looks at a few.
_KEPT = 8
# When more change at once, as when git fetches, the list is made anew.
_FEW = 12


@dataclass(frozen=True, slots=True)
class Change:
    """What became different on the disk: single releases, which there are, or what all of them share."""

    rows: tuple[Row, ...] = ()
    which: bool = False
    all: bool = False


class Room:
    """The newsroom as the desk sees it; it may be asked from several threads."""

    def __init__(self, newsroom: Newsroom, clock: Callable[[], datetime]) -> None:
        self.newsroom, self.clock = newsroom, clock
        self._unread = ""
        self._lock = RLock()
        self._marks = count(1)
        self._rows: dict[str, Row] = {}
        self._looks: OrderedDict[str, Look] = OrderedDict()
        self._before: dict[str, Look] = {}

    @property
    def trouble(self) -> str:
        """Why the newsroom cannot be shown as its files are now, if it cannot."""
        return self._unread or self._folders()[1]

    def _folders(self) -> tuple[Mapping[str, Path], str]:
        """The release folders; none where they cannot be told apart, and why."""
        with self._lock:
            try:
                return self.newsroom.folders, ""
            except PressflowError as error:
                return {}, str(error)

    def slugs(self, words: str = "") -> list[str]:
        """The releases, newest folder first; with words, those in whose name or headline all of them stand."""
        wanted = words.casefold().split()
        known = [slug for slug in reversed(list(self._folders()[0])) if slug.isprintable()]
        return [slug for slug in known if all(word in self._named(slug) for word in wanted)]

    def _named(self, slug: str) -> str:
        row = self._rows.get(slug)
        return f"{slug} {row.title}".casefold() if row else slug

    def rows(self, words: str, start: int, most: int) -> tuple[list[Row], int]:
        """Some rows of the list, and how many there are."""
        found = self.slugs(words)
        return [self.row(slug) for slug in islice(found, start, start + most)], len(found)

    def row(self, slug: str) -> Row:
        """A release's row; raises KeyError where there is none of that name."""
        with self._lock:
            return self._rows.get(slug) or self.look(slug).row

    def look(self, slug: str) -> Look:
        """A release as it is now; raises KeyError where there is none of that name."""
        with self._lock:
            if slug in self._looks:
                self._looks.move_to_end(slug)
                return self._looks[slug]
            folder = self._folders()[0][slug]
            before = self._before.pop(slug, None)
            seen = look(self.newsroom, folder, before, next(self._marks), self.clock())
            self._rows[slug], self._looks[slug] = seen.row, seen
            if len(self._looks) > _KEPT:
                self._looks.popitem(last=False)
            return seen

    def shared_findings(self) -> tuple[Finding, ...]:
        """What is wrong with what releases share."""
        with self._lock:
            return tuple(sorted({*self.newsroom.shared_findings, *check_looks(self.newsroom)}))

    def take_in(self, files: Iterable[Path]) -> Change:
        """Look again at what was written; gives what somebody at the desk must be told."""
        places = {file.relative_to(self.newsroom.folder).parts[:3] for file in files}
        with self._lock:
            if any(place and place[0] in SHARED for place in places):
                self._begin_anew()
                return Change(all=True)
            folders = {place[2]: place for place in places if len(place) == 3 and place[0] == RELEASES}
            moved = [slug for slug, place in folders.items() if not self._stands(slug, place)]
            which = bool(moved) or any(len(place) < 3 for place in places)
            if which:
                self.newsroom = self.newsroom.again()
            for slug in folders:
                self._forget(slug)
            if len(folders) > _FEW:
                return Change(which=True)
            known = self._folders()[0]
            return Change(tuple(self.row(slug) for slug in sorted(folders) if slug in known), which)

    def _stands(self, slug: str, place: tuple[str, ...]) -> bool:
        """Whether a release was known, and is still there."""
        folder = self.newsroom.folder.joinpath(*place)
        return self._folders()[0].get(slug) == folder and folder.is_dir()

    def _forget(self, slug: str) -> None:
        self._rows.pop(slug, None)
        if (old := self._looks.pop(slug, None)) and old.shown:
            self._before[slug] = old

    def _begin_anew(self) -> None:
        """Read the settings and all that is shared again; where they are broken, those before are kept."""
        try:
            self.newsroom, self._unread = Newsroom.at(self.newsroom.folder), ""
        except PressflowError as error:
            self._unread = str(error)
        self._rows.clear()
        for slug in list(self._looks):
            self._forget(slug)
