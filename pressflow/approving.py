"""Approving: a release is handed over, answered for, its quotes are signed off, or it is given up."""

from datetime import datetime
from pathlib import Path

from pressflow.checking import usable
from pressflow.errors import InputError, StateError
from pressflow.journal import read_journal
from pressflow.model import journal
from pressflow.model.journal import Approved, Cancelled, Role, State, Submitted, same_person
from pressflow.model.lifecycle import Command
from pressflow.newsroom import Newsroom
from pressflow.permitting import acts_alone, permit, quote_hash
from pressflow.recording import decide

# Who made a release whose folder came without a journal.
UNKNOWN = "unknown"


def submit(newsroom: Newsroom, folder: Path, by: str, now: datetime) -> Submitted:
    """Hand a release over for a colleague to read; raises StateError for one with errors, or that is public."""
    with newsroom.lock("submit"):
        newsroom.adopt(folder, by, now)
        release, _ = usable(newsroom, folder)
        permit(newsroom, release, Command.SUBMIT, by, now)
        return decide(newsroom, folder, Submitted(at=now, by=by))


def approve(
    newsroom: Newsroom,
    folder: Path,
    by: str,
    now: datetime,
    reason: str | None = None,
    author: str = UNKNOWN,
    editor: str | None = None,
) -> Approved:
    """Answer for a release as it stands now: text, assets and audience; any change voids the approval.

    Raises StateError for a release with errors, or whose author or last `editor` would approve it. With a `reason` they
    may: that is written down as retrospective, and stays a duty until a colleague approves the same text, which is
    possible after it became public, too. `author` is who made a release that came without a journal.
    """
    with newsroom.lock("approve"):
        newsroom.adopt(folder, author, now)
        if journal.state(read_journal(folder)) in (State.WITHDRAWN, State.KILLED):
            return _approve_recall(newsroom, folder, by, now)
        release, reading = usable(newsroom, folder)
        permit(newsroom, release, Command.APPROVE, by, now, reason=reason, editor=editor)
        given = journal.approval(release.events)
        waiting = any(not same_person(duty.by, by) for duty in journal.retrospective(release.events))
        if given and given.hash == release.hash and not waiting and release.state != journal.State.HELD:
            return given
        alone = acts_alone(newsroom, release, Command.APPROVE, by, editor)
        event = Approved(
            at=now,
            by=by,
            hash=release.hash,
            audience=reading.audience,
            retrospective=reason if alone else None,
            role=_role(newsroom, by),
            editor=editor,
            texts=reading.texts,
        )
        return decide(newsroom, folder, event)


def _approve_recall(newsroom: Newsroom, folder: Path, by: str, now: datetime) -> Approved:
    """Answer for what somebody took back alone, whatever the files are like now: of a text removed, there are none."""
    release = newsroom.public_release(folder)
    if release is None or not journal.retrospective(release.events):
        raise StateError(f"{folder.name}: was taken back, and there is nothing left to approve")
    permit(newsroom, release, Command.APPROVE, by, now)
    return decide(newsroom, folder, Approved(at=now, by=by, hash=release.hash, audience=(), role=_role(newsroom, by)))


def _role(newsroom: Newsroom, by: str) -> Role | None:
    """In which role somebody approves."""
    roles = newsroom.settings.roles.of(by) or frozenset()
    return "approver" if "approver" in roles else "emergency" if "emergency" in roles else None


def sign_off(
    newsroom: Newsroom, folder: Path, quote: str, by: str, now: datetime, recorded_by: str = ""
) -> journal.QuoteSignedOff:
    """Write down that who is quoted stands by these words, until they are changed; `recorded_by` is who typed it.

    Raises InputError for a quote there is none of, StateError where somebody else said it.
    """
    with newsroom.lock("approve"):
        newsroom.adopt(folder, UNKNOWN, now)
        release, _ = usable(newsroom, folder)
        permit(newsroom, release, Command.SIGN_OFF, by, now)
        speakers = {one.id: one.speaker for record in release.records for one in record.quotes}
        if quote not in speakers:
            there = f"there are: {', '.join(speakers)}" if speakers else "it has none"
            raise InputError(f"{folder.name}: there is no quote {quote!r}; {there}")
        if not same_person(speakers[quote], by):
            who = speakers[quote]
            raise StateError(f'{folder.name}: quote {quote} is what {who} says; only they sign it off: --as "{who}"')
        event = journal.QuoteSignedOff(
            at=now, by=by, quote=quote, hash=quote_hash(release, quote), recorded_by=recorded_by
        )
        return decide(newsroom, folder, event)


def cancel(newsroom: Newsroom, folder: Path, by: str, now: datetime, reason: str = "") -> Cancelled:
    """Give up a release that nobody has; raises StateError for one that is public or was given out."""
    with newsroom.lock("cancel"):
        newsroom.adopt(folder, by, now)
        reading = newsroom.read(folder)
        release = reading.release or usable(newsroom, folder)[0]
        permit(newsroom, release, Command.CANCEL, by, now)
        return decide(newsroom, folder, Cancelled(at=now, by=by, reason=reason))
