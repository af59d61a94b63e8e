"""Reporting: where each release stands, who has it, who has not, who perhaps, and why."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pressflow.journal import read_journal
from pressflow.ledger import outbox, records
from pressflow.ledger.outbox import Entry
from pressflow.model import journal
from pressflow.model.delivery import HAS_IT, NOT_YET, PERHAPS, WILL_NOT, DeliveryState
from pressflow.model.journal import Event, State
from pressflow.newsroom import Newsroom
from pressflow.source.release import Reading


@dataclass(frozen=True, slots=True)
class Tally:
    """How many deliveries were promised, and what became of them; the four parts add up to the whole."""

    has_it: int = 0
    not_yet: int = 0
    perhaps: int = 0
    will_not: int = 0

    @property
    def promised(self) -> int:
        """All of them."""
        return self.has_it + self.not_yet + self.perhaps + self.will_not

    @classmethod
    def of(cls, counts: dict[DeliveryState, int]) -> "Tally":
        """The tally of numbers by state."""
        parts = (HAS_IT, NOT_YET, PERHAPS, WILL_NOT)
        return cls(*(sum(counts.get(state, 0) for state in states) for states in parts))


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a release stands."""

    slug: str
    title: str
    state: State
    version: int
    reference: str
    tally: Tally
    errors: int
    duties: tuple[str, ...]


def overview(newsroom: Newsroom) -> list[Standing]:
    """Where every release stands, newest folder first."""
    with newsroom.ledger.reading() as tx:
        counts = outbox.counts(tx)
        known = records.versions_of(tx)
    return [_standing(newsroom, folder, counts, known) for folder in reversed(newsroom.folders.values())]


def _standing(
    newsroom: Newsroom,
    folder: Path,
    counts: dict[tuple[str, int], dict[DeliveryState, int]],
    known: set[tuple[str, int]],
) -> Standing:
    events = read_journal(folder)
    reading = newsroom.read(folder)
    published = journal.versions(events)
    uri = journal.uri(events) or ""
    total: dict[DeliveryState, int] = {}
    for (of, _), states in counts.items():
        if of == uri:
            total = {state: total.get(state, 0) + states.get(state, 0) for state in DeliveryState}
    release = reading.release
    return Standing(
        slug=folder.name,
        title=release.original.title if release else "",
        state=journal.state(events, release.hash if release else None),
        version=published[-1].version if published else 0,
        reference=published[-1].reference if published else "",
        tally=Tally.of(total),
        errors=sum(finding.severity == "error" for finding in reading.findings),
        duties=(*_lost(events, known), *_duties(folder, events, reading, total)),
    )


def _lost(events: tuple[Event, ...], known: set[tuple[str, int]]) -> Iterator[str]:
    """Versions of which the ledger has lost who was promised what."""
    for event in journal.versions(events):
        if not event.archived and (journal.uri(events), event.version) not in known:
            yield (
                f"the ledger does not know who has version {event.version}: restore var/ from your backup; "
                "until then nothing of it is sent"
            )


def _duties(folder: Path, events: tuple[Event, ...], reading: Reading, counts: dict[DeliveryState, int]) -> list[str]:
    """What somebody still has to do."""
    duties = []
    if (given := journal.approval(events)) and given.retrospective:
        duties.append(f"approved by {given.by}, who wrote it ({given.retrospective}): a colleague must approve it, too")
    published = journal.versions(events)
    if published and not reading.is_version(folder, published[-1].version):
        duties.append(f"the files differ from version {published[-1].version}, which is public")
    elif given and not published and not (reading.release and reading.release.hash == given.hash):
        duties.append(f"changed after {given.by} approved it: approve again")
    if uncertain := counts.get(DeliveryState.UNCERTAIN, 0):
        duties.append(
            f"{uncertain} letters may have arrived or not: pressflow resume sends them again, same Message-ID"
        )
    return duties


def deliveries(newsroom: Newsroom, folder: Path) -> list[Entry]:
    """Every delivery of a release."""
    uri = journal.uri(read_journal(folder)) or ""
    with newsroom.ledger.reading() as tx:
        return list(outbox.entries(tx, uri))
