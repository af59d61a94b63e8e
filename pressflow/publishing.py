"""Publishing: from files to promises."""

from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from pressflow.announcing import announce, note
from pressflow.building import Built, Staged, build, stage
from pressflow.building.indexing import index
from pressflow.canary import unanswered
from pressflow.checking import usable
from pressflow.clearing import clear_release, clear_spare
from pressflow.errors import PressflowError, StateError
from pressflow.foreseeing import as_published
from pressflow.ledger import records
from pressflow.ledger.records import Recorded
from pressflow.model import journal
from pressflow.model.journal import Killed, Published
from pressflow.model.lifecycle import Command
from pressflow.model.release import Release
from pressflow.newsroom import Newsroom
from pressflow.permitting import permit
from pressflow.promising import new_seed, promise
from pressflow.restoring import restore_journals, write_down
from pressflow.source.freeze import freeze
from pressflow.source.release import Reading


@dataclass(frozen=True, slots=True)
class Publication:
    """What a publish did: the version, and how many deliveries it promised (none where it was public already).

    `unsearchable` says why search does not know of it yet, `unanswered` why its letters still wait; the next build, or
    the next work, tries again.
    """

    slug: str
    event: Published
    new: bool
    promised: int
    built: Built
    unsearchable: str = ""
    unanswered: str = ""


def publish(newsroom: Newsroom, folder: Path, by: str, now: datetime) -> Publication:
    """Make a release public, or its next version, and promise its letters; publishing twice promises nothing new.

    Raises StateError for a release that is not approved as it stands, is under embargo, or bears a later date;
    InputError where the site could not be built with it, or would show what is not public: then nothing is promised.
    """
    with newsroom.lock("publish"):
        return publish_locked(newsroom, folder, by, now)


def publish_locked(newsroom: Newsroom, folder: Path, by: str, now: datetime, *, worker: bool = False) -> Publication:
    """The same, for who holds the newsroom's lock; a `worker` carries out what somebody decided before."""
    restore_journals(newsroom)
    finish(newsroom, now)
    release, reading = usable(newsroom, folder)
    published = journal.versions(release.events)
    if published and not journal.correcting(release.events):
        return _published_before(newsroom, folder, reading, published[-1])
    permit(newsroom, release, Command.PUBLISH, by, now, worker=worker)
    return go_public(newsroom, folder, release, reading, by, now)


def go_public(
    newsroom: Newsroom, folder: Path, release: Release, reading: Reading, by: str, now: datetime
) -> Publication:
    """Publish what is permitted, under the newsroom's lock; raises InputError as `publish` does."""
    event = next_version(newsroom, folder, release, reading, by, now)
    if event.version > 1 and (public := newsroom.public_release(folder)):
        release = replace(release, before=(*public.before, replace(public, before=())))
    with stage(newsroom, as_published(release, event)) as staged:
        freeze(folder, event.version, reading.files)
        promised = promise(newsroom, release, event, now)
        done = finish(newsroom, now, staged)
    built = done.built or build(newsroom)
    return Publication(
        folder.name, event, True, promised, built, index_now(newsroom, behind=done.behind), done.unanswered
    )


def next_version(
    newsroom: Newsroom, folder: Path, release: Release, reading: Reading, by: str, now: datetime
) -> Published:
    """The next version as it will be written down; what is fixed for ever is taken from the first."""
    published, draft = journal.versions(release.events), journal.correcting(release.events)
    first = published[0] if published else None
    return Published(
        at=now,
        by=by,
        version=published[-1].version + 1 if published else 1,
        slug=first.slug if first else folder.name,
        zone=first.zone if first else newsroom.publisher.zone.key,
        original=first.original if first else release.original.language,
        hash=release.hash,
        reference=first.reference if first else next_reference(newsroom, now),
        audience=reading.audience,
        correction=draft.correction if draft else None,
        note=draft.note if draft else {},
        seed=new_seed(),
        texts=reading.texts,
    )


def _published_before(newsroom: Newsroom, folder: Path, reading: Reading, event: Published) -> Publication:
    if not reading.is_version(folder, event.version):
        raise StateError(
            f"{folder.name}: is public as version {event.version} and its files differ from that; public text is "
            f"not changed silently: restore the files (they are in versions/{event.version})"
        )
    return Publication(folder.name, event, False, 0, build(newsroom))


def index_now(newsroom: Newsroom, *, behind: bool = False) -> str:
    """Bring the search index up to the site; before that, where it is `behind`, what the release did not wait for.

    What is in the way of that is told, and in the way of nothing else.
    """
    try:
        if behind:
            build(newsroom)
        index(newsroom)
    except PressflowError as error:
        return str(error)
    return ""


def next_reference(newsroom: Newsroom, now: datetime) -> str:
    """The next number of the year, as in 2026-014; numbers have no gaps."""
    with newsroom.ledger.reading() as tx:
        given = records.references(tx)
    given.update(reference for known in newsroom.known().values() for reference in known.references)
    year = f"{now.astimezone(newsroom.publisher.zone).year}-"
    numbers = [int(reference.removeprefix(year)) for reference in given if reference.startswith(year)]
    return f"{year}{max(numbers, default=0) + 1:03}"


@dataclass(frozen=True, slots=True)
class Finished:
    """What was carried on: the site, where there was anything to show, and why letters still wait, if they do.

    It is `behind` where what is slow was not made anew of all releases: nothing waits for that.
    """

    built: Built | None = None
    unanswered: str = ""
    behind: bool = False


def finish(newsroom: Newsroom, now: datetime, staged: Staged | None = None) -> Finished:
    """Carry what the ledger has recorded to the journal and the site, then let its letters go.

    Safe at any time: what was interrupted is finished here, and not repeated. `staged` is the site where it is made
    ready already. A version whose own page does not answer as it should keeps its letters until it does.
    """
    with newsroom.ledger.reading() as tx:
        waiting = records.unopened(tx)
    if not waiting:
        return Finished()
    write_down(newsroom, waiting)
    for one in waiting:
        if isinstance(one.event, Killed):
            clear_release(newsroom, one.uri)
    with nullcontext(staged) if staged else stage(newsroom, hurried=True) as ready:
        note(newsroom, ready.changed, now)
        built = ready.show()
    if any(isinstance(one.event, Killed) for one in waiting):
        index(newsroom)  # nor may search know of it any more
        clear_spare(newsroom)
    silent = _open(newsroom, waiting, now)
    announce(newsroom, now)
    return Finished(built, silent, behind=bool(ready.later))


def _open(newsroom: Newsroom, waiting: tuple[Recorded, ...], now: datetime) -> str:
    """Let letters go; gives why some still wait, where the page of their release's newest version does not answer."""
    newest = {one.uri: one.event for one in waiting if isinstance(one.event, Published)}
    silent = {uri: why for uri, event in newest.items() if (why := unanswered(newsroom, event))}
    with newsroom.ledger.writing() as tx:
        for one in waiting:
            if one.uri not in silent:
                records.open_version(tx, one.uri, one.version, now)
    return "; ".join(silent.values())
