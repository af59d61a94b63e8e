"""Blasts: the letters of one kind about one version, held until the office's own copy has arrived."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, func, insert, literal, select, union_all, update

from pressflow.ledger.records import moment, seconds
from pressflow.ledger.tables import ITS_OWN, blasts, deliveries, letters, progress, standing, tallies, versions
from pressflow.model.delivery import DeliveryState, delivery_key


@dataclass(frozen=True, slots=True)
class Canary:
    """The office's own copy of a letter."""

    key: str
    state: DeliveryState
    reason: str
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class Held:
    """A blast that no letter may go of yet, with the office's own copies."""

    id: int
    uri: str
    version: int
    kind: str
    slug: str
    planned_at: datetime
    trouble: str
    canaries: tuple[Canary, ...]


def blast_of(tx: Connection, uri: str, version: int, kind: str, now: datetime, *, canary: bool = False) -> int:
    """The number of a blast; made where there is none."""
    same = {"uri": uri, "version": version, "kind": kind, "canary": canary}
    known = tx.execute(select(blasts.c.id).filter_by(**same)).scalar()
    if known is not None:
        return int(known)
    new = insert(blasts).values(**same, planned_at=seconds(now), trouble="").returning(blasts.c.id)
    return int(tx.execute(new).scalar_one())


def held(tx: Connection) -> list[Held]:
    """The blasts of versions that are public whose letters are not cleared to go."""
    query = (
        select(blasts, versions.c.slug)
        .join(versions, and_(versions.c.uri == blasts.c.uri, versions.c.version == blasts.c.version))
        .where(~blasts.c.canary, blasts.c.cleared_at.is_(None), versions.c.opened_at.is_not(None))
        .where(versions.c.closed_at.is_(None))
        .order_by(blasts.c.id)
    )
    return [
        Held(
            row.id,
            row.uri,
            row.version,
            row.kind,
            row.slug,
            moment(row.planned_at),
            row.trouble,
            _canaries(tx, row.uri, row.version, row.kind),
        )
        for row in tx.execute(query).all()
    ]


def _canaries(tx: Connection, uri: str, version: int, kind: str) -> tuple[Canary, ...]:
    own = select(blasts.c.id).filter_by(uri=uri, version=version, kind=kind, canary=True)
    query = select(standing).where(deliveries.c.blast_id == own.scalar_subquery(), deliveries.c.kind == kind)
    return tuple(
        Canary(row.key, DeliveryState(row.state), row.reason, moment(row.changed_at))
        for row in tx.execute(query.where(deliveries.c.uri == uri, deliveries.c.version == version))
    )


def put_canaries(tx: Connection, blast: Held, address: str, address_hash: str, now: datetime) -> None:
    """Promise the office its own copy in each language of a blast."""
    own, at = blast_of(tx, blast.uri, blast.version, blast.kind, now, canary=True), seconds(now)
    same = {"uri": blast.uri, "version": blast.version, "kind": blast.kind}
    for row in tx.execute(select(letters.c.id, letters.c.language).filter_by(**same)).all():
        promised = tx.execute(
            insert(deliveries)
            .values(
                **same,
                key=delivery_key(blast.uri, blast.version, f"{blast.kind} canary {row.language}", address),
                blast_id=own,
                address=address,
                address_hash=address_hash,
                name="",
                list_id="",
                letter_id=row.id,
                planned_at=at,
            )
            .returning(deliveries.c.id)
        ).scalar_one()
        tx.execute(
            insert(progress).values(
                delivery_id=promised,
                blast_id=own,
                state=DeliveryState.PLANNED,
                attempts=0,
                doubts=0,
                due_at=at,
                reason="",
                changed_at=at,
            )
        )


def clear(tx: Connection, blast: int, now: datetime) -> None:
    """Let the letters of a blast go."""
    tx.execute(update(blasts).where(blasts.c.id == blast).values(cleared_at=seconds(now), trouble=""))


def note_trouble(tx: Connection, blast: int, why: str) -> None:
    """Write down why the letters of a blast may not go."""
    tx.execute(update(blasts).where(blasts.c.id == blast).values(trouble=why[:500]))


def troubles(tx: Connection) -> dict[str, str]:
    """Why letters of a release may not go, by its URI; only where something is wrong."""
    query = (
        select(blasts.c.uri, blasts.c.trouble)
        .join(versions, and_(versions.c.uri == blasts.c.uri, versions.c.version == blasts.c.version))
        .where(blasts.c.cleared_at.is_(None), blasts.c.trouble != "", versions.c.closed_at.is_(None))
    )
    return {row.uri: row.trouble for row in tx.execute(query)}


def forgive(tx: Connection, uri: str, now: datetime) -> None:
    """Try the office's own copies of a release once more, where letters are held because they did not arrive."""
    in_trouble = and_(blasts.c.uri == uri, blasts.c.cleared_at.is_(None), blasts.c.trouble != "")
    if not tx.execute(select(blasts.c.id).where(in_trouble)).first():
        return
    own = select(blasts.c.id).where(blasts.c.uri == uri, blasts.c.canary)
    tx.execute(
        update(progress)
        .where(ITS_OWN, deliveries.c.uri == uri, progress.c.blast_id.in_(own), progress.c.worker.is_(None))
        .values(state=DeliveryState.PLANNED, due_at=seconds(now), changed_at=seconds(now))
    )
    tx.execute(update(blasts).where(in_trouble).values(trouble=""))


def states(tx: Connection) -> dict[int, dict[DeliveryState, int]]:
    """For each blast, how many of its deliveries are in which state, without looking at all of them."""
    # In one query, which sees one state of things, and not with GROUP BY: SQLite would look through all deliveries
    # instead of the few that workers hold.
    tallied = select(tallies.c.blast_id, tallies.c.state, tallies.c.number)
    held = select(progress.c.blast_id, progress.c.state, literal(1)).where(progress.c.worker.is_not(None))
    found: dict[int, Counter[str]] = defaultdict(Counter)
    for blast, state, number in tx.execute(union_all(tallied, held)):
        found[blast][state] += number
    return {blast: _with_sent(numbers) for blast, numbers in found.items()}


def _with_sent(numbers: Counter[str]) -> dict[DeliveryState, int]:
    """What was promised and is in no other state was sent."""
    promised = numbers.pop("promised", 0)
    sent = {DeliveryState.SENT: promised - numbers.total()}
    return sent | {DeliveryState(state): number for state, number in numbers.items()}


def waiting(tx: Connection, blast: int) -> int:
    """How many deliveries of a blast wait."""
    query = select(func.coalesce(func.sum(tallies.c.number), 0)).where(
        tallies.c.blast_id == blast, tallies.c.state.in_((DeliveryState.PLANNED, DeliveryState.DEFERRED))
    )
    return int(tx.execute(query).scalar_one())
