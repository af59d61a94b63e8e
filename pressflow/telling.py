"""Telling: the journal of a release as a story in plain sentences, by the newsroom's clock."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from pressflow.journal import read_journal
from pressflow.model.journal import (
    Approved,
    Cancelled,
    Correcting,
    Created,
    Embargoed,
    Event,
    Held,
    Killed,
    Lifted,
    Pinned,
    Published,
    QuoteSignedOff,
    Recalled,
    Scheduled,
    Submitted,
    Unpinned,
    Unscheduled,
    Withdrawn,
)
from pressflow.newsroom import Newsroom


def story(newsroom: Newsroom, folder: Path) -> list[tuple[datetime, str]]:
    """What was decided about a release, in order: when, in the newsroom's zone, and a sentence."""
    zone = newsroom.publisher.zone
    return [(event.at.astimezone(zone), sentence(event, zone)) for event in read_journal(folder)]


def sentence(event: Event, zone: ZoneInfo) -> str:
    """A decision in a plain sentence."""
    match event:
        case Created():
            return f"{event.by} began it."
        case Submitted():
            return f"{event.by} handed it over to be read."
        case Approved() if not (event.texts or event.audience):
            return f"{event.by} approved that it was taken back."
        case Approved():
            return f"{event.by} approved it for {_listed(event.audience)}{_alone(event.retrospective)}."
        case QuoteSignedOff():
            noted = f" ({event.recorded_by} wrote that down)" if event.recorded_by else ""
            return f"{event.by} stands by quote {event.quote}{noted}."
        case Scheduled():
            return f"{event.by} scheduled it for {_at(event.slot, zone)}."
        case Unscheduled():
            return f"{event.by} took it out of its slot{_because(event.reason)}."
        case Held():
            return f"It was held{_because(event.reason)}."
        case Correcting():
            return f"{event.by} began a new version ({event.correction})."
        case Published():
            return _published(event)
        case Withdrawn():
            return f"{event.by} withdrew it{_by_one(event.retrospective)}{_because(event.reason)}."
        case Killed():
            return f"{event.by} had it removed everywhere{_by_one(event.retrospective)}{_because(event.reason)}."
        case Cancelled():
            return f"{event.by} gave it up{_because(event.reason)}."
        case Pinned():
            until = f" until {_at(event.until, zone)}" if event.until else ""
            return f"{event.by} put it at the head of the newsroom{until}."
        case Unpinned():
            return f"{event.by} took it down from the head of the newsroom."
        case Embargoed() | Recalled() | Lifted():
            return "".join(_of_embargo(event, zone))


def _of_embargo(event: Embargoed | Recalled | Lifted, zone: ZoneInfo) -> Iterator[str]:
    match event:
        case Embargoed():
            end = f"until {_at(event.until, zone)}" if event.until else f"until: {event.ends_with}"
            people = "1 person" if event.guests == 1 else f"{event.guests} people"
            yield f"{event.by} gave it to {people} under embargo, {end}."
        case Recalled():
            yield f"{event.by} took it back from those who had it under embargo{_because(event.reason)}."
        case Lifted():
            yield f"{event.by} lifted the embargo."


def _published(event: Published) -> str:
    if event.version == 1:
        return f"{event.by} published it as {event.reference} to {_listed(event.audience)}."
    note = next(iter(event.note.values()), "")
    kind = f" ({event.correction})" if event.correction else ""
    said = f": {note.rstrip('.')}" if note else ""
    return f"{event.by} published version {event.version}{kind}{said}."


def _alone(reason: str | None) -> str:
    return f", without a second person because: {reason}" if reason else ""


def _by_one(reason: str | None) -> str:
    """That nobody else was asked; why, the decision's own reason says."""
    return " without a second person" if reason else ""


def _because(reason: str) -> str:
    return f": {reason.rstrip('.')}" if reason else ""


def _listed(lists: tuple[str, ...]) -> str:
    return ", ".join(lists) or "no list"


def _at(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"
