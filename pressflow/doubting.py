"""Doubting: letters in a ledger that is an older copy, or may be one, leave only when a person says so."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from pressflow.errors import InputError
from pressflow.journal import FILE, read_journal
from pressflow.ledger import outbox, records
from pressflow.ledger.superseding import erase_letters, supersede
from pressflow.model.journal import Event, Killed, Numbered, Published, numbered, uri
from pressflow.newsroom import Newsroom

# When nobody has worked for so long, nobody knows any more what the ledger does not say.
_FORGOTTEN = timedelta(days=1)
# Clocks of file systems and of processes differ a little.
_ABOUT = timedelta(minutes=1)
_OVERTAKEN = "overtaken, says the journal"


def doubt(newsroom: Newsroom, now: datetime) -> list[str]:
    """Keep back what an older copy of the ledger would send; gives in words what waits for a person.

    The ledger is written before a journal is, so one that lacks what a journal says is an older copy. One that says
    nothing of the last day may be: then letters older than that wait.
    """
    with newsroom.ledger.reading() as tx:
        last = records.fact(tx, "worked_at")
    since = datetime.fromisoformat(last) if last else None
    told = [*_surely(newsroom, since, now), *_perhaps(newsroom, since, now)]
    with newsroom.ledger.writing() as tx:
        records.put_fact(tx, "worked_at", now.isoformat())
    return told


def _perhaps(newsroom: Newsroom, since: datetime | None, now: datetime) -> Iterator[str]:
    if since is None or now - since <= _FORGOTTEN:
        return
    reason = f"nobody worked here between {since.isoformat()} and {now.isoformat()}: perhaps it was sent meanwhile"
    with newsroom.ledger.writing() as tx:
        doubted = outbox.doubt(tx, now - _FORGOTTEN, reason, now)
    if doubted:
        yield f"{doubted} letters are older than a day and wait for: pressflow resume"


def _surely(newsroom: Newsroom, since: datetime | None, now: datetime) -> Iterator[str]:
    lacking = _lacking(newsroom, since)
    if not lacking:
        return
    first = min(event.at for events in lacking.values() for event in events)
    reason = f"the ledger is a copy from before {first.isoformat()}: perhaps it was sent meanwhile"
    with newsroom.ledger.writing() as tx:
        for of, events in lacking.items():
            supersede(tx, of, _OVERTAKEN, now, but=events[-1].version)
            if any(isinstance(event, Killed) for event in events):
                erase_letters(tx, of)
        doubted = outbox.doubt_recorded(tx, first, reason, now)
        last = max(event.at for events in lacking.values() for event in events)
        records.put_fact(tx, "doubted_until", last.isoformat())
    if doubted:
        yield f"the ledger is an older copy: journals say more. {doubted} letters in it wait for: pressflow resume"


def _lacking(newsroom: Newsroom, since: datetime | None) -> dict[str, list[Numbered]]:
    """What journals say was given out or taken back, and the ledger does not, by release; each is found once.

    The journals are read first, and of them only those written since somebody worked: whoever publishes meanwhile
    writes the ledger first.
    """
    told = {of: numbered(events) for events in _written(newsroom, since) if (of := uri(events))}
    with newsroom.ledger.reading() as tx:
        known, until = records.versions_of(tx), records.fact(tx, "doubted_until")
    doubted = datetime.fromisoformat(until) if until else None

    def new(of: str, event: Numbered) -> bool:
        archived = isinstance(event, Published) and event.archived  # public before there was a ledger
        return not archived and (of, event.version) not in known and (doubted is None or event.at > doubted)

    lacking = {of: [event for event in events if new(of, event)] for of, events in told.items()}
    return {of: events for of, events in lacking.items() if events}


def _written(newsroom: Newsroom, since: datetime | None) -> Iterator[tuple[Event, ...]]:
    for folder in newsroom.folders.values():
        if _written_after(folder / FILE, since):
            with suppress(InputError):  # a damaged one is told of where its release is looked at
                yield read_journal(folder)


def _written_after(file: Path, since: datetime | None) -> bool:
    with suppress(FileNotFoundError):
        return since is None or file.stat().st_mtime >= (since - _ABOUT).timestamp()
    return False
