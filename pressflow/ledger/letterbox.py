"""The letterbox: letters of the service to one person, such as a question whether they meant to subscribe.

They belong to no release. One that is sent, or cannot be, is deleted: nothing in it is worth keeping.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, insert, select, update

from pressflow.ledger.records import moment, seconds
from pressflow.ledger.tables import service_letters

# Who took letters and died gives them back after so long; a second copy has the same Message-ID.
_LEASE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class ServiceLetter:
    """A letter that waits; `content` is the whole message, `attempts` counts this one, too."""

    id: int
    kind: str
    address: str
    content: bytes
    attempts: int
    put_at: datetime


def put(
    tx: Connection, *, kind: str, address: str, address_hash: str, content: bytes, now: datetime, wanted: bool = True
) -> None:
    """Put a letter in. One that is not `wanted` is thrown away when it is its turn.

    So whoever may not be written to costs as much time as everybody else, and nobody can tell from an answer.
    """
    tx.execute(
        insert(service_letters).values(
            kind=kind,
            address=address,
            address_hash=address_hash,
            content=content,
            wanted=wanted,
            attempts=0,
            put_at=seconds(now),
            due_at=seconds(now),
        )
    )


def put_lately(tx: Connection, address_hash: str, kind: str, since: datetime) -> bool:
    """Whether a letter of a kind to an address still waits that was put in since a moment."""
    query = select(func.count()).where(
        service_letters.c.address_hash == address_hash,
        service_letters.c.kind == kind,
        service_letters.c.wanted.is_(True),
        service_letters.c.put_at >= seconds(since),
    )
    return bool(tx.execute(query).scalar())


def take(tx: Connection, most: int, now: datetime) -> Iterator[ServiceLetter]:
    """Take up to `most` letters that are due, the longest waiting first, for nobody else to take."""
    tx.execute(delete(service_letters).where(service_letters.c.wanted.is_(False)))
    due = (
        select(service_letters.c.id)
        .where(service_letters.c.due_at <= seconds(now))
        .order_by(service_letters.c.due_at, service_letters.c.id)
        .limit(most)
    )
    taken = (
        update(service_letters)
        .where(service_letters.c.id.in_(due.scalar_subquery()))
        .values(due_at=seconds(now + _LEASE), attempts=service_letters.c.attempts + 1)
        .returning(service_letters)
    )
    for row in sorted(tx.execute(taken), key=lambda row: int(row.id)):
        yield ServiceLetter(row.id, row.kind, row.address, row.content, row.attempts, moment(row.put_at))


def drop(tx: Connection, letter: int) -> None:
    """Throw a letter away that was sent, or never can be."""
    tx.execute(delete(service_letters).where(service_letters.c.id == letter))


def put_off(tx: Connection, letter: int, due: datetime) -> None:
    """Have a letter tried again, not before `due`."""
    tx.execute(update(service_letters).where(service_letters.c.id == letter).values(due_at=seconds(due)))


def waiting(tx: Connection) -> int:
    """How many letters wait."""
    query = select(func.count()).select_from(service_letters).where(service_letters.c.wanted.is_(True))
    return int(tx.execute(query).scalar_one())


def erase(tx: Connection, address_hash: str) -> None:
    """Delete every letter to an address."""
    tx.execute(delete(service_letters).where(service_letters.c.address_hash == address_hash))
