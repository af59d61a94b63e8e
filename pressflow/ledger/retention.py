"""What is kept no longer: the text of old letters, and contacts who left long ago."""

from datetime import datetime

from sqlalchemy import Connection, and_, exists, or_, select, update

from pressflow.ledger.contacts import erase
from pressflow.ledger.records import seconds
from pressflow.ledger.tables import (
    ITS_OWN,
    deliveries,
    departures,
    letters,
    media_contacts,
    memberships,
    progress,
    suppressions,
    versions,
)
from pressflow.model.contact import Reason
from pressflow.model.delivery import HAS_IT, WILL_NOT
from pressflow.model.letter import Letter

_LEFT = (Reason.UNSUBSCRIBED, Reason.COMPLAINT)


def empty_letters(tx: Connection, before: datetime) -> int:
    """Take the words out of letters whose version was recorded before a moment, save those that may yet be sent."""
    old = exists().where(
        versions.c.uri == letters.c.uri,
        versions.c.version == letters.c.version,
        versions.c.recorded_at < seconds(before),
    )
    open_ = exists().where(
        deliveries.c.uri == letters.c.uri,
        deliveries.c.version == letters.c.version,
        deliveries.c.letter_id == letters.c.id,
        ITS_OWN,
        progress.c.state.not_in((*HAS_IT, *WILL_NOT)),
    )
    emptied = 0
    for row in tx.execute(select(letters.c.id, letters.c.content).where(old, ~open_)).all():
        # What tells their Message-IDs stays: a late correction still answers in the reader's own thread.
        bare = Letter.from_json(row.content).without_words().to_json()
        if bare != row.content:
            tx.execute(update(letters).where(letters.c.id == row.id).values(content=bare))
            emptied += 1
    return emptied


def erase_who_left(tx: Connection, before: datetime) -> int:
    """Erase contacts who left all lists, or complained, before a moment; what keeps them off the lists stays."""
    gone = exists().where(
        suppressions.c.address_hash == media_contacts.c.address_hash,
        suppressions.c.reason.in_(_LEFT),
        suppressions.c.at < seconds(before),
    )
    on_any = exists().where(memberships.c.contact_id == media_contacts.c.id)
    here = departures.c.address_hash == media_contacts.c.address_hash
    left_each = and_(~on_any, exists().where(here), ~exists().where(here, departures.c.at >= seconds(before)))
    hashes = tx.execute(select(media_contacts.c.address_hash).where(or_(gone, left_each))).scalars().all()
    for address_hash in hashes:
        erase(tx, address_hash, keep_departures=True)
    return len(hashes)
