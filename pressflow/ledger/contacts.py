"""Media contacts, their lists, who may have a release, and the suppression list."""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any, Literal

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    and_,
    bindparam,
    case,
    delete,
    exists,
    func,
    insert,
    null,
    or_,
    select,
    update,
)

from pressflow.ledger.records import fact, moment, put_fact, seconds
from pressflow.ledger.tables import (
    ITS_OWN,
    consents,
    deliveries,
    departures,
    embargo_access,
    embargo_guests,
    media_contacts,
    memberships,
    progress,
    proposals,
    returns,
    service_letters,
    sign_ups,
    standing,
    suppressions,
    versions,
)
from pressflow.model.contact import MediaContact, Reason

Outcome = Literal["new", "changed", "unchanged", "suppressed"]
# What people may choose for themselves; the rest is what the office knows of them.
_CHOICES = ("language", "topics", "region", "frequency", "basis", "proof")
PAUSED = "paused"
_LAST = "last contact"  # the highest number of a contact who was erased


@dataclass(frozen=True, slots=True)
class Addressee:
    """A media contact who may have a release, the first list that brought them, and why they may not, if so."""

    contact_id: int
    address: str
    address_hash: str
    name: str
    language: str
    list_id: str
    suppressed: str | None
    salutations: str = "{}"
    thread: str = ""

    def salutation(self, language: str) -> str:
        """How a letter in a language greets them; empty where nobody said."""
        if self.salutations == "{}":
            return ""
        known: dict[str, str] = json.loads(self.salutations)
        return known.get(language) or known.get(language.partition("-")[0], "")


@dataclass(frozen=True, slots=True)
class Stored:
    """A media contact as the ledger has it, with its number and why it is suppressed, if so."""

    id: int
    contact: MediaContact
    address_hash: str
    added_at: datetime
    chosen_at: datetime | None
    suppressed: str | None


@dataclass(frozen=True, slots=True)
class Suppression:
    """Why an address must not be written to, since when, and until when the person can take it back."""

    reason: str
    detail: str
    at: datetime
    undo_until: datetime | None


@dataclass(frozen=True, slots=True)
class LetterTo:
    """A letter that was promised to somebody, and what became of it."""

    release: str
    version: int
    kind: str
    list_id: str
    state: str
    reason: str
    at: datetime


def put_contact(tx: Connection, contact: MediaContact, address_hash: str, now: datetime) -> Outcome:
    """Take a contact in, or what is new about one; see put_contacts."""
    return put_contacts(tx, [(contact, address_hash)], now)[0]


def put_contacts(
    tx: Connection, given: Sequence[tuple[MediaContact, str]], now: datetime, *, dry: bool = False
) -> list[Outcome]:
    """Take contacts in, each with its address's hash, or what is new about them; gives what became of each.

    Nothing is taken away: lists are only added, an empty field leaves what is known, and what somebody chose for
    themselves stays. A suppressed address stays out, and nobody comes back to a list that they left. `dry` only
    looks.
    """
    outcomes: list[Outcome] = []
    for batch in _apart(given):
        outcomes += _put_batch(tx, batch, now, dry)
    return outcomes


def _apart(given: Sequence[tuple[MediaContact, str]]) -> Iterator[list[tuple[MediaContact, str]]]:
    """The contacts in batches in which no address is twice, small enough for one query each."""
    batch: list[tuple[MediaContact, str]] = []
    seen: set[str] = set()
    for one in given:
        if one[1] in seen or len(batch) == 1000:
            yield batch
            batch, seen = [], set()
        batch.append(one)
        seen.add(one[1])
    if batch:
        yield batch


def _put_batch(tx: Connection, batch: list[tuple[MediaContact, str]], now: datetime, dry: bool) -> list[Outcome]:
    hashes = [address_hash for _, address_hash in batch]
    barred = set(tx.execute(_SUPPRESSED, {"hashes": hashes}).scalars())
    known = {row.address_hash: row for row in tx.execute(_KNOWN, {"hashes": hashes})}
    on = _pairs(tx, _LISTS, {"ids": [row.id for row in known.values()]})
    left = _pairs(tx, _LEFT, {"hashes": hashes})
    outcomes: list[Outcome] = []
    new, changed, joined = [], [], []
    for contact, address_hash in batch:
        if address_hash in barred:
            outcomes.append("suppressed")
            continue
        row = known.get(address_hash)
        lists = [list_id for list_id in dict.fromkeys(contact.lists) if (address_hash, list_id) not in left]
        if row is None:
            outcomes.append("new" if lists else "suppressed")
            if lists:
                new.append({**_values(contact), "address_hash": address_hash, "added_at": seconds(now)})
                joined += [(address_hash, list_id) for list_id in lists]
            continue
        differs = _news(row, contact)
        more = [(address_hash, list_id) for list_id in lists if (row.id, list_id) not in on]
        if differs:
            changed.append({**{name: getattr(row, name) for name in _COLUMNS}, **differs, "key": row.id})
        joined += more
        outcomes.append("changed" if differs or more else "unchanged")
    if not dry:
        _write(tx, new, changed, joined)
    return outcomes


