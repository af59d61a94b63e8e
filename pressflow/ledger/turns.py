"""Turns: what a worker does to the ledger while it sends; claim, mark, settle, give back."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
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
from pressflow.ledger.prepared import Prepared, PreparedForMany, Query
from pressflow.ledger.records import moment, seconds
from pressflow.ledger.tables import (
    ITS_OWN,
    WAITING,
    blasts,
    deliveries,
    media_contacts,
    memberships,
    progress,
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


def claim(tx: Connection, worker: str, most: int, now: datetime) -> tuple[Delivery, ...]:
    """Take up to `most` due deliveries for a worker, the most urgent first; what may no longer go is suppressed."""
    taken: list[Delivery] = []
    at = seconds(now)
    for blast, _, canary in _cleared(tx, at):
        while len(taken) < most and (rows := _DUE.rows(tx, at, blast, at, most - len(taken))):
            taken += _take(tx, worker, rows, at, canary=bool(canary))
    return tuple(taken)


_CLEARED = Query(
    select(blasts.c.id, blasts.c.kind, blasts.c.canary)
    .join(versions, and_(versions.c.uri == blasts.c.uri, versions.c.version == blasts.c.version))
    .where(
        versions.c.opened_at.is_not(None),
        func.coalesce(versions.c.not_before, 0) <= bindparam("now"),
        versions.c.closed_at.is_(None),
        or_(blasts.c.canary, blasts.c.cleared_at.is_not(None)),
        exists().where(
            tallies.c.blast_id == blasts.c.id,
            or_(*(tallies.c.state == state.value for state in _WAITING)),
            tallies.c.number > 0,
        ),
    ),
    "now",
)


def _cleared(tx: Connection, at: int) -> list[tuple[int, str, bool]]:
    """The blasts that letters may go of now, the most urgent first: number, kind, whether it is the canary."""
    return sorted(_CLEARED.rows(tx, at), key=lambda row: (urgency(row[1]), row[0]))


# Named in the order in which a delivery has them; last why it may no longer go, if so.
_DUE = Query(
    select(
        deliveries.c.id,
        deliveries.c.key,
        deliveries.c.contact_id,
        deliveries.c.address,
        deliveries.c.name,
        deliveries.c.list_id,
        deliveries.c.letter_id,
        progress.c.attempts,
        deliveries.c.planned_at,
        deliveries.c.salutation,
        deliveries.c.kind,
        progress.c.doubts,
        deliveries.c.thread,
        case(
            (suppressions.c.reason.is_not(None), suppressions.c.reason),
            (
                and_(
                    deliveries.c.contact_id.is_not(None),
                    ~exists().where(
                        memberships.c.contact_id == deliveries.c.contact_id,
                        memberships.c.list_id == deliveries.c.list_id,
                    ),
                ),
                "no longer on the list",
            ),
            # Those who pause are few: to look each reader up would cost more than all the rest.
            (
                deliveries.c.contact_id.in_(
                    select(media_contacts.c.id).where(
                        media_contacts.c.paused_until > bindparam("pause", type_=BigInteger)
                    )
                ),
                PAUSED,
            ),
        ),
    )
    .select_from(progress.join(deliveries, ITS_OWN))
    .outerjoin(suppressions, suppressions.c.address_hash == deliveries.c.address_hash)
    .where(progress.c.blast_id == bindparam("blast"), WAITING, progress.c.due_at <= bindparam("now"))
    .order_by(progress.c.due_at, progress.c.delivery_id)
    .limit(bindparam("most"))
    .with_for_update(skip_locked=True, of=progress),
    *("pause", "blast", "now", "most"),
)
_CLAIM = PreparedForMany(
    update(progress).values(state="claimed", worker=bindparam("holder"), changed_at=bindparam("at")),
    progress.c.delivery_id,
    *("holder", "at"),
)
_SUPPRESS = Prepared(
    update(progress)
    .where(progress.c.delivery_id == bindparam("one"))
    .values(state="suppressed", reason=bindparam("why"), cause="barred", changed_at=bindparam("at")),
    *("one", "why", "at"),
)


def _take(
    tx: Connection, worker: str, rows: Sequence[tuple[Any, ...]], at: int, *, canary: bool
) -> list[Delivery]:  # Any: column by column
    _SUPPRESS.run(tx, [(row[0], row[-1], at) for row in rows if row[-1]])
    free = [row for row in rows if not row[-1]]
    _CLAIM.run(tx, [row[0] for row in free], worker, at)
    moments = {row[8]: moment(row[8]) for row in free}
    return [Delivery._make((*row[:8], moments[row[8]], *row[9:12], canary, row[12])) for row in free]


_MARK = PreparedForMany(
    update(progress)
    .where(progress.c.worker == bindparam("holder"), progress.c.state == "claimed")
    .values(state="sending", attempts=progress.c.attempts + 1, changed_at=bindparam("at")),
    progress.c.delivery_id,
    *("holder", "at"),
)


def mark_sending(tx: Connection, claimed: Sequence[int], worker: str, now: datetime) -> set[int]:
    """Say, before it happens, that messages are about to leave; gives those that may: the others were stopped."""
    if _MARK.run(tx, claimed, worker, seconds(now)) == len(claimed):
        return set(claimed)
    ours = select(progress.c.delivery_id).where(
        progress.c.worker == worker, progress.c.state == DeliveryState.SENDING, progress.c.delivery_id.in_(claimed)
    )
    return set(tx.execute(ours).scalars())


_LEAVING = (
    progress.c.delivery_id == bindparam("one"),
    progress.c.worker == bindparam("holder"),
    progress.c.state == "sending",
)
# What becomes of nearly all letters, in fewer words.
_ARRIVE = Prepared(
    update(progress)
    .where(*_LEAVING)
    .values(state="sent", cause="", reason=bindparam("words"), worker=None, changed_at=bindparam("at")),
    *("one", "holder", "words", "at"),
)
_SETTLE = Prepared(
    update(progress)
    .where(*_LEAVING)
    .values(
        state=bindparam("became"),
        cause=bindparam("why"),
        reason=bindparam("words"),
        worker=None,
        changed_at=bindparam("at"),
        due_at=func.coalesce(bindparam("due"), progress.c.due_at),
        doubts=progress.c.doubts + bindparam("doubt"),
    ),
    *("one", "holder", "became", "why", "words", "at", "due", "doubt"),
)


def settle(tx: Connection, settled: Sequence[Settled], worker: str, now: datetime) -> None:
    """Say what became of messages that were about to leave; raises LedgerError where another worker has one."""
    at = seconds(now)
    arrived: list[tuple[object, ...]] = []
    others: list[tuple[object, ...]] = []
    for one in settled:
        if one.state == DeliveryState.SENT and not (one.cause or one.due or one.doubt):
            arrived.append((one.delivery, worker, one.reason, at))
        else:
            others.append(_settlement(one, worker, at))
    if _ARRIVE.run(tx, arrived) + _SETTLE.run(tx, others) != len(settled):
        raise LedgerError(f"letters that {worker} was sending are not its own any more; another worker has them")


def _settlement(one: Settled, worker: str, at: int) -> tuple[object, ...]:
    due = seconds(one.due) if one.due else None
    return (one.delivery, worker, one.state.value, one.cause, one.reason, at, due, int(one.doubt))


def unclaim(tx: Connection, worker: str, now: datetime) -> None:
    """Give back what a worker claimed and did not begin."""
    _give_back(tx, progress.c.worker == worker, now)


_PUT_OFF = Prepared(
    update(progress)
    .where(
        progress.c.delivery_id == bindparam("one"),
        progress.c.worker == bindparam("holder"),
        progress.c.state == "claimed",
    )
    .values(
        state=case((progress.c.attempts == 0, "planned"), else_="deferred"),
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
    dead = and_(progress.c.worker.is_not(None), progress.c.worker.not_in(living))
    again = or_(deliveries.c.kind.in_(URGENT), and_(deliveries.c.kind == "correction", progress.c.doubts == 0))
    lost = tx.execute(
        update(progress)
        .where(ITS_OWN, dead, progress.c.state == DeliveryState.SENDING)
        .values(
            state=case((again, DeliveryState.DEFERRED), else_=DeliveryState.UNCERTAIN),
            cause="interrupted",
            reason="the sender was interrupted while this letter was leaving",
            doubts=progress.c.doubts + 1,
            worker=None,
            due_at=seconds(now),
            changed_at=seconds(now),
        )
    ).rowcount
    _give_back(tx, dead, now)
    return lost


def _give_back(tx: Connection, whose: ColumnElement[bool], now: datetime) -> None:
    again = case((progress.c.attempts == 0, DeliveryState.PLANNED), else_=DeliveryState.DEFERRED)
    tx.execute(
        update(progress)
        .where(whose, progress.c.state == DeliveryState.CLAIMED)
        .values(state=again, worker=None, changed_at=seconds(now))
    )
