"""How fast pressflow sends, beside smtp-source, nodemailer, aiosmtplib and Django, in turns to the same servers.

python benchmarks/mail/run.py --install
python benchmarks/mail/run.py --rounds 3
python benchmarks/mail/run.py --scale     (memory, planning and status at scale: see scale.py)
"""

import argparse
import importlib.util
import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

# Run as a script, too: then the repository is not where Python looks for modules.
sys.path.insert(0, str(Path(__file__).parents[2]))

from benchmarks.mail import scale
from benchmarks.mail.letters import write_parts
from benchmarks.mail.office import Office
from benchmarks.mail.servers import Server, far_sink, postfix, sink, smtp_sink

HERE = Path(__file__).parent
PEERS = HERE / "peers"
CONNECTIONS = 10
# The slower a peer, the fewer letters it is given: each run takes a second or more, and none of them minutes.
NEAR = {"pressflow normal": 20000, "pressflow full": 10000, "smtp-source": 20000}
NEAR |= {"nodemailer": 2000, "aiosmtplib": 1000, "django": 1000}
FAR = {"pressflow normal": 3000, "pressflow full": 3000, "nodemailer": 600, "aiosmtplib": 400}
TABLES: tuple[tuple[str, dict[str, int], Callable[[], AbstractContextManager[Server]]], ...] = (
    ("own sink (CHUNKING)", NEAR, sink),
    ("smtp-sink", NEAR, smtp_sink),
    ("own sink 20 ms away", FAR, far_sink),
)
_LONGEST_RUN = 90.0
_HEADER = 260  # of smtp-source's own, in bytes: -l says how long the rest is


class Failed(Exception):
    """A run that says nothing: the sender ended badly, or the server has not what was sent."""


@dataclass(frozen=True, slots=True)
class Run:
    """A run: how many letters, of how many bytes, in how many seconds, at how many of the sender's processor."""

    letters: int
    seconds: float
    cpu: float
    size: int = 0


def main() -> None:
    """Fetch the peers, or run the rounds and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--install", action="store_true", help="fetch the peers (npm, pip)")
    parser.add_argument("--scale", action="store_true", help="memory, planning and status at scale instead")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--minutes", type=float, default=7.0, help="begin no round of a table after its share of these")
    given = parser.parse_args()
    if given.install:
        _install()
    elif given.scale:
        sys.argv[1:] = []
        scale.main()
    else:
        _compare(given.rounds, given.minutes)


def _compare(rounds: int, minutes: float) -> None:
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="pressflow-mail-") as place:
        bench = Bench(Path(place))
        for number, (title, peers, server) in enumerate(TABLES, 1):
            found = bench.rounds(peers, server, rounds, start + 60 * minutes * number / len(TABLES))
            print(f"\n{CONNECTIONS} connections, {title}: medians\n", flush=True)
            _print(found)


class Bench:
    """The senders, and the letters they are given."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.parts = place / "letter.json"
        write_parts(self.parts)
        self._offices: dict[int, Office] = {}
        self._size = self._size_of_ours()

    def rounds(
        self, peers: dict[str, int], server: Callable[[], AbstractContextManager[Server]], number: int, until: float
    ) -> dict[str, list[Run]]:
        """Each peer once a round, in turns, another one first each time; who fails is named and left out."""
        found: dict[str, list[Run]] = {name: [] for name in peers if _there(name)}
        for count in range(number):
            names = list(found)
            for name in names[count:] + names[:count]:
                try:
                    found[name].append(self._checked(name, peers[name], server))
                    _say(f"{name}: {found[name][-1].letters / found[name][-1].seconds:.0f}/s")
                except (Failed, OSError, subprocess.TimeoutExpired) as error:
                    _say(f"{name} is left out: {error}")
                    del found[name]
            if time.monotonic() > until:
                _say(f"time is up after {count + 1} rounds")
                break
        return found

    def _checked(self, name: str, letters: int, server: Callable[[], AbstractContextManager[Server]]) -> Run:
        """One run, counted at the server, too."""
        with server() as at:
            run = self.run(name, letters, at.port)
            got, size = at.got()
        if got != letters or run.letters != letters:
            raise Failed(f"{letters} were to be sent, it says {run.letters}, the server has {got}")
        return Run(letters, run.seconds, run.cpu, size)

    def run(self, name: str, letters: int, port: int) -> Run:
        """One run of a sender."""
        program, _, durability = name.partition(" ")
        words = [str(port), str(letters), str(CONNECTIONS), str(self.parts)]
        match program:
            case "pressflow":
                told = self._office(letters).send(port, durability, CONNECTIONS)
                return Run(int(told["letters"]), told["seconds"], told["cpu"])
            case "smtp-source":
                options = ["-s", str(CONNECTIONS), "-m", str(letters), "-l", str(self._size - _HEADER), "-d"]
                return _timed(letters, [postfix("smtp-source"), *options, f"127.0.0.1:{port}"])
            case "nodemailer":
                return _told(letters, ["node", str(PEERS / "nodemailer.mjs"), *words], HERE)
            case "aiosmtplib":
                return _told(letters, [sys.executable, str(PEERS / "kept_aiosmtplib.py"), *words])
            case _:
                return _told(letters, [sys.executable, str(PEERS / "django_mail.py"), *words])

    def _size_of_ours(self) -> int:
        """How many bytes a letter of pressflow's has: smtp-source is to send as many."""
        with sink() as server:
            self.run("pressflow normal", 20, server.port)
            return server.got()[1]

    def _office(self, letters: int) -> Office:
        if letters not in self._offices:
            self._offices[letters] = Office(self.place / f"office-{letters}", letters)
        return self._offices[letters]


