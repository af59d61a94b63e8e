"""How fast contacts are imported, and how fast an audience is found among them: 1,000,000 unless told otherwise."""

import csv
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

PEOPLE = 1_000_000
LISTS = ("lokalpresse", "wirtschaft", "kultur", "international")
TOPICS = ("", "kultur", "verkehr umwelt", "wirtschaft")


def write(file: Path, number: int) -> None:
    """A file of so many contacts, on one or two lists each, some with wishes."""
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(("address", "name", "language", "medium", "lists", "basis", "proof", "topics", "frequency"))
        for count in range(number):
            lists = LISTS[count % 4] + (f" {LISTS[(count + 1) % 4]}" if count % 3 == 0 else "")
            writer.writerow(
                (
                    *(f"reader{count}@desk{count % 5000}.example.org", f"Reader {count}", "de" if count % 4 else "en"),
                    *(f"Medium {count % 5000}", lists, "consent", "form, 3 May 2026"),
                    *(TOPICS[count % 4], "daily" if count % 10 == 9 else ""),
                )
            )


def timed(what: str, act: Callable[[], Any]) -> Any:  # Any: whatever the act gives
    """Do it, and print how long it took, by the clock and of the processor, and the most memory so far."""
    clock, cpu = time.perf_counter(), time.process_time()
    result = act()
    clock, cpu = time.perf_counter() - clock, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{what:<58} {clock:8.2f} s  {cpu:8.2f} s CPU  {peak:5d} MB peak  {result}")
    return result


def measure(folder: Path) -> None:
    """Import the file in the folder twice, then ask for audiences."""
    from sqlalchemy import func, select

    from pressflow import clock, importing
    from pressflow.ledger import contacts
    from pressflow.newsroom import Newsroom

    newsroom, now = Newsroom.at(folder), clock.now()
    file = folder / "people.csv"
    for what in ("import", "the same file again"):
        timed(what, lambda: importing.import_contacts(newsroom, file, now).outcomes)

    def count(lists: tuple[str, ...], topics: tuple[str, ...]) -> int:
        query = contacts.audience_query(lists, topics=topics, now=now).order_by(None)
        with newsroom.ledger.reading() as tx:
            return int(tx.execute(select(func.count()).select_from(query.subquery())).scalar_one())

    def first(lists: tuple[str, ...]) -> str:
        with newsroom.ledger.reading() as tx:
            return next(contacts.audience(tx, lists, topics=("kultur",), now=now)).address

    timed("how many: one list", lambda: count(("kultur",), ("kultur",)))
    timed("how many: all lists", lambda: count(LISTS, ("kultur",)))
    timed("the first of one list", lambda: first(("kultur",)))
    timed("the first of all lists", lambda: first(LISTS))


def main() -> None:
    """Measure in a process of its own, so that its memory is its own."""
    if len(sys.argv) > 2:
        measure(Path(sys.argv[2]))
        return
    number = int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE
    with tempfile.TemporaryDirectory(prefix="pressflow-contacts.") as place:
        folder = Path(place)
        settings = Path(__file__).parents[1] / "pressflow.toml"
        (folder / "pressflow.toml").write_bytes(settings.read_bytes())
        write(folder / "people.csv", number)
        subprocess.run([sys.executable, __file__, str(number), str(folder)], check=True)


if __name__ == "__main__":
    main()
