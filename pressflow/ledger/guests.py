"""Guests: who was given a release under embargo, whether they promised to keep it, and what they opened when."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, select, update

from pressflow.ledger.contacts import Addressee
from pressflow.ledger.records import moment, seconds
from pressflow.ledger.tables import embargo_access, embargo_guests, media_contacts
from pressflow.model.delivery import delivery_key


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who was given a release under embargo; `key` is that of the delivery which brought it to them."""

    key: str
    uri: str
    version: int
    address: str
    name: str
    language: str
    accepted_at: datetime | None
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Access:
    """What a guest did, and when."""

    at: datetime
    address: str
    act: str
    detail: str


def put(tx: Connection, uri: str, version: int, to: Iterable[Addressee]) -> None:
    """Let these people in."""
    rows = [
        {
            "key": delivery_key(uri, version, "embargo", one.address),
            "uri": uri,
            "version": version,
            "contact_id": one.contact_id,
        }
        for one in to
    ]
    if rows:
        tx.execute(insert(embargo_guests), rows)


def guest(tx: Connection, key: str) -> Guest | None:
    """The guest with this key; None where there is none, or their address was erased."""
    row = tx.execute(_GUESTS.where(embargo_guests.c.key == key)).one_or_none()
    return _guest(row) if row else None


def guests(tx: Connection, uri: str, version: int) -> Iterator[Guest]:
    """Everybody who was given a release under this embargo, by address."""
    query = _GUESTS.where(embargo_guests.c.uri == uri, embargo_guests.c.version == version)
    return (_guest(row) for row in tx.execute(query.order_by(media_contacts.c.address)))


def accept(tx: Connection, key: str, now: datetime) -> None:
    """Note that a guest promised to keep the embargo; the first time counts."""
    where = (embargo_guests.c.key == key, embargo_guests.c.accepted_at.is_(None))
    tx.execute(update(embargo_guests).where(*where).values(accepted_at=seconds(now)))


def revoke(tx: Connection, key: str, now: datetime) -> None:
    """Close a guest's personal page."""
    where = (embargo_guests.c.key == key, embargo_guests.c.revoked_at.is_(None))
    tx.execute(update(embargo_guests).where(*where).values(revoked_at=seconds(now)))


def note(tx: Connection, key: str, act: str, detail: str, now: datetime) -> None:
    """Note what a guest did."""
    tx.execute(insert(embargo_access).values(key=key, at=seconds(now), act=act, detail=detail[:255]))


def accesses_of(tx: Connection, contact_id: int) -> Iterator[Access]:
    """What a contact did on pages under embargo, in order of time."""
    query = (
        select(embargo_access)
        .join(embargo_guests, embargo_guests.c.key == embargo_access.c.key)
        .where(embargo_guests.c.contact_id == contact_id)
        .order_by(embargo_access.c.at, embargo_access.c.id)
    )
    for row in tx.execute(query):
        yield Access(moment(row.at), "", row.act, row.detail)


def accesses(tx: Connection, uri: str, version: int) -> Iterator[Access]:
    """What the guests of an embargo did, in order of time."""
    query = (
        select(embargo_access, media_contacts.c.address)
        .join(embargo_guests, embargo_guests.c.key == embargo_access.c.key)
        .join(media_contacts, media_contacts.c.id == embargo_guests.c.contact_id)
        .where(embargo_guests.c.uri == uri, embargo_guests.c.version == version)
        .order_by(embargo_access.c.at, embargo_access.c.id)
    )
    for row in tx.execute(query):
        yield Access(moment(row.at), row.address, row.act, row.detail)


_GUESTS = select(embargo_guests, media_contacts.c.address, media_contacts.c.name, media_contacts.c.language).join(
    media_contacts, media_contacts.c.id == embargo_guests.c.contact_id
)


def _guest(row: Row[Any]) -> Guest:  # Any: columns of the query above
    return Guest(
        row.key,
        row.uri,
        row.version,
        row.address,
        row.name,
        row.language,
        moment(row.accepted_at) if row.accepted_at is not None else None,
        moment(row.revoked_at) if row.revoked_at is not None else None,
    )
