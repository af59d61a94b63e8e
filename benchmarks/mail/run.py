"""How fast pressflow sends, beside smtp-source, nodemailer, aiosmtplib and Django, in turns to the same servers.

python benchmarks/mail/run.py --install
python benchmarks/mail/run.py --rounds 3
"""

import argparse
import importlib.util
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

# Run as a script, too: then the repository is not where Python looks for modules.
sys.path.insert(0, str(Path(__file__).parents[2]))

from benchmarks.mail.letters import write_parts
from benchmarks.mail.office import Office

HERE = Path(__file__).parent
PEERS = HERE / "peers"
CONNECTIONS, AWAY = 10, 0.010
OFFERS = ("PIPELINING", "CHUNKING", "8BITMIME", "SIZE 0", "ENHANCEDSTATUSCODES")
# The slower a peer, the fewer letters it is given: each run takes a second or more, and none of them minutes.
NEAR = {"pressflow normal": 20000, "pressflow full": 10000, "smtp-source": 20000}
NEAR |= {"nodemailer": 2000, "aiosmtplib": 1000, "django": 1000}
FAR = {"pressflow full": 2000, "nodemailer": 600, "aiosmtplib": 400}


@dataclass(frozen=True, slots=True)
class Run:
    """A run: how many letters, in how many seconds, at how many seconds of the sender's processor time."""

    letters: int
    seconds: float
    cpu: float


def main() -> None:
    """Fetch the peers, or run the rounds and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--install", action="store_true", help="fetch the peers (npm, pip)")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--scale", type=float, default=1.0, help="so many times the usual letters")
    given = parser.parse_args()
    if given.install:
        _install()
        return
    with tempfile.TemporaryDirectory(prefix="pressflow-mail-") as place:
        bench = Bench(Path(place), given.scale)
        for title, peers, server in (
            ("10 connections, own sink (CHUNKING)", NEAR, bench.sink),
            ("10 connections, smtp-sink", NEAR, bench.smtp_sink),
            ("10 connections, own sink 20 ms away", FAR, bench.far_sink),
        ):
            print(f"\n{title}: letters a second, median of {given.rounds} rounds\n")
            _print(bench.rounds(peers, server, given.rounds))


class Bench:
    """The servers and the senders."""

    def __init__(self, place: Path, scale: float) -> None:
        self.place, self.scale = place, scale
        self.parts = place / "letter.json"
        write_parts(self.parts)
        self._offices: dict[int, Office] = {}

    def rounds(self, peers: dict[str, int], server: Callable[[], object], number: int) -> dict[str, list[Run]]:
        """Each peer once a round, in turns."""
        found: dict[str, list[Run]] = {name: [] for name in peers if _there(name)}
        for _ in range(number):
            for name, runs in found.items():
                with server() as port:  # type: ignore[attr-defined]  # a context manager
                    runs.append(self.run(name, int(peers[name] * self.scale), port))
                _say(f"{name}: {runs[-1].letters / runs[-1].seconds:.0f}/s")
        return found

    def run(self, name: str, letters: int, port: int) -> Run:
        """One run of a sender."""
        program, _, durability = name.partition(" ")
        words = [str(port), str(letters), str(CONNECTIONS), str(self.parts)]
        match program:
            case "pressflow":
                told = self._office(letters).send(port, durability, CONNECTIONS)
                return Run(letters, told["seconds"], told["cpu"])
            case "smtp-source":
                options = ["-s", str(CONNECTIONS), "-m", str(letters), "-l", "12000", "-d"]
                return _timed(letters, [_postfix("smtp-source"), *options, f"127.0.0.1:{port}"])
            case "nodemailer":
                return _timed(letters, ["node", str(PEERS / "nodemailer.mjs"), *words], HERE)
            case "aiosmtplib":
                return _timed(letters, [sys.executable, str(PEERS / "kept_aiosmtplib.py"), *words])
            case _:
                return _timed(letters, [sys.executable, str(PEERS / "django_mail.py"), *words])

    def _office(self, letters: int) -> Office:
        if letters not in self._offices:
            self._offices[letters] = Office(self.place / f"office-{letters}", letters)
        return self._offices[letters]

    @contextmanager
    def sink(self) -> Iterator[int]:
        """The own recording server."""
        with _server([sys.executable, str(HERE / "sink.py"), "{port}", str(self.place / "sink.log"), *OFFERS]) as port:
            yield port

    @contextmanager
    def far_sink(self) -> Iterator[int]:
        """The same, so far away."""
        with (
            self.sink() as port,
            _server([sys.executable, str(HERE / "delay.py"), "{port}", str(port), str(AWAY)]) as far,
        ):
            yield far

    @contextmanager
    def smtp_sink(self) -> Iterator[int]:
        """Postfix's server for tests."""
        port = _free_port()
        user = ["-u", "nobody"] if os.geteuid() == 0 else []
        process = subprocess.Popen([_postfix("smtp-sink"), *user, f"127.0.0.1:{port}", "1000"])
        try:
            time.sleep(0.3)
            yield port
        finally:
            process.kill()
            process.wait()


@contextmanager
def _server(command: list[str]) -> Iterator[int]:
    """A server that writes its port into a file."""
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "port"
        process = subprocess.Popen([str(file) if word == "{port}" else word for word in command])
        try:
            while not file.exists():
                time.sleep(0.01)
            yield int(file.read_text())
        finally:
            process.kill()
            process.wait()


def _timed(letters: int, command: list[str], folder: Path | None = None) -> Run:
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    process = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    seconds, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode:
        sys.exit(f"{command[0]} failed: {process.stderr[-500:]}")
    return Run(letters, seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def _print(found: dict[str, list[Run]]) -> None:
    print("| sender | letters a second | to smtp-source | CPU ms a letter |\n|---|---|---|---|")
    rates = {name: statistics.median(run.letters / run.seconds for run in runs) for name, runs in found.items()}
    for name, runs in found.items():
        ratio = f"{rates[name] / rates['smtp-source']:.2f}" if "smtp-source" in rates else "–"
        cpu = statistics.median(1000 * run.cpu / run.letters for run in runs)
        print(f"| {name} | {rates[name]:,.0f} | {ratio} | {cpu:.3f} |")


def _there(name: str) -> bool:
    there = {
        "smtp-source": lambda: shutil.which(_postfix("smtp-source")),
        "nodemailer": lambda: shutil.which("node") and (HERE / "node_modules" / "nodemailer").is_dir(),
        "django": lambda: importlib.util.find_spec("django"),
    }
    if name in there and not there[name]():
        _say(f"{name} is not here (make bench-mail installs it, but for Debian's postfix package)")
        return False
    return True


def _postfix(program: str) -> str:
    return shutil.which(program) or f"/usr/sbin/{program}"


def _free_port() -> int:
    from pressflow.demo import free_port

    return free_port()


def _install() -> None:
    subprocess.run(
        [shutil.which("npm") or "npm", "install", "--silent", "--no-save", "--prefix", str(HERE), "nodemailer"],
        check=True,
    )
    subprocess.run([sys.executable, "-m", "pip", "install", "--quiet", "django"], check=True)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
