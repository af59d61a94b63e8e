"""What the office notes about somebody, and that they may have releases under embargo."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy import Connection, insert, select, update

from pressflow.ledger.records import moment, seconds
from pressflow.ledger.tables import contact_notes, media_contacts


@dataclass(frozen=True, slots=True)
class Note:
    """A note, what it is for, who wrote it and when."""

    purpose: str
    text: str
    by: str
    at: datetime


def put_note(tx: Connection, contact_id: int, note: Note) -> None:
    """Keep a note as long as its contact."""
    values = {"purpose": note.purpose, "text": note.text, "by": note.by, "at": seconds(note.at)}
    tx.execute(insert(contact_notes).values(contact_id=contact_id, **values))


def notes_of(tx: Connection, contact_id: int) -> Iterator[Note]:
    """The notes about a contact, the oldest first."""
    query = select(contact_notes).where(contact_notes.c.contact_id == contact_id).order_by(contact_notes.c.id)
    return (Note(row.purpose, row.text, row.by, moment(row.at)) for row in tx.execute(query))


def accredit(tx: Connection, contact_id: int, day: date | None, by: str) -> None:
    """Write down when and by whom it was checked that they may have releases under embargo; None takes it back."""
    at = seconds(datetime.combine(day, time(), UTC)) if day else None
    values = {"accredited_at": at, "accredited_by": by if day else ""}
    tx.execute(update(media_contacts).where(media_contacts.c.id == contact_id).values(**values))


def accredited(tx: Connection) -> set[int]:
    """The numbers of the contacts of whom it was written down that they may have releases under embargo."""
    query = select(media_contacts.c.id).where(media_contacts.c.accredited_at.is_not(None))
    return set(tx.execute(query).scalars())
