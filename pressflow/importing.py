"""Importing: contacts out of a file onto the lists, and out of the ledger into a file."""

import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TextIO

from pressflow.errors import InputError
from pressflow.ledger import Ledger, contacts
from pressflow.ledger.contacts import Outcome
from pressflow.model.contact import MediaContact
from pressflow.model.finding import Finding
from pressflow.newsroom import Newsroom
from pressflow.source.media_contacts import Offered, read_media_contacts, write_media_contacts

Report = Callable[[int], None]
# One transaction each: a blast at work waits no longer than that, and a full memory is never needed.
_BATCH = 5000
# Whoever has more mistakes in a file than this mends the first ones before reading on.
_MOST_SHOWN = 1000


@dataclass(frozen=True, slots=True)
class Imported:
    """How many contacts a file brought, from which columns, and which rows were refused (the first thousand).

    `columns` is the column of each field, `left` the columns that were not taken; `dry` says nothing was written.
    """

    outcomes: dict[Outcome, int]
    refused: tuple[Finding, ...]
    refusals: int
    columns: dict[str, str]
    left: tuple[str, ...]
    dry: bool = False


def import_contacts(
    newsroom: Newsroom,
    file: Path,
    now: datetime,
    *,
    said: Mapping[str, str] | None = None,
    filled: Mapping[str, str] | None = None,
    dry: bool = False,
    report: Report = lambda _: None,
) -> Imported:
    """Take the contacts of a file in; rows that are wrong are refused and named. With `dry` nothing is written.

    Importing only adds: nobody is taken off a list, nobody who is suppressed or has left comes back, and what
    somebody chose for themselves stays. It may be broken off and begun again at any time. `said` and `filled` are
    as in read_media_contacts; `report` is told how many rows were read. Raises InputError as that does.
    """
    publisher = newsroom.publisher
    offered = Offered(publisher.lists, publisher.topics, publisher.regions)
    reading = read_media_contacts(file, offered, said=said, filled=filled)
    outcomes: Counter[Outcome] = Counter()
    refused: list[Finding] = []
    refusals = 0
    with ExitStack() as stack:
        put = _looker(newsroom, now, stack) if dry else _writer(newsroom, now)
        for count, batch in _batches(reading.rows):
            for one in batch:
                if isinstance(one, Finding):
                    refusals += 1
                    if len(refused) < _MOST_SHOWN:
                        refused.append(one)
            outcomes.update(put([one for one in batch if isinstance(one, MediaContact)]))
            report(count)
    return Imported(dict(outcomes), tuple(refused), refusals, reading.columns.taken, reading.columns.left, dry)


def _batches(rows: Iterator[MediaContact | Finding]) -> Iterator[tuple[int, list[MediaContact | Finding]]]:
    count = 0
    while batch := list(islice(rows, _BATCH)):
        count += len(batch)
        yield count, batch


Put = Callable[[list[MediaContact]], list[Outcome]]


def _writer(newsroom: Newsroom, now: datetime) -> Put:
    def put(batch: list[MediaContact]) -> list[Outcome]:
        hashed = list(_hashed(newsroom, batch))  # before the transaction: it may have to make the secret
        with newsroom.ledger.writing() as tx:
            return contacts.put_contacts(tx, hashed, now)

    return put


def _looker(newsroom: Newsroom, now: datetime, stack: ExitStack) -> Put:
    """Tell what would become of contacts; those who would be new are kept aside, so that they are new only once."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="pressflow.")))
    aside = Ledger.at(folder / "ledger.sqlite")
    stack.callback(aside.close)

    def put(batch: list[MediaContact]) -> list[Outcome]:
        hashed = list(_hashed(newsroom, batch))
        with newsroom.ledger.reading() as tx:
            outcomes = contacts.put_contacts(tx, hashed, now, dry=True)
        new = [one for one, outcome in zip(hashed, outcomes, strict=True) if outcome == "new"]
        with aside.writing() as tx:
            again = iter(contacts.put_contacts(tx, new, now))
        return [next(again) if outcome == "new" else outcome for outcome in outcomes]

    return put


def _hashed(newsroom: Newsroom, batch: Iterable[MediaContact]) -> Iterator[tuple[MediaContact, str]]:
    hashed = newsroom.tokens.address_hash
    return ((contact, hashed(contact.address)) for contact in batch)


def export_contacts(newsroom: Newsroom, out: TextIO) -> int:
    """Write every contact as CSV that can be imported again, and opened by spreadsheets without harm; how many.

    Those who are suppressed are left out: a file that may be passed on should not hold them.
    """
    with newsroom.ledger.reading() as tx:
        free = (one.contact for one in contacts.all_contacts(tx) if one.suppressed is None)
        return write_media_contacts(free, newsroom.publisher.languages, out)


def export_file(newsroom: Newsroom, file: Path) -> int:
    """Write the contacts to a new file that only its owner can read; how many. Raises InputError where it exists."""
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise InputError(f"{file}: is there already; delete it, or choose another name") from error
    with os.fdopen(handle, "w", encoding="utf-8-sig", newline="") as out:  # Excel needs the mark to read umlauts
        return export_contacts(newsroom, out)
