"""Foreseeing: a release as it will stand once it is published or given to its guests, and the letter that brings it."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

from pressflow.formats.letter import compose
from pressflow.model import journal
from pressflow.model.correction import Draft
from pressflow.model.grading import NOTED
from pressflow.model.journal import Created, Embargoed, Event, Published, State, state
from pressflow.model.letter import Letter
from pressflow.model.record import Record
from pressflow.model.release import Release
from pressflow.newsroom import Newsroom
from pressflow.source.release import Reading

# What stands in the release's place in public ids until it has its own.
_NO_URI = "tag:preview.invalid,2000:release"


def as_published(release: Release, event: Published) -> Release:
    """A release as it will stand once the event is written down."""
    events: tuple[Event, ...] = (*release.events, event)
    return replace(
        release,
        slug=event.slug,
        events=events,
        state=state(events),
        reference=event.reference,
        version=event.version,
    )


def as_embargoed(release: Release, event: Embargoed) -> Release:
    """A release as invited eyes get it by mail: its pictures and documents are on their personal page alone."""
    bare = [record.model_copy(update={"images": (), "attachments": ()}) for record in release.records]
    return replace(
        release,
        records=tuple(bare),
        assets=(),
        state=State.EMBARGOED,
        events=(*release.events, event),
        version=event.version,
    )


def foreseen(folder: Path, reading: Reading, now: datetime, public: Release | None) -> Release | None:
    """A release as its files will stand on the site once they are published; None where they cannot be used.

    One that is public and was not changed since is what the public sees, which is `public`. A changed one is its next
    version: of the class that its correction was opened with, else of the least that its changes allow.
    """
    release = reading.release
    if release is None:
        return None
    if public is None or not public.records:
        made = Created(at=now, by="", uri=_NO_URI)
        return replace(release, uri=release.uri or _NO_URI, events=release.events or (made,))
    if reading.is_version(folder, public.version):
        return public
    following = _following(Draft(public, release), reading, public.history[-1], now)
    return replace(as_published(release, following), before=(*public.before, replace(public, before=())))


def _following(draft: Draft, reading: Reading, last: Published, now: datetime) -> Published:
    """The event that would publish the next version now."""
    opened = journal.correcting(draft.release.events)
    return last.model_copy(
        update={
            "at": now,
            "version": last.version + 1,
            "hash": draft.release.hash,
            "audience": reading.audience,
            "correction": opened.correction if opened else draft.least,
            "note": opened.note if opened else {},
        }
    )


def letter_of(newsroom: Newsroom, release: Release, record: Record, now: datetime) -> Letter:
    """The letter that a release brings its readers; under embargo, the one to invited eyes."""
    edition = newsroom.edition(release)
    if release.recall:
        return compose(edition, release, record, "withdrawal")
    if record.embargo and not release.state.public:
        given = as_embargoed(release, _given(newsroom, release, now))
        bare = given.record(record.language) or given.original
        return compose(edition.of(given), given, bare, "embargo")
    if release.corrected and release.history[-1].correction in NOTED:
        return compose(edition, release, record, "correction")
    return compose(edition, release, record, "denial" if release.original.type == "denial" else "release")


def _given(newsroom: Newsroom, release: Release, now: datetime) -> Embargoed:
    """The event that would give a release to invited eyes now."""
    return Embargoed(
        at=now,
        by="",
        slug=release.slug,
        zone=newsroom.publisher.zone.key,
        original=release.original.language,
        hash=release.hash,
        audience=(),
    )
