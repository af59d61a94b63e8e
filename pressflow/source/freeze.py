"""Freezing a version: copies of everything that was published."""

from collections.abc import Mapping
from pathlib import Path

from pressflow.errors import StateError
from pressflow.source.whole import read_whole, write_whole


def freeze(folder: Path, version: int, files: Mapping[str, bytes]) -> None:
    """Write `versions/N` of a release; a frozen version is never written over with other content."""
    frozen = folder / "versions" / str(version)
    if not frozen.exists():
        write_whole(frozen, files)
    elif read_whole(frozen) != dict(files):
        raise StateError(f"{frozen}: holds another text than the one approved; move it away and publish again")
