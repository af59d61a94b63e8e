"""Folders: where the releases of a newsroom stand, and whether what was decided about them was written since."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pressflow import stamps
from pressflow.errors import InputError

JOURNAL = "journal.jsonl"
# What to say of files that all releases share, and that stand somewhere else.
OUTSIDE = "is a link to a place outside its folder; copy the file itself here"


@dataclass(frozen=True, slots=True)
class Look:
    """The folders of the releases by their names, in order, and the stamps of those journals that are there.

    Places are texts: of thousands, Path objects take longer than the files themselves.
    """

    folders: dict[str, str]
    stamps: dict[str, str]

    @classmethod
    def at(cls, folders: dict[str, str]) -> "Look":
        """A look at each of these."""
        stamped = ((name, stamps.of_file(f"{folder}/{JOURNAL}")) for name, folder in folders.items())
        return cls(folders, {name: stamp for name, stamp in stamped if stamp})


def leads_out(file: Path, folder: Path) -> bool:
    """Whether a file in a folder, or a folder on the way to it, is a link to a place outside the folder."""
    # A link to itself leads nowhere; Path.resolve would raise what nobody expects.
    return not Path(os.path.realpath(file)).is_relative_to(os.path.realpath(folder))


def is_foreign(folder: Path, name: str) -> bool:
    """Whether a file of a newsroom, by its path from there, or a folder on the way leads out of where it stands."""
    file = folder / name
    way = (file, *(place for place in file.parents if place != folder and place.is_relative_to(folder)))
    return any(place.is_symlink() and leads_out(place, place.parent) for place in way)


def release_folders(place: Path) -> dict[str, str]:
    """The folders of the releases; raises InputError for two that would share an address."""
    found = sorted(folder for year in _inside(f"{place}/releases") for folder in _inside(year))
    named = {folder.rpartition("/")[2]: folder for folder in found}
    if len({name.casefold() for name in named}) < len(found):
        one, other = _twins(found)
        raise InputError(f"{other} and {one} would have the same web address; rename one of them")
    return named


def _twins(found: list[str]) -> tuple[str, str]:
    """The first two folders whose names differ by capitals alone, or not at all."""
    seen: dict[str, str] = {}
    pairs = ((seen.setdefault(folder.rpartition("/")[2].casefold(), folder), folder) for folder in found)
    return next(pair for pair in pairs if pair[0] != pair[1])


def _inside(place: str) -> Iterator[str]:
    """The folders in a folder, hidden ones left out."""
    try:
        with os.scandir(place) as found:
            yield from [entry.path for entry in found if not entry.name.startswith(".") and entry.is_dir()]
    except (FileNotFoundError, NotADirectoryError):
        return
