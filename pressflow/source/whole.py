"""Writing folders whole or not at all."""

import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path


def write_whole(folder: Path, files: Mapping[str, bytes]) -> None:
    """Make a folder with these files, durably: after a crash it is there with all of them, or not there.

    Raises FileExistsError where the folder is there already.
    """
    if folder.exists():
        raise FileExistsError(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}")
    try:
        for name, content in files.items():
            file = draft / name
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("xb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
        draft.rename(folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def write_file(file: Path, content: bytes) -> None:
    """Write one file, durably: after a crash it holds what it held, or this."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.{secrets.token_hex(4)}")
    try:
        with draft.open("xb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)


def read_whole(folder: Path) -> dict[str, bytes]:
    """All files of a folder by their names in it, without what file managers and editors leave there."""
    return {file[len(str(folder)) + 1 :]: _content(file) for file in sorted(_files(str(folder)))}


# Of thousands of releases, Path objects for each file would take longer than reading them.
def _files(folder: str) -> Iterator[str]:
    try:
        found = os.scandir(folder)
    except OSError:  # holds nothing that can be read
        return
    with found:
        for entry in found:
            if entry.is_dir(follow_symlinks=False):
                yield from _files(entry.path)
            elif not is_litter(entry.name) and entry.is_file():
                yield entry.path


def _content(file: str) -> bytes:
    with open(file, "rb", buffering=0) as stream:  # noqa: PTH123  as above
        return stream.read()


def is_litter(name: str) -> bool:
    """Whether a file of this name is none of the office's: hidden ones as .DS_Store, and Windows' thumbnails."""
    return name.startswith(".") or name.casefold() in ("thumbs.db", "desktop.ini")
