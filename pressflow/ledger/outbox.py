"""The outbox: promises go in once, workers claim them, and settle what became of them."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, case, exists, func, insert, select, update

from pressflow.errors import LedgerError
from pressflow.ledger.contacts import PAUSED, Addressee
from pressflow.ledger.records import moment, seconds
from pressflow.ledger.tables import deliveries, media_contacts, memberships, suppressions, versions
from pressflow.model.delivery import Delivery, DeliveryState, delivery_key

_OPEN = (DeliveryState.PLANNED, DeliveryState.DEFERRED)


@dataclass(frozen=True, slots=True)
class Entry:
    """A delivery as status shows it."""

    address: str
    name: str
    list_id: str
    kind: str
    version: int
    state: DeliveryState
    attempts: int
    doubts: int
    reason: str
    changed_at: datetime
    due_at: datetime


def put(
    tx: Connection,
    *,
    uri: str,
    version: int,
    kind: str,
    letters: dict[str, int],
    to: Iterable[tuple[Addressee, str]],
    now: datetime,
) -> int:
    """Promise the letter of a version to addressees, each with the language theirs is in; gives how many."""
    at, count = seconds(now), 0
    for batch in _batches(to, 1000):
        rows = [
            {
                "key": delivery_key(uri, version, kind, addressee.address),
                "uri": uri,
                "version": version,
                "kind": kind,
                "contact_id": addressee.contact_id,
                "address": addressee.address,
                "address_hash": addressee.address_hash,
                "name": addressee.name,
                "salutation": addressee.salutation(language),
                "list_id": addressee.list_id,
                "letter_id": letters[language],
                "state": DeliveryState.SUPPRESSED if addressee.suppressed else DeliveryState.PLANNED,
                "attempts": 0,
                "doubts": 0,
                "planned_at": at,
                "due_at": at,
                "reason": addressee.suppressed or "",
                "changed_at": at,
            }
            for addressee, language in batch
        ]
        tx.execute(insert(deliveries), rows)
        count += len(rows)
    return count


def claim(tx: Connection, worker: str, most: int, now: datetime) -> tuple[Delivery, ...]:
    """Take up to `most` due deliveries for a worker; those that may no longer be sent are suppressed instead."""
    at = seconds(now)
    due = (
        select(deliveries.c.id)
        .join(versions, and_(versions.c.uri == deliveries.c.uri, versions.c.version == deliveries.c.version))
        .where(deliveries.c.state.in_(_OPEN), deliveries.c.due_at <= at)
        .where(versions.c.opened_at.is_not(None), func.coalesce(versions.c.not_before, 0) <= at)
        .order_by(deliveries.c.due_at, deliveries.c.id)
        .limit(most)
        .with_for_update(skip_locked=True, of=deliveries)
    )
    rows: list[Row[Any]] = []  # Any: all columns
    while not rows and (ids := tx.execute(due).scalars().all()):  # looks further where all of them are suppressed
        _suppress(tx, ids, at)
        taken = (
            update(deliveries)
            .where(deliveries.c.id.in_(ids), deliveries.c.state.in_(_OPEN))
            .values(state=DeliveryState.CLAIMED, worker=worker, changed_at=at)
            .returning(deliveries)
        )
        rows = sorted(tx.execute(taken), key=lambda row: (row.due_at, row.id))
    return tuple(
        Delivery(
            row.id,
            row.key,
            row.contact_id,
            row.address,
            row.name,
            row.list_id,
            row.letter_id,
            row.attempts,
            moment(row.planned_at),
            row.salutation,
        )
        for row in rows
    )


def _suppress(tx: Connection, ids: Sequence[int], at: int) -> None:
    """What was allowed when it was planned may be forbidden by now: look again."""
    barred = exists().where(suppressions.c.address_hash == deliveries.c.address_hash)
    on_list = exists().where(
        memberships.c.contact_id == deliveries.c.contact_id, memberships.c.list_id == deliveries.c.list_id
    )
    why = (
        select(suppressions.c.reason)
        .where(suppressions.c.address_hash == deliveries.c.address_hash)
        .correlate(deliveries)
        .scalar_subquery()
    )
    paused = exists().where(media_contacts.c.id == deliveries.c.contact_id, media_contacts.c.paused_until > at)
    for condition, reason in ((barred, why), (~on_list, "no longer on the list"), (paused, PAUSED)):
        tx.execute(
            update(deliveries)
            .where(deliveries.c.id.in_(ids), deliveries.c.state.in_(_OPEN), condition)
            .values(state=DeliveryState.SUPPRESSED, reason=reason, changed_at=at)
        )


def mark_sending(tx: Connection, delivery: int, worker: str, now: datetime) -> None:
    """Say, before it happens, that a message is about to leave; raises LedgerError where it is not this worker's."""
    _change(
        tx,
        delivery,
        worker,
        DeliveryState.CLAIMED,
        state=DeliveryState.SENDING,
        changed_at=seconds(now),
        attempts=deliveries.c.attempts + 1,
    )


