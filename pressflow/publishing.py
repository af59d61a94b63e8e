"""Publishing: from files to promises."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from pressflow.building import Built, Staged, build, stage
from pressflow.building.indexing import index
from pressflow.checking import usable
from pressflow.errors import PressflowError, StateError
from pressflow.formats import letter
from pressflow.journal import append
from pressflow.ledger import Transaction, contacts, outbox, records
from pressflow.ledger.contacts import Addressee
from pressflow.model import journal
from pressflow.model.journal import Approved, Event, Published, State
from pressflow.model.release import Release
from pressflow.newsroom import Newsroom
from pressflow.restoring import restore_journals, write_down
from pressflow.source.freeze import freeze
from pressflow.source.release import Reading
from pressflow.theme.dates import date_and_time

# Who made a release whose folder came without a journal.
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Publication:
    """What a publish did: the version, and how many deliveries it promised (none where it was public already).

    `unsearchable` says why search does not know of it yet; the next build tries again.
    """

    slug: str
    event: Published
    new: bool
    promised: int
    built: Built
    unsearchable: str = ""


def approve(
    newsroom: Newsroom, folder: Path, by: str, now: datetime, reason: str | None = None, author: str = UNKNOWN
) -> Approved:
    """Answer for a release as it stands now: text, assets and audience; any change voids the approval.

    Raises StateError for a release with errors, or whose author would approve it. With a `reason` the author may:
    that is written down as retrospective, and stays a duty until a colleague approves the same text, which is
    possible after it became public, too. `author` is who made a release that came without a journal.
    """
    with newsroom.lock("approve"):
        newsroom.adopt(folder, author, now)
        release, reading = usable(newsroom, folder)
        given, published = journal.approval(release.events), journal.versions(release.events)
        if given and given.hash == release.hash and not (given.retrospective and not _same_person(given.by, by)):
            return given
        if published and not (given and given.hash == release.hash):
            raise StateError(f"{folder.name}: is public already (version {published[-1].version}); nothing to approve")
        own = _same_person(journal.author(release.events), by) and newsroom.settings.policy.approver_is_not_author
        if own and not reason:
            raise StateError(
                f"{folder.name}: {by} wrote it and cannot approve it; ask a colleague (--as NAME), "
                'or, when it cannot wait: --force --reason "…"'
            )
        event = Approved(
            at=now,
            by=by,
            hash=release.hash,
            audience=reading.audience,
            retrospective=reason if own else None,
            texts=reading.texts,
        )
        append(folder, event)
        return event


def _same_person(one: str | None, other: str) -> bool:
    return one is not None and " ".join(one.split()).casefold() == " ".join(other.split()).casefold()


def publish(newsroom: Newsroom, folder: Path, by: str, now: datetime) -> Publication:
    """Make a release public and promise its letters; publishing twice promises nothing new.

    Raises StateError for a release that is not approved as it stands, is under embargo, or bears a later date;
    InputError where the site could not be built with it: then nothing is promised.
    """
    with newsroom.lock("publish"):
        restore_journals(newsroom)
        finish(newsroom, now)
        release, reading = usable(newsroom, folder)
        if published := journal.versions(release.events):
            return _published_before(newsroom, folder, reading, published[-1])
        _may_go(newsroom, release, now)
        event = Published(
            at=now,
            by=by,
            version=1,
            slug=folder.name,
            zone=newsroom.publisher.zone.key,
            original=release.original.language,
            hash=release.hash,
            reference=next_reference(newsroom, now),
            audience=reading.audience,
        )
        with stage(newsroom, as_published(release, event)) as staged:
            freeze(folder, event.version, reading.files)
            promised = _promise(newsroom, release, event, now)
            built = finish(newsroom, now, staged)
        return Publication(folder.name, event, True, promised, built or build(newsroom), _index(newsroom))


def _published_before(newsroom: Newsroom, folder: Path, reading: Reading, event: Published) -> Publication:
    if not reading.is_version(folder, event.version):
        raise StateError(
            f"{folder.name}: is public as version {event.version} and its files differ from that; public text is "
            f"not changed silently: restore the files (they are in versions/{event.version})"
        )
    return Publication(folder.name, event, False, 0, build(newsroom))


def _index(newsroom: Newsroom) -> str:
    """Bring the search index up to the site; what is in the way of that is told, and in the way of nothing else."""
    try:
        index(newsroom)
    except PressflowError as error:
        return str(error)
    return ""


def _may_go(newsroom: Newsroom, release: Release, now: datetime) -> None:
    """The guards before a release becomes public."""
    zone, slug = newsroom.publisher.zone, release.slug
    if release.state != State.APPROVED:
        given = journal.approval(release.events)
        why = f"was changed after {given.by} approved it" if given else "is not approved"
        raise StateError(f"{slug}: {why}; let a colleague read it, then: pressflow approve {slug}")
    embargo, date = release.original.embargo, release.original.date
    if embargo and embargo.event:
        raise StateError(
            f"{slug}: is under embargo until an event ({embargo.event}); when that has happened, take embargo: "
            f"out of the record, give it a date, and approve it again"
        )
    for moment, what in ((embargo and embargo.until, "is under embargo until"), (date, "bears a later date:")):
        if moment and moment > now:
            raise StateError(f"{slug}: {what} {date_and_time(moment, zone, 'en')}; nothing goes out before that")


def next_reference(newsroom: Newsroom, now: datetime) -> str:
    """The next number of the year, as in 2026-014; numbers have no gaps."""
    with newsroom.ledger.reading() as tx:
        given = records.references(tx)
    given.update(reference for known in newsroom.known().values() for reference in known.references)
    year = f"{now.astimezone(newsroom.publisher.zone).year}-"
    numbers = [int(reference.removeprefix(year)) for reference in given if reference.startswith(year)]
    return f"{year}{max(numbers, default=0) + 1:03}"


def as_published(release: Release, event: Published) -> Release:
    """A release as it will stand once the event is written down."""
    events: tuple[Event, ...] = (*release.events, event)
    state = State.CORRECTED if event.version > 1 else State.PUBLISHED
    return replace(
        release, slug=event.slug, events=events, state=state, reference=event.reference, version=event.version
    )


def _promise(newsroom: Newsroom, release: Release, event: Published, now: datetime) -> int:
    """Record the version, its letters and every delivery, in one transaction."""
    embargo = release.original.embargo
    not_before = embargo.until if embargo else None
    with newsroom.ledger.writing() as tx:
        new = records.record(tx, uri=release.uri, slug=release.slug, event=event, not_before=not_before, now=now)
        if not new:
            return 0
        letters = _letters(newsroom, as_published(release, event), tx)
        record = release.original
        regions = newsroom.publisher.regions_of(record.places or (record.place,))
        wanted = contacts.audience(tx, event.audience, topics=record.topics, regions=regions, now=now)
        to = plan(release, wanted)
        return outbox.put(tx, uri=release.uri, version=event.version, kind="release", letters=letters, to=to, now=now)


def plan(release: Release, audience: Iterator[Addressee]) -> Iterator[tuple[Addressee, str]]:
    """Who gets the release in which language: their own where it is written in that, else the original."""
    for addressee in audience:
        yield addressee, release.for_reader(addressee.language).language


def _letters(newsroom: Newsroom, release: Release, tx: Transaction) -> dict[str, int]:
    edition = newsroom.edition(release)
    return {
        record.language: records.put_letter(tx, release.uri, release.version, letter.compose(edition, release, record))
        for record in release.records
    }


def finish(newsroom: Newsroom, now: datetime, staged: Staged | None = None) -> Built | None:
    """Carry what the ledger has recorded to the journal and the site, then let its letters go.

    Safe at any time: a publish that was interrupted is finished here, and not repeated. `staged` is the site where
    it is made ready already.
    """
    with newsroom.ledger.reading() as tx:
        waiting = records.unopened(tx)
    if not waiting:
        return None
    write_down(newsroom, waiting)
    built = staged.show() if staged else build(newsroom)
    with newsroom.ledger.writing() as tx:
        for version in waiting:
            records.open_version(tx, version.uri, version.version, now)
    return built
