"""Permitting: what is known of a release and of who acts, and whether the life of a release allows the act now."""

import hashlib
from datetime import datetime

from pressflow.errors import StateError
from pressflow.model import journal
from pressflow.model.journal import Correcting, State, same_person
from pressflow.model.lifecycle import Command, Facts, Refusal, may, transition
from pressflow.model.release import Release
from pressflow.newsroom import Newsroom
from pressflow.theme.dates import date_and_time

# These need a second person: who wrote or last changed a release does not do them alone.
_BY_A_SECOND = (Command.APPROVE, Command.WITHDRAW, Command.KILL)


def permit(
    newsroom: Newsroom,
    release: Release,
    command: Command,
    by: str,
    now: datetime,
    *,
    reason: str | None = None,
    editor: str | None = None,
    worker: bool = False,
) -> State:
    """The state a command leads to now; raises StateError that says why it is refused, and what to do instead.

    `reason` is why it cannot wait for a second person; `editor` who changed the files last, where that is known. The
    `worker` carries out what people decided: it needs no role.
    """
    roles = None if worker else newsroom.settings.roles.of(by)
    alone = command in _BY_A_SECOND and acts_alone(newsroom, release, command, by, editor)
    given = journal.approval(release.events)
    published, out = journal.versions(release.events), journal.embargo(release.events)
    facts = Facts(
        approved=bool(given and given.hash == release.hash) or bool(out and command == Command.LIFT),
        approver=given.by if given and not published else "",
        alone=by if alone else "",
        forced=bool(reason),
        allowed=may(roles, command, forced=bool(reason) and alone),
        unsigned=unsigned(release) if newsroom.settings.policy.quotes_signed_off and not out else (),
        embargoed=_embargo(newsroom, release, now),
        given=bool(out),
        early="" if published else _later_date(newsroom, release, now),
        correcting=bool(published and journal.correcting(release.events)),
    )
    after = transition(journal.state(release.events, release.hash), command, facts)
    if isinstance(after, Refusal):
        raise StateError(f"{release.slug}: {addressed(after.words, release.slug)}")
    return after


def _embargo(newsroom: Newsroom, release: Release, now: datetime) -> str:
    """Until when, or until what, the record says that the release is under embargo; nothing where that is over."""
    ending = release.original.embargo if release.records else None
    if ending is None or (ending.until and ending.until <= now):
        return ""
    return f"until {_when(newsroom, ending.until)}" if ending.until else f"until an event ({ending.event})"


def _later_date(newsroom: Newsroom, release: Release, now: datetime) -> str:
    """The date the release bears, where that is still to come."""
    date = release.original.date
    return _when(newsroom, date) if date and date > now else ""


def _when(newsroom: Newsroom, moment: datetime) -> str:
    return date_and_time(moment, newsroom.publisher.zone, "en")


def addressed(words: str, slug: str) -> str:
    """A refusal that ends with a command names the release after it."""
    return f"{words} {slug}" if words.rpartition(": ")[2].startswith("pressflow ") and "--" not in words else words


def acts_alone(newsroom: Newsroom, release: Release, command: Command, by: str, editor: str | None = None) -> bool:
    """Whether somebody wrote the release or changed it last, and the office's policy wants a second person.

    Who approves that a release was taken back must not be who took it back.
    """
    draft, taken_back = journal.newest(release.events, Correcting), journal.recall(release.events)
    writers = (journal.author(release.events), editor, draft.by if draft else None)
    if taken_back and command == Command.APPROVE:
        writers = (taken_back.by, None, None)
    own = any(same_person(writer, by) for writer in writers)
    return own and newsroom.settings.policy.approver_is_not_author


def quote_hash(release: Release, quote: str) -> str:
    """What tells the words of a quote, in all languages, from any others."""
    said = [
        (record.language, one.text, one.speaker)
        for record in release.records
        for one in record.quotes
        if one.id == quote
    ]
    return f"sha256:{hashlib.sha256(repr(said).encode()).hexdigest()}"


def unsigned(release: Release) -> tuple[str, ...]:
    """The ids of the quotes that nobody has signed off as they stand, in order."""
    signed = journal.signed_off(release.events)
    ids = dict.fromkeys(quote.id for record in release.records for quote in record.quotes)
    return tuple(id_ for id_ in ids if id_ not in signed or signed[id_].hash != quote_hash(release, id_))
