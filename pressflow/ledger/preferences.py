"""What people choose for themselves: lists, topics, silence, another address, and leaving."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from pressflow.ledger import contacts
from pressflow.ledger.contacts import Stored
from pressflow.ledger.records import moment, seconds
from pressflow.ledger.tables import consents, departures, media_contacts, memberships, suppressions
from pressflow.model.contact import Frequency, MediaContact, Reason

# What a fresh yes from the address itself takes back; whatever was entered by hand stays.
_TAKEN_BACK = (
    Reason.SOFT_BOUNCES,
    Reason.HARD_BOUNCE,
    Reason.UNSUBSCRIBED,
    Reason.COMPLAINT,
    Reason.ERASED,
)


@dataclass(frozen=True, slots=True)
class Left:
    """A list that somebody left (None: all of them), and until when that can be taken back."""

    list_id: str | None
    at: datetime
    undo_until: datetime | None


def subscribe(tx: Connection, contact: MediaContact, address_hash: str, now: datetime) -> int | None:
    """Take in somebody who said yes from the address itself, with exactly what they chose; gives the contact's number.

    That outweighs what kept the address off before, except what the office entered by hand: then None.
    """
    tx.execute(
        delete(suppressions).where(suppressions.c.address_hash == address_hash, suppressions.c.reason.in_(_TAKEN_BACK))
    )
    if contacts.suppressed(tx, address_hash):
        return None
    tx.execute(
        delete(departures).where(
            departures.c.address_hash == address_hash, departures.c.list_id.in_(contact.lists or ("",))
        )
    )
    contacts.put_contact(tx, contact, address_hash, now)
    known = contacts.contact_by_hash(tx, address_hash)
    assert known is not None  # noqa: S101  put just now
    choose(tx, known.id, now, **contact.model_dump(include={"language", "topics", "region", "frequency"}))
    change = {"basis": contact.basis, "proof": contact.proof, "paused_until": None}
    tx.execute(update(media_contacts).where(media_contacts.c.id == known.id).values(**change))
    return known.id


def choose(
    tx: Connection,
    contact_id: int,
    now: datetime,
    *,
    language: str,
    topics: Iterable[str],
    region: str,
    frequency: Frequency,
) -> None:
    """Set what somebody chose for themselves; from now on no import changes it."""
    values = {"language": language, "topics": contacts.barred(tuple(topics)), "region": region, "frequency": frequency}
    tx.execute(update(media_contacts).where(media_contacts.c.id == contact_id).values(**values, chosen_at=seconds(now)))


def choose_lists(
    tx: Connection, known: Stored, lists: Iterable[str], now: datetime, undo_until: datetime | None = None
) -> None:
    """Be on exactly these lists: join those that are new, leave the others."""
    wanted, on = set(lists), set(known.contact.lists)
    for list_id in sorted(on - wanted):
        leave(tx, known, list_id, now, undo_until)
    for list_id in sorted(wanted - on):
        _join(tx, known, list_id)


def pause(tx: Connection, contact_id: int, until: datetime | None) -> None:
    """Send nothing until a moment; None ends a pause."""
    tx.execute(
        update(media_contacts)
        .where(media_contacts.c.id == contact_id)
        .values(paused_until=seconds(until) if until else None)
    )


def leave(tx: Connection, known: Stored, list_id: str, now: datetime, undo_until: datetime | None = None) -> bool:
    """Leave one list, so that no import puts them on it again; False where they had left it already."""
    off = tx.execute(
        delete(memberships).where(memberships.c.contact_id == known.id, memberships.c.list_id == list_id)
    ).rowcount
    if off:
        _forget_departure(tx, known, list_id)
        values = {"reason": Reason.UNSUBSCRIBED, "at": seconds(now), "undo_until": contacts.whole(undo_until)}
        tx.execute(insert(departures).values(address_hash=known.address_hash, list_id=list_id, **values))
    return bool(off)


def leave_all(tx: Connection, known: Stored, now: datetime, undo_until: datetime | None = None) -> bool:
    """Leave for good; the lists stay written down as long as that can be taken back. False where they had already."""
    if known.suppressed in {Reason.UNSUBSCRIBED, Reason.COMPLAINT, Reason.ERASED}:
        return False
    contacts.suppress(tx, known.address_hash, Reason.UNSUBSCRIBED, now, undo_until=undo_until)
    tx.execute(
        update(consents)
        .where(consents.c.address_hash == known.address_hash, consents.c.withdrawn_at.is_(None))
        .values(withdrawn_at=seconds(now))
    )
    return True


def departed(tx: Connection, address_hash: str) -> tuple[Left, ...]:
    """What somebody left, all lists first, then single ones by name."""
    everything = select(suppressions).where(
        suppressions.c.address_hash == address_hash, suppressions.c.reason == Reason.UNSUBSCRIBED
    )
    single = select(departures).where(departures.c.address_hash == address_hash).order_by(departures.c.list_id)
    all_ = [Left(None, moment(row.at), contacts.when(row.undo_until)) for row in tx.execute(everything)]
    return (*all_, *(Left(row.list_id, moment(row.at), contacts.when(row.undo_until)) for row in tx.execute(single)))


def undo(tx: Connection, known: Stored, list_id: str | None, now: datetime) -> bool:
    """Take back that somebody left a list (None: all lists), while that is possible; False where it is not."""
    if list_id is None:
        taken = tx.execute(
            delete(suppressions).where(
                suppressions.c.address_hash == known.address_hash,
                suppressions.c.reason == Reason.UNSUBSCRIBED,
                suppressions.c.undo_until >= seconds(now),
            )
        ).rowcount
        if taken:
            tx.execute(update(consents).where(consents.c.address_hash == known.address_hash).values(withdrawn_at=None))
        return bool(taken)
    possible = select(departures.c.at).where(
        departures.c.address_hash == known.address_hash,
        departures.c.list_id == list_id,
        departures.c.undo_until >= seconds(now),
    )
    if tx.execute(possible).first() is None:
        return False
    _join(tx, known, list_id)
    return True


def _join(tx: Connection, known: Stored, list_id: str) -> None:
    _forget_departure(tx, known, list_id)
    tx.execute(insert(memberships).values(contact_id=known.id, list_id=list_id))


def _forget_departure(tx: Connection, known: Stored, list_id: str) -> None:
    tx.execute(
        delete(departures).where(departures.c.address_hash == known.address_hash, departures.c.list_id == list_id)
    )


def change_address(tx: Connection, known: Stored, address: str, address_hash: str) -> bool:
    """Move somebody to another address that said yes itself; False where that one is another contact's or barred.

    What they agreed to and what they left moves with them.
    """
    if contacts.contact_by_hash(tx, address_hash) or contacts.suppressed(tx, address_hash):
        return False
    tx.execute(
        update(media_contacts)
        .where(media_contacts.c.id == known.id)
        .values(address=address.lower(), address_hash=address_hash)
    )
    tx.execute(delete(departures).where(departures.c.address_hash == address_hash))
    for table in (consents, departures):
        tx.execute(update(table).where(table.c.address_hash == known.address_hash).values(address_hash=address_hash))
    return True
