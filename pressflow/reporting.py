"""Reporting: where each release stands, who has it, who has not, who perhaps, and why."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pressflow.journal import read_journal
from pressflow.ledger import blasts, outbox, records
from pressflow.ledger.outbox import Entry
from pressflow.model import journal
from pressflow.model.delivery import HAS_IT, NOT_YET, PERHAPS, WILL_NOT, DeliveryState
from pressflow.model.duties import duties, upcoming
from pressflow.model.journal import Event, State
from pressflow.newsroom import Newsroom
from pressflow.source.release import CHANGED, Reading, altered


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
class Carried:
    """How far a channel is with a release: how many documents or letters are done, pending, and failed."""

    channel: str
    done: int
    pending: int
    failed: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a release stands; `next` is what happens without anybody's doing, or is waited for, in words."""

    slug: str
    title: str
    state: State
    version: int
    reference: str
    tally: Tally
    errors: int
    duties: tuple[str, ...]
    next: str = ""
    next_at: datetime | None = None
    channels: tuple[Carried, ...] = ()


def overview(newsroom: Newsroom, now: datetime | None = None) -> list[Standing]:
    """Where every release stands, newest folder first; with `now`, duties also say what a clock reminds of."""
    with newsroom.ledger.reading() as tx:
        counts = outbox.counts(tx)
        known = records.versions_of(tx)
        closed = {(one.uri, one.version) for one in records.unopened(tx)}
        troubles = blasts.troubles(tx)
    ledger = _Ledger(counts, known, closed, troubles)
    return [_standing(newsroom, folder, ledger, now) for folder in reversed(newsroom.folders.values())]


@dataclass(frozen=True, slots=True)
class _Ledger:
    """What the ledger knows of all releases: numbers of letters, versions, those not shown yet, what holds letters."""

    counts: dict[tuple[str, int], dict[DeliveryState, int]]
    known: set[tuple[str, int]]
    closed: set[tuple[str, int]]
    troubles: dict[str, str]


def _standing(newsroom: Newsroom, folder: Path, ledger: _Ledger, now: datetime | None) -> Standing:
    events = read_journal(folder)
    reading = newsroom.read(folder)
    published = journal.versions(events)
    uri = journal.uri(events) or ""
    total: dict[DeliveryState, int] = {}
    for (of, _), states in ledger.counts.items():
        if of == uri:
            total = {state: total.get(state, 0) + states.get(state, 0) for state in DeliveryState}
    release, tally = reading.release, Tally.of(total)
    killed = journal.state(events) == State.KILLED
    held = (f"letters are held: {why}; pressflow resume tries again" for why in [ledger.troubles.get(uri)] if why)
    next_at, following = upcoming(events, newsroom.publisher.zone)
    return Standing(
        slug=folder.name,
        title=release.original.title if release else "",
        state=journal.state(events, release.hash if release else None),
        version=published[-1].version if published else 0,
        reference=published[-1].reference if published else "",
        tally=tally,
        errors=0 if killed else sum(finding.severity == "error" for finding in reading.findings),
        duties=(*_lost(events, ledger.known), *duties(events, now), *held, *_duties(folder, events, reading, total)),
        next=following,
        next_at=next_at,
        channels=tuple(_channels(events, uri, ledger, tally)),
    )


def _channels(events: tuple[Event, ...], uri: str, ledger: _Ledger, tally: Tally) -> Iterator[Carried]:
    """How far the site and the mail are."""
    closed = sum((uri, event.version) in ledger.closed for event in journal.numbered(events))
    lost = sum(1 for _ in _lost(events, ledger.known))
    if published := len(journal.versions(events)):
        yield Carried("site", max(published - closed, 0), closed, 0)
    if tally.promised or lost:
        yield Carried("mail", tally.has_it, tally.not_yet, tally.perhaps + tally.will_not)


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
    found: list[str] = []
    given, published, public = journal.approval(events), journal.versions(events), journal.state(events).public
    given_out = journal.embargo(events)
    found.extend(f"versions/{number} {CHANGED}" for number in altered(folder, events))
    if journal.correcting(events):
        found.append("a new version is being written: approve and publish it, or restore the files")
    elif public and not reading.is_version(folder, published[-1].version):
        found.append(f"the files differ from version {published[-1].version}, which is public")
    elif given and not (published or given_out) and not (reading.release and reading.release.hash == given.hash):
        held = "; its slot will be held" if journal.slot(events) else ""
        found.append(f"changed after {given.by} approved it: approve again{held}")
    if uncertain := counts.get(DeliveryState.UNCERTAIN, 0):
        found.append(f"{uncertain} letters may have arrived or not: pressflow resume sends them again, same Message-ID")
    return found


def deliveries(newsroom: Newsroom, folder: Path) -> list[Entry]:
    """Every delivery of a release."""
    uri = journal.uri(read_journal(folder)) or ""
    with newsroom.ledger.reading() as tx:
        return list(outbox.entries(tx, uri))


def first_deliveries(newsroom: Newsroom, folder: Path, states: Iterable[DeliveryState], most: int) -> list[Entry]:
    """The first deliveries of a release in one of these states: a person reads twenty, not a million."""
    uri = journal.uri(read_journal(folder)) or ""
    with newsroom.ledger.reading() as tx:
        return outbox.first_entries(tx, uri, states, most)
