"""Embargo: a release is given to invited eyes before it is public, lifted for everybody, or taken back."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from pressflow.building import stage
from pressflow.checking import usable
from pressflow.errors import InputError, StateError
from pressflow.journal import read_journal
from pressflow.ledger import contacts, guests, notes
from pressflow.ledger.contacts import Addressee
from pressflow.ledger.guests import Access, Guest
from pressflow.model import journal, paths
from pressflow.model.correction import unfit
from pressflow.model.journal import Embargoed, Lifted, Recalled
from pressflow.model.lifecycle import Command
from pressflow.model.release import Release
from pressflow.newsroom import Newsroom
from pressflow.permitting import permit
from pressflow.promising import new_seed, promise_embargo, promise_recall
from pressflow.publishing import Publication, finish, go_public, index_now, publish
from pressflow.recording import decide
from pressflow.restoring import restore_journals
from pressflow.source.freeze import freeze
from pressflow.source.release import Reading

# A personal link is good for so long after it was given, if the embargo lasts that long.
_LONGEST = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Given:
    """What was given out under embargo, and how many letters that promised; none where it was given before.

    `left_out` are the addresses on the embargo lists that did not get it, for want of accreditation.
    """

    slug: str
    event: Embargoed
    new: bool
    promised: int
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Invitation:
    """Who may have a release before it is public, by which lists, and who on these lists may not: their addresses."""

    lists: tuple[str, ...]
    to: tuple[Addressee, ...]
    left_out: tuple[str, ...]


def give(newsroom: Newsroom, folder: Path, by: str, now: datetime) -> Given:
    """Give a release under embargo to its guests, and to nobody else; again, it promises nothing new.

    Raises StateError for a release that is not approved as it stands, is under no embargo, or has no guests;
    InputError for a guest whom the ledger does not know.
    """
    with newsroom.lock("publish"):
        return give_locked(newsroom, folder, by, now)


def give_locked(newsroom: Newsroom, folder: Path, by: str, now: datetime, *, worker: bool = False) -> Given:
    """The same, for who holds the newsroom's lock; a `worker` carries out what somebody decided before."""
    restore_journals(newsroom)
    finish(newsroom, now)
    release, reading = usable(newsroom, folder)
    if before := journal.embargo(release.events):
        return Given(folder.name, before, False, 0)
    permit(newsroom, release, Command.EMBARGO, by, now, worker=worker)
    invitation = invited(newsroom, release)
    event = _embargoed(newsroom, folder, release, reading, invitation, by, now)
    with stage(newsroom, hurried=True) as staged:
        freeze(folder, event.version, reading.files)
        promised = promise_embargo(newsroom, release, event, invitation.to, now)
        done = finish(newsroom, now, staged)
    if done.behind:
        index_now(newsroom, behind=True)
    return Given(folder.name, event, True, promised, invitation.left_out)


def publish_or_give(newsroom: Newsroom, folder: Path, by: str, now: datetime) -> Publication | Given:
    """Make a release public; or, while its embargo lasts, give it to its guests. Raises as `publish` and `give` do."""
    release = newsroom.read(folder).release
    ending = release.original.embargo if release else None
    before = release is not None and not journal.versions(release.events)
    lasting = ending is not None and not (ending.until and ending.until <= now)
    return give(newsroom, folder, by, now) if before and lasting else publish(newsroom, folder, by, now)


def invited(newsroom: Newsroom, release: Release) -> Invitation:
    """Who is to have a release before it is public: those accredited on its embargo lists, and whom its record names.

    Each once. Who is named needs no accreditation: that is said of this person, for this release. Raises as `give`.
    """
    record = release.original
    ending, possible = record.embargo, newsroom.publisher.embargo_lists(record.topics)
    names = ending.contacts if ending else ()
    lists = possible if ending is None or ending.lists is None else ending.lists
    for list_id in lists:
        if list_id not in newsroom.publisher.lists or not newsroom.publisher.lists[list_id].embargo:
            there = ", ".join(possible) or "none"
            raise InputError(f"{release.slug}: embargo.lists: {list_id} is no embargo list; there are: {there}")
    with newsroom.ledger.reading() as tx:
        by_name = {one.contact_id: one for one in contacts.named(tx, names)}
        by_list = {one.contact_id: one for one in contacts.audience(tx, lists)} if lists else {}
        accredited = notes.accredited(tx)
    if unknown := {name.lower() for name in names} - {one.address for one in by_name.values()}:
        who = ", ".join(sorted(unknown))
        raise InputError(f"{release.slug}: embargo.contacts: {who}: no such media contact; take them in first")
    everybody = by_name | {number: one for number, one in by_list.items() if number in accredited | by_name.keys()}
    left_out = tuple(sorted(one.address for number, one in by_list.items() if number not in everybody))
    if not everybody:
        raise StateError(f"{release.slug}: {_nobody(left_out)}; or wait, and pressflow lift makes it public")
    return Invitation(tuple(lists), tuple(everybody.values()), left_out)


