"""Summaries of a blast: how far it is, how long it took, and what was in the way, for reports and metrics."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, func, select

from pressflow.ledger.blasts import states
from pressflow.ledger.records import moment
from pressflow.ledger.tables import blasts, deliveries, progress, standing, versions
from pressflow.model.delivery import DeliveryState

_HELD = (DeliveryState.CLAIMED, DeliveryState.SENDING)


@dataclass(frozen=True, slots=True)
class Count:
    """How many deliveries of a blast are in a state; what workers hold at this moment is not among them."""

    slug: str
    version: int
    kind: str
    state: DeliveryState
    number: int


@dataclass(frozen=True, slots=True)
class Line:
    """A delivery as a report needs it."""

    version: int
    kind: str
    domain: str
    state: DeliveryState
    cause: str
    attempts: int
    doubts: int
    changed_at: datetime


def tallied(tx: Connection) -> Iterator[Count]:
    """How many deliveries of each blast are in which state; canaries are not among them."""
    query = (
        select(versions.c.slug, blasts.c.version, blasts.c.kind, blasts.c.id)
        .join(versions, and_(versions.c.uri == blasts.c.uri, versions.c.version == blasts.c.version))
        .where(~blasts.c.canary)
        .order_by(versions.c.slug, blasts.c.version, blasts.c.kind)
    )
    of_blast = states(tx)
    for row in tx.execute(query):
        for state, number in sorted(of_blast.get(row.id, {}).items()):
            if state not in _HELD:
                yield Count(row.slug, row.version, row.kind, state, number)


def held_by_workers(tx: Connection) -> int:
    """How many deliveries workers have taken and not settled."""
    query = select(func.count()).select_from(progress).where(progress.c.worker.is_not(None))
    return int(tx.execute(query).scalar_one())


def lines(tx: Connection, uri: str) -> Iterator[Line]:
    """Every delivery of a release, canaries aside, without its address: read as it is asked for."""
    query = (
        select(standing)
        .join(blasts, blasts.c.id == deliveries.c.blast_id)
        .where(deliveries.c.uri == uri, ~blasts.c.canary)
        .execution_options(yield_per=1000)
    )
    for row in tx.execute(query):
        domain = row.address.rpartition("@")[2] or "(erased)"
        at = moment(row.changed_at)
        yield Line(row.version, row.kind, domain, DeliveryState(row.state), row.cause, row.attempts, row.doubts, at)
