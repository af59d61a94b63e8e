"""Leaving: off one list or all of them, for a while or for good, and back again while that is possible."""

import secrets
from datetime import datetime, timedelta
from typing import Literal

from pressflow.formats._note import note
from pressflow.ledger import Transaction, contacts, letterbox, preferences
from pressflow.ledger.contacts import Stored
from pressflow.model.base import in_language
from pressflow.newsroom import Newsroom
from pressflow.theme.dates import long_date

UNDO_DAYS = 14
# Where the service answers a link to undo.
UNDO = "service/undo/"
LONGEST_PAUSE = timedelta(days=366)
ALL = ""
Undone = Literal["back", "late"]


def subscriber(newsroom: Newsroom, tx: Transaction, token: str) -> tuple[Stored | None, str]:
    """Whose unsubscribe link it is, and of which list; nobody where that person is gone. Raises InputError."""
    contact_id, list_id = newsroom.tokens.read_unsubscribe(token)
    return contacts.contact_by_id(tx, contact_id), list_id


def leave(newsroom: Newsroom, tx: Transaction, known: Stored, list_id: str, undo_url: str, now: datetime) -> bool:
    """Take somebody off a list (ALL: off all of them), and tell the owner of the mailbox, who can undo it.

    False where they had left already: then nothing happens and nobody is told.
    """
    until = now + timedelta(days=UNDO_DAYS)
    if list_id == ALL:
        left = preferences.leave_all(tx, known, now, until)
    else:
        left = preferences.leave(tx, known, list_id, now, until)
    if left:
        _tell(newsroom, tx, known, list_id, undo_url, now)
    return left


def _tell(newsroom: Newsroom, tx: Transaction, known: Stored, list_id: str, undo_url: str, now: datetime) -> None:
    """A forwarded letter carries its reader's link: whoever owns the mailbox hears of it, a whole desk as well."""
    publisher, contact = newsroom.publisher, known.contact
    entry, language = publisher.lists.get(list_id), contact.language
    words = newsroom.theme.words(language)
    title = words["all_lists"] if list_id == ALL else in_language(entry.title, language) if entry else list_id
    content = note(
        newsroom.edition(),
        f"left_{contact.kind}",
        language,
        contact.address,
        secrets.token_hex(20),
        now,
        list=title,
        url=f"{undo_url}{undo_token(newsroom, known, list_id)}?language={language}",
        until=long_date(now + timedelta(days=UNDO_DAYS), publisher.zone, language),
    )
    letterbox.put(tx, kind="left", address=contact.address, address_hash=known.address_hash, content=content, now=now)


def undo_token(newsroom: Newsroom, known: Stored, list_id: str) -> str:
    """The token that brings somebody back to a list; the ledger knows until when."""
    return newsroom.tokens.sign("undo", [known.id, known.address_hash[:16], list_id])


def leaver(newsroom: Newsroom, tx: Transaction, token: str) -> tuple[Stored | None, str]:
    """Whose undo link it is, and of which list; nobody where they are gone. Raises InputError."""
    contact_id, mark, list_id = newsroom.tokens.read("undo", token)
    known = contacts.contact_by_id(tx, int(contact_id))
    return (known if known and known.address_hash.startswith(str(mark)) else None), str(list_id)


def undo(tx: Transaction, known: Stored, list_id: str, now: datetime) -> bool:
    """Bring somebody back to the list they left; True where they are on it now, False where it is too late."""
    back = preferences.undo(tx, known, list_id or None, now)
    return back or (known.suppressed is None and (list_id == ALL or list_id in known.contact.lists))


def pause(tx: Transaction, known: Stored, until: datetime, now: datetime) -> datetime:
    """Send nothing until a moment, a year ahead at most; gives it. One that is past ends a pause."""
    until = min(until, now + LONGEST_PAUSE)
    preferences.pause(tx, known.id, until if until > now else None)
    return until
