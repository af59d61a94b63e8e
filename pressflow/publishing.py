"""Publishing: from files to promises."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from pressflow.building import Built, build, render, show
from pressflow.checking import usable
from pressflow.errors import StateError
from pressflow.formats import letter
from pressflow.journal import append, read_journal
from pressflow.ledger import Transaction, contacts, outbox, records
from pressflow.ledger.contacts import Addressee
from pressflow.ledger.records import Recorded
from pressflow.model import journal
from pressflow.model.edition import Document
from pressflow.model.journal import Approved, Event, Published, State
from pressflow.model.release import Release
from pressflow.newsroom import Newsroom
from pressflow.source.freeze import freeze
from pressflow.source.release import Reading
from pressflow.theme.dates import date_and_time

# Who made a release whose folder came without a journal.
UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Publication:
    """What a publish did: the version, and how many deliveries it promised (none where it was public already)."""

    slug: str
    event: Published
    new: bool
    promised: int
    built: Built


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
        documents = render(newsroom, as_published(release, event))
        freeze(folder, event.version, reading.files)
        promised = _promise(newsroom, release, event, now)
        built = finish(newsroom, now, documents)
        return Publication(folder.name, event, True, promised, built or build(newsroom))


def _published_before(newsroom: Newsroom, folder: Path, reading: Reading, event: Published) -> Publication:
    if not reading.is_version(folder, event.version):
        raise StateError(
            f"{folder.name}: is public as version {event.version} and its files differ from that; public text is "
            f"not changed silently: restore the files (they are in versions/{event.version})"
        )
    return Publication(folder.name, event, False, 0, build(newsroom))


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
    for folder in newsroom.folders.values():
        given.update(event.reference for event in journal.versions(read_journal(folder)))
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
        to = plan(release, contacts.audience(tx, event.audience))
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


def finish(newsroom: Newsroom, now: datetime, documents: tuple[Document, ...] | None = None) -> Built | None:
    """Carry what the ledger has recorded to the journal and the site, then let its letters go.

    Safe at any time: a publish that was interrupted is finished here, and not repeated. `documents` are those of
    the site where they are rendered already.
    """
    with newsroom.ledger.reading() as tx:
        waiting = records.unopened(tx)
    if not waiting:
        return None
    _write_down(newsroom, waiting)
    built = show(newsroom, documents or render(newsroom))
    with newsroom.ledger.writing() as tx:
        for version in waiting:
            records.open_version(tx, version.uri, version.version, now)
    return built


def restore_journals(newsroom: Newsroom) -> None:
    """Write down what the ledger has published and a journal no longer says, as after an older copy came back.

    What was published stays published; and what is promised must lead somewhere.
    """
    with newsroom.ledger.reading() as tx:
        _write_down(newsroom, records.recorded(tx), missing_ok=True)


def _write_down(newsroom: Newsroom, versions: Iterable[Recorded], *, missing_ok: bool = False) -> None:
    """Add each version to the journal of its release, which its permanent id tells, unless it is there."""
    folders = newsroom.by_uri() if versions else {}
    for version in versions:
        folder = folders.get(version.uri)
        if folder is None:
            if missing_ok:
                continue
            raise StateError(
                f"{version.slug}: was being published, and its folder (with {version.uri} in its journal) is gone; "
                "put it back into releases/"
            )
        if version.event.version not in {event.version for event in journal.versions(read_journal(folder))}:
            append(folder, version.event)
