"""Consent: who agreed to what and when, and the sign-ups that wait for a yes from the address itself."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, delete, func, insert, select, update

from pressflow.ledger.contacts import when
from pressflow.ledger.records import moment, seconds
from pressflow.ledger.tables import consents, sign_ups


@dataclass(frozen=True, slots=True)
class Consent:
    """A yes: the words that were agreed to, with their hash, when, on which page, and how we know."""

    wording: str
    at: datetime
    source: str
    proof: str
    withdrawn_at: datetime | None = None

    @property
    def wording_hash(self) -> str:
        """The SHA-256 of the words, in hexadecimal."""
        return hashlib.sha256(self.wording.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class SignUp:
    """A wish that waits for a yes from the address: `purpose` says which, `wishes` is what was chosen, as JSON.

    Of the token and of the client's network only hashes are kept. `contact_id` is whose address is to change.
    """

    token_hash: str
    purpose: str
    address: str
    address_hash: str
    wishes: str
    wording: str
    source: str
    network_hash: str
    requested_at: datetime
    expires_at: datetime
    contact_id: int | None = None
    used_at: datetime | None = None


def put_consent(tx: Connection, address_hash: str, given: Consent) -> None:
    """Write a yes down."""
    tx.execute(
        insert(consents).values(
            address_hash=address_hash,
            wording=given.wording,
            wording_hash=given.wording_hash,
            at=seconds(given.at),
            source=given.source[:500],
            proof=given.proof[:500],
        )
    )


def consents_of(tx: Connection, address_hash: str) -> Iterator[Consent]:
    """What an address agreed to, the oldest first."""
    query = select(consents).where(consents.c.address_hash == address_hash).order_by(consents.c.at, consents.c.id)
    for row in tx.execute(query):
        yield Consent(row.wording, moment(row.at), row.source, row.proof, when(row.withdrawn_at))


def put_sign_up(tx: Connection, wish: SignUp) -> None:
    """Keep a sign-up until it is confirmed or expires."""
    tx.execute(
        insert(sign_ups).values(
            token_hash=wish.token_hash,
            purpose=wish.purpose,
            address=wish.address,
            address_hash=wish.address_hash,
            contact_id=wish.contact_id,
            wishes=wish.wishes,
            wording=wish.wording,
            source=wish.source[:500],
            network_hash=wish.network_hash,
            requested_at=seconds(wish.requested_at),
            expires_at=seconds(wish.expires_at),
        )
    )


def sign_up(tx: Connection, token_hash: str, now: datetime) -> SignUp | None:
    """The sign-up a token belongs to, unless it has expired; one that was used says so."""
    query = select(sign_ups).where(sign_ups.c.token_hash == token_hash, sign_ups.c.expires_at > seconds(now))
    return next(_sign_ups(tx, query), None)


def use_sign_up(tx: Connection, token_hash: str, now: datetime) -> bool:
    """Use a token up; True for the one who does, however many try at once."""
    used = tx.execute(
        update(sign_ups)
        .where(sign_ups.c.token_hash == token_hash, sign_ups.c.used_at.is_(None), sign_ups.c.expires_at > seconds(now))
        .values(used_at=seconds(now))
    )
    return used.rowcount == 1


def sign_ups_of(tx: Connection, address_hash: str) -> tuple[SignUp, ...]:
    """The sign-ups of an address, the oldest first."""
    return tuple(_sign_ups(tx, select(sign_ups).where(sign_ups.c.address_hash == address_hash)))


def asked_since(
    tx: Connection, since: datetime, *, address_hash: str | None = None, network_hash: str | None = None
) -> int:
    """How many sign-ups came since a moment: for one address, from one network, or in all."""
    query = select(func.count()).select_from(sign_ups).where(sign_ups.c.requested_at >= seconds(since))
    if address_hash is not None:
        query = query.where(sign_ups.c.address_hash == address_hash)
    if network_hash is not None:
        query = query.where(sign_ups.c.network_hash == network_hash)
    return int(tx.execute(query).scalar_one())


def drop_sign_ups(tx: Connection, before: datetime) -> int:
    """Delete the sign-ups asked for before a moment, confirmed or not; gives how many there were."""
    return tx.execute(delete(sign_ups).where(sign_ups.c.requested_at < seconds(before))).rowcount


def _sign_ups(tx: Connection, query: Select[Any]) -> Iterator[SignUp]:  # Any: all columns
    for row in tx.execute(query.order_by(sign_ups.c.requested_at, sign_ups.c.id)):
        yield SignUp(
            row.token_hash,
            row.purpose,
            row.address,
            row.address_hash,
            row.wishes,
            row.wording,
            row.source,
            row.network_hash,
            moment(row.requested_at),
            moment(row.expires_at),
            row.contact_id,
            when(row.used_at),
        )
