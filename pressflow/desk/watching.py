"""Watching: what is saved in the newsroom is told as soon as it is on the disk."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread

from watchfiles import Change, watch

from pressflow.desk.room import RELEASES, SHARED
from pressflow.source.whole import is_litter

# Milliseconds: a save that comes as several writes is seen as one, and nobody notices the wait.
_STEP, _LONGEST = 20, 100
# So long after it began to watch, it says so, if nothing was written; and again each time.
_QUIET = 500
_FOLDERS = (RELEASES, *(name for name in SHARED if "." not in name))
LOGGER = logging.getLogger("pressflow.desk")

Tell = Callable[[set[Path]], None]


class Watcher:
    """Two threads that watch a newsroom: its own files, and the folders that releases are made of."""

    def __init__(self, folder: Path, tell: Tell) -> None:
        self.folder, self.tell = folder, tell
        self.stopped, self.grown = Event(), Event()
        self.threads = [Thread(target=one, daemon=True) for one in (self._top, self._below)]

    def start(self) -> None:
        """Begin to watch."""
        for thread in self.threads:
            thread.start()

    def stop(self) -> None:
        """End, soon."""
        self.stopped.set()
        self.grown.set()

    def _top(self) -> None:
        for files in _written((self.folder,), self.stopped, recursive=False):
            mine = {file for file in files if file.name in (RELEASES, *SHARED)}
            if any(file.name in _FOLDERS for file in mine):
                self.grown.set()
            elif mine:
                self.tell(mine)

    def _below(self) -> None:
        """Watch the folders there are; when one of them came or went, begin again."""
        missed: set[Path] = set()
        while not self.stopped.is_set():
            self.grown.clear()
            folders = tuple(self.folder / name for name in _FOLDERS if (self.folder / name).is_dir())
            if not folders:
                self.grown.wait()
            for files in _written(folders, self.grown, recursive=True) if folders else ():
                if files or missed:
                    self.tell(files | missed)
                missed = set()
            # What is written until somebody watches again.
            missed = {self.folder / name for name in _FOLDERS}


def _written(places: tuple[Path, ...], stop: Event, *, recursive: bool) -> Iterator[set[Path]]:
    """The files written in these places, as they are; none from time to time, which tells that somebody watches.

    Where the system watches no more folders, it looks again and again.
    """
    for polling in (False, True):
        try:
            for changes in watch(
                *places,
                watch_filter=_matters,
                step=_STEP,
                debounce=_LONGEST,
                stop_event=stop,
                recursive=recursive,
                force_polling=polling or None,
                ignore_permission_denied=True,
                rust_timeout=_QUIET,
                yield_on_timeout=True,
            ):
                yield {Path(path) for _, path in changes}
        except OSError as error:
            if polling:
                raise
            LOGGER.warning("the system watches no more folders (%s): changes are seen a little later", error)
        else:
            return


def _matters(_change: Change, path: str) -> bool:
    """Whether a file may change what is shown: not what editors keep beside it, and no frozen version."""
    names = path.split("/")
    return not (names[-1].endswith("~") or any(map(is_litter, names[-3:])) or "versions" in names[-3:])
