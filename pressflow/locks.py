"""Locks between processes: held as long as the process lives, freed by the system when it dies."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pressflow.errors import Busy

# Whoever changes a newsroom holds this one, below its folder var/.
OF_NEWSROOM = "newsroom.lock"


@contextmanager
def locked(file: Path, act: str) -> Iterator[None]:
    """Hold a lock for the length of an act; raises Busy at once where somebody else holds it."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if not _take(handle):
            raise Busy(f"another pressflow is at work here ({file}); {act} again when it has finished")
        yield
    finally:
        os.close(handle)


class WorkerId:
    """The name of a living worker: others can see whether it still lives."""

    def __init__(self, folder: Path) -> None:
        import secrets  # a build needs locks and no names

        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        while True:
            self.name = f"{os.getpid()}-{secrets.token_hex(4)}"
            self.file = folder / f"{self.name}.lock"
            self._handle = os.open(self.file, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
            # Another worker that looks around just now may take the new file for a dead one's, and clear it away.
            if _take(self._handle) and self.file.exists():
                return
            os.close(self._handle)

    def close(self) -> None:
        """End the worker."""
        self.file.unlink(missing_ok=True)
        os.close(self._handle)


def living_workers(folder: Path) -> set[str]:
    """The names of the workers that live; what dead ones left behind is cleared away."""
    living = set()
    for file in sorted(folder.glob("*.lock")):
        try:
            handle = os.open(file, os.O_RDWR)
        except FileNotFoundError:
            continue
        try:
            if _take(handle):
                file.unlink(missing_ok=True)
            else:
                living.add(file.stem)
        finally:
            os.close(handle)
    return living


def how_many(folder: Path) -> int:
    """How many workers there are; one that died counts until it is cleared away."""
    return sum(1 for _ in folder.glob("*.lock"))


def somebody_died(folder: Path) -> bool:
    """Whether a worker ended without saying so: its file is there, and the system has freed the lock."""
    return any(not _lives(file) for file in folder.glob("*.lock"))


def _lives(file: Path) -> bool:
    """Whether a worker's lock is held; one that just ended politely, and took its file along, is not missed."""
    try:
        handle = os.open(file, os.O_RDWR)
    except FileNotFoundError:
        return True
    try:
        return not _take(handle)
    finally:
        os.close(handle)


def _take(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
