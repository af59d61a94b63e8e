"""Published versions and their letters in the ledger."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

from pydantic import Field, TypeAdapter
from sqlalchemy import Connection, exists, insert, select, update

from pressflow.ledger.tables import facts, letters, versions
from pressflow.model.journal import Numbered, Published
from pressflow.model.letter import Letter

_EVENT: TypeAdapter[Numbered] = TypeAdapter(Annotated[Numbered, Field(discriminator="event")])

# Digests stand among the versions, too, so that letters have one way to go; no event made them.
_OF_A_RELEASE = versions.c.event != ""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A version as the ledger has it; or an embargo, or a recall, with a number below 1."""

    uri: str
    version: int
    slug: str
    event: Numbered
    opened_at: datetime | None


def seconds(moment: datetime) -> int:
    """A moment as the tables hold it."""
    return int(moment.timestamp())


def moment(value: int) -> datetime:
    """A moment out of the tables, in UTC."""
    return datetime.fromtimestamp(value, UTC)


def record(tx: Connection, *, uri: str, slug: str, event: Numbered, not_before: datetime | None, now: datetime) -> bool:
    """Record a version; False where the ledger has it already, and then nothing changes."""
    if tx.execute(select(exists().where(versions.c.uri == uri, versions.c.version == event.version))).scalar():
        return False
    tx.execute(
        insert(versions).values(
            uri=uri,
            version=event.version,
            slug=slug,
            reference=event.reference if isinstance(event, Published) else "",
            event=event.model_dump_json(),
            not_before=seconds(not_before) if not_before else None,
            recorded_at=seconds(now),
        )
    )
    return True


def open_version(tx: Connection, uri: str, version: int, now: datetime) -> None:
    """Say that the site shows a version: from now on its letters may go."""
    tx.execute(
        update(versions)
        .where(versions.c.uri == uri, versions.c.version == version, versions.c.opened_at.is_(None))
        .values(opened_at=seconds(now))
    )


def unopened(tx: Connection) -> tuple[Recorded, ...]:
    """The versions whose publishing was interrupted between the ledger and the site."""
    return tuple(_recorded(tx, versions.c.opened_at.is_(None)))


def opened_between(tx: Connection, after: datetime, until: datetime) -> tuple[Recorded, ...]:
    """What the site showed first after a moment, up to another; the oldest first."""
    when = (versions.c.opened_at > seconds(after), versions.c.opened_at <= seconds(until))
    return tuple(sorted(_recorded(tx, *when), key=lambda one: (one.opened_at, one.slug)))


def references(tx: Connection) -> set[str]:
    """The references given so far."""
    return set(tx.execute(select(versions.c.reference).where(versions.c.version > 0)).scalars())


def versions_of(tx: Connection) -> set[tuple[str, int]]:
    """The ids and numbers of all versions."""
    query = select(versions.c.uri, versions.c.version).where(_OF_A_RELEASE)
    return {(row.uri, row.version) for row in tx.execute(query)}


def version(tx: Connection, uri: str, number: int) -> Recorded:
    """A version by its number."""
    return next(_recorded(tx, versions.c.uri == uri, versions.c.version == number))


def fact(tx: Connection, name: str) -> str | None:
    """What the ledger knows of itself under a name."""
    return tx.execute(select(facts.c.value).where(facts.c.name == name)).scalar()


def put_fact(tx: Connection, name: str, value: str) -> None:
    """Note something the ledger must know of itself; what was noted under that name before is written over."""
    if tx.execute(update(facts).where(facts.c.name == name).values(value=value)).rowcount == 0:
        tx.execute(insert(facts).values(name=name, value=value))


def put_letter(tx: Connection, uri: str, version: int, letter: Letter, key: str = "") -> int:
    """Keep a letter, under its language unless another key tells it from those in the same; gives its number."""
    values = {"uri": uri, "version": version, "kind": letter.kind, "language": key or letter.language}
    return int(
        tx.execute(insert(letters).values(**values, content=letter.to_json()).returning(letters.c.id)).scalar_one()
    )


def letter(tx: Connection, id_: int) -> Letter:
    """A letter by its number."""
    return Letter.from_json(tx.execute(select(letters.c.content).where(letters.c.id == id_)).scalar_one())


def _recorded(tx: Connection, *where: object) -> Iterator[Recorded]:
    query = select(versions).where(_OF_A_RELEASE).order_by(versions.c.reference, versions.c.version)
    for row in tx.execute(query.where(*where) if where else query):  # type: ignore[arg-type]  # clauses
        opened = moment(row.opened_at) if row.opened_at is not None else None
        yield Recorded(row.uri, row.version, row.slug, _EVENT.validate_json(row.event), opened)
