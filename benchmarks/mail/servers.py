"""The servers that letters are sent to: our own sink, the same far away, and Postfix's smtp-sink."""

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
OFFERS = ("PIPELINING", "CHUNKING", "8BITMIME", "SIZE 0", "ENHANCEDSTATUSCODES")
AWAY = 0.010  # one way, in seconds
_PATIENCE = 15.0


@dataclass(frozen=True, slots=True)
class Server:
    """A port, and the file in which the server writes what it got."""

    port: int
    log: Path

    def got(self) -> tuple[int, int]:
        """How many letters it got, and how many bytes each had; the servers write that down a moment later."""
        time.sleep(0.5)
        told = self.log.read_bytes()
        if counted := re.findall(rb"mesg=(\d+)", told):  # smtp-sink's
            return int(counted[-1]), 0
        sizes = [int(line.rpartition(b" ")[2]) for line in told.splitlines()]
        return len(sizes), round(sum(sizes) / len(sizes)) if sizes else 0


@contextmanager
def sink() -> Iterator[Server]:
    """The own recording server."""
    with tempfile.TemporaryDirectory() as place:
        log = Path(place) / "log"
        with _started([sys.executable, str(HERE / "sink.py"), "{port}", str(log), *OFFERS]) as port:
            yield Server(port, log)


@contextmanager
def far_sink() -> Iterator[Server]:
    """The same, behind a proxy that holds everything back for a while."""
    with (
        sink() as near,
        _started([sys.executable, str(HERE / "delay.py"), "{port}", str(near.port), str(AWAY)]) as port,
    ):
        yield Server(port, near.log)


@contextmanager
def smtp_sink() -> Iterator[Server]:
    """Postfix's server for tests, which counts what it takes."""
    port = _free_port()
    user = ["-u", "nobody"] if os.geteuid() == 0 else []
    with tempfile.TemporaryDirectory() as place, (Path(place) / "log").open("wb") as log:
        command = [postfix("smtp-sink"), "-c", *user, f"127.0.0.1:{port}", "1000"]
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.DEVNULL)
        try:
            _await(port, process)
            yield Server(port, Path(place) / "log")
        finally:
            process.kill()
            process.wait()


def postfix(program: str) -> str:
    """Where a program of Debian's postfix package lies."""
    return shutil.which(program) or f"/usr/sbin/{program}"


@contextmanager
def _started(command: list[str]) -> Iterator[int]:
    """A server that writes its port into a file."""
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "port"
        process = subprocess.Popen([str(file) if word == "{port}" else word for word in command])
        try:
            until = time.monotonic() + _PATIENCE
            while not file.exists():
                if process.poll() is not None or time.monotonic() > until:
                    raise OSError(f"{Path(command[1]).name} did not start")
                time.sleep(0.01)
            yield int(file.read_text())
        finally:
            process.kill()
            process.wait()


def _await(port: int, process: "subprocess.Popen[bytes]") -> None:
    """Until somebody listens."""
    until = time.monotonic() + _PATIENCE
    while process.poll() is None and time.monotonic() < until:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise OSError(f"nobody listens on port {port}")


def _free_port() -> int:
    from pressflow.demo import free_port

    return free_port()
