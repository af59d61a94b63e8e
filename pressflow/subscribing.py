"""Subscribing: how media contacts come onto the lists, and off them."""

from collections.abc import Iterator
from datetime import datetime

from pressflow.ledger import contacts
from pressflow.ledger.contacts import Stored
from pressflow.model.address import email_address
from pressflow.model.contact import Reason
from pressflow.newsroom import Newsroom


def list_contacts(newsroom: Newsroom) -> Iterator[Stored]:
    """Every contact by address."""
    with newsroom.ledger.reading() as tx:
        yield from contacts.all_contacts(tx)


def suppress(newsroom: Newsroom, address: str, reason: str, now: datetime) -> None:
    """Never write to an address again; raises RuleError for what is not an address.

    A reason in words of one's own is kept beside the office's doing: by hand.
    """
    address_hash = newsroom.tokens.address_hash(email_address(address))
    typed = Reason(reason) if reason in set(Reason) else Reason.BY_HAND
    with newsroom.ledger.writing() as tx:
        contacts.suppress(tx, address_hash, typed, now, detail="" if typed == reason else reason)


def forget(newsroom: Newsroom, address: str, now: datetime) -> bool:
    """Erase an address and all that is stored with it, and never write to it again; False where it was unknown."""
    address_hash = newsroom.tokens.address_hash(email_address(address))
    with newsroom.ledger.writing() as tx:
        return contacts.forget(tx, address_hash, now)
