"""How long a command takes, and how much memory it and the processes it starts hold (Linux: from /proc)."""

import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

# Often enough for a peak that lasts, seldom enough not to slow down what is watched.
_EVERY = 0.05
_PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Taken:
    """What a command took: seconds on the clock, seconds of all processors, memory in MiB.

    `memory` is the peak of all its processes together, pages they share counted once; `largest` that of one alone.
    """

    seconds: float
    cpu: float
    memory: float
    largest: float


class Failed(Exception):
    """The command did not end well; the message is what it said."""


def measured(command: list[str], folder: Path, environment: Mapping[str, str]) -> Taken:
    """Run a command in a folder to its end; raises Failed where it ends with anything but 0."""
    os.sync()  # what earlier commands wrote is not to be waited for in this one's time
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, env={**os.environ, **environment}, stdout=subprocess.DEVNULL, stderr=said
        )
        with _Watch(process.pid) as watch:
            _, status, usage = os.wait4(process.pid, 0)
            seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            raise Failed(
                f"{' '.join(command)}: ended with {process.returncode}\n{said.read().decode(errors='replace')}"
            )
    return Taken(seconds, usage.ru_utime + usage.ru_stime, max(watch.memory, watch.largest), watch.largest)


class _Watch:
    """Looks at a process and its descendants again and again; keeps the highest figures."""

    def __init__(self, pid: int) -> None:
        self.pid, self.memory, self.largest = pid, 0.0, 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> "_Watch":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(_EVERY):
            living = list(_family(self.pid))
            self.memory = max(self.memory, sum(_mebibytes(pid, "smaps_rollup", "Pss:") for pid in living))
            self.largest = max(self.largest, *(_mebibytes(pid, "status", "VmHWM:") for pid in living))


def _family(pid: int) -> Iterator[int]:
    """A process, and those it started, and those they started."""
    yield pid
    for children in (_PROC / str(pid) / "task").glob("*/children"):
        for child in _text(children).split():
            yield from _family(int(child))


def _mebibytes(pid: int, file: str, field: str) -> float:
    """A figure such as `VmHWM:     1234 kB`; 0 for a process that has ended meanwhile."""
    lines = _text(_PROC / str(pid) / file).splitlines()
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith(field)), 0.0)


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except OSError:
        return ""
