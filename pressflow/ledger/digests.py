"""Digests in the ledger: what a window holds, who wants it, and the promise of it, made once."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select

from pressflow.ledger import outbox, records
from pressflow.ledger.contacts import Addressee, audience_query
from pressflow.ledger.records import Recorded, seconds
from pressflow.ledger.tables import memberships, versions
from pressflow.model.letter import Letter

# No release has it: a digest is no version of anything.
VERSION = 0


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Somebody who wants digests, the lists they are on, and what they chose."""

    addressee: Addressee
    lists: tuple[str, ...]
    topics: tuple[str, ...]
    region: str


def told_until(tx: Connection, frequency: str) -> datetime | None:
    """The end of the last window that was planned."""
    last = records.fact(tx, f"digest {frequency}")
    return datetime.fromisoformat(last) if last else None


def published(tx: Connection, after: datetime, until: datetime) -> tuple[Recorded, ...]:
    """What went public after a moment, up to another; the oldest first."""
    return records.opened_between(tx, after, until)


_LISTS = select(memberships).where(memberships.c.contact_id.in_(bindparam("ids", expanding=True)))


def subscribers(tx: Connection, frequency: str, lists: Sequence[str], now: datetime) -> Iterator[Subscriber]:
    """Everybody on the lists who wants digests so often and has not paused; the suppressed are left out."""
    query = audience_query(lists, now=now, frequency=frequency).execution_options(yield_per=1000)
    result = tx.execute(query)
    for rows in result.partitions(1000):
        on: dict[int, list[str]] = {}
        for contact_id, list_id in sorted(tx.execute(_LISTS, {"ids": [row.id for row in rows]}).all()):
            on.setdefault(contact_id, []).append(list_id)
        for row in rows:
            if row.reason is None:
                addressee = Addressee(
                    row.id,
                    row.address,
                    row.address_hash,
                    row.name,
                    row.language,
                    lists[row.number],
                    None,
                    row.salutations,
                )
                topics = tuple(row.topics.strip("|").split("|")) if row.topics else ()
                yield Subscriber(addressee, tuple(on.get(row.id, ())), topics, row.region)


def put_digest(
    tx: Connection, uri: str, letters: dict[str, Letter], to: Iterable[tuple[Addressee, str]], now: datetime
) -> int:
    """Promise the letters of a window, each subscriber the one under the key that is given with them; how many."""
    at = seconds(now)
    tx.execute(
        insert(versions).values(
            uri=uri, version=VERSION, slug=uri, reference="", event="", recorded_at=at, opened_at=at
        )
    )
    numbers = {key: records.put_letter(tx, uri, VERSION, letter, key) for key, letter in letters.items()}
    return outbox.put(tx, uri=uri, version=VERSION, kind="digest", letters=numbers, to=to, now=now)