def _timed(letters: int, command: list[str]) -> Run:
    """A program that starts in no time, timed from outside."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    _output(command)
    seconds, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return Run(letters, seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def _told(letters: int, command: list[str], folder: Path | None = None) -> Run:
    """A program that times itself from its first connection on, as pressflow does."""
    told = json.loads(_output(command, folder))
    return Run(letters, told["seconds"], told["cpu"])


def _output(command: list[str], folder: Path | None = None) -> str:
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, timeout=_LONGEST_RUN, stdin=subprocess.DEVNULL
    )
    if done.returncode:
        raise Failed(f"{command[0]} ended with {done.returncode}: {done.stderr[-300:].strip()}")
    return done.stdout


def _print(found: dict[str, list[Run]]) -> None:
    print("| sender | rounds | bytes | letters a second | to smtp-source | to nodemailer | to aiosmtplib | CPU ms |")
    print("|---|---|---|---|---|---|---|---|")
    rates = {name: statistics.median(run.letters / run.seconds for run in runs) for name, runs in found.items() if runs}
    for name, rate in rates.items():
        ratios = " | ".join(
            f"{rate / rates[peer]:.2f}" if peer in rates else "–"
            for peer in ("smtp-source", "nodemailer", "aiosmtplib")
        )
        cpu = statistics.median(1000 * run.cpu / run.letters for run in found[name])
        size = f"{found[name][0].size:,}" if found[name][0].size else "–"
        print(f"| {name} | {len(found[name])} | {size} | {rate:,.0f} | {ratios} | {cpu:.3f} |", flush=True)


def _there(name: str) -> bool:
    there = {
        "smtp-source": lambda: shutil.which(postfix("smtp-source")),
        "nodemailer": lambda: shutil.which("node") and (HERE / "node_modules" / "nodemailer").is_dir(),
        "django": lambda: importlib.util.find_spec("django"),
    }
    if name in there and not there[name]():
        _say(f"{name} is not here (make bench-mail installs it, but for Debian's postfix package)")
        return False
    return True


def _install() -> None:
    """Fetch the peers; one that cannot be had is left out later, and the others are compared."""
    npm = [shutil.which("npm") or "npm", "install", "--silent", "--no-save", "--prefix", str(HERE), "nodemailer"]
    for command in (npm, [sys.executable, "-m", "pip", "install", "--quiet", "django"]):
        try:
            subprocess.run(command, check=True, timeout=120)
        except (OSError, subprocess.SubprocessError) as error:
            _say(f"could not be fetched: {error}")


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