_SUPPRESSED = select(suppressions.c.address_hash).where(
    suppressions.c.address_hash.in_(bindparam("hashes", expanding=True))
)
_KNOWN = select(media_contacts).where(media_contacts.c.address_hash.in_(bindparam("hashes", expanding=True)))
_LISTS = select(memberships.c.contact_id, memberships.c.list_id).where(
    memberships.c.contact_id.in_(bindparam("ids", expanding=True))
)
_LEFT = select(departures.c.address_hash, departures.c.list_id).where(
    departures.c.address_hash.in_(bindparam("hashes", expanding=True))
)
_IDS = select(media_contacts.c.address_hash, media_contacts.c.id).where(
    media_contacts.c.address_hash.in_(bindparam("hashes", expanding=True))
)


def _pairs(tx: Connection, query: Select[Any], values: dict[str, Any]) -> set[tuple[Any, Any]]:  # Any: keys
    return {(one, other) for one, other in tx.execute(query, values)}


def _write(
    tx: Connection, new: list[dict[str, Any]], changed: list[dict[str, Any]], joined: list[tuple[str, str]]
) -> None:  # Any: what columns hold
    if new:
        tx.execute(insert(media_contacts), _numbered(tx, new))
    if changed:
        tx.execute(_CHANGE, changed)
    if joined:
        hashes = list({address_hash for address_hash, _ in joined})
        ids = {row.address_hash: row.id for row in tx.execute(_IDS, {"hashes": hashes})}
        tx.execute(insert(memberships), [{"contact_id": ids[who], "list_id": list_id} for who, list_id in joined])


def _numbered(tx: Connection, new: list[dict[str, Any]]) -> list[dict[str, Any]]:  # Any: what columns hold
    """New rows with numbers nobody had before: links in old letters must not open what is somebody else's now.

    SQLite gives the number of the last row again when that was deleted; other databases do not.
    """
    if tx.dialect.name != "sqlite":
        return new
    newest = tx.execute(select(func.max(media_contacts.c.id))).scalar() or 0
    start = max(newest, int(fact(tx, _LAST) or 0)) + 1
    return [{**row, "id": number} for number, row in enumerate(new, start)]


def _values(contact: MediaContact) -> dict[str, Any]:  # Any: what columns hold
    """A contact as a row of its table."""
    return {
        "address": contact.address.lower(),
        "name": contact.name,
        "language": contact.language,
        "medium": contact.medium,
        "basis": contact.basis,
        "proof": contact.proof,
        "kind": contact.kind,
        "salutations": json.dumps(contact.salutations, ensure_ascii=False, sort_keys=True),
        "topics": barred(contact.topics),
        "region": contact.region,
        "frequency": contact.frequency,
        "paused_until": whole(contact.paused_until),
        "accredited_at": _midnight(contact.accredited),
        "accredited_by": contact.accredited_by,
    }


_COLUMNS = tuple(
    column.name for column in media_contacts.c if column.name not in ("id", "address_hash", "added_at", "chosen_at")
)
_CHANGE = (
    update(media_contacts)
    .where(media_contacts.c.id == bindparam("key"))
    .values({name: bindparam(name) for name in _COLUMNS})
)


def barred(topics: Sequence[str]) -> str:
    """Topics as the table holds them: |culture|traffic|."""
    return f"|{'|'.join(sorted(set(topics)))}|" if topics else ""


def _midnight(day: date | None) -> int | None:
    return seconds(datetime.combine(day, time(), UTC)) if day else None


def _news(row: Row[Any], contact: MediaContact) -> dict[str, Any]:  # Any: what columns hold
    """What a file says of a contact that the ledger does not; an empty cell says nothing."""
    given = _values(contact)
    said = {name for name in given if name in contact.model_fields_set} | {"basis", "proof", "language"}
    said |= {"accredited_at"} if "accredited" in contact.model_fields_set else set()
    kept = _CHOICES if row.chosen_at is not None else ()
    return {
        name: value
        for name, value in given.items()
        if name in said and name not in kept and value not in ("", "{}", None) and value != getattr(row, name)
    }


