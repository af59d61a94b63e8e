"""What is done in a round: every tool builds cold, builds again, and builds after each of the round's changes."""

import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from benchmarks.site.contestants import Contestant
from benchmarks.site.generator import Announcement, archive, corrected
from benchmarks.site.measuring import Failed, Taken, measured

ACTS = ("cold", "nothing", "edit", "add")


@dataclass(frozen=True, slots=True)
class Measurement:
    """What a tool took for an act in a round, and how busy the machine was just before (its load of a minute)."""

    round: int
    tool: str
    act: str
    taken: Taken
    load: float


@dataclass(frozen=True, slots=True)
class Round:
    """A round and its changes: one release, in some rounds old, in others new, is corrected; another one is added."""

    number: int
    corrected: Announcement
    added: Announcement

    def change(self, act: str) -> Announcement | None:
        """The release that an act writes."""
        return {"edit": self.corrected, "add": self.added}.get(act)


def rounds(releases: int, number: int) -> list[Round]:
    """So many rounds on an archive of so many releases."""
    everything = list(archive(releases, number))
    places = (releases * count // (number + 1) for count in range(1, number + 1))
    pairs = zip(places, everything[releases:], strict=True)
    return [Round(count, corrected(everything[place], count), new) for count, (place, new) in enumerate(pairs, 1)]


def public(releases: int, done: Sequence[Round], acts: Collection[str]) -> list[Announcement]:
    """All releases as they stand after these rounds, the oldest first."""
    second = {one.corrected.slug: one.corrected for one in done if "edit" in acts}
    more = [one.added for one in done if "add" in acts]
    return [*(second.get(one.slug, one) for one in archive(releases)), *more]


def write(sites: Collection[Contestant], releases: int) -> None:
    """Give every tool the archive."""
    for site in sites:
        site.lay()
    for one in archive(releases):
        for site in sites:
            site.write(one)


def measurements(name: str, site: Contestant, round_: Round, acts: Sequence[str]) -> Iterator[Measurement]:
    """One tool's acts of a round; raises Failed where a change does not show on the site."""
    for act in acts:
        if act == "cold":
            site.forget()
        if change := round_.change(act):
            site.write(change)
        load = os.getloadavg()[0]
        taken = measured(site.command, site.folder, site.environment)
        if change and (change.note or change.lead) not in (site.public / f"de/{change.slug}.html").read_text("utf-8"):
            raise Failed(f"{name}: {act}: the site does not show it")
        yield Measurement(round_.number, name, act, taken, load)
