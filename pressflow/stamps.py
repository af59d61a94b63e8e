"""Stamps: what tells whether something on the disk was written since it was last looked at."""

import os
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path


def of_file(file: str) -> str:
    """The stamp of a file; nothing where there is none."""
    try:
        seen = os.stat(file)  # noqa: PTH116  asked of thousands at each build
    except OSError:
        return ""
    return f"{seen.st_mtime_ns} {seen.st_size} {seen.st_ino}"


def of_ledger(var: Path) -> str:
    """The stamp of the ledger in a folder."""
    files = (var / "ledger.sqlite", var / "ledger.sqlite-wal")
    seen = [file.stat() for file in files if file.exists()]
    return " ".join(f"{one.st_ino} {one.st_mtime_ns} {one.st_size}" for one in seen if one.st_size)


def of_folder(folder: Path, ending: str = "") -> list[tuple[str, str]]:
    """The stamps of the files in a folder and in those below, by their names."""
    return sorted((file[len(str(folder)) :], of_file(file)) for file in _files(str(folder)) if file.endswith(ending))


def of_libraries() -> list[tuple[str, str]]:
    """The stamps of the folders that libraries are installed in; an installation changes them."""
    # One that is made of Python, and one that is built: they may stand in two places.
    found = (find_spec(name) for name in ("jinja2", "pydantic_core"))
    return sorted({(place, of_file(place)) for one in found if one and one.origin for place in [_around(one.origin)]})


def _around(module: str) -> str:
    return str(Path(module).parents[1])


def _files(folder: str) -> Iterator[str]:
    return (f"{place}/{name}" for place, _, names in os.walk(folder) for name in names)
