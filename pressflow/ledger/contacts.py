"""Media contacts, their lists, and the suppression list."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, case, delete, exists, func, insert, select, update

from pressflow.ledger.records import seconds
from pressflow.ledger.tables import deliveries, media_contacts, memberships, suppressions
from pressflow.model.contact import MediaContact

Outcome = Literal["new", "changed", "unchanged", "suppressed"]


@dataclass(frozen=True, slots=True)
class Addressee:
    """A media contact who may have a release, the first list that brought them, and why they may not, if so."""

    contact_id: int
    address: str
    address_hash: str
    name: str
    language: str
    list_id: str
    suppressed: str | None


def put_contact(tx: Connection, contact: MediaContact, address_hash: str, now: datetime) -> Outcome:
    """Take a contact in, or what is new about one; lists are only added. A suppressed address stays out."""
    if suppressed(tx, address_hash):
        return "suppressed"
    address = contact.address.lower()
    values = contact.model_dump(include={"name", "language", "medium", "basis", "proof"})
    row = tx.execute(select(media_contacts).where(media_contacts.c.address == address)).one_or_none()
    if row is None:
        values |= {"address": address, "address_hash": address_hash, "added_at": seconds(now)}
        contact_id = tx.execute(insert(media_contacts).values(**values).returning(media_contacts.c.id)).scalar_one()
        _join(tx, contact_id, contact.lists)
        return "new"
    joined = _join(tx, row.id, contact.lists)
    if all(getattr(row, name) == value for name, value in values.items()):
        return "changed" if joined else "unchanged"
    tx.execute(update(media_contacts).where(media_contacts.c.id == row.id).values(**values))
    return "changed"


def _join(tx: Connection, contact_id: int, lists: Sequence[str]) -> int:
    """Add a contact to lists; how many of them were new."""
    on = set(tx.execute(select(memberships.c.list_id).where(memberships.c.contact_id == contact_id)).scalars())
    new = [list_id for list_id in dict.fromkeys(lists) if list_id not in on]
    if new:
        tx.execute(insert(memberships), [{"contact_id": contact_id, "list_id": list_id} for list_id in new])
    return len(new)


def all_contacts(tx: Connection) -> Iterator[tuple[MediaContact, str | None]]:
    """Every contact with their lists, by address, and why they are suppressed, if so."""
    on: dict[int, list[str]] = {}
    for row in tx.execute(select(memberships).order_by(memberships.c.list_id)):
        on.setdefault(row.contact_id, []).append(row.list_id)
    query = (
        select(media_contacts, suppressions.c.reason)
        .outerjoin(suppressions, suppressions.c.address_hash == media_contacts.c.address_hash)
        .order_by(media_contacts.c.address)
    )
    for row in tx.execute(query):
        yield (
            MediaContact.model_construct(
                address=row.address,
                name=row.name,
                language=row.language,
                medium=row.medium,
                lists=tuple(on.get(row.id, ())),
                basis=row.basis,
                proof=row.proof,
            ),
            row.reason,
        )


def audience(tx: Connection, lists: Sequence[str]) -> Iterator[Addressee]:
    """Everybody on the lists, once each, by the first of the lists they are on; the suppressed are marked."""
    order = case({list_id: number for number, list_id in enumerate(lists)}, value=memberships.c.list_id)
    first = (
        select(memberships.c.contact_id, func.min(order).label("number"))
        .where(memberships.c.list_id.in_(lists))
        .group_by(memberships.c.contact_id)
        .subquery()
    )
    query = (
        select(media_contacts, first.c.number, suppressions.c.reason)
        .join(first, first.c.contact_id == media_contacts.c.id)
        .outerjoin(suppressions, suppressions.c.address_hash == media_contacts.c.address_hash)
        .order_by(media_contacts.c.id)
    )
    for row in tx.execute(query):
        yield Addressee(row.id, row.address, row.address_hash, row.name, row.language, lists[row.number], row.reason)


def suppress(tx: Connection, address_hash: str, reason: str, now: datetime) -> None:
    """Never write to an address again; the first reason stays."""
    if not suppressed(tx, address_hash):
        tx.execute(insert(suppressions).values(address_hash=address_hash, reason=reason, at=seconds(now)))


def suppressed(tx: Connection, address_hash: str) -> bool:
    """Whether an address is on the suppression list."""
    query = select(exists().where(suppressions.c.address_hash == address_hash))
    return bool(tx.execute(query).scalar())


def forget(tx: Connection, address_hash: str, now: datetime) -> bool:
    """Erase an address everywhere, keeping its hash on the suppression list; False where nobody had it."""
    known = tx.execute(delete(media_contacts).where(media_contacts.c.address_hash == address_hash)).rowcount
    erased = tx.execute(
        update(deliveries)
        .where(deliveries.c.address_hash == address_hash)
        .values(address="", name="", reason="", contact_id=None)
    ).rowcount
    suppress(tx, address_hash, "erased at their own request", now)
    return bool(known or erased)
