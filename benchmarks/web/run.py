"""How many sign-ups and one-click unsubscribes the service takes a second, beside a FastAPI that says hello.

Needs wrk (Debian has it). Each runs alone with one process on loopback, in turns; the service writes its ledger
durably. `python benchmarks/web/run.py [--seconds 5] [--rounds 3]`
"""

import argparse
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.request import urlopen

from pressflow import clock
from pressflow.demo import free_port, set_up
from pressflow.ledger import contacts
from pressflow.model.contact import MediaContact
from pressflow.newsroom import Newsroom
from pressflow.web.forms import stamp

HERE = Path(__file__).parent
CONNECTIONS, CONTACTS = 32, 20_000
HELLO = """
from fastapi import FastAPI
app = FastAPI()

@app.get("/")
async def hello() -> dict[str, str]:
    return {"hello": "world"}
"""
LUA_HEAD = """
local stamp, tokens = "%s", {}
for line in io.lines("%s") do tokens[#tokens + 1] = line end
local thread_number, place = 0, 0
function setup(thread) thread:set("first", thread_number * 5000) thread_number = thread_number + 1 end
local headers = {["Content-Type"] = "application/x-www-form-urlencoded", ["X-Forwarded-For"] = "192.0.2.1"}
"""
SIGN_UP = """
function request()
  place = place + 1
  local network = (first + place) %% 60000
  headers["X-Forwarded-For"] = string.format("10.%d.%d.1", network / 250, network %% 250)
  local body = "act=subscribe&lists=kultur&speaks=de&stamp=" .. stamp
  return wrk.format("POST", "/service/de/subscribe", headers,
    body .. string.format("&address=r%d.%d@desk.example.org", first, place))
end
"""
ONE_CLICK = """
function request()
  place = place + 1
  return wrk.format("POST", "/unsubscribe/" .. tokens[(first + place) %% #tokens + 1], headers,
    "List-Unsubscribe=One-Click")
end
"""

PAGE = """
function request() return wrk.format("GET", "/service/de/subscribe") end
"""


@dataclass(frozen=True)
class Figure:
    """What one run gave: answers a second, and the server's CPU time for each, in milliseconds."""

    a_second: float
    cpu: float
    failed: int


def office(folder: Path) -> Path:
    """The example office with readers on its list; gives the file with their unsubscribe tokens."""
    set_up(folder)
    with (folder / "pressflow.toml").open("r+", encoding="utf-8") as file:
        text = re.sub(r"(?m)^per_form = \d+", "per_form = 100000000", file.read())
        file.seek(0)
        file.write(text)
    newsroom = Newsroom.at(folder)
    tokens, now = newsroom.tokens, clock.now()
    people = [
        MediaContact(
            address=f"reader{number}@desk.example.org", language="de", lists=("kultur",), basis="contract", proof="load"
        )
        for number in range(CONTACTS)
    ]
    with newsroom.ledger.writing() as tx:
        contacts.put_contacts(tx, [(one, tokens.address_hash(one.address)) for one in people], now)
        ids = [one.id for one in contacts.all_contacts(tx)]
    file_ = folder / "tokens"
    file_.write_text("".join(f"{tokens.unsubscribe(id_, 'kultur')}\n" for id_ in ids), "ascii")
    return file_


def answers(port: int, path: str) -> bool:
    """Whether a server is there."""
    try:
        with urlopen(f"http://127.0.0.1:{port}{path}"):
            return True
    except OSError:
        return False


@contextmanager
def server(command: list[str], port: int, path: str) -> Iterator[subprocess.Popen[bytes]]:
    """A server until the block ends."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        end = time.monotonic() + 30
        while not answers(port, path):
            if time.monotonic() > end or process.poll() is not None:
                sys.exit("the server did not start")
            time.sleep(0.1)
        yield process
    finally:
        process.terminate()
        process.wait()


def measured(port: int, seconds: int, process: subprocess.Popen[bytes], script: Path | None) -> Figure:
    """Let wrk ask for so many seconds."""
    before = cpu(process.pid)
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", *(("-s", str(script)) if script else ())]
    said = subprocess.run([*command, f"http://127.0.0.1:{port}/"], check=True, capture_output=True, text=True).stdout
    number = int(re.findall(r"(\d+) requests in", said)[0])
    bad = re.findall(r"Non-2xx or 3xx responses: (\d+)", said)
    rate = float(re.findall(r"Requests/sec:\s+([\d.]+)", said)[0])
    return Figure(rate, (cpu(process.pid) - before) * 1000 / max(number, 1), int(bad[0]) if bad else 0)


def cpu(pid: int) -> float:
    """The CPU seconds a process has used, its threads' among them."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def rounds(number: int, seconds: int) -> dict[str, list[Figure]]:
    """Each server in turn, so often; the ledger is new in each round."""
    figures: dict[str, list[Figure]] = {"hello world": [], "sign-up": [], "one click": [], "page": []}
    for _ in range(number):
        with tempfile.TemporaryDirectory(dir=HERE, prefix=".run.") as place:
            folder, port = Path(place) / "office", free_port()
            tokens = office(folder)
            (Path(place) / "hello.py").write_text(HELLO, "ascii")
            plain = [sys.executable, "-m", "uvicorn", "hello:app", "--app-dir", place, "--port", str(port)]
            with server([*plain, "--log-level", "warning"], port, "/") as process:
                figures["hello world"].append(measured(port, seconds, process, None))
            signed = stamp(Newsroom.at(folder).tokens, "subscribe", clock.now() - timedelta(seconds=10))
            serve = [sys.executable, "-m", "pressflow", "serve", "--port", str(port), "-C", str(folder)]
            for name, lua in (("sign-up", SIGN_UP), ("one click", ONE_CLICK), ("page", PAGE)):
                script = Path(place) / "ask.lua"
                script.write_text(LUA_HEAD % (signed, tokens) + lua.replace("%%", "%"), "ascii")
                with server(serve, port, "/healthz") as process:
                    figures[name].append(measured(port, seconds, process, script))
    return figures


def main() -> None:
    """Print the medians, and their ratios to hello world."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    if not shutil.which("wrk"):
        sys.exit("wrk is missing: apt install wrk")
    resource.setrlimit(resource.RLIMIT_NOFILE, (4096, 4096))
    figures = rounds(given.rounds, given.seconds)
    base = statistics.median(one.cpu for one in figures["hello world"])
    most = statistics.median(one.a_second for one in figures["hello world"])
    for name, found in figures.items():
        rate = statistics.median(one.a_second for one in found)
        used = statistics.median(one.cpu for one in found)
        failed = sum(one.failed for one in found)
        print(
            f"{name:12} {rate:8.0f}/s {rate / most:6.3f} x hello  {used:7.3f} ms CPU {used / base:6.1f} x hello"
            f"  {failed} refused"
        )


if __name__ == "__main__":
    main()