def _nobody(left_out: tuple[str, ...]) -> str:
    if left_out:
        return (
            f"is under embargo, and nobody on its embargo lists is accredited ({', '.join(left_out[:5])}); when you "
            "have checked that somebody may have it: pressflow contacts accredit ADDRESS"
        )
    return (
        "is under embargo, and nobody is to have it before: name embargo.contacts in the record, or set "
        "embargo = true for a list in pressflow.toml"
    )


def _embargoed(
    newsroom: Newsroom,
    folder: Path,
    release: Release,
    reading: Reading,
    invitation: Invitation,
    by: str,
    now: datetime,
) -> Embargoed:
    ending = release.original.embargo
    return Embargoed(
        at=now,
        by=by,
        version=journal.next_below(release.events),
        slug=folder.name,
        zone=newsroom.publisher.zone.key,
        original=release.original.language,
        hash=release.hash,
        audience=reading.audience,
        lists=invitation.lists,
        guests=len(invitation.to),
        until=ending.until if ending else None,
        ends_with=ending.event if ending else None,
        alarm=ending.alarm if ending else None,
        seed=new_seed(),
        texts=reading.texts,
    )


def lift(newsroom: Newsroom, folder: Path, by: str, now: datetime) -> Publication:
    """End an embargo: the release becomes public, exactly as it was given out; or as approved, where nobody has it.

    Raises StateError for a release that is under no embargo; InputError as `publish` does.
    """
    with newsroom.lock("lift"):
        return lift_locked(newsroom, folder, by, now)


def lift_locked(newsroom: Newsroom, folder: Path, by: str, now: datetime, *, worker: bool = False) -> Publication:
    """The same, for who holds the newsroom's lock; a `worker` carries out what somebody decided before."""
    restore_journals(newsroom)
    finish(newsroom, now)
    release, reading = to_lift(newsroom, folder)
    permit(newsroom, release, Command.LIFT, by, now, worker=worker)
    if not isinstance(journal.newest(release.events, Embargoed, Lifted), Lifted):
        decide(newsroom, folder, Lifted(at=now, by=by))
    return go_public(newsroom, folder, release, reading, by, now)


def to_lift(newsroom: Newsroom, folder: Path) -> tuple[Release, Reading]:
    """What the guests were given, from its frozen copies; else the release as it stands."""
    events = read_journal(folder)
    given = journal.embargo(events)
    if given is None:
        return usable(newsroom, folder)
    reading = newsroom.read_version(folder, events, given)
    if reading.release is None:
        raise InputError("\n".join(str(finding) for finding in reading.findings))
    return reading.release, reading


def recall(newsroom: Newsroom, folder: Path, by: str, now: datetime, reason: str) -> int:
    """Take back what was given out under embargo: personal pages close, unsent letters stop, whoever has it is told.

    Gives how many letters that promised. Raises StateError for a release that nobody was given, InputError for a reason
    that cannot stand in a letter.
    """
    if wrong := unfit(reason):
        raise InputError(wrong)
    with newsroom.lock("recall"):
        restore_journals(newsroom)
        finish(newsroom, now)
        release, _ = to_lift(newsroom, folder)
        permit(newsroom, release, Command.RECALL, by, now)
        given = journal.embargo(release.events)
        assert given  # noqa: S101  nothing else may be recalled
        number = journal.next_below(release.events)
        event = Recalled(at=now, by=by, version=number, of=given.version, slug=folder.name, reason=reason)
        promised = promise_recall(newsroom, release, event, now)
        if finish(newsroom, now).behind:
            index_now(newsroom, behind=True)
        return promised


# The personal pages.


