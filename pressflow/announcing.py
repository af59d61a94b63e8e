"""Announcing: hubs are told of feeds that changed (W3C WebSub), so that feed readers need not ask."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from pressflow.channels import reach
from pressflow.ledger import pings
from pressflow.model import paths
from pressflow.newsroom import Newsroom

# What no hub took for so long is not news any more.
_LONGEST = timedelta(days=2)


def note(newsroom: Newsroom, changed: Iterable[str], now: datetime) -> None:
    """Note which feeds hubs are to be told of, among the documents that changed; those of everything, and by topic."""
    hubs, publisher = newsroom.publisher.hubs, newsroom.publisher
    feeds = [f"{publisher.base_url}{path}" for path in sorted(changed) if paths.is_feed(path)] if hubs else []
    if feeds:
        with newsroom.ledger.writing() as tx:
            for hub in hubs:
                pings.want(tx, hub, feeds, now)


def announce(newsroom: Newsroom, now: datetime) -> list[str]:
    """Tell hubs what they are to be told now; gives in words what did not succeed, and is tried again later.

    After a hub's first failure the others of its feeds wait, too.
    """
    if not newsroom.publisher.hubs:
        return []
    with newsroom.ledger.reading() as tx:
        due = [ping for ping in pings.waiting(tx) if ping.due_at <= now]
    silent: dict[str, str] = {}
    for ping in due:
        old = now - ping.wanted_at > _LONGEST
        reply = "" if old else silent.get(ping.hub) or reach.tell(ping.hub, ping.topic)
        with newsroom.ledger.writing() as tx:
            pings.failed(tx, ping, reply, now) if reply else pings.told(tx, ping)
        if reply:
            silent[ping.hub] = reply
    return [f"{hub}: {reply}; it is told again later" for hub, reply in silent.items()]
