"""Promising: what is published and its letters go into the ledger in one transaction, each letter once."""

import secrets
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from pressflow.foreseeing import as_embargoed, as_published
from pressflow.formats import _recall, letter
from pressflow.ledger import Transaction, contacts, guests, outbox, records
from pressflow.ledger.contacts import Addressee
from pressflow.ledger.superseding import close, holders, supersede, unserved
from pressflow.model.grading import NOTED
from pressflow.model.journal import Embargoed, Published, Recalled, newest
from pressflow.model.release import Release
from pressflow.newsroom import Newsroom


def new_seed() -> str:
    """What decides the order in which the letters of a version leave; written down, so that anybody can check it."""
    return secrets.token_hex(8)


def promise(newsroom: Newsroom, release: Release, event: Published, now: datetime) -> int:
    """Record a version, its letters and every delivery, in one transaction; how many deliveries that is."""
    with newsroom.ledger.writing() as tx:
        if not records.record(tx, uri=release.uri, slug=release.slug, event=event, not_before=None, now=now):
            return 0
        if event.version > 1:
            return _promise_next(tx, newsroom, as_published(release, event), event, now)
        kind = "denial" if release.original.type == "denial" else "release"
        letters = put_letters(tx, newsroom, as_published(release, event), kind)
        invited = end_embargo(tx, release, now)
        to = plan(release, everybody(tx, newsroom, release, event, now, invited))
        return outbox.put(tx, uri=release.uri, version=event.version, kind=kind, letters=letters, to=to, now=now)


def readers_of_next(
    tx: Transaction, release: Release, event: Published, now: datetime
) -> list[tuple[str, list[Addressee]]]:
    """Stop what has not left of the versions before; gives who is then to get the next, by the kind of their letter.

    Who has nothing yet gets this one, who has a mistake is told. New readers do not get it as news; and nobody is
    written to again for a typo or an update.
    """
    supersede(tx, release.uri, f"version {event.version} took its place", now, but=event.version)
    recipients = [("release", list(unserved(tx, release.uri)))]
    if event.correction in NOTED:
        recipients.append(("correction", list(holders(tx, release.uri))))
    return [(kind, to) for kind, to in recipients if to]


def _promise_next(tx: Transaction, newsroom: Newsroom, release: Release, event: Published, now: datetime) -> int:
    return sum(
        outbox.put(
            tx,
            uri=release.uri,
            version=event.version,
            kind=kind,
            letters=put_letters(tx, newsroom, release, kind),
            to=plan(release, to),
            now=now,
        )
        for kind, to in readers_of_next(tx, release, event, now)
    )


def audience(
    tx: Transaction, newsroom: Newsroom, release: Release, lists: Sequence[str], now: datetime, seed: str = ""
) -> Iterator[Addressee]:
    """Everybody on these lists who wants such a release, in the order of the seed."""
    record = release.original
    regions = newsroom.publisher.regions_of(record.places or (record.place,))
    return contacts.audience(tx, lists, topics=record.topics, regions=regions, now=now, seed=seed)


def everybody(
    tx: Transaction,
    newsroom: Newsroom,
    release: Release,
    event: Published,
    now: datetime,
    invited: Iterable[Addressee],
) -> Iterator[Addressee]:
    """The audience; and, once, whoever was invited under embargo and is on none of its lists."""
    others = {guest.contact_id: guest for guest in invited}
    for addressee in audience(tx, newsroom, release, event.audience, now, event.seed):
        others.pop(addressee.contact_id, None)
        yield addressee
    yield from others.values()


def end_embargo(tx: Transaction, release: Release, now: datetime) -> list[Addressee]:
    """Stop what has not left of what was given out under embargo; gives who was invited, who got nothing, too."""
    given = newest(release.events, Embargoed)
    if given is None:
        return []
    invited = list(outbox.promised(tx, release.uri, given.version))
    close(tx, release.uri, given.version, "the embargo is over", now)
    return invited


def promise_embargo(
    newsroom: Newsroom, release: Release, event: Embargoed, to: Sequence[Addressee], now: datetime
) -> int:
    """Record what is given out under embargo, with a letter and a personal page for each of its guests."""
    shown = as_embargoed(release, event)
    with newsroom.ledger.writing() as tx:
        if not records.record(tx, uri=release.uri, slug=release.slug, event=event, not_before=None, now=now):
            return 0
        letters = put_letters(tx, newsroom, shown, "embargo")
        guests.put(tx, release.uri, event.version, to)
        return outbox.put(
            tx,
            uri=release.uri,
            version=event.version,
            kind="embargo",
            letters=letters,
            to=plan(release, to),
            now=now,
        )


def promise_recall(newsroom: Newsroom, release: Release, event: Recalled, now: datetime) -> int:
    """Stop what has not left yet of what was given out under embargo, and promise a recall to whoever has it."""
    edition = newsroom.edition(release)
    with newsroom.ledger.writing() as tx:
        if not records.record(tx, uri=release.uri, slug=release.slug, event=event, not_before=None, now=now):
            return 0
        close(tx, release.uri, event.of, "recalled", now)
        to = list(holders(tx, release.uri, event.of))
        letters = {
            record.language: records.put_letter(
                tx,
                release.uri,
                event.version,
                letter.sendable(_recall.compose(edition, record, event.reason, now), release.slug),
            )
            for record in release.records
        }
        return outbox.put(
            tx,
            uri=release.uri,
            version=event.version,
            kind="withdrawal",
            letters=letters,
            to=plan(release, to),
            now=now,
        )


def plan(release: Release, to: Iterable[Addressee]) -> Iterator[tuple[Addressee, str]]:
    """Who gets the release in which language: their own where it is written in that, else the original."""
    for addressee in to:
        yield addressee, release.for_reader(addressee.language).language


def put_letters(tx: Transaction, newsroom: Newsroom, release: Release, kind: str = "release") -> dict[str, int]:
    """Keep a release's letters of a kind, one for each language; gives their numbers."""
    edition = newsroom.edition(release)
    return {
        record.language: records.put_letter(
            tx,
            release.uri,
            release.version,
            letter.sendable(letter.compose(edition, release, record, kind), release.slug),
        )
        for record in release.records
    }
