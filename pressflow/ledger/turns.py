"""Turns: what a worker does to the ledger while it sends; claim, mark, settle, give back."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
    update,
)

from pressflow.errors import LedgerError
from pressflow.ledger.contacts import PAUSED
from pressflow.ledger.prepared import Prepared
from pressflow.ledger.records import moment, seconds
from pressflow.ledger.tables import (
    WAITING,
    blasts,
    deliveries,
    media_contacts,
    memberships,
    suppressions,
    tallies,
    versions,
)
from pressflow.model.delivery import URGENT, Delivery, DeliveryState, urgency

_WAITING = (DeliveryState.PLANNED, DeliveryState.DEFERRED)


class Settled(NamedTuple):
    """What became of a message: its state, why (in a word and in the other side's), and when to try again, if so."""

    delivery: int
    state: DeliveryState
    cause: str = ""
    reason: str = ""
    due: datetime | None = None
    doubt: bool = False


_AS_DELIVERY: Sequence[ColumnElement[Any]] = (  # Any: each of its own type
    deliveries.c.id,
    deliveries.c.key,
    deliveries.c.contact_id,
    deliveries.c.address,
    deliveries.c.name,
    deliveries.c.list_id,
    deliveries.c.letter_id,
    deliveries.c.attempts,
    deliveries.c.planned_at,
    deliveries.c.salutation,
    deliveries.c.kind,
    deliveries.c.doubts,
    deliveries.c.thread,
)


def claim(tx: Connection, worker: str, most: int, now: datetime) -> tuple[Delivery, ...]:
    """Take up to `most` due deliveries for a worker, the most urgent first; what may no longer go is suppressed."""
    taken: list[Delivery] = []
    for blast in _cleared(tx, now):
        while len(taken) < most and (rows := _due(tx, blast.id, most - len(taken), now)):
            taken += _take(tx, worker, blast, rows, seconds(now))
    return tuple(taken)


def _cleared(tx: Connection, now: datetime) -> list[Row[Any]]:
    """The blasts that letters may go of now, the most urgent first."""
    open_now = and_(versions.c.opened_at.is_not(None), func.coalesce(versions.c.not_before, 0) <= seconds(now))
    waiting = exists().where(tallies.c.blast_id == blasts.c.id, tallies.c.state.in_(_WAITING), tallies.c.number > 0)
    query = (
        select(blasts.c.id, blasts.c.kind, blasts.c.canary)
        .join(versions, and_(versions.c.uri == blasts.c.uri, versions.c.version == blasts.c.version))
        .where(
            open_now, versions.c.closed_at.is_(None), waiting, or_(blasts.c.canary, blasts.c.cleared_at.is_not(None))
        )
    )
    return sorted(tx.execute(query), key=lambda row: (urgency(row.kind), row.id))


def _due(tx: Connection, blast: int, most: int, now: datetime) -> Sequence[tuple[Any, ...]]:  # Any: column by column
    """The next deliveries of a blast, each with why it may no longer go, if so."""
    on_list = exists().where(
        memberships.c.contact_id == deliveries.c.contact_id, memberships.c.list_id == deliveries.c.list_id
    )
    paused = exists().where(
        media_contacts.c.id == deliveries.c.contact_id, media_contacts.c.paused_until > seconds(now)
    )
    barred = case(
        (suppressions.c.reason.is_not(None), suppressions.c.reason),
        (and_(deliveries.c.contact_id.is_not(None), ~on_list), "no longer on the list"),
        (paused, PAUSED),
    )
    query = (
        select(*_AS_DELIVERY, barred.label("barred"))
        .outerjoin(suppressions, suppressions.c.address_hash == deliveries.c.address_hash)
        .where(deliveries.c.blast_id == blast, WAITING, deliveries.c.due_at <= seconds(now))
        .order_by(deliveries.c.due_at, deliveries.c.id)
        .limit(most)
        .with_for_update(skip_locked=True, of=deliveries)
    )
    return list(map(tuple, tx.execute(query).all()))


_CLAIM = Prepared(
    update(deliveries)
    .where(deliveries.c.id == bindparam("one"))
    .values(state="claimed", worker=bindparam("worker"), changed_at=bindparam("at")),
    *("one", "worker", "at"),
)
_SUPPRESS = Prepared(
    update(deliveries)
    .where(deliveries.c.id == bindparam("one"))
    .values(state="suppressed", reason=bindparam("why"), cause="barred", changed_at=bindparam("at")),
    *("one", "why", "at"),
)


def _take(tx: Connection, worker: str, blast: Row[Any], rows: Sequence[tuple[Any, ...]], at: int) -> list[Delivery]:
    # By place: to ask a row for a column by name costs as much as all the rest.
    _SUPPRESS.run(tx, [(row[0], row[-1], at) for row in rows if row[-1]])
    free = [row for row in rows if not row[-1]]
    _CLAIM.run(tx, [(row[0], worker, at) for row in free])
    return [_delivery(row, blast) for row in free]


def _delivery(row: tuple[Any, ...], blast: Row[Any]) -> Delivery:
    id_, key, contact, address, name, list_id, letter, attempts, planned, salutation, kind, doubts, thread, _ = row
    return Delivery(
        *(id_, key, contact, address, name, list_id, letter, attempts, moment(planned), salutation, kind, doubts),
        canary=blast.canary,
        thread=thread,
    )


_MARK = Prepared(
    update(deliveries)
    .where(
        deliveries.c.id == bindparam("one"), deliveries.c.worker == bindparam("holder"), deliveries.c.state == "claimed"
    )
    .values(state="sending", attempts=deliveries.c.attempts + 1, changed_at=bindparam("at")),
    *("one", "holder", "at"),
)


def mark_sending(tx: Connection, claimed: Sequence[int], worker: str, now: datetime) -> set[int]:
    """Say, before it happens, that messages are about to leave; gives those that may: the others were stopped."""
    at = seconds(now)
    if _MARK.run(tx, [(one, worker, at) for one in claimed]) == len(claimed):
        return set(claimed)
    ours = select(deliveries.c.id).where(deliveries.c.worker == worker, deliveries.c.state == DeliveryState.SENDING)
    return set(tx.execute(ours.where(deliveries.c.id.in_(claimed))).scalars())


_SETTLE = Prepared(
    update(deliveries)
    .where(
        deliveries.c.id == bindparam("one"), deliveries.c.worker == bindparam("holder"), deliveries.c.state == "sending"
    )
    .values(
        state=bindparam("became"),
        cause=bindparam("why"),
        reason=bindparam("words"),
        worker=None,
        changed_at=bindparam("at"),
        due_at=func.coalesce(bindparam("due"), deliveries.c.due_at),
        doubts=deliveries.c.doubts + bindparam("doubt"),
    ),
    *("one", "holder", "became", "why", "words", "at", "due", "doubt"),
)


def settle(tx: Connection, settled: Sequence[Settled], worker: str, now: datetime) -> None:
    """Say what became of messages that were about to leave; raises LedgerError where another worker has one."""
    at = seconds(now)
    rows = [
        (
            one.delivery,
            worker,
            one.state.value,
            one.cause,
            one.reason,
            at,
            seconds(one.due) if one.due else None,
            int(one.doubt),
        )
        for one in settled
    ]
    if _SETTLE.run(tx, rows) != len(settled):
        raise LedgerError(f"letters that {worker} was sending are not its own any more; another worker has them")


def unclaim(tx: Connection, worker: str, now: datetime) -> None:
    """Give back what a worker claimed and did not begin."""
    _give_back(tx, deliveries.c.worker == worker, now)


_PUT_OFF = Prepared(
    update(deliveries)
    .where(
        deliveries.c.id == bindparam("one"), deliveries.c.worker == bindparam("holder"), deliveries.c.state == "claimed"
    )
    .values(
        state=case((deliveries.c.attempts == 0, "planned"), else_="deferred"),
        worker=None,
        due_at=bindparam("due"),
        changed_at=bindparam("at"),
    ),
    *("one", "holder", "due", "at"),
)


def put_off(tx: Connection, claimed: Iterable[tuple[int, datetime]], worker: str, now: datetime) -> None:
    """Give back single deliveries that a worker claimed, each until a moment."""
    at = seconds(now)
    _PUT_OFF.run(tx, [(one, worker, seconds(due), at) for one, due in claimed])


def recover(tx: Connection, living: Collection[str], now: datetime) -> int:
    """Put right what dead workers left: claims are given back, what was leaving is in doubt; how many were.

    What is in doubt is uncertain, or tried again where its kind says so (`pressflow.model.delivery.after_doubt`).
    """
    dead = and_(deliveries.c.worker.is_not(None), deliveries.c.worker.not_in(living))
    again = or_(deliveries.c.kind.in_(URGENT), and_(deliveries.c.kind == "correction", deliveries.c.doubts == 0))
    lost = tx.execute(
        update(deliveries)
        .where(dead, deliveries.c.state == DeliveryState.SENDING)
        .values(
            state=case((again, DeliveryState.DEFERRED), else_=DeliveryState.UNCERTAIN),
            cause="interrupted",
            reason="the sender was interrupted while this letter was leaving",
            doubts=deliveries.c.doubts + 1,
            worker=None,
            due_at=seconds(now),
            changed_at=seconds(now),
        )
    ).rowcount
    _give_back(tx, dead, now)
    return lost


def _give_back(tx: Connection, whose: ColumnElement[bool], now: datetime) -> None:
    again = case((deliveries.c.attempts == 0, DeliveryState.PLANNED), else_=DeliveryState.DEFERRED)
    tx.execute(
        update(deliveries)
        .where(whose, deliveries.c.state == DeliveryState.CLAIMED)
        .values(state=again, worker=None, changed_at=seconds(now))
    )
