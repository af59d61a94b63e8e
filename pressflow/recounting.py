"""Recounting: how a blast went, in numbers: when the first and the last had it, by domain, by reason; metrics."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate
from pathlib import Path

from pressflow.journal import read_journal
from pressflow.ledger import summaries
from pressflow.ledger.summaries import Line
from pressflow.model import journal
from pressflow.model.cause import Cause
from pressflow.model.delivery import DeliveryState
from pressflow.newsroom import Newsroom
from pressflow.source.media_contacts import harmless


@dataclass(frozen=True, slots=True)
class BlastReport:
    """How the letters of one kind about one version went; moments are when the relay took a letter, in UTC."""

    version: int
    kind: str
    states: dict[str, int]
    first: datetime | None
    median: datetime | None
    last: datetime | None
    domains: dict[str, dict[str, int]]
    causes: dict[str, int]
    doubts: int


class _Sum:
    """What is added up while a blast's deliveries are read: it grows with domains and minutes, not with readers."""

    def __init__(self) -> None:
        self.states: Counter[str] = Counter()
        self.moments: Counter[datetime] = Counter()
        self.domains: dict[str, Counter[str]] = {}
        self.causes: Counter[str] = Counter()
        self.doubts = 0

    def add(self, line: Line) -> None:
        self.states[line.state] += 1
        self.domains.setdefault(line.domain, Counter())[line.state] += 1
        self.doubts += line.doubts
        if line.cause:
            self.causes[line.cause] += 1
        if line.state == DeliveryState.SENT:
            self.moments[line.changed_at] += 1

    def median(self) -> datetime | None:
        """The moment by which half of them had it."""
        half, moments = (self.moments.total() + 1) // 2, sorted(self.moments)
        reached = accumulate(self.moments[moment] for moment in moments)
        return next((moment for moment, so_far in zip(moments, reached, strict=True) if so_far >= half), None)


def report(newsroom: Newsroom, folder: Path) -> list[BlastReport]:
    """How each blast of a release went, in the order of versions."""
    uri = journal.uri(read_journal(folder)) or ""
    found: dict[tuple[int, str], _Sum] = {}
    with newsroom.ledger.reading() as tx:
        for line in summaries.lines(tx, uri):
            found.setdefault((line.version, line.kind), _Sum()).add(line)
    return [_blast(version, kind, one) for (version, kind), one in sorted(found.items())]


def _blast(version: int, kind: str, one: _Sum) -> BlastReport:
    largest = sorted(one.domains, key=lambda domain: (-one.domains[domain].total(), domain))
    return BlastReport(
        version=version,
        kind=kind,
        states=dict(sorted(one.states.items())),
        first=min(one.moments, default=None),
        median=one.median(),
        last=max(one.moments, default=None),
        domains={domain: dict(sorted(one.domains[domain].items())) for domain in largest},
        causes=dict(one.causes.most_common()),
        doubts=one.doubts,
    )


def table(reports: Iterable[BlastReport]) -> Iterator[tuple[str, ...]]:
    """The reports as rows for a spreadsheet: version, kind, what, which, state, number; the first names the columns."""
    yield ("version", "kind", "what", "which", "state", "number")
    for one in reports:
        same = (str(one.version), one.kind)
        for state, number in one.states.items():
            yield (*same, "all", "", state, str(number))
        for domain, states in one.domains.items():
            for state, number in states.items():
                yield (*same, "domain", harmless(domain), state, str(number))
        for cause, number in one.causes.items():
            yield (*same, "reason", words(cause), "", str(number))
        for what in ("first", "median", "last"):
            moment: datetime | None = getattr(one, what)
            yield (*same, what, moment.isoformat() if moment else "", "sent", "")


def words(cause: str) -> str:
    """A cause as a person says it; those that are none of the other side's stand for themselves."""
    return Cause(cause).words if cause in set(Cause) else cause


def metrics(newsroom: Newsroom) -> str:
    """The numbers in Prometheus' text format, one series for each release, version, kind and state."""
    from prometheus_client import CollectorRegistry, Gauge, generate_latest

    with newsroom.ledger.reading() as tx:
        counts, held = list(summaries.tallied(tx)), summaries.held_by_workers(tx)
    registry = CollectorRegistry()
    words = "Letters by release, version, kind and state; those workers hold stand apart"
    letters = Gauge("pressflow_deliveries", words, ("release", "version", "kind", "state"), registry=registry)
    for one in counts:
        letters.labels(one.slug, one.version, one.kind, one.state).set(one.number)
    Gauge("pressflow_held", "Letters that workers have taken and not settled", registry=registry).set(held)
    return generate_latest(registry).decode()
