"""Joining: somebody asks to get releases, and says yes once more from the address itself."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from pressflow.formats._note import note
from pressflow.ledger import Transaction, consent, contacts, letterbox, preferences
from pressflow.ledger.consent import Consent, SignUp
from pressflow.model.base import in_language
from pressflow.model.contact import MediaContact, Reason
from pressflow.model.wish import Wish
from pressflow.newsroom import Newsroom
from pressflow.theme.dates import long_date

SUBSCRIBE, MOVE = "subscribe", "address"
_ONCE = timedelta(days=1)
# They asked not to be written to again by anybody's doing but their own; the office may let them in.
_SILENT = {Reason.COMPLAINT, Reason.BY_HAND}


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a wish comes from: the page, the words agreed to on it, and the client's network."""

    source: str
    wording: str
    network: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A wish ready to be written down, with the letter that asks for a yes."""

    sign_up: SignUp
    letter: bytes


def ask(newsroom: Newsroom, wish: Wish, origin: Origin, confirm_url: str, now: datetime) -> Asked:
    """Prepare a wish and its letter; `confirm_url` is where the letter leads to, the token to be put behind it."""
    publisher, token = newsroom.publisher, secrets.token_urlsafe(24)
    titles = [in_language(publisher.lists[id_].title, wish.language) for id_ in wish.lists]
    sign_up = pending(newsroom, SUBSCRIBE, wish.address, token, origin, now, wishes=wish.model_dump_json())
    until = long_date(sign_up.expires_at, publisher.zone, wish.language)
    letter = note(
        newsroom.edition(),
        "confirm",
        wish.language,
        wish.address,
        sign_up.token_hash[:40],
        now,
        url=f"{confirm_url}{token}?language={wish.language}",
        lists=", ".join(titles),
        until=until,
    )
    return Asked(sign_up, letter)


def pending(
    newsroom: Newsroom,
    purpose: str,
    address: str,
    token: str,
    origin: Origin,
    now: datetime,
    *,
    wishes: str,
    contact_id: int | None = None,
) -> SignUp:
    """A wish that waits for a yes; only hashes of its token and of the network are kept."""
    return SignUp(
        token_hash=_hash(token),
        purpose=purpose,
        address=address,
        address_hash=newsroom.tokens.address_hash(address),
        wishes=wishes,
        wording=origin.wording,
        source=origin.source,
        network_hash=newsroom.tokens.keyed("network", origin.network),
        requested_at=now,
        expires_at=now + timedelta(days=newsroom.settings.privacy.unconfirmed_days),
        contact_id=contact_id,
    )


def put(tx: Transaction, asked: Asked, now: datetime) -> None:
    """Write a wish down, and its letter.

    Whoever has one waiting already, or asked us to be silent, gets none; yet all of them cost the same work.
    """
    address_hash = asked.sign_up.address_hash
    waits = any(
        one.used_at is None and one.purpose == asked.sign_up.purpose and one.requested_at > now - _ONCE
        for one in consent.sign_ups_of(tx, address_hash)
    )
    barred = contacts.suppression(tx, address_hash)
    silent = barred is not None and barred.reason in _SILENT
    consent.put_sign_up(tx, asked.sign_up)
    letterbox.put(
        tx,
        kind=asked.sign_up.purpose,
        address=asked.sign_up.address,
        address_hash=address_hash,
        content=asked.letter,
        now=now,
        wanted=not (waits or silent),
    )


def waiting(tx: Transaction, token: str, now: datetime) -> SignUp | None:
    """What a token is to confirm; nothing for one that is unknown or has expired."""
    return consent.sign_up(tx, _hash(token), now)


def confirm(tx: Transaction, token: str, now: datetime) -> SignUp | None:
    """Say yes: the wish is fulfilled and the consent written down, once; nothing where the token is no good.

    Whoever says it again, or fifty times at once, is told the same, and nothing happens twice.
    """
    found = consent.sign_up(tx, _hash(token), now)
    if found and found.purpose == SUBSCRIBE and consent.use_sign_up(tx, found.token_hash, now):
        wish = Wish.model_validate_json(found.wishes)
        asked, said = found.requested_at.isoformat(), now.isoformat()
        proof = f"double opt-in: asked {asked} from network {found.network_hash[:16]}, confirmed {said}"
        contact = MediaContact(
            **wish.model_dump(exclude={"address", "name"}),
            address=wish.address,
            name=wish.name,
            basis="consent",
            proof=f"{proof}, letter {found.token_hash[:40]}",
        )
        preferences.subscribe(tx, contact, found.address_hash, now)
        consent.put_consent(tx, found.address_hash, Consent(found.wording, now, found.source, contact.proof))
    return found


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