def stored(row: Row[Any], lists: Sequence[str]) -> Stored:  # Any: all columns
    """A row of contacts, with the reason of its suppression, as a value."""
    return Stored(
        row.id,
        MediaContact.model_construct(
            address=row.address,
            name=row.name,
            language=row.language,
            medium=row.medium,
            lists=tuple(lists),
            basis=row.basis,
            proof=row.proof,
            kind=row.kind,
            salutations=json.loads(row.salutations),
            topics=tuple(row.topics.strip("|").split("|")) if row.topics else (),
            region=row.region,
            frequency=row.frequency,
            paused_until=when(row.paused_until),
            accredited=moment(row.accredited_at).date() if row.accredited_at is not None else None,
            accredited_by=row.accredited_by,
        ),
        row.address_hash,
        moment(row.added_at),
        when(row.chosen_at),
        row.reason,
    )


def when(value: int | None) -> datetime | None:
    """A moment out of the tables, where there is one."""
    return moment(value) if value is not None else None


_STORED = (
    select(media_contacts, suppressions.c.reason)
    .outerjoin(suppressions, suppressions.c.address_hash == media_contacts.c.address_hash)
    .order_by(media_contacts.c.address)
)


def all_contacts(tx: Connection) -> Iterator[Stored]:
    """Every contact with their lists, by address."""
    result = tx.execute(_STORED.execution_options(yield_per=1000))
    for rows in result.partitions(1000):
        on: dict[int, list[str]] = {}
        for contact_id, list_id in sorted(_pairs(tx, _LISTS, {"ids": [row.id for row in rows]})):
            on.setdefault(contact_id, []).append(list_id)
        yield from (stored(row, on.get(row.id, ())) for row in rows)


def contact_by_hash(tx: Connection, address_hash: str) -> Stored | None:
    """The contact with an address."""
    return _one(tx, media_contacts.c.address_hash == address_hash)


def contact_by_id(tx: Connection, contact_id: int) -> Stored | None:
    """The contact with a number."""
    return _one(tx, media_contacts.c.id == contact_id)


def _one(tx: Connection, which: ColumnElement[bool]) -> Stored | None:
    row = tx.execute(_STORED.where(which)).one_or_none()
    return stored(row, sorted(list_id for _, list_id in _pairs(tx, _LISTS, {"ids": [row.id]}))) if row else None


def audience(
    tx: Connection,
    lists: Sequence[str],
    *,
    topics: Sequence[str] = (),
    regions: Sequence[str] = (),
    now: datetime | None = None,
    seed: str = "",
) -> Iterator[Addressee]:
    """Everybody on the lists who wants such a release at once, each once, by the first of the lists they are on.

    Those who chose other topics or another region, or a digest, are left out; the suppressed and those who paused
    are marked. No `topics`, or no `regions`, asks nobody about theirs. They come in an order that the seed decides, so
    that nobody is always the first.
    """
    wanted = audience_query(lists, topics=topics, regions=regions, now=now, seed=seed)
    for row in tx.execute(wanted.execution_options(yield_per=1000)):
        yield Addressee(
            row.id,
            row.address,
            row.address_hash,
            row.name,
            row.language,
            lists[row.number],
            row.reason,
            row.salutations,
        )


def audience_query(
    lists: Sequence[str],
    *,
    topics: Sequence[str] = (),
    regions: Sequence[str] = (),
    now: datetime | None = None,
    frequency: str = "immediate",
    seed: str = "",
) -> Select[Any]:  # Any: columns of contacts, `number` (of the list) and `reason` (or None)
    """The audience as a query, in the order of the seed, for who counts or plans within the database."""
    order = case({list_id: number for number, list_id in enumerate(lists)}, value=memberships.c.list_id)
    first = (
        select(memberships.c.contact_id, func.min(order).label("number"))
        .where(memberships.c.list_id.in_(lists))
        .group_by(memberships.c.contact_id)
        .subquery()
    )
    paused = case((media_contacts.c.paused_until > seconds(now), PAUSED)) if now else null()
    return (
        select(media_contacts, first.c.number, func.coalesce(suppressions.c.reason, paused).label("reason"))
        .join(first, first.c.contact_id == media_contacts.c.id)
        .outerjoin(suppressions, suppressions.c.address_hash == media_contacts.c.address_hash)
        .where(media_contacts.c.frequency == frequency, *wishes(topics, regions))
        .order_by(_shuffled(seed), media_contacts.c.id)
    )


# The largest prime below 2 ** 31: products of two smaller numbers fit into 64 bits in any database.
_PRIME = 2**31 - 1


def _shuffled(seed: str) -> ColumnElement[int]:
    """Another place for each contact, which every database works out alike: a step around a circle of prime length."""
    if not seed:
        return media_contacts.c.id
    drawn = random.Random(seed)  # noqa: S311  fair, not secret
    return (media_contacts.c.id * drawn.randrange(2**20, _PRIME) + drawn.randrange(_PRIME)) % _PRIME


