"""How it grows: memory for 1,000, 100,000 and 1,000,000 readers, planning a million, `status` on ten million rows.

python benchmarks/mail/scale.py --most 1000000
"""

import argparse
import os
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from benchmarks.mail.office import SLUG, Office
from benchmarks.mail.servers import sink

CONNECTIONS = 10
STEPS = (1_000, 100_000, 1_000_000)
ROWS = 10_000_000
# Columns that make a row unlike the others; the rest is as in the rows that were sent.
_COPY = """
WITH RECURSIVE counted(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < :rows)
INSERT INTO deliveries ({names}) SELECT {values} FROM counted, (SELECT * FROM deliveries LIMIT 1) AS one
"""
_PROGRESS = """
INSERT INTO progress ({names}) SELECT {values} FROM deliveries, (SELECT * FROM progress LIMIT 1) AS one
WHERE deliveries.id > (SELECT max(delivery_id) FROM progress)
"""


def main() -> None:
    """Run the steps and print what they took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--most", type=int, default=STEPS[-1], help="leave out steps with more readers than this")
    parser.add_argument("--rows", type=int, default=ROWS, help="so many deliveries for status; 0 leaves it out")
    given = parser.parse_args()
    print(
        "| readers | planning, s | letters a second | CPU ms a letter | most memory, MiB |\n|---|---|---|---|---|",
        flush=True,
    )
    for readers in (step for step in STEPS if step <= given.most):
        print(sending(readers), flush=True)
    if given.rows:
        print(f"\n{status(given.rows)}", flush=True)


def sending(readers: int) -> str:
    """Promise so many letters and send them; what the server and the ledger counted must be the same."""
    with tempfile.TemporaryDirectory(prefix="pressflow-scale-") as place, sink() as server:
        office = Office(Path(place) / "office", readers)
        told = office.send_from(office.folder, server.port, "normal", CONNECTIONS)
        got, _ = server.got()
    if got != told["letters"] or got != readers:
        return f"| {readers:,} | the server has {got:,}, the ledger says {told['letters']:,} |"
    rate, cpu = readers / told["seconds"], 1000 * told["cpu"] / readers
    return f"| {readers:,} | {office.planning:.1f} | {rate:,.0f} | {cpu:.3f} | {told['memory']:,.0f} |"


def status(rows: int) -> str:
    """How long `status` takes on so many deliveries, which SQL makes."""
    with tempfile.TemporaryDirectory(prefix="pressflow-scale-") as place:
        with sink() as server:
            office = Office(Path(place) / "office", 100)
            office.send_from(office.folder, server.port, "normal", CONNECTIONS)
        few = _times(office.folder)
        multiply(office.folder / "var" / "ledger.sqlite", rows)
        many = _times(office.folder)
        size = (office.folder / "var" / "ledger.sqlite").stat().st_size / 2**30
    title = f"| command | 100 deliveries, s (CPU) | {rows:,} deliveries ({size:.1f} GiB), s (CPU) |\n|---|---|---|"
    return "\n".join((title, *(f"| {name} | {few[name]} | {many[name]} |" for name in few)))


def multiply(file: Path, rows: int) -> None:
    """Copy a delivery so many times; the triggers that count are put aside, and the count is put right by hand."""
    ledger = sqlite3.connect(file)
    ledger.execute("PRAGMA synchronous = OFF")
    ledger.execute("PRAGMA cache_size = -400000")
    triggers = ledger.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    own = {"key": "printf('%064d', n)", "address": "printf('r%d@desk.example.org', n)"}
    own["address_hash"] = own["key"]
    with ledger:
        for name, _ in triggers:
            ledger.execute(f"DROP TRIGGER {name}")
        ledger.execute(_filled(ledger, _COPY, "deliveries", own), {"rows": rows})
        ledger.execute(_filled(ledger, _PROGRESS, "progress", {"delivery_id": "deliveries.id"}))
        ledger.execute("UPDATE tallies SET number = number + ? WHERE state = 'promised'", (rows,))
        for _, statement in triggers:
            ledger.execute(statement)
    ledger.close()


def _filled(ledger: sqlite3.Connection, statement: str, table: str, own: dict[str, str]) -> str:
    """A statement with the columns of a table: those a row has of its own, the others as in one that is there."""
    names = [row[1] for row in ledger.execute(f"PRAGMA table_info({table})") if row[1] != "id"]
    return statement.format(names=", ".join(names), values=", ".join(own.get(name, f"one.{name}") for name in names))


def _times(folder: Path) -> dict[str, str]:
    """How long `status` takes, of all releases and of one: medians of five, starting up included."""
    return {" ".join(words): _timed(folder, *words) for words in (("status",), ("status", SLUG))}


def _timed(folder: Path, *words: str) -> str:
    times, cpu = [], []
    # As installed: Python keeps what it has compiled.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    for _ in range(5):
        start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
        command = [sys.executable, "-m", "pressflow", *words]
        subprocess.run(command, cwd=folder, check=True, capture_output=True, env=environment)
        times.append(time.perf_counter() - start)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return f"{statistics.median(times):.2f} ({statistics.median(cpu):.2f})"


if __name__ == "__main__":
    main()