def settle(
    tx: Connection,
    delivery: int,
    worker: str,
    state: DeliveryState,
    reason: str,
    now: datetime,
    due: datetime | None = None,
) -> None:
    """Say what became of a message that was about to leave; `due` is when a deferred one is tried again."""
    _change(
        tx,
        delivery,
        worker,
        DeliveryState.SENDING,
        state=state,
        reason=reason,
        worker=None,
        changed_at=seconds(now),
        due_at=seconds(due) if due else deliveries.c.due_at,
        doubts=deliveries.c.doubts + int(state == DeliveryState.UNCERTAIN),
    )


def _change(tx: Connection, delivery: int, holder: str, before: DeliveryState, **values: object) -> None:
    where = (deliveries.c.id == delivery, deliveries.c.worker == holder, deliveries.c.state == before)
    if tx.execute(update(deliveries).where(*where).values(**values)).rowcount != 1:
        raise LedgerError(f"delivery {delivery} is not {before} by {holder}; another worker has it")


def unclaim(tx: Connection, worker: str, now: datetime) -> None:
    """Give back what a worker claimed and did not begin."""
    _give_back(tx, deliveries.c.worker == worker, now)


def recover(tx: Connection, living: Collection[str], now: datetime) -> int:
    """Put right what dead workers left: claims are given back, what was leaving is uncertain; how many were."""
    dead = and_(deliveries.c.worker.is_not(None), deliveries.c.worker.not_in(living))
    lost = tx.execute(
        update(deliveries)
        .where(dead, deliveries.c.state == DeliveryState.SENDING)
        .values(
            state=DeliveryState.UNCERTAIN,
            reason="the sender was interrupted while this letter was leaving",
            doubts=deliveries.c.doubts + 1,
            worker=None,
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


def resume(tx: Connection, uri: str, now: datetime) -> tuple[int, int]:
    """Let what is uncertain or deferred about a release be tried again now; gives both numbers."""
    counts = tuple(
        tx.execute(
            update(deliveries)
            .where(deliveries.c.uri == uri, deliveries.c.state == state)
            .values(state=DeliveryState.DEFERRED, due_at=seconds(now), changed_at=seconds(now))
        ).rowcount
        for state in (DeliveryState.DEFERRED, DeliveryState.UNCERTAIN)
    )
    return counts[1], counts[0]


def counts(tx: Connection) -> dict[tuple[str, int], dict[DeliveryState, int]]:
    """For each version, how many of its deliveries are in which state."""
    found: dict[tuple[str, int], dict[DeliveryState, int]] = {}
    query = select(deliveries.c.uri, deliveries.c.version, deliveries.c.state, func.count()).group_by(
        deliveries.c.uri, deliveries.c.version, deliveries.c.state
    )
    for uri, version, state, number in tx.execute(query):
        found.setdefault((uri, version), {})[DeliveryState(state)] = number
    return found


def open_deliveries(tx: Connection) -> tuple[int, datetime | None]:
    """How many deliveries are still to be sent, and when the next of them is due."""
    query = (
        select(func.count(), func.min(deliveries.c.due_at))
        .join(versions, and_(versions.c.uri == deliveries.c.uri, versions.c.version == deliveries.c.version))
        .where(deliveries.c.state.in_((*_OPEN, DeliveryState.CLAIMED)), versions.c.opened_at.is_not(None))
    )
    number, due = tx.execute(query).one()
    return number, moment(due) if due is not None else None


def entries(tx: Connection, uri: str) -> Iterator[Entry]:
    """Every delivery of a release, by version and address."""
    query = select(deliveries).where(deliveries.c.uri == uri)
    for row in tx.execute(query.order_by(deliveries.c.version, deliveries.c.address, deliveries.c.id)):
        yield Entry(
            row.address,
            row.name,
            row.list_id,
            row.kind,
            row.version,
            DeliveryState(row.state),
            row.attempts,
            row.doubts,
            row.reason,
            moment(row.changed_at),
            moment(row.due_at),
        )


def _batches(items: Iterable[tuple[Addressee, str]], size: int) -> Iterator[list[tuple[Addressee, str]]]:
    batch: list[tuple[Addressee, str]] = []
    for item in items:
        batch.append(item)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch
