"""How long a check takes: the first, one with nothing changed, and of one release; beside reading the same files.

python benchmarks/checking.py FOLDER [ROUNDS]   where FOLDER was made by benchmarks/site/generator.py
"""

import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

Times = tuple[float, float]


def taken(act: Callable[[], object]) -> Times:
    """Seconds by the clock and of the processor that an act takes, with those of the processes it waits for."""
    start, before = time.perf_counter(), _processor()
    act()
    return time.perf_counter() - start, _processor() - before


def _processor() -> float:
    return sum(os.times()[:4])


def _read(folder: Path) -> None:
    for place, _, names in os.walk(folder / "releases"):
        for name in names:
            Path(place, name).read_bytes()


def _check(folder: Path, *words: str) -> Callable[[], object]:
    command = [sys.executable, "-m", "pressflow", "check", *words]
    return lambda: subprocess.run(command, cwd=folder, capture_output=True, check=False)


def _edited(folder: Path, release: Path) -> Callable[[], object]:
    def act() -> None:
        file = release / "de.md"
        file.write_text(file.read_text("utf-8") + "\n", "utf-8")
        _check(folder, release.name)()

    return act


def table(folder: Path, rounds: int) -> Iterator[str]:
    """A line for each act: medians of some rounds in turns, and the ratio of processor time to reading all files."""
    release = max(folder.glob("releases/*/*"))
    first = taken(_check(folder))
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    acts = {
        "reading all files": lambda: _read(folder),
        "all releases, nothing written since": _check(folder),
        "one release, nothing written since": _check(folder, release.name),
        "one release, just written": _edited(folder, release),
    }
    times: dict[str, list[Times]] = {name: [] for name in acts}
    for _ in range(rounds):
        for name, act in acts.items():
            times[name].append(taken(act))
        _check(folder)()
    medians = {name: tuple(map(statistics.median, zip(*each, strict=True))) for name, each in times.items()}
    base = medians["reading all files"][1]
    yield "| act | seconds | CPU seconds | ratio |"
    yield "|---|---|---|---|"
    name = f"all releases, the first time ({most} MiB at most)"
    yield f"| {name} | {first[0]:.2f} | {first[1]:.2f} | {first[1] / base:.1f} |"
    for name, (clock, processor) in medians.items():
        yield f"| {name} | {clock:.2f} | {processor:.2f} | {processor / base:.2f} |"


if __name__ == "__main__":
    print("\n".join(table(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 5)))
