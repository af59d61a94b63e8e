"""Still: whether all that the site is made of is as it was when it was built; asked before much code is loaded."""

import hashlib
import json
import os
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pressflow
from pressflow import home, stamps
from pressflow.cache import FILE, Cache
from pressflow.channels import tree
from pressflow.errors import InputError, StateError
from pressflow.folders import Look, release_folders
from pressflow.theme.folders import default_folder

FACT = "around"
# The stamp of the ledger whose versions all stand in journals.
RESTORED = "restored"


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
    try:
        return as_built(place, Look.at(release_folders(place)))
    except InputError:
        return None


def as_built(place: Path, seen: Look) -> Built | None:
    """The same for a newsroom at whose releases somebody just looked."""
    file = place / "var" / FILE
    try:
        if not file.is_file():
            return None
        with closing(Cache(file)) as cache, cache.telling():
            return Built(cache.count(), 0) if _is_still(place, cache, seen) else None
    except (OSError, StateError):
        return None


def _is_still(place: Path, cache: Cache, seen: Look) -> bool:
    return (
        cache.fact("indexed") != ""
        and seen.stamps == cache.stamps()
        and cache.fact(RESTORED) == stamps.of_ledger(place / "var")
        and cache.fact("tree") == tree.stamp_of(place / "public")
        and cache.fact(FACT) == around(place)
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
