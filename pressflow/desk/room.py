"""What the desk knows of the newsroom: releases are looked at when somebody wants to see them, and when they change."""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import count, islice
from pathlib import Path
from threading import RLock

from pressflow.checking import check_looks
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
        self.trouble = ""
        self._lock = RLock()
        self._marks = count(1)
        self._rows: dict[str, Row] = {}
        self._looks: OrderedDict[str, Look] = OrderedDict()
        self._before: dict[str, Look] = {}

    def slugs(self, words: str = "") -> list[str]:
        """The releases, newest folder first; with words, those in whose name or headline all of them stand."""
        wanted = words.casefold().split()
        with self._lock:
            try:
                known = [slug for slug in reversed(self.newsroom.folders) if slug.isprintable()]
            except PressflowError as error:
                self.trouble = str(error)
                return []
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
            folder = self.newsroom.folders[slug]
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
            slugs = {place[2] for place in places if len(place) == 3 and place[0] == RELEASES}
            if any(len(place) < 3 for place in places) or any(map(self._came_or_went, slugs)):
                self.newsroom = self.newsroom.again()
            which = bool(slugs - self._rows.keys()) or any(len(place) < 3 for place in places)
            for slug in slugs:
                self._forget(slug)
            known = [slug for slug in sorted(slugs) if slug in self.newsroom.folders]
            if len(slugs) > _FEW:
                return Change(which=True)
            return Change(tuple(self.row(slug) for slug in known), which or len(known) < len(slugs))

    def _came_or_went(self, slug: str) -> bool:
        known = self.newsroom.folders.get(slug)
        return known is None or not known.is_dir()

    def _forget(self, slug: str) -> None:
        self._rows.pop(slug, None)
        if (old := self._looks.pop(slug, None)) and old.shown:
            self._before[slug] = old

    def _begin_anew(self) -> None:
        """Read the settings and all that is shared again; where they are broken, those before are kept."""
        try:
            self.newsroom, self.trouble = Newsroom.at(self.newsroom.folder), ""
        except PressflowError as error:
            self.trouble = str(error)
        self._rows.clear()
        for slug in list(self._looks):
            self._forget(slug)
