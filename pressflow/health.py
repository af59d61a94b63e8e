"""Health: whether a worker lives, and whether anything waits that should not, for a monitor to ask."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from pressflow.journal import read_journal
from pressflow.ledger import pings
from pressflow.model import journal
from pressflow.model.duties import duties
from pressflow.newsroom import Newsroom

# A worker shows that it lives every minute; making a large site may take some.
_SILENT = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Health:
    """Whether all is well, what is not in plain words, when a worker was last seen, and what it waits for."""

    well: bool
    wrongs: tuple[str, ...]
    seen_at: datetime | None
    next: datetime | None


def health(newsroom: Newsroom, now: datetime) -> Health:
    """How the newsroom is; raises InputError for a damaged journal, which is no good health either."""
    seen, following = heartbeat(newsroom)
    wrongs = [*_worker(seen, now), *_releases(newsroom, now)]
    with newsroom.ledger.reading() as tx:
        late = [ping for ping in pings.waiting(tx) if ping.attempts]
    wrongs += [
        f"{hub} was not told of feeds that changed: {reply}" for hub, reply in {p.hub: p.reply for p in late}.items()
    ]
    return Health(not wrongs, tuple(wrongs), seen, following)


def heartbeat(newsroom: Newsroom) -> tuple[datetime | None, datetime | None]:
    """When a worker was last seen, and the next moment it waits for; nothing where none was, or its note is damaged."""
    try:
        said = json.loads((newsroom.var / "heartbeat").read_text("utf-8"))
        following = said["next"] and datetime.fromisoformat(said["next"])
        return datetime.fromisoformat(said["at"]), following
    except (OSError, ValueError, KeyError, TypeError):
        return None, None


def _worker(seen: datetime | None, now: datetime) -> Iterator[str]:
    if seen is None:
        yield "no worker was ever seen here: pressflow work --watch"
    elif now - seen > _SILENT:
        minutes = int((now - seen).total_seconds()) // 60
        yield f"no worker was seen for {minutes} minutes: pressflow work --watch"


def _releases(newsroom: Newsroom, now: datetime) -> Iterator[str]:
    """What journals say that should not be so; what only one person approved can wait for office hours."""
    grace = timedelta(seconds=newsroom.settings.policy.grace)
    for name, folder in newsroom.folders.items():
        events = read_journal(folder)
        waiting = journal.wait(events)
        if waiting and now > waiting.at + grace:
            yield f"{name}: its time has passed, and it did not go out"
        alone = len(journal.retrospective(events))
        yield from (f"{name}: {words}" for words in list(duties(events, now))[alone:])
