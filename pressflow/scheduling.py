"""Scheduling: a release gets its slot, gives it up, and says beforehand exactly what will happen."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Literal

from pressflow.building import stage
from pressflow.checking import usable
from pressflow.embargoing import invited, to_lift
from pressflow.errors import StateError
from pressflow.foreseeing import as_published
from pressflow.journal import read_journal
from pressflow.ledger.contacts import Addressee
from pressflow.model import journal, paths
from pressflow.model.journal import Held, Published, Scheduled, State, Unscheduled
from pressflow.model.lifecycle import Command
from pressflow.model.release import Release
from pressflow.newsroom import Newsroom
from pressflow.permitting import permit
from pressflow.promising import end_embargo, everybody, readers_of_next
from pressflow.publishing import next_version
from pressflow.recording import decide
from pressflow.source.release import Reading


def schedule(newsroom: Newsroom, folder: Path, slot: datetime, by: str, now: datetime) -> Scheduled:
    """Let an approved release go out at a moment; a release that has a slot moves to this one.

    Raises StateError for a moment that is past, or before the release's own date, and for a release that is not
    approved as it stands.
    """
    with newsroom.lock("schedule"):
        release, _ = usable(newsroom, folder)
        if slot <= now:
            raise StateError(
                f"{folder.name}: that moment is past; to let it go out now: pressflow publish {folder.name}"
            )
        permit(newsroom, release, Command.SCHEDULE, by, slot)
        return decide(newsroom, folder, Scheduled(at=now, by=by, slot=slot, hash=release.hash))


def unschedule(newsroom: Newsroom, folder: Path, by: str, now: datetime, reason: str = "") -> Unscheduled:
    """Give a slot up; the approval stays. Raises StateError for a release that has none."""
    with newsroom.lock("unschedule"):
        release, _ = _as_it_stands(newsroom, folder)
        permit(newsroom, release, Command.UNSCHEDULE, by, now)
        return decide(newsroom, folder, Unscheduled(at=now, by=by, reason=reason))


def _as_it_stands(newsroom: Newsroom, folder: Path) -> tuple[Release, Reading]:
    """The release, also where it has errors that check finds beyond reading it."""
    reading = newsroom.read(folder)
    return (reading.release, reading) if reading.release else usable(newsroom, folder)


def hold(newsroom: Newsroom, folder: Path, reason: str, now: datetime, slot: datetime) -> Held:
    """Write down that a moment passed without the release going out, for who holds the newsroom's lock."""
    return decide(newsroom, folder, Held(at=now, by="pressflow", reason=reason, slot=slot))


@dataclass(frozen=True, slots=True)
class Recipients:
    """How many people get a letter by a list, in a language; `barred` are those of the list who do not."""

    list_id: str
    language: str
    number: int
    barred: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What will happen when a release goes out.

    `act` is whether it becomes public or is given to the guests of an embargo; `at` is when it goes out by itself: its
    slot, or the end of its embargo; nothing where somebody has to do it, by the `command`. `files` are all documents
    that are new or change on the site; `pages` and `feeds` are among them. `left_out` are those on embargo lists who do
    not get it, for want of accreditation. `order` says in which order letters leave. `refused` is why it cannot go out
    as it stands.
    """

    slug: str
    act: Literal["publish", "embargo"]
    command: Literal["publish", "lift"]
    at: datetime | None
    lifted_at: datetime | None
    ends_with: str | None
    files: int
    pages: tuple[str, ...]
    feeds: tuple[str, ...]
    recipients: tuple[Recipients, ...]
    left_out: tuple[str, ...]
    order: str
    refused: str

    @property
    def letters(self) -> int:
        """How many letters will be promised."""
        return sum(one.number for one in self.recipients)


def plan(newsroom: Newsroom, folder: Path, by: str, now: datetime) -> Plan:
    """What will happen when a release goes out, as it stands or as its guests have it; nothing is recorded.

    Raises StateError for one with errors, or that does not go out any more.
    """
    _goes_out(folder)
    release, reading = to_lift(newsroom, folder)
    waiting, given, ending = journal.wait(release.events), journal.embargo(release.events), release.original.embargo
    at = waiting.at if waiting else None
    under = bool(ending and not (ending.until and ending.until <= (at or now)))
    act: Literal["publish", "embargo"] = (
        "embargo" if under and not (given or journal.versions(release.events)) else "publish"
    )
    command = Command.LIFT if given else Command.PUBLISH if act == "publish" else Command.EMBARGO
    event = next_version(newsroom, folder, release, reading, by, at or now)
    to, left_out = _readers(newsroom, release, event, act)
    changed = _changed(newsroom, release, event) if act == "publish" else ()
    return Plan(
        slug=folder.name,
        act=act,
        command="lift" if given else "publish",
        at=at,
        lifted_at=ending.until if ending and act == "embargo" else None,
        ends_with=ending.event if ending and (given or act == "embargo") else None,
        files=len(changed),
        pages=tuple(paths.page(event.slug, record.language) for record in release.records) if changed else (),
        feeds=tuple(path for path in changed if paths.is_feed(path)),
        recipients=tuple(_recipients(release, to)),
        left_out=left_out,
        order="drawn by lot for this release; the lot is written into the journal when it goes out",
        refused=_refusal(newsroom, release, command, by, at or now),
    )


def _goes_out(folder: Path) -> None:
    """Raise StateError for a release that stands, or was taken back, or given up: there is nothing to plan."""
    events = read_journal(folder)
    state = journal.state(events)
    over = state in (State.WITHDRAWN, State.KILLED, State.CANCELLED)
    if over or (state.public and not journal.correcting(events)):
        done = "is public already" if not over else f"is {state}"
        raise StateError(
            f"{folder.name}: {done}, so nothing is planned; to read what happened: pressflow log {folder.name}"
        )


def _refusal(newsroom: Newsroom, release: Release, command: Command, by: str, at: datetime) -> str:
    try:
        permit(newsroom, release, command, by, at)
    except StateError as error:
        return str(error)
    return ""


def _changed(newsroom: Newsroom, release: Release, event: Published) -> tuple[str, ...]:
    """The site's documents that will be new or change: it is made as it will be, and left as it is."""
    release = replace(release, uri=release.uri or "tag:plan.invalid,2000:release")
    with stage(newsroom, as_published(release, event)) as staged:
        return tuple(sorted(staged.changed))


def _readers(
    newsroom: Newsroom, release: Release, event: Published, act: Literal["publish", "embargo"]
) -> tuple[Sequence[Addressee], tuple[str, ...]]:
    """Who gets a letter, and who on embargo lists does not, for want of accreditation; promised, and undone."""
    if act == "embargo":
        invitation = invited(newsroom, release)
        return invitation.to, invitation.left_out
    with newsroom.ledger.trying() as tx:
        if event.version > 1:
            return [one for _, to in readers_of_next(tx, release, event, event.at) for one in to], ()
        guests = end_embargo(tx, release, event.at)
        return list(everybody(tx, newsroom, release, event, event.at, guests)), ()


def _recipients(release: Release, to: Sequence[Addressee]) -> Iterator[Recipients]:
    """The numbers by list and language, in the order in which lists first come."""
    keyed = [((one.list_id, release.for_reader(one.language).language), bool(one.suppressed)) for one in to]
    all_, barred = Counter(key for key, _ in keyed), Counter(key for key, kept in keyed if kept)
    for list_id, language in sorted(all_):
        key = (list_id, language)
        yield Recipients(list_id, language, all_[key] - barred[key], barred[key])
