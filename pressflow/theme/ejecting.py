"""Ejecting: a copy of a default theme's file for the newsroom's own folder, where it takes the default one's place."""

import difflib
from pathlib import Path

from pressflow.errors import InputError
from pressflow.theme.folders import default_folder


def theme_files() -> tuple[str, ...]:
    """The files of the default theme that a newsroom can have of its own, sorted."""
    folder = default_folder()
    found = (file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file())
    return tuple(sorted(name for name in found if not name.startswith("init/")))


def eject(newsroom: Path, name: str) -> Path:
    """Copy a file of the default theme into the newsroom's folder templates/; gives the copy.

    Raises InputError for a file that the theme does not have, and where the newsroom has one of its own already.
    """
    name = name.removeprefix("templates/")
    if name not in theme_files():
        close = difflib.get_close_matches(name, theme_files(), n=1)
        hint = f"did you mean {close[0]}?" if close else "pressflow theme eject lists all of them"
        raise InputError(f"{name}: there is no such file in the theme; {hint}")
    file = newsroom / "templates" / name
    if file.exists():
        raise InputError(f"templates/{name}: is there already; delete it first to begin anew")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("xb") as copy:
            copy.write((default_folder() / name).read_bytes())
    except OSError as error:
        raise InputError(f"{file}: cannot be written: {error.strerror}") from error
    return file
