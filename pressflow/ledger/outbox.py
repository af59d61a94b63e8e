"""The outbox: promises go in once, are counted, stopped and let go again; workers keep them (`turns`)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    String,
    and_,
    bindparam,
    case,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)

from pressflow.ledger.blasts import blast_of, states
from pressflow.ledger.contacts import Addressee
from pressflow.ledger.prepared import Prepared, roomy
from pressflow.ledger.records import moment, seconds
from pressflow.ledger.tables import (
    ITS_OWN,
    WAITING,
    blasts,
    deliveries,
    media_contacts,
    progress,
    standing,
    tallies,
    versions,
)
from pressflow.model.delivery import HAS_IT, NOT_YET, PERHAPS, DeliveryState, delivery_key

_OPEN = (DeliveryState.PLANNED, DeliveryState.DEFERRED, DeliveryState.CLAIMED)
STOPPED = "stopped"


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
    cause: str
    reason: str
    changed_at: datetime
    due_at: datetime


class Stopped(NamedTuple):
    """How many deliveries were kept back, and how many are leaving at this moment."""

    stopped: int
    leaving: int


class Resumed(NamedTuple):
    """How many deliveries may be tried again, by what they were."""

    uncertain: int
    deferred: int
    stopped: int


# What all deliveries of a blast have in common when they are promised, and what each has of its own.
_SHARED = ("uri", "version", "kind", "blast_id", "planned_at")
_PERSON = ("contact_id", "address", "address_hash", "name", "salutation")
_OWN = ("key", *_PERSON, "list_id", "thread", "letter_id")
_PUT = Prepared(
    insert(deliveries).values({name: bindparam(name) for name in (*_SHARED, *_OWN)}),
    *_SHARED,
    *_OWN,
)
_BEGIN = Prepared(
    insert(progress).from_select(
        ["delivery_id", "blast_id", "state", "attempts", "doubts", "due_at", "cause", "reason", "changed_at"],
        select(
            deliveries.c.id,
            deliveries.c.blast_id,
            bindparam("state", type_=String),
            literal(0),
            literal(0),
            deliveries.c.planned_at,
            literal(""),
            bindparam("reason", type_=String),
            deliveries.c.planned_at,
        ).where(deliveries.c.key == bindparam("key")),
    ),
    *("state", "reason", "key"),
)


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
    """Promise the letter of a version to addressees, each with the language theirs is in; gives how many.

    They leave when the blast is cleared: when its hold is over and the canary has its copy.
    """
    count = 0
    blast, at = blast_of(tx, uri, version, kind, now), seconds(now)
    shared = (uri, version, kind, blast, at)
    keyed = ((delivery_key(uri, version, kind, one.address), one, language) for one, language in to)
    with roomy(tx):
        while batch := list(islice(keyed, 1000)):
            count += _PUT.run(tx, [(*shared, key, *_own(one, language, letters)) for key, one, language in batch])
            _BEGIN.run(tx, [(*_first_state(one), key) for key, one, _ in batch])
    return count


def _own(to: Addressee, language: str, letters: dict[str, int]) -> tuple[object, ...]:
    return (
        to.contact_id,
        to.address,
        to.address_hash,
        to.name,
        to.salutation(language),
        to.list_id,
        to.thread,
        letters[language],
    )


def _first_state(to: Addressee) -> tuple[str, str]:
    return (DeliveryState.SUPPRESSED.value, to.suppressed) if to.suppressed else (DeliveryState.PLANNED.value, "")


def stop(tx: Connection, uri: str, reason: str, now: datetime) -> Stopped:
    """Keep back what has not begun to leave of a release, until it is resumed."""
    stopped = tx.execute(
        update(progress)
        .where(ITS_OWN, deliveries.c.uri == uri, progress.c.state.in_(_OPEN))
        .values(state=DeliveryState.SUPPRESSED, cause=STOPPED, reason=reason, worker=None, changed_at=seconds(now))
    ).rowcount
    leaving = (
        select(func.count())
        .select_from(standing)
        .where(deliveries.c.uri == uri, progress.c.worker.is_not(None), progress.c.state == DeliveryState.SENDING)
    )
    return Stopped(stopped, tx.execute(leaving).scalar_one())


def resume(tx: Connection, uri: str, now: datetime) -> Resumed:
    """Let what is uncertain, deferred or stopped of a release be tried again now.

    What a newer version or a recall overtook stays as it is.
    """
    current = select(versions.c.version).where(versions.c.uri == uri, versions.c.closed_at.is_(None))
    stopped = and_(progress.c.state == DeliveryState.SUPPRESSED, progress.c.cause == STOPPED)
    wanted = {
        "uncertain": progress.c.state == DeliveryState.UNCERTAIN,
        "deferred": progress.c.state == DeliveryState.DEFERRED,
        "stopped": stopped,
    }
    again = case((progress.c.attempts == 0, DeliveryState.PLANNED), else_=DeliveryState.DEFERRED)
    numbers = {
        name: tx.execute(
            update(progress)
            .where(ITS_OWN, deliveries.c.uri == uri, deliveries.c.version.in_(current), condition)
            .values(state=again, due_at=seconds(now), changed_at=seconds(now))
        ).rowcount
        for name, condition in reversed(wanted.items())  # what was uncertain is deferred then
    }
    return Resumed(**numbers)


def doubt(tx: Connection, before: datetime, reason: str, now: datetime) -> int:
    """Take no open letter due before a moment for unsent: nobody knows any more; how many letters that is."""
    return _doubt(tx, progress.c.due_at < seconds(before), reason, now)


def doubt_recorded(tx: Connection, before: datetime, reason: str, now: datetime) -> int:
    """The same, of the letters that were promised before a moment."""
    own = and_(versions.c.uri == deliveries.c.uri, versions.c.version == deliveries.c.version)
    return _doubt(tx, exists().where(own, versions.c.recorded_at <= seconds(before)), reason, now)


def _doubt(tx: Connection, which: ColumnElement[bool], reason: str, now: datetime) -> int:
    return tx.execute(
        update(progress)
        .where(ITS_OWN, progress.c.state.in_(_OPEN), which)
        .values(
            state=DeliveryState.UNCERTAIN,
            reason=reason,
            worker=None,
            changed_at=seconds(now),
            doubts=progress.c.doubts + 1,
        )
    ).rowcount


def promised(tx: Connection, uri: str, version: int) -> Iterator[Addressee]:
    """Who has the letter of a version, or perhaps has it, or is still to get it, with the list that brought it."""
    query = (
        select(deliveries, media_contacts.c.language)
        .join(media_contacts, media_contacts.c.id == deliveries.c.contact_id)
        .join(progress, ITS_OWN)
        .where(deliveries.c.uri == uri, deliveries.c.version == version)
        .where(progress.c.state.in_((*HAS_IT, *PERHAPS, *NOT_YET)))
        .order_by(deliveries.c.id)
    )
    for row in tx.execute(query):
        yield Addressee(
            row.contact_id, row.address, row.address_hash, row.name, row.language, row.list_id, suppressed=None
        )


def counts(tx: Connection) -> dict[tuple[str, int], dict[DeliveryState, int]]:
    """For each version, how many of its deliveries are in which state; canaries are not among them."""
    of_blast = states(tx)
    found: dict[tuple[str, int], Counter[DeliveryState]] = defaultdict(Counter)
    for row in tx.execute(select(blasts.c.id, blasts.c.uri, blasts.c.version).where(~blasts.c.canary)):
        found[row.uri, row.version].update(of_blast.get(row.id, {}))
    return {version: dict(+numbers) for version, numbers in found.items() if +numbers}


def open_deliveries(tx: Connection) -> tuple[int, datetime | None]:
    """How many deliveries are still to be sent, canaries among them, and when the next of them is due.

    The hold is not looked at here: see `pressflow.ledger.blasts.uncleared`.
    """
    opened = (
        select(blasts.c.id, blasts.c.cleared_at, blasts.c.canary)
        .join(versions, and_(versions.c.uri == blasts.c.uri, versions.c.version == blasts.c.version))
        .where(versions.c.opened_at.is_not(None), versions.c.closed_at.is_(None))
        .subquery()
    )
    waiting = (
        select(func.coalesce(func.sum(tallies.c.number), 0))
        .join(opened, opened.c.id == tallies.c.blast_id)
        .where(tallies.c.state.in_(_OPEN))
    )
    claimed = select(func.count()).where(progress.c.worker.is_not(None), progress.c.state == DeliveryState.CLAIMED)
    first = select(func.min(progress.c.due_at)).where(progress.c.blast_id == opened.c.id, WAITING).scalar_subquery()
    soonest = select(func.min(first)).where(or_(opened.c.canary, opened.c.cleared_at.is_not(None)))
    due = tx.execute(soonest.select_from(opened)).scalar()
    number = tx.execute(waiting).scalar_one() + tx.execute(claimed).scalar_one()
    return number, moment(due) if due is not None else None


def entries(tx: Connection, uri: str) -> Iterator[Entry]:
    """Every delivery of a release, by version and address; canaries are not among them."""
    for row in tx.execute(_of(uri).order_by(deliveries.c.version, deliveries.c.address, deliveries.c.id)):
        yield _entry(row)


def first_entries(tx: Connection, uri: str, states: Iterable[DeliveryState], most: int) -> list[Entry]:
    """The first `most` deliveries of a release that are in one of these states, by version and address."""
    # As they were promised: to have them by address, a million would be sorted for the first twenty.
    query = _of(uri).where(progress.c.state.in_(states)).order_by(deliveries.c.version, deliveries.c.id)
    found = [_entry(row) for row in tx.execute(query.limit(most))]
    return sorted(found, key=lambda entry: (entry.version, entry.address))


def _of(uri: str) -> Select[Any]:
    query = select(standing).join(blasts, blasts.c.id == deliveries.c.blast_id)
    return query.where(deliveries.c.uri == uri, ~blasts.c.canary)


def _entry(row: Row[Any]) -> Entry:
    return Entry(
        row.address,
        row.name,
        row.list_id,
        row.kind,
        row.version,
        DeliveryState(row.state),
        row.attempts,
        row.doubts,
        row.cause,
        row.reason,
        moment(row.changed_at),
        moment(row.due_at),
    )
