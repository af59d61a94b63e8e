"""Withdrawing: a release is taken back, with its text kept under a notice, or with everything removed."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from pressflow.errors import InputError, StateError
from pressflow.formats import letter
from pressflow.journal import read_journal
from pressflow.ledger import records
from pressflow.ledger.outbox import put
from pressflow.ledger.superseding import erase_letters, holders, supersede
from pressflow.model import journal
from pressflow.model.correction import unfit
from pressflow.model.journal import Killed, State, Withdrawn
from pressflow.model.lifecycle import Command, Facts, Refusal, transition
from pressflow.model.release import Release
from pressflow.newsroom import Newsroom
from pressflow.permitting import acts_alone, addressed, permit
from pressflow.publishing import finish, index_now
from pressflow.restoring import restore_journals

_REASONS = {"withdrawal": "the release was withdrawn", "kill": "the release was removed"}
_STATES = {"withdrawal": State.WITHDRAWN, "kill": State.KILLED}


@dataclass(frozen=True, slots=True)
class Recall:
    """What taking a release back did: how many letters never leave, and how many recalls were promised.

    `alone` says that a second person has still to answer for it; `unsearchable` why search still knows of it.
    """

    slug: str
    stopped: int
    promised: int
    alone: bool
    unsearchable: str = ""


def withdraw(
    newsroom: Newsroom,
    folder: Path,
    by: str,
    now: datetime,
    reason: str,
    note: Mapping[str, str] | None = None,
    *,
    force: bool = False,
) -> Recall:
    """Take a release back: its text stays under a notice with the reason, everybody who has it is told.

    `note` says the reason in single languages. Raises StateError for a release that is not public, and where who wrote
    it would do it alone without `force`; InputError without a reason.
    """
    return _recall(newsroom, folder, by, now, Command.WITHDRAW, reason, note or {}, force=force)


def kill(
    newsroom: Newsroom,
    folder: Path,
    by: str,
    now: datetime,
    reason: str,
    note: Mapping[str, str] | None = None,
    *,
    force: bool = False,
) -> Recall:
    """Remove a release everywhere: text, files, versions, letters; what is left says that it is gone, and its hash.

    The reason stays in the journal; only the `note` is told to those who have it. Raises as `withdraw` does.
    """
    return _recall(newsroom, folder, by, now, Command.KILL, reason, note or {}, force=force)


def _recall(
    newsroom: Newsroom,
    folder: Path,
    by: str,
    now: datetime,
    command: Command,
    reason: str,
    note: Mapping[str, str],
    *,
    force: bool,
) -> Recall:
    _said(reason, note)
    with newsroom.lock(str(command)):
        restore_journals(newsroom)
        finish(newsroom, now)
        release = _public(newsroom, folder, command)
        if not release.records:
            raise StateError(f"{folder.name}: was removed already")
        permit(newsroom, release, command, by, now, reason=reason if force else None)
        alone = force and acts_alone(newsroom, release, command, by)
        event = _event(release, command, by, now, reason.strip(), dict(note), alone=alone)
        stopped, promised = _promise(newsroom, release, event, now)
        done = finish(newsroom, now)
        return Recall(folder.name, stopped, promised, alone, index_now(newsroom, behind=done.behind))


def _said(reason: str, note: Mapping[str, str]) -> None:
    """Raise InputError for words that cannot stand in a notice."""
    for text in (reason, *note.values()):
        if wrong := unfit(text):
            raise InputError(wrong)


def _public(newsroom: Newsroom, folder: Path, command: Command) -> Release:
    """The release as it is public; raises StateError for one that is not, with what to do instead."""
    if release := newsroom.public_release(folder):
        return release
    events = read_journal(folder)
    refused = transition(journal.state(events), command, Facts(given=bool(journal.embargo(events))))
    assert isinstance(refused, Refusal)  # noqa: S101  nothing but what is public is withdrawn or killed
    raise StateError(f"{folder.name}: {addressed(refused.words, folder.name)}")


def _event(
    release: Release, command: Command, by: str, now: datetime, reason: str, note: dict[str, str], *, alone: bool
) -> Withdrawn | Killed:
    """The decision as it will be written down."""
    same = {
        "at": now,
        "by": by,
        "version": journal.next_below(release.events),
        "slug": release.slug,
        "reason": reason,
        "note": note,
        "retrospective": reason if alone else None,
    }
    if command == Command.WITHDRAW:
        return Withdrawn.model_validate(same)
    return Killed.model_validate({**same, "hash": release.hash, "languages": release.languages})


def _promise(newsroom: Newsroom, release: Release, event: Withdrawn | Killed, now: datetime) -> tuple[int, int]:
    """Stop what has not left, and promise the recall to all who have it, in one transaction; gives both numbers."""
    kind = "withdrawal" if isinstance(event, Withdrawn) else "kill"
    recalled = replace(release, events=(*release.events, event), state=_STATES[kind])
    edition = newsroom.edition(recalled)
    letters = [letter.compose(edition, recalled, record, kind) for record in release.records]
    composed = {one.language: letter.sendable(one, release.slug) for one in letters}
    with newsroom.ledger.writing() as tx:
        if not records.record(tx, uri=release.uri, slug=release.slug, event=event, not_before=None, now=now):
            return 0, 0
        stopped = supersede(tx, release.uri, _REASONS[kind], now, but=event.version)
        to = [(one, release.for_reader(one.language).language) for one in holders(tx, release.uri)]
        if kind == "kill":
            erase_letters(tx, release.uri)
        ids = {language: records.put_letter(tx, release.uri, event.version, one) for language, one in composed.items()}
        promised = put(tx, uri=release.uri, version=event.version, kind=kind, letters=ids, to=to, now=now)
        return stopped, promised
