"""How long pressflow takes to start, beside Python that does nothing; the median of twenty runs each, in turns."""

import statistics
import subprocess
import sys
import time

RUNS = 20
COMMANDS = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "pressflow --version": [sys.executable, "-m", "pressflow", "--version"],
    "pressflow --help": [sys.executable, "-m", "pressflow", "--help"],
}


def seconds(command: list[str]) -> float:
    """The time one run takes."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - start


def main() -> None:
    """Print each command's median and its ratio to Python's own."""
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(RUNS):
        for name, command in COMMANDS.items():
            times[name].append(seconds(command))
    base = statistics.median(times["python -c pass"])
    for name, taken in times.items():
        median = statistics.median(taken)
        print(f"{name:24} {median * 1000:6.1f} ms  {median / base:5.2f} x python -c pass")


if __name__ == "__main__":
    main()
