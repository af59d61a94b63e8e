"""Mail that came back, and what it suggests to change."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, String, and_, cast, delete, exists, func, insert, literal, or_, select, update

from pressflow.ledger.contacts import when
from pressflow.ledger.records import moment, seconds
from pressflow.ledger.tables import deliveries, media_contacts, progress, returns, standing, tallies, versions
from pressflow.ledger.tables import proposals as table
from pressflow.model.delivery import DeliveryState


@dataclass(frozen=True, slots=True)
class Return:
    """One mail that came back: what kind, the other side's status and words, and when it was read."""

    kind: str
    status: str
    detail: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a mail suggests to change about a contact, and what was decided; `address` is empty where they are gone."""

    id: int
    address: str
    kind: str
    value: str
    evidence: str
    at: datetime
    decided_at: datetime | None
    decided_by: str
    decision: str


@dataclass(frozen=True, slots=True)
class Sent:
    """To whom a delivery went: what a returned letter is told by."""

    delivery_id: int
    address: str
    address_hash: str
    list_id: str
    contact_id: int | None


def sent(tx: Connection, delivery_id: int) -> Sent | None:
    """The delivery with a number."""
    row = tx.execute(select(deliveries).where(deliveries.c.id == delivery_id)).one_or_none()
    return Sent(row.id, row.address, row.address_hash, row.list_id, row.contact_id) if row else None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A letter that was refused for good while it was handed over, in the other side's words."""

    sent: Sent
    reply: str
    at: datetime


def refused(tx: Connection) -> int:
    """How many letters were refused in all: where that is as it was, there is nothing to look for."""
    query = select(func.coalesce(func.sum(tallies.c.number), 0)).where(tallies.c.state == DeliveryState.REFUSED)
    return int(tx.execute(query).scalar_one())


def refusals(tx: Connection, since: datetime) -> Iterator[Refusal]:
    """The refusals of versions published since a moment that were not counted yet."""
    counted = exists().where(returns.c.message_hash == literal("delivery ") + cast(deliveries.c.id, String))
    query = (
        select(standing)
        .join(versions, and_(versions.c.uri == deliveries.c.uri, versions.c.version == deliveries.c.version))
        .where(versions.c.recorded_at >= seconds(since), progress.c.state == DeliveryState.REFUSED, ~counted)
    )
    for row in tx.execute(query):
        sent = Sent(row.id, row.address, row.address_hash, row.list_id, row.contact_id)
        yield Refusal(sent, row.reason, moment(row.changed_at))


def put_return(
    tx: Connection, message_hash: str, address_hash: str, came: Return, delivery_id: int | None = None
) -> bool:
    """Write down that a mail came back; False where that one was read before."""
    if tx.execute(select(exists().where(returns.c.message_hash == message_hash))).scalar():
        return False
    tx.execute(
        insert(returns).values(
            message_hash=message_hash,
            delivery_id=delivery_id,
            address_hash=address_hash,
            kind=came.kind,
            status=came.status[:20],
            detail=came.detail[:500],
            at=seconds(came.at),
        )
    )
    return True


def returns_of(tx: Connection, address_hash: str) -> Iterator[Return]:
    """What came back from an address, the oldest first."""
    query = select(returns).where(returns.c.address_hash == address_hash).order_by(returns.c.at, returns.c.id)
    return (Return(row.kind, row.status, row.detail, moment(row.at)) for row in tx.execute(query))


def days_of(tx: Connection, address_hash: str, kind: str, since: datetime) -> int:
    """On how many different days, in UTC, a kind of mail came back from an address since a moment."""
    query = select(func.count((returns.c.at // 86400).distinct())).where(
        returns.c.address_hash == address_hash, returns.c.kind == kind, returns.c.at >= seconds(since)
    )
    return int(tx.execute(query).scalar_one())


def propose(
    tx: Connection, kind: str, value: str, evidence: str, now: datetime, *, address_hash: str, contact_id: int | None
) -> None:
    """Put a change up for decision, unless the same is waiting already."""
    same = (table.c.address_hash == address_hash, table.c.kind == kind, table.c.value == value[:500])
    if tx.execute(select(exists().where(*same, table.c.decided_at.is_(None)))).scalar():
        return
    words = {"kind": kind, "value": value[:500], "evidence": evidence[:1000], "at": seconds(now)}
    tx.execute(insert(table).values(contact_id=contact_id, address_hash=address_hash, **words))


def proposals(
    tx: Connection, *, address_hash: str | None = None, id_: int | None = None, open_only: bool = True
) -> Iterator[Proposal]:
    """The changes that are proposed, the oldest first: all, or those of one address or number."""
    query = select(table, media_contacts.c.address).outerjoin(
        media_contacts, media_contacts.c.address_hash == table.c.address_hash
    )
    for condition in (
        table.c.decided_at.is_(None) if open_only else None,
        table.c.address_hash == address_hash if address_hash is not None else None,
        table.c.id == id_ if id_ is not None else None,
    ):
        query = query.where(condition) if condition is not None else query
    for row in tx.execute(query.order_by(table.c.at, table.c.id)):
        yield Proposal(
            row.id,
            row.address or "",
            row.kind,
            row.value,
            row.evidence,
            moment(row.at),
            when(row.decided_at),
            row.decided_by,
            row.decision,
        )


def decide(tx: Connection, id_: int, decision: str, by: str, now: datetime) -> bool:
    """Write down what was decided about a proposal; False where it was decided before."""
    values = {"decision": decision, "decided_by": by, "decided_at": seconds(now)}
    done = tx.execute(update(table).where(table.c.id == id_, table.c.decided_at.is_(None)).values(**values))
    return done.rowcount == 1


def drop_old(tx: Connection, before: datetime) -> int:
    """Delete mail that came back, and what was proposed because of it, before a moment; gives how much there was."""
    moment_ = seconds(before)
    gone = tx.execute(delete(returns).where(returns.c.at < moment_)).rowcount
    return gone + tx.execute(delete(table).where(or_(table.c.at < moment_, table.c.decided_at < moment_))).rowcount
