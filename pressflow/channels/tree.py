"""The public site as two trees: what changes is written into the spare one, and then both change places in one step.

Files that stay as they are have one copy on disk and a name in each tree (hard links), so a change costs what changed.
"""

import ctypes
import filecmp
import json
import os
import shutil
import stat
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from pressflow.channels.exchange import exchange
from pressflow.errors import InputError, Unavailable


class Tree:
    """A public folder with its spare beside it; whoever looks sees one whole version of the site.

    Raises InputError where the public folder is a link: another folder is put in its place, so links go astray.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.parent.resolve() / folder.name
        self.spare = self.folder.with_name(f".{self.folder.name}.spare")
        self.coming = self.spare.with_name(f"{self.spare.name}.new")
        self.ground = Ground(self.spare)
        if self.folder.is_symlink():
            raise InputError(
                f"{self.folder}: is a link, and pressflow puts a new folder in its place with each build; take the "
                "link away, and let the web server read the folder itself"
            )

    def settle(self, stamp: str) -> bool:
        """Whether the public folder is the one with this stamp, after finishing a switch that was interrupted.

        Raises Unavailable where the folders cannot be put right.
        """
        with self.writing():
            aside = self.spare.with_name(f"{self.spare.name}.old")
            if not self.folder.exists() and aside.is_dir():
                aside.rename(self.folder)
            clear_away(aside)
            clear_away(self.coming)
            if stamp and stamp_of(self.folder) == stamp:
                return True
            if stamp and stamp_of(self.spare) == stamp:
                exchange(self.spare, self.folder)
                return True
            return False

    def renew(self, paths: Iterable[str]) -> bool:
        """Make the spare anew, with these of the public files; whether all of them are there."""
        with self.writing():
            self.ground, whole = _twin(self.folder, self.spare, paths)
            return whole

    def catch_up(self, changed: Iterable[tuple[str, bool]]) -> bool:
        """Bring the spare to where the public tree is: these paths changed, and are there now or are not.

        Whether all that should be there are.
        """
        with self.writing():
            public = Ground(self.folder)
            for path, there in changed:
                self.ground.remove(path)
                if there and not _link(public.file(path), self.ground.place(path)):
                    return False
            return True

    def remove(self, path: str) -> None:
        """Take a file out of the spare, and the folders that are empty then."""
        with self.writing():
            self.ground.remove(path)

    def finished(self) -> str:
        """Make the spare durable; gives its stamp."""
        with self.writing():
            _sync(self.spare)
            return stamp_of(self.spare)

    def finished_as_both(self, paths: Iterable[str]) -> str:
        """The same, of a spare that holds these paths; while the disk is busy, a spare like it is made ready.

        That one takes the old tree's place by `put_away`.
        """
        from concurrent.futures import ThreadPoolExecutor  # an edit needs none

        with self.writing(), ThreadPoolExecutor(1) as other:
            syncing = other.submit(_sync, self.spare)
            _twin(self.spare, self.coming, paths)
            syncing.result()
            return stamp_of(self.spare)

    def put_away(self) -> None:
        """After a switch, take the old tree away, and have a spare like the new one."""
        with self.writing():
            clear_away(self.spare)
            self.coming.rename(self.spare)
            self.ground = Ground(self.spare)

    def switch(self) -> None:
        """Let the spare and the public folder change places."""
        with self.writing():
            exchange(self.spare, self.folder)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Say in plain words what went wrong, and that the public site is as it was."""
        try:
            yield
        except OSError as error:
            what = error.filename2 or error.filename or self.folder
            raise Unavailable(
                f"{what}: cannot be written: {error.strerror}; {self.folder.name} stays as it was"
            ) from error