def named(tx: Connection, addresses: Sequence[str]) -> Iterator[Addressee]:
    """The contacts with these addresses that there are, by the first list each is on; the suppressed are marked."""
    first = (
        select(memberships.c.contact_id, func.min(memberships.c.list_id).label("list_id"))
        .group_by(memberships.c.contact_id)
        .subquery()
    )
    query = (
        select(media_contacts, first.c.list_id, suppressions.c.reason)
        .join(first, first.c.contact_id == media_contacts.c.id)
        .outerjoin(suppressions, suppressions.c.address_hash == media_contacts.c.address_hash)
        .where(media_contacts.c.address.in_([address.lower() for address in addresses]))
        .order_by(media_contacts.c.id)
    )
    for row in tx.execute(query):
        yield Addressee(row.id, row.address, row.address_hash, row.name, row.language, row.list_id, row.reason)


def wishes(topics: Sequence[str], regions: Sequence[str]) -> Iterator[ColumnElement[bool]]:
    """What makes a release on these topics, from these regions, one that a contact wants."""
    theirs = media_contacts.c.topics
    if topics:
        yield or_(theirs == "", *(theirs.contains(f"|{topic}|", autoescape=True) for topic in topics))
    if regions:
        yield media_contacts.c.region.in_(("", *regions))


def suppress(
    tx: Connection,
    address_hash: str,
    reason: str,
    now: datetime,
    *,
    detail: str = "",
    undo_until: datetime | None = None,
) -> None:
    """Never write to an address again. A stronger reason takes the place of a weaker one; see Reason."""
    values = {"reason": reason, "at": seconds(now), "detail": detail[:500], "undo_until": whole(undo_until)}
    before = tx.execute(select(suppressions).where(suppressions.c.address_hash == address_hash)).one_or_none()
    if before is None:
        tx.execute(insert(suppressions).values(address_hash=address_hash, **values))
    elif reason in set(Reason) and Reason(reason).outweighs(before.reason):
        tx.execute(update(suppressions).where(suppressions.c.address_hash == address_hash).values(**values))


def whole(at: datetime | None) -> int | None:
    """A moment as the tables hold it, where there is one."""
    return seconds(at) if at else None


def suppressed(tx: Connection, address_hash: str) -> bool:
    """Whether an address is on the suppression list."""
    query = select(exists().where(suppressions.c.address_hash == address_hash))
    return bool(tx.execute(query).scalar())


def suppression(tx: Connection, address_hash: str) -> Suppression | None:
    """Why an address must not be written to, if so."""
    row = tx.execute(select(suppressions).where(suppressions.c.address_hash == address_hash)).one_or_none()
    return Suppression(row.reason, row.detail, moment(row.at), when(row.undo_until)) if row else None


def letters_to(tx: Connection, address_hash: str) -> Iterator[LetterTo]:
    """The letters that were promised to an address, the oldest first."""
    query = (
        select(standing, versions.c.slug)
        .outerjoin(versions, and_(versions.c.uri == deliveries.c.uri, versions.c.version == deliveries.c.version))
        .where(deliveries.c.address_hash == address_hash)
        .order_by(deliveries.c.planned_at, deliveries.c.id)
    )
    for row in tx.execute(query):
        yield LetterTo(
            row.slug or row.uri, row.version, row.kind, row.list_id, row.state, row.reason, moment(row.changed_at)
        )


def forget(tx: Connection, address_hash: str, now: datetime) -> bool:
    """Erase an address everywhere, keeping its hash on the suppression list; False where nobody had it."""
    known = erase(tx, address_hash)
    suppress(tx, address_hash, Reason.ERASED, now)
    return known


def erase(tx: Connection, address_hash: str, *, keep_departures: bool = False) -> bool:
    """Delete what is stored about an address save that it is suppressed; False where nothing was.

    With `keep_departures` it also stays known which lists they left, so that no import puts them there again.
    """
    tables = (proposals, returns, sign_ups, service_letters, consents, media_contacts)
    _end_numbers(tx, address_hash)
    mine = [
        tx.execute(delete(table).where(table.c.address_hash == address_hash)).rowcount
        for table in (tables if keep_departures else (*tables, departures))
    ]
    theirs = deliveries.c.address_hash == address_hash
    tx.execute(update(progress).where(ITS_OWN, theirs).values(reason=""))
    erased = tx.execute(
        update(deliveries).where(theirs).values(address="", name="", salutation="", contact_id=None)
    ).rowcount
    return bool(sum(mine) or erased)


def _end_numbers(tx: Connection, address_hash: str) -> None:
    """What bears a contact's number is gone with them, and the number is not given again."""
    number = tx.execute(select(media_contacts.c.id).where(media_contacts.c.address_hash == address_hash)).scalar()
    if number is None:
        return
    keys = select(embargo_guests.c.key).where(embargo_guests.c.contact_id == number)
    tx.execute(delete(embargo_access).where(embargo_access.c.key.in_(keys)))
    if number > int(fact(tx, _LAST) or 0):
        put_fact(tx, _LAST, str(number))
