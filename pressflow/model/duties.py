"""Duties: what the journal of a release says that somebody still has to do, and what happens next without them."""

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from pressflow.model import journal
from pressflow.model.journal import Approved, Event, Held, State


def duties(events: tuple[Event, ...], now: datetime | None = None) -> Iterator[str]:
    """What somebody has to do, in words; with `now`, also what a clock reminds of."""
    for event in journal.retrospective(events):
        yield _second_person(event)
    if journal.state(events) == State.HELD and (held := journal.newest(events, Held)):
        given = journal.embargo(events)
        onward = "pressflow lift or pressflow recall" if given else "pressflow publish, schedule or cancel"
        yield f"is held: {held.reason}; when that is settled: {onward}"
    given = journal.embargo(events)
    if now and given and given.alarm and given.alarm <= now:
        yield f"was to be lifted by now ({given.ends_with}); when that has happened: pressflow lift --as NAME"


def _second_person(event: journal.Alone) -> str:
    did = (
        f"approved by {event.by}, who wrote it" if isinstance(event, Approved) else f"{event.event} by {event.by} alone"
    )
    return f"{did} ({event.retrospective}): a colleague must approve it, too"


def upcoming(events: tuple[Event, ...], zone: ZoneInfo) -> tuple[datetime | None, str]:
    """The next thing that happens by itself: when, in the newsroom's zone, and what, in words; else what is awaited."""
    waiting, given = journal.wait(events), journal.embargo(events)
    if waiting:
        what = {"slot": "goes out", "embargo": "the embargo ends", "lift": "is being lifted"}[waiting.what]
        local = waiting.at.astimezone(zone)
        return local, f"{what} {local:%Y-%m-%d %H:%M}"
    if given and given.ends_with:
        return None, f"waits for: {given.ends_with}"
    return None, ""
