"""Still: whether all that the site is made of is as it was when it was built; asked before much code is loaded."""

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pressflow
from pressflow import home, stamps
from pressflow.cache import FILE, Cache
from pressflow.channels import tree
from pressflow.errors import StateError
from pressflow.theme.folders import default_folder

FACT = "around"
# The stamp of the ledger whose versions all stand in journals.
RESTORED = "restored"
_JOURNAL = "journal.jsonl"


@dataclass(frozen=True, slots=True)
class Built:
    """What the site holds now, and how much of it is new or changed; `reply` says so in words."""

    files: int
    changed: int

    @property
    def reply(self) -> str:
        """Both in words."""
        return f"{self.files} files, {f'{self.changed} new or changed' if self.changed else 'nothing changed'}"


def still(folder: Path) -> Built | None:
    """The site of this newsroom, where there is nothing to do for it; None where a build has to look closer.

    Nothing is found out here but that; whatever is doubtful, such as a cache that cannot be read, is the build's.
    """
    place = home.home(folder)
    file = place / "var" / FILE
    try:
        if not file.is_file():
            return None
        with closing(Cache(file)) as cache, cache.telling():
            return Built(cache.count(), 0) if _is_still(place, cache) else None
    except (OSError, StateError):
        return None


def _is_still(place: Path, cache: Cache) -> bool:
    return (
        cache.fact("indexed") != ""
        and cache.fact(FACT) == around(place)
        and cache.fact(RESTORED) == stamps.of_ledger(place / "var")
        and cache.fact("tree") == tree.stamp_of(place / "public")
        and _journals(place) == cache.stamps()
    )


def around(place: Path) -> str:
    """One hash for everything but releases that decides how a site looks: settings, theme, press contacts, code."""
    seen = (
        pressflow.__version__,
        (place / home.FILE).read_bytes().hex(),
        sorted(pair for pair in os.environ.items() if pair[0].upper().startswith("PRESSFLOW_")),
        [stamps.of_folder(folder) for folder in (place / "templates", default_folder())],
        stamps.of_file(f"{place}/press-contacts.yaml"),
        stamps.of_folder(Path(pressflow.__file__).parent, ".py"),
        stamps.of_libraries(),
    )
    return hashlib.sha256(json.dumps(seen).encode()).hexdigest()


def _journals(place: Path) -> dict[str, str] | None:
    """The stamps of the journals by the folders of their releases; None for names that a build refuses."""
    found = folders(place)
    stamped = {name: stamps.of_file(f"{folder}/{_JOURNAL}") for name, folder in (found or {}).items()}
    return {name: stamp for name, stamp in stamped.items() if stamp} if found is not None else None


def folders(place: Path) -> dict[str, str] | None:
    """The folders of the releases by their names, in order; None for two that would share an address."""
    found = sorted(folder for year in _inside(f"{place}/releases") for folder in _inside(year))
    named = {folder.rpartition("/")[2]: folder for folder in found}
    return named if len({name.casefold() for name in named}) == len(found) else None


def _inside(place: str) -> Iterator[str]:
    try:
        with os.scandir(place) as found:
            yield from [entry.path for entry in found if not entry.name.startswith(".") and entry.is_dir()]
    except (FileNotFoundError, NotADirectoryError):
        return
