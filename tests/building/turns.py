"""An office that turns from one state into another in one step, for those who interrupt what is made of it."""

import random
import sys
from pathlib import Path

from pressflow import building
from pressflow.building import making
from pressflow.channels.exchange import exchange
from tests.building.offices import Office, Tree, from_nothing, tree

# Big sites are made in several processes: here, those of more than so many documents.
MUCH, FEW, CHUNK = 3, 4, 2
MARK = ".state"


class Turns(Office):
    """An office with several states; each is a whole folder of releases."""

    @property
    def waiting(self) -> Path:
        """Where the states are that the office is not in."""
        return self.folder / "states"

    @property
    def state(self) -> int:
        """The state the office is in."""
        return int((self.folder / "releases" / MARK).read_text())

    def prepare(self) -> dict[int, Tree]:
        """Make the states; gives the site of each as it is made from nothing. Then it is in the last of them."""
        self.waiting.mkdir()
        return {number: self._prepared(number) for number in range(4)}

    def _prepared(self, number: int) -> Tree:
        """Releases corrected, gone, and new; in the last state nearly all are others."""
        releases, first = self.folder / "releases", 0 if number < 3 else 6
        if releases.exists():
            releases.rename(self.waiting / str(number))
        for day in range(first, first + 7):
            if (number, day) != (2, 5):
                self.release(f"2026-05-{day + 10}-r{day}", title=f"Meldung Nummer {day}", places=[f"Ort {day % 2}"])
        if number == 1:
            fields = {"date": "2026-05-12 10:00", "title": "Meldung mit neuem Titel", "topics": ["culture"]}
            self.correct(self.releases[2], {"de": fields}, "material")
        if number == 2:
            self.release("2026-06-01-new", title="Die neueste Meldung", redirect_from=["/alt/"])
        (releases / MARK).write_text(str(number))
        with from_nothing(self, self.folder / "cold") as (public, _):
            return tree(public)

    def turn(self, number: int) -> None:
        """Bring the office into a state, in one step."""
        found = {int(mark.read_text()): mark.parent for mark in self.waiting.glob(f"*/{MARK}")}
        if number in found:
            exchange(found[number], self.folder / "releases")


def without_end(turns: Turns, chance: random.Random) -> None:
    """Turn and build, again and again, until somebody ends this."""
    while True:
        turns.turn(chance.randrange(4))
        sys.stdout.write("begins\n")
        sys.stdout.flush()
        turns.build()


def in_processes() -> None:
    """Have several processes make what is little."""
    building._MUCH, making._FEW, making._CHUNK = MUCH, FEW, CHUNK


if __name__ == "__main__":
    folder_, seed, several = sys.argv[1:]
    if several == "several":
        in_processes()
    without_end(Turns(Path(folder_)), random.Random(seed))  # noqa: S311  to be had again
