"""Disclosing: everything that is stored about an address, for the person whose address it is (Art. 15 GDPR)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from pressflow.errors import InputError
from pressflow.ledger import Transaction, consent, contacts, guests, notes, preferences, returns
from pressflow.ledger.contacts import Stored
from pressflow.model.address import email_address
from pressflow.newsroom import Newsroom

# Any: whatever is stored, ready for JSON
Disclosure = dict[str, Any]


def find(newsroom: Newsroom, tx: Transaction, address: str) -> Stored:
    """The contact with an address; raises InputError where there is none, RuleError for what is not an address."""
    known = contacts.contact_by_hash(tx, newsroom.tokens.address_hash(email_address(address)))
    if known is None:
        raise InputError(f"{address}: nobody has this address; pressflow contacts list shows all there are")
    return known


def disclose(newsroom: Newsroom, address: str) -> Disclosure:
    """What is stored about an address, by kind; empty lists where there is nothing.

    Raises RuleError for what is not an address.
    """
    address = email_address(address)
    address_hash = newsroom.tokens.address_hash(address)
    with newsroom.ledger.reading() as tx:
        known = contacts.contact_by_hash(tx, address_hash)
        return {
            "address": address,
            "contact": _contact(known) if known else None,
            "notes": [_plain(note) for note in notes.notes_of(tx, known.id)] if known else [],
            "consents": [
                {**_plain(one), "wording_hash": one.wording_hash} for one in consent.consents_of(tx, address_hash)
            ],
            "sign_ups": [_sign_up(one) for one in consent.sign_ups_of(tx, address_hash)],
            "suppressed": _plain_or_none(contacts.suppression(tx, address_hash)),
            "left": [_plain(one) for one in preferences.departed(tx, address_hash)],
            "letters": [_plain(one) for one in contacts.letters_to(tx, address_hash)],
            "embargoes": [_plain(one) for one in guests.accesses_of(tx, known.id)] if known else [],
            "returns": [_plain(one) for one in returns.returns_of(tx, address_hash)],
            "proposals": [_plain(one) for one in returns.proposals(tx, address_hash=address_hash, open_only=False)],
        }


def show(newsroom: Newsroom, address: str) -> Disclosure:
    """What the office needs to know of a contact; raises InputError and RuleError as find does."""
    with newsroom.ledger.reading() as tx:
        known = find(newsroom, tx, address)
        return {
            "address": known.contact.address,
            "contact": _contact(known),
            "notes": [_plain(note) for note in notes.notes_of(tx, known.id)],
            "suppressed": _plain_or_none(contacts.suppression(tx, known.address_hash)),
            "left": [_plain(one) for one in preferences.departed(tx, known.address_hash)],
        }


def note(newsroom: Newsroom, address: str, text: str, purpose: str, by: str, now: datetime) -> None:
    """Note something about a contact, and what for; raises InputError for a note without a purpose, or nobody."""
    if not purpose.strip() or not text.strip():
        raise InputError("a note needs a text, and a purpose: it may be used for nothing else")
    with newsroom.ledger.writing() as tx:
        written = notes.Note(purpose.strip()[:200], text.strip()[:2000], by, now)
        notes.put_note(tx, find(newsroom, tx, address).id, written)


def accredit(newsroom: Newsroom, address: str, by: str, now: datetime, *, withdraw: bool = False) -> None:
    """Write down that somebody may have releases under embargo, checked today; or take it back."""
    day = None if withdraw else now.astimezone(newsroom.publisher.zone).date()
    with newsroom.ledger.writing() as tx:
        notes.accredit(tx, find(newsroom, tx, address).id, day, by)


def _contact(known: Stored) -> Disclosure:
    moments = {"added_at": known.added_at.isoformat(), "chosen_at": _text(known.chosen_at)}
    return {**known.contact.model_dump(mode="json"), **moments}


def _sign_up(one: consent.SignUp) -> Disclosure:
    """A sign-up without the hashes that only the program can use."""
    return {name: value for name, value in _plain(one).items() if not name.endswith("_hash")}


def _plain(value: object) -> Disclosure:
    names = (name for name in type(value).__dataclass_fields__ if name != "id")  # type: ignore[attr-defined]  # a dataclass
    return {name: _text(getattr(value, name)) for name in names}


def _plain_or_none(value: object | None) -> Disclosure | None:
    return _plain(value) if value is not None else None


def _text(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


def in_words(told: Disclosure) -> Iterator[str]:
    """A disclosure as lines to read, in English; the person's own data stands as it is."""
    yield f"What is stored about {told['address']}"
    for part, data in told.items():
        if part == "address":
            continue
        yield ""
        yield f"{part.replace('_', ' ').capitalize()}:"
        entries = data if isinstance(data, list) else [data] if data else []
        if not entries:
            yield "  nothing"
        for number, entry in enumerate(entries):
            if number:
                yield ""
            for name, value in entry.items():
                if value not in ("", None, [], {}):
                    yield f"  {name.replace('_', ' ')}: {_readable(value)}"


def _readable(value: object) -> str:
    if isinstance(value, dict):
        return "; ".join(f"{name}: {text}" for name, text in value.items())
    return ", ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value)
