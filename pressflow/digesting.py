"""Digesting: those who want one letter a day, or a week, get it once, with what is new, and none where nothing is."""

from collections.abc import Iterator, Sequence
from datetime import datetime, time

from pressflow.formats._digest import compose_digest
from pressflow.formats.letter import sendable
from pressflow.ledger import Transaction, digests, records
from pressflow.ledger.contacts import Addressee
from pressflow.ledger.digests import Subscriber
from pressflow.model.journal import Published, State
from pressflow.model.letter import Letter
from pressflow.model.release import Release
from pressflow.model.window import Window, due_windows
from pressflow.newsroom import Newsroom


def plan_digests(newsroom: Newsroom, now: datetime) -> Iterator[str]:
    """Promise the digests whose time has come; gives what was promised, in words.

    A window is planned in one transaction with the note that it was, so nobody gets it twice. After a pause of the
    worker one digest tells of everything since the last one.
    """
    settings = newsroom.settings.digest
    for window in due_windows(now, newsroom.publisher.zone, time.fromisoformat(settings.time), settings.day):
        with newsroom.ledger.reading() as tx:
            last = digests.told_until(tx, window.frequency)
        if last is None or last < window.end:
            promised = _plan(newsroom, window, last or window.begin, now)
            if promised:
                yield f"{window.frequency} digest: {promised} letters promised"


def _plan(newsroom: Newsroom, window: Window, begin: datetime, now: datetime) -> int:
    with newsroom.ledger.reading() as tx:
        news = digests.published(tx, begin, window.end)
    releases = list(_releases(newsroom, [one.event for one in news if isinstance(one.event, Published)]))
    with newsroom.ledger.writing() as tx:
        last = digests.told_until(tx, window.frequency)
        if last is not None and last >= window.end:
            return 0  # another worker was quicker
        records.put_fact(tx, f"digest {window.frequency}", window.end.isoformat())
        return _promise(newsroom, tx, window, releases, now) if releases else 0


def _releases(newsroom: Newsroom, events: Sequence[Published]) -> Iterator[Release]:
    """What is told: each release once, as it stands now; what was taken back, or mended in silence, is not."""
    slugs = dict.fromkeys(event.slug for event in events if event.correction != "typo")
    for slug in slugs:
        folder = newsroom.folders.get(slug)
        release = newsroom.public_release(folder) if folder else None
        if release and release.state in (State.PUBLISHED, State.CORRECTED):
            yield release


def _promise(newsroom: Newsroom, tx: Transaction, window: Window, releases: Sequence[Release], now: datetime) -> int:
    """One letter for all who want the same releases in the same language."""
    letters: dict[str, Letter] = {}
    keys: dict[tuple[str, tuple[int, ...]], str] = {}
    to: list[tuple[Addressee, str]] = []
    edition, languages = newsroom.edition(*releases), newsroom.publisher.languages
    for one in list(digests.subscribers(tx, window.frequency, tuple(newsroom.publisher.lists), now)):
        wanted = tuple(number for number, release in enumerate(releases) if wants(newsroom, one, release))
        if not wanted:
            continue
        language = one.addressee.language if one.addressee.language in languages else languages[0]
        key = keys.setdefault((language, wanted), f"{language}-x-{len(keys)}")
        if key not in letters:
            chosen = [releases[number] for number in wanted]
            letters[key] = sendable(compose_digest(edition, chosen, language, window.frequency, window.end), window.uri)
        to.append((one.addressee, key))
    return digests.put_digest(tx, window.uri, letters, to, now) if to else 0


def wants(newsroom: Newsroom, one: Subscriber, release: Release) -> bool:
    """Whether a release is for a subscriber: by a list they are on, their topics and their region."""
    record, publisher = release.original, newsroom.publisher
    regions = publisher.regions_of(record.places or (record.place,))
    return (
        not set(publisher.audience(record.topics)).isdisjoint(one.lists)
        and (not one.topics or not set(one.topics).isdisjoint(record.topics))
        and (not one.region or not regions or one.region in regions)
    )
