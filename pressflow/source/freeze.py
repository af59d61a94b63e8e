"""Freezing a version: copies of everything that was published; putting them back, and clearing all away."""

import shutil
from collections.abc import Mapping
from pathlib import Path

from pressflow.errors import StateError
from pressflow.source.shared import own_files
from pressflow.source.whole import read_whole, write_file, write_whole


def freeze(folder: Path, version: int, files: Mapping[str, bytes]) -> None:
    """Write `versions/N` of a release; a frozen version is never written over with other content."""
    frozen = folder / "versions" / str(version)
    if not frozen.exists():
        write_whole(frozen, files)
    elif read_whole(frozen) != dict(files):
        raise StateError(f"{frozen}: holds another text than the one approved; move it away and publish again")


def thaw(folder: Path, version: int, now: Mapping[str, bytes]) -> None:
    """Put the files of a frozen version back in the place of those the release has `now`; shared parts stay theirs."""
    frozen = own_files(read_whole(folder / "versions" / str(version)))
    for name in now.keys() - frozen.keys():
        (folder / name).unlink(missing_ok=True)
    for name, content in frozen.items():
        if now.get(name) != content:
            write_file(folder / name, content)


def clear(folder: Path, keep: str) -> None:
    """Remove everything in a release's folder but one file; safe to do again where it was interrupted."""
    for place in sorted(folder.iterdir()):
        if place.name == keep:
            continue
        if place.is_dir() and not place.is_symlink():
            shutil.rmtree(place)
        else:
            place.unlink()