@dataclass(frozen=True, slots=True)
class Room:
    """What a guest finds behind their personal link.

    `closed` until they promise to keep the embargo, then `open` with the release; `lifted` leads to the public page;
    `ended` when the link was revoked, has run out, or the release was taken back.
    """

    state: Literal["closed", "open", "lifted", "ended"]
    guest: Guest
    language: str
    until: datetime | None = None
    ends_with: str | None = None
    release: Release | None = None
    public_url: str = ""


def open_room(newsroom: Newsroom, token: str, now: datetime) -> Room:
    """What a personal link shows now; that it was opened is noted. Raises InputError for a link that is not ours."""
    key = newsroom.tokens.read_embargo(token)
    with newsroom.ledger.writing() as tx:
        guest = guests.guest(tx, key)
        if guest is None:
            raise InputError("this link is not valid any more")
        guests.note(tx, key, "opened", "", now)
    return _room(newsroom, guest, now)


def accept(newsroom: Newsroom, token: str, now: datetime) -> Room:
    """Note that a guest promises to keep the embargo; gives what they find then. Raises as `open_room` does."""
    key = newsroom.tokens.read_embargo(token)
    with newsroom.ledger.writing() as tx:
        if guests.guest(tx, key):
            guests.accept(tx, key, now)
            guests.note(tx, key, "accepted", "", now)
    return open_room(newsroom, token, now)


def room_file(newsroom: Newsroom, token: str, file: str, now: datetime) -> tuple[str, bytes]:
    """A picture or document of the release behind a personal link: its media type and content; noted.

    `file` is a name that `Release.renditions` gives, or a document's own. Raises InputError for what is not offered, or
    not to be seen now.
    """
    room = open_room(newsroom, token, now)
    for asset in room.release.assets if room.release else ():
        assert room.release  # noqa: S101  it has the asset
        found = next((one for one in room.release.renditions(asset) if one.file == file), None)
        if found is None and (asset.picture or asset.file != file):
            continue
        with newsroom.ledger.writing() as tx:
            guests.note(tx, room.guest.key, "file", file, now)
        if found is None:
            return asset.media_type, asset.content
        return found.media_type, newsroom.pictures.files(room.release, asset)[found.name]
    raise InputError("there is no such file here")


def _room(newsroom: Newsroom, guest: Guest, now: datetime) -> Room:
    folder = next((newsroom.folders[name] for name, one in newsroom.known().items() if one.uri == guest.uri), None)
    events = read_journal(folder) if folder else ()
    if versions := journal.versions(events):
        language = guest.language if guest.language in versions[-1].texts else versions[-1].original
        url = f"{newsroom.publisher.base_url}{paths.page(versions[-1].slug, language)}"
        return Room("lifted", guest, language, public_url=url)
    given = journal.embargo(events)
    if folder is None or given is None or given.version != guest.version or guest.revoked_at or _over(given, now):
        return Room("ended", guest, guest.language)
    release = newsroom.read_version(folder, events, given).release if guest.accepted_at else None
    language = guest.language if guest.language in given.texts else given.original
    state: Literal["open", "closed"] = "open" if release else "closed"
    return Room(state, guest, language, given.until, given.ends_with, release)


def _over(given: Embargoed, now: datetime) -> bool:
    return now - given.at > _LONGEST


def guest_list(newsroom: Newsroom, folder: Path) -> tuple[list[Guest], list[Access]]:
    """Who was given a release under its last embargo, and what they did."""
    events = read_journal(folder)
    given = journal.newest(events, Embargoed)
    if given is None:
        raise StateError(f"{folder.name}: was never given to anybody under embargo")
    with newsroom.ledger.reading() as tx:
        uri = journal.uri(events) or ""
        return list(guests.guests(tx, uri, given.version)), list(guests.accesses(tx, uri, given.version))


def revoke(newsroom: Newsroom, folder: Path, address: str, now: datetime) -> Guest:
    """Close one guest's personal page; raises InputError for somebody who has none."""
    everybody, _ = guest_list(newsroom, folder)
    found = next((guest for guest in everybody if guest.address == address.strip().lower()), None)
    if found is None:
        raise InputError(f"{folder.name}: {address} is no guest of this release; pressflow guests lists them")
    with newsroom.ledger.writing() as tx:
        guests.revoke(tx, found.key, now)
        guests.note(tx, found.key, "revoked", "", now)
    return found