class Ground:
    """A tree to write into, whose folders are each looked at once: nothing is written or removed through a link.

    Places in it are texts: of tens of thousands, Path objects take longer than the files themselves.
    """

    def __init__(self, tree: Path) -> None:
        self.tree = tree
        self._looked_at, self._made = {""}, {""}

    def file(self, path: str) -> str:
        """Where a document of this path stands; raises InputError for one that would stand outside of the tree."""
        if "\0" in path or not {"", ".", ".."}.isdisjoint(path.split("/")):
            raise InputError(f"{path!r}: leads out of the site; a release's name and its files' names must not")
        self._look_at(path.rpartition("/")[0])
        return f"{self.tree}/{path}"

    def _look_at(self, folder: str) -> None:
        if folder in self._looked_at:
            return
        self._look_at(folder.rpartition("/")[0])
        if (self.tree / folder).is_symlink():
            raise InputError(
                f"{self.tree / folder}: is a link, and pressflow writes nothing through it; take it away, then: "
                "pressflow build --fresh"
            )
        self._looked_at.add(folder)

    def place(self, path: str) -> str:
        """Where a document of this path is to stand, in a folder that is there."""
        file, folder = self.file(path), path.rpartition("/")[0]
        if folder not in self._made:
            (self.tree / folder).mkdir(parents=True, exist_ok=True)
            self._made.add(folder)
        return file

    def write(self, path: str, content: bytes) -> None:
        """Write a file, unless it is there as it should be, so that it keeps its time.

        Never through a name that another tree has for it, too.
        """
        file = self.file(path)
        try:
            handle = _create(file)
        except FileNotFoundError:
            (self.tree / path).parent.mkdir(parents=True, exist_ok=True)
            handle = _create(file)
        except FileExistsError:
            if _holds(self.tree / path, content):
                return
            (self.tree / path).unlink()
            handle = _create(file)
        try:
            left = memoryview(content)
            while left:
                left = left[os.write(handle, left) :]
        finally:
            os.close(handle)

    def remove(self, path: str) -> None:
        """Take a file away, and the folders that are empty then."""
        Path(self.file(path)).unlink(missing_ok=True)
        while path := path.rpartition("/")[0]:
            try:
                (self.tree / path).rmdir()
            except OSError:  # holds other files, or is none
                return
            self._made.discard(path)


def _create(file: str) -> int:
    return os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)


def _holds(file: Path, content: bytes) -> bool:
    """Whether a file has this content; a link has none."""
    seen = file.lstat()
    return stat.S_ISREG(seen.st_mode) and seen.st_size == len(content) and file.read_bytes() == content


def clear_away(folder: Path) -> None:
    """Take a folder away with all that is in it; of a link, the link alone."""
    if folder.is_symlink() or folder.is_file():
        folder.unlink()
    elif folder.exists():
        shutil.rmtree(folder)


def differences(one: Path, other: Path) -> list[str]:
    """The paths of the files in which two trees differ, in order."""
    return sorted(path for path in _files(one) | _files(other) if not _alike(one / path, other / path))


def _files(tree: Path) -> set[str]:
    """The paths of all that is in a tree and is no folder."""
    found = (Path(folder, name) for folder, folders, files in os.walk(tree) for name in (*folders, *files))
    return {path.relative_to(tree).as_posix() for path in found if path.is_symlink() or not path.is_dir()}


def _alike(one: Path, other: Path) -> bool:
    files = all(path.is_file() and not path.is_symlink() for path in (one, other))
    return files and filecmp.cmp(one, other, shallow=False)


def stamp_of(folder: Path) -> str:
    """What tells a tree from any other, and from itself after somebody added or took away files at its top."""
    try:
        own = folder.lstat()
        with os.scandir(folder) as inside:
            found = sorted((entry.name, entry.stat(follow_symlinks=False)) for entry in inside)
    except OSError:
        return ""
    return json.dumps([_of("", own), *(_of(*entry) for entry in found)])


def _of(name: str, seen: os.stat_result) -> list[object]:
    return [name, seen.st_ino, seen.st_mtime_ns]


def _twin(one: Path, other: Path, paths: Iterable[str]) -> tuple[Ground, bool]:
    """Make another folder anew, with these of one's files; the folder, and whether all of them were there."""
    clear_away(other)
    other.mkdir(parents=True)
    here, there = Ground(one), Ground(other)
    return there, all(_link(here.file(path), there.place(path)) for path in paths)


def _link(old: str, new: str) -> bool:
    """Give a file another name; whether it is there."""
    try:
        os.link(old, new, follow_symlinks=False)
    except FileNotFoundError:
        return False
    except (PermissionError, NotImplementedError):  # file systems without hard links
        shutil.copy2(old, new, follow_symlinks=False)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        shutil.copy2(old, new, follow_symlinks=False)
    return True


# EPERM, EMLINK, EXDEV, ENOTSUP: what file systems say that have no hard links, or no more of them.
_NO_LINKS = (1, 31, 18, 95)


def _sync(tree: Path) -> None:
    """Have the file system write down everything at once; that is much faster than file by file."""
    libc = ctypes.CDLL(None, use_errno=True)
    handle = os.open(tree, os.O_RDONLY)
    try:
        if not hasattr(libc, "syncfs"):
            os.sync()
        elif libc.syncfs(handle):
            code = ctypes.get_errno()
            raise OSError(code, os.strerror(code), str(tree))
    finally:
        os.close(handle)
