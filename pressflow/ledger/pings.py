"""Hubs that have still to be told that feeds changed."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from pressflow.ledger.records import moment, seconds
from pressflow.ledger.tables import pings

_LONGEST_WAIT = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Ping:
    """A feed that a hub has to be told of; `reply` is what became of the last attempt."""

    hub: str
    topic: str
    wanted_at: datetime
    due_at: datetime
    attempts: int
    reply: str


def want(tx: Connection, hub: str, topics: Iterable[str], now: datetime) -> None:
    """Note that a hub is to be told of feeds; what it was to be told before is told once."""
    for topic in topics:
        tx.execute(delete(pings).where(pings.c.hub == hub, pings.c.topic == topic))
        at = seconds(now)
        tx.execute(insert(pings).values(hub=hub, topic=topic, wanted_at=at, due_at=at, attempts=0, reply=""))


def waiting(tx: Connection) -> Iterator[Ping]:
    """Everything hubs have still to be told, the longest due first."""
    for row in tx.execute(select(pings).order_by(pings.c.due_at, pings.c.hub, pings.c.topic)):
        yield Ping(row.hub, row.topic, moment(row.wanted_at), moment(row.due_at), row.attempts, row.reply)


def told(tx: Connection, ping: Ping) -> None:
    """Forget what a hub was told, unless the feed changed since."""
    tx.execute(delete(pings).where(*_same(ping)))


def failed(tx: Connection, ping: Ping, reply: str, now: datetime) -> None:
    """Note that a hub could not be told, and try again after twice the wait of the time before."""
    wait = min(timedelta(minutes=1) * 2 ** min(ping.attempts, 10), _LONGEST_WAIT)
    values = {"attempts": ping.attempts + 1, "reply": reply[:500], "due_at": seconds(now + wait)}
    tx.execute(update(pings).where(*_same(ping)).values(**values))


def _same(ping: Ping) -> tuple[ColumnElement[bool], ...]:
    return (pings.c.hub == ping.hub, pings.c.topic == ping.topic, pings.c.wanted_at == seconds(ping.wanted_at))
