"""Choosing: what somebody wants is theirs to change, as are their address and whether we know them at all."""

import secrets
from datetime import UTC, datetime, timedelta

from pressflow.errors import InputError
from pressflow.formats._note import note
from pressflow.ledger import Transaction, consent, contacts, letterbox, preferences
from pressflow.ledger.consent import SignUp
from pressflow.ledger.contacts import Stored
from pressflow.model.wish import Choice
from pressflow.newsroom import Newsroom
from pressflow.theme.dates import long_date

# A link to all that is stored about somebody is no link for ever: it may be forwarded, or lie in an archive.
_VALID = timedelta(days=2)


def link_letter(newsroom: Newsroom, tx: Transaction, address: str, language: str, url: str, now: datetime) -> None:
    """Put a letter with the link to somebody's settings in; for an address nobody has it is thrown away unsent."""
    address_hash = newsroom.tokens.address_hash(address)
    known = contacts.contact_by_hash(tx, address_hash)
    lately = letterbox.put_lately(tx, address_hash, "link", now - timedelta(hours=1))
    content = note(
        newsroom.edition(),
        "link",
        language,
        address,
        secrets.token_hex(20),
        now,
        url=f"{url}{_token(newsroom, known.id if known else 0, address_hash, now)}?language={language}",
        until=long_date(now + _VALID, newsroom.publisher.zone, language),
    )
    letterbox.put(
        tx,
        kind="link",
        address=address,
        address_hash=address_hash,
        content=content,
        now=now,
        wanted=known is not None and not lately,
    )


def _token(newsroom: Newsroom, contact_id: int, address_hash: str, now: datetime) -> str:
    until = int((now + _VALID).timestamp())
    return newsroom.tokens.sign("preferences", [contact_id, address_hash[:16], until])


def owner(newsroom: Newsroom, tx: Transaction, token: str, now: datetime) -> Stored | None:
    """Whose settings a link opens; nobody where they are gone, have another address, or the link has expired.

    Raises InputError for a link that is not ours.
    """
    contact_id, mark, until = newsroom.tokens.read("preferences", token)
    if now > datetime.fromtimestamp(int(until), UTC):
        return None
    known = contacts.contact_by_id(tx, int(contact_id))
    return known if known and known.address_hash.startswith(str(mark)) else None


def choose(
    newsroom: Newsroom, tx: Transaction, known: Stored, choice: Choice, now: datetime, undo_until: datetime
) -> None:
    """Set what somebody wants: exactly these topics, and of the lists they can choose among, exactly these."""
    offered = newsroom.publisher.offered_lists
    kept = tuple(list_id for list_id in known.contact.lists if list_id not in offered)
    preferences.choose(
        tx,
        known.id,
        now,
        language=choice.language,
        topics=choice.topics,
        region=choice.region,
        frequency=choice.frequency,
    )
    preferences.choose_lists(tx, known, (*choice.lists, *kept), now, undo_until)


def move_letter(newsroom: Newsroom, tx: Transaction, wish: SignUp, token: str, url: str, now: datetime) -> None:
    """Ask a new address whether it is theirs; the wish waits for its yes."""
    known = contacts.contact_by_id(tx, wish.contact_id or 0)
    if known is None:
        raise InputError("nobody is there any more")
    language = known.contact.language
    taken = contacts.contact_by_hash(tx, wish.address_hash) or contacts.suppressed(tx, wish.address_hash)
    content = note(
        newsroom.edition(),
        "move",
        language,
        wish.address,
        wish.token_hash[:40],
        now,
        url=f"{url}{token}?language={language}",
        until=long_date(wish.expires_at, newsroom.publisher.zone, language),
    )
    consent.put_sign_up(tx, wish)
    letterbox.put(
        tx,
        kind=wish.purpose,
        address=wish.address,
        address_hash=wish.address_hash,
        content=content,
        now=now,
        wanted=not taken,
    )


def move(newsroom: Newsroom, tx: Transaction, wish: SignUp, now: datetime) -> bool:
    """The new address said yes: letters go there from now on, and the old one is told. False where it cannot be."""
    known = contacts.contact_by_id(tx, wish.contact_id or 0)
    if known is None:
        return False
    if known.address_hash == wish.address_hash:  # said yes before
        return True
    if not consent.use_sign_up(tx, wish.token_hash, now):
        return False
    if not preferences.change_address(tx, known, wish.address, wish.address_hash):
        return False
    content = note(
        newsroom.edition(),
        "moved",
        known.contact.language,
        known.contact.address,
        secrets.token_hex(20),
        now,
    )
    letterbox.put(
        tx, kind="moved", address=known.contact.address, address_hash=known.address_hash, content=content, now=now
    )
    return True


def erase(tx: Transaction, known: Stored, now: datetime) -> None:
    """Erase somebody and all that is stored about them; a keyed hash stays, so that no import brings them back."""
    letterbox.erase(tx, known.address_hash)
    contacts.forget(tx, known.address_hash, now)
