"""Superseding: what a newer version or a recall overtakes never leaves; and who has it, or was still to get it."""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, or_, select, update

from pressflow.ledger import records
from pressflow.ledger.contacts import Addressee
from pressflow.ledger.outbox import STOPPED
from pressflow.ledger.records import seconds
from pressflow.ledger.tables import (
    ITS_OWN,
    WAITING,
    blasts,
    deliveries,
    letters,
    media_contacts,
    progress,
    standing,
    suppressions,
    tallies,
    versions,
)
from pressflow.model.delivery import HAS_IT, PERHAPS, DeliveryState, message_id


def supersede(tx: Connection, uri: str, reason: str, now: datetime, *, but: int) -> int:
    """Close all versions of a release but one: what has not begun to leave never does; how many letters that is.

    What is leaving at this moment is let go: nobody can call it back. Should it come back unsent, `sweep` keeps it.
    """
    still_open = and_(versions.c.uri == uri, versions.c.closed_at.is_(None), versions.c.version != but)
    tx.execute(update(versions).where(still_open).values(closed_at=seconds(now), closed_for=reason))
    return _keep(tx, now, and_(deliveries.c.uri == uri, _UNSENT))


def close(tx: Connection, uri: str, version: int, reason: str, now: datetime) -> int:
    """Close one version of a release, as `supersede` does; how many letters that keeps."""
    tx.execute(
        update(versions)
        .where(versions.c.uri == uri, versions.c.version == version, versions.c.closed_at.is_(None))
        .values(closed_at=seconds(now), closed_for=reason)
    )
    return _keep(tx, now, and_(deliveries.c.uri == uri, deliveries.c.version == version, _UNSENT))


def sweep(tx: Connection, now: datetime) -> int:
    """Keep what came back unsent of versions that were closed meanwhile; how many letters that is."""
    overtaken = (
        select(tallies.c.blast_id)
        .join(blasts, blasts.c.id == tallies.c.blast_id)
        .join(versions, and_(versions.c.uri == blasts.c.uri, versions.c.version == blasts.c.version))
        .where(versions.c.closed_at.is_not(None), tallies.c.state.in_(_WAITING), tallies.c.number > 0)
    )
    found = tx.execute(overtaken.distinct()).scalars().all()
    return sum(_keep(tx, now, and_(progress.c.blast_id == blast, WAITING)) for blast in found)


_WAITING = (DeliveryState.PLANNED, DeliveryState.DEFERRED)
# What the office itself had stopped was still to come, too.
_UNSENT = or_(
    progress.c.state.in_((*_WAITING, DeliveryState.CLAIMED)),
    and_(progress.c.state == DeliveryState.SUPPRESSED, progress.c.cause == STOPPED),
)


def _keep(tx: Connection, now: datetime, where: ColumnElement[bool]) -> int:
    own = and_(versions.c.uri == deliveries.c.uri, versions.c.version == deliveries.c.version)
    kept = (
        update(progress)
        .where(ITS_OWN, where, own, versions.c.closed_at.is_not(None))
        .values(
            state=DeliveryState.SUPPRESSED,
            cause="superseded",
            reason=versions.c.closed_for,
            worker=None,
            changed_at=seconds(now),
        )
    )
    return tx.execute(kept).rowcount


def holders(tx: Connection, uri: str, of: int | None = None) -> Iterator[Addressee]:
    """Who has a letter about a release, or perhaps has it, each once, with the letters that theirs now follows.

    `of` looks at one closed version alone.
    """
    domains = _domains(tx, uri)
    for rows in _by_address(tx, uri, of):
        if had := [row for row in rows if _perhaps(row)]:
            yield _addressee(had[-1], " ".join(message_id(row.key, domains[row.letter_id]) for row in had))


def unserved(tx: Connection, uri: str) -> Iterator[Addressee]:
    """Who was still to get a release when it was superseded, and has nothing of it."""
    for rows in _by_address(tx, uri):
        if not any(_perhaps(row) for row in rows) and rows[-1].reason == rows[-1].closed_for:
            yield _addressee(rows[-1], "")


def _perhaps(row: Row[Any]) -> bool:  # Any: all columns
    """Whether a letter has arrived, as far as anybody knows; once in doubt, it may have, whatever came of it later."""
    return row.state in (*HAS_IT, *PERHAPS) or row.doubts > 0


def _by_address(tx: Connection, uri: str, of: int | None = None) -> Iterator[list[Row[Any]]]:  # Any: all columns
    """The deliveries of closed versions by address, oldest first; those of people who were forgotten have none."""
    own = and_(versions.c.uri == deliveries.c.uri, versions.c.version == deliveries.c.version)
    query = (
        select(
            standing,
            versions.c.closed_for,
            media_contacts.c.language,
            media_contacts.c.salutations,
            suppressions.c.reason.label("barred"),
        )
        .join(versions, own)
        .join(media_contacts, media_contacts.c.id == deliveries.c.contact_id)
        .outerjoin(suppressions, suppressions.c.address_hash == media_contacts.c.address_hash)
        .where(deliveries.c.uri == uri, versions.c.closed_at.is_not(None))
        .order_by(deliveries.c.address, deliveries.c.id)
    )
    query = query if of is None else query.where(deliveries.c.version == of)
    for _, rows in groupby(tx.execute(query), key=lambda row: row.address):
        yield list(rows)


def _addressee(row: Row[Any], thread: str) -> Addressee:  # Any: all columns
    return Addressee(
        row.contact_id,
        row.address,
        row.address_hash,
        row.name,
        row.language,
        row.list_id,
        row.barred,
        row.salutations,
        thread,
    )


def _domains(tx: Connection, uri: str) -> dict[int, str]:
    """The domain in the Message-IDs of each letter about a release."""
    ids = tx.execute(select(letters.c.id).where(letters.c.uri == uri)).scalars().all()
    return {id_: records.letter(tx, id_).domain for id_ in ids}


def erase_letters(tx: Connection, uri: str) -> None:
    """Remove the words of all letters about a release that the ledger keeps."""
    for id_ in tx.execute(select(letters.c.id).where(letters.c.uri == uri)).scalars().all():
        bare = records.letter(tx, id_).without_words()
        tx.execute(update(letters).where(letters.c.id == id_).values(content=bare.to_json()))
