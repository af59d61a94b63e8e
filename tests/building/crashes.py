"""Builds that die at each of their steps in turn, as by a power cut; a program, since each dies in a process."""

import json
import os
import random
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pressflow import building
from pressflow.building.indexing import index
from pressflow.building.verifying import verify
from pressflow.cache import Cache
from pressflow.channels import tree as trees
from pressflow.channels.tree import Ground
from tests.building.offices import Office, tree
from tests.building.turns import Turns

DIED = 9
# With a search index, and without what takes long beside it.
FAST = ("card", "images", "pdf")


class Steps:
    """Counts what a build does to the disk, and ends the process at one of these steps."""

    def __init__(self, last: int) -> None:
        self.left = last

    def step(self) -> None:
        """Die here, if this is the last step."""
        if self.left == 0:
            os._exit(DIED)
        self.left -= 1

    def around(self, act: Callable[..., Any]) -> Callable[..., Any]:  # Any: whatever it does
        """The act, before and after which the process may die."""

        def counted(*given: Any, **named: Any) -> Any:
            self.step()
            done = act(*given, **named)
            self.step()
            return done

        return counted

    def halves(self, write: Callable[[Ground, str, bytes], None]) -> Callable[[Ground, str, bytes], None]:
        """Writing, which may stop in the middle of a file."""

        def half(ground: Ground, path: str, content: bytes) -> None:
            if self.left == 0:
                write(ground, path, content[: len(content) // 2])
            self.step()
            write(ground, path, content)

        return half

    def watch(self) -> None:
        """From now on, each step counts."""
        places: tuple[tuple[Any, str], ...] = (
            *((Cache, name) for name in ("begin", "commit", "put_fact", "forget")),
            *((trees, name) for name in ("_link", "exchange", "clear_away")),
            (Ground, "remove"),
        )
        for owner, name in places:
            setattr(owner, name, self.around(getattr(owner, name)))
        write = "write"
        setattr(Ground, write, self.halves(Ground.write))


def dies(act: Callable[[], object], last: int) -> bool:
    """Build, or make the index, in a process that dies after so many steps; whether it did."""
    child = os.fork()
    if child == 0:
        Steps(last).watch()
        act()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    if code not in (0, DIED):
        raise SystemExit(f"a build ended with {code} at step {last}")
    return code == DIED


def crash(folder: Path, ways: list[tuple[int, int, bool]], share: float, seed: int) -> dict[str, int]:
    """Go each way from one state to another, dying at some share of its steps; gives how often that was."""
    turns, chance, crashes = Turns(folder), random.Random(seed), 0  # noqa: S311  to be had again
    sites = turns.prepare()
    for before, after, much in ways:
        building._MUCH = 0 if much else 10**6
        building.making._FEW = 10**6  # in this process alone
        last, left = 0, True
        while left:
            turns.turn(before)
            turns.build()
            turns.turn(after)
            if left := dies(turns.build, last):
                crashes += 1
                check(tree(folder / "public") in (sites[before], sites[after]), "mixture", before, after, much, last)
                turns.build()
            check(tree(folder / "public") == sites[after], "not right after", before, after, much, last)
            last += 1 + int(chance.expovariate(share)) if share < 1 else 1
    return {"crashes": crashes}


def crash_index(folder: Path, share: float, seed: int) -> dict[str, int]:
    """Correct a release again and again, dying at some share of the steps by which the search index follows."""
    office, chance, last, crashes, left = Office(folder, FAST), random.Random(seed), 0, 0, True  # noqa: S311  the same
    corrected = office.release("2026-05-10-new", title="Die neue Meldung")
    office.release("2025-12-30-old", title="Die alte Meldung")
    while left:
        fields = {"date": "2026-05-10 10:00", "title": f"Die Meldung zum {last}. Mal", "topics": ["culture"]}
        office.correct(corrected, {"de": fields})
        office.build()
        before = tree(office.public)
        left = dies(lambda: index(office.newsroom), last)
        found = tree(office.public)
        crashes += left
        index(office.newsroom)
        after = tree(office.public)
        check(before != after, "no new index", last)
        check(found in (before, after) if left else found == after, "mixture", last)
        last += 1 + int(chance.expovariate(share))
    check(verify(office.newsroom) == [], "not right after all")
    return {"crashes": crashes}


def check(right: bool, *words: object) -> None:
    """End with these words where something is not right."""
    if not right:
        raise SystemExit(" ".join(str(word) for word in words))


if __name__ == "__main__":
    folder_, ways_, share_, seed_ = Path(sys.argv[1]), json.loads(sys.argv[2]), float(sys.argv[3]), int(sys.argv[4])
    said_ = crash(folder_, ways_, share_, seed_) if ways_ else crash_index(folder_, share_, seed_)
    sys.stdout.write(json.dumps(said_))
