"""Subscribing: how media contacts come onto the lists, and off them."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pressflow.ledger import contacts
from pressflow.ledger.contacts import Outcome, Stored
from pressflow.model.address import email_address
from pressflow.model.finding import Finding
from pressflow.newsroom import Newsroom
from pressflow.source.media_contacts import read_media_contacts


@dataclass(frozen=True, slots=True)
class Imported:
    """How many contacts a file brought, and which rows were refused."""

    outcomes: dict[Outcome, int]
    refused: tuple[Finding, ...]


def import_contacts(newsroom: Newsroom, file: Path, now: datetime) -> Imported:
    """Take the contacts of a CSV file in, all in one transaction; rows that are wrong are refused and named.

    Importing only adds: nobody is taken off a list, and nobody who is suppressed comes back.
    """
    outcomes: Counter[Outcome] = Counter()
    refused, tokens = [], newsroom.tokens
    with newsroom.ledger.writing() as tx:
        for row in read_media_contacts(file, newsroom.publisher.lists):
            if isinstance(row, Finding):
                refused.append(row)
            else:
                outcomes[contacts.put_contact(tx, row, tokens.address_hash(row.address), now)] += 1
    return Imported(dict(outcomes), tuple(refused))


def list_contacts(newsroom: Newsroom) -> Iterator[Stored]:
    """Every contact by address."""
    with newsroom.ledger.reading() as tx:
        yield from contacts.all_contacts(tx)


def suppress(newsroom: Newsroom, address: str, reason: str, now: datetime) -> None:
    """Never write to an address again; raises RuleError for what is not an address."""
    address_hash = newsroom.tokens.address_hash(email_address(address))
    with newsroom.ledger.writing() as tx:
        contacts.suppress(tx, address_hash, reason, now)


def forget(newsroom: Newsroom, address: str, now: datetime) -> bool:
    """Erase an address and all that is stored with it, and never write to it again; False where it was unknown."""
    address_hash = newsroom.tokens.address_hash(email_address(address))
    with newsroom.ledger.writing() as tx:
        return contacts.forget(tx, address_hash, now)
