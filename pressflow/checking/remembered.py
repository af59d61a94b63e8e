"""What a check would say where nothing was written since the last one; asked before much code is loaded."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from pressflow.checking.memory import FILE, Memory, surroundings, taken_key
from pressflow.checking.recycling import PASSAGES, Archive
from pressflow.errors import InputError
from pressflow.folders import release_folders
from pressflow.home import home
from pressflow.model.finding import Finding

Folders = Mapping[str, str]


def remembered(folder: Path, words: list[str], now: datetime) -> tuple[int, list[Finding]] | None:
    """How many releases were asked about, and what is found in them and in what they share, in order of places.

    `words` name releases or their files; none of them means all. None where a check has to look closer: nothing is
    found out here, and whatever is doubtful is the check's.
    """
    place = home(folder)
    files = [place / "var" / name for name in (FILE, PASSAGES)]
    try:
        if not all(file.is_file() for file in files):
            return None
        folders = release_folders(place)
        chosen = _chosen(words, folders)
        with closing(Memory(files[0], surroundings(place))) as known, closing(Archive(files[1])) as archive:
            if not chosen or not known.zone or not archive.is_still(folders):
                return None
            day = str(now.astimezone(ZoneInfo(known.zone)).date())
            found = _recalled(known, chosen, folders, day)
        return (len(chosen), sorted(found)) if found is not None else None
    except (InputError, OSError, sqlite3.Error, ValueError):
        return None


def _chosen(words: list[str], folders: Folders) -> list[str] | None:
    """The releases that are meant; None where one is not named in full."""
    names = [_name(word, folders) for word in words] or list(folders)
    return list(dict.fromkeys(name for name in names if name)) if all(names) else None


def _name(word: str, folders: Folders) -> str | None:
    given = Path(word)
    if not given.exists():
        return word if word in folders else None
    place = given.resolve()
    return next((one.name for one in (place, *place.parents) if folders.get(one.name) == str(one)), None)


def _recalled(known: Memory, chosen: list[str], folders: Folders, day: str) -> set[Finding] | None:
    office = known.said("office", day)
    if office is None:
        return None
    found, named = set(office), list[tuple[str, str]]()
    for name in chosen:
        before = known.recall(name, folders)
        if before is None:
            return None
        found.update(before.findings)
        named += before.addresses
    taken = known.said("taken", taken_key(named, folders)) if named else ()
    return None if taken is None else found.union(taken)
