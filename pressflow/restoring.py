"""Restoring: what the ledger has published and a journal no longer says is written down again."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from pressflow.cache import Cache, Journals, Known
from pressflow.errors import StateError
from pressflow.journal import read_journal
from pressflow.model.journal import Killed, numbered
from pressflow.newsroom import Newsroom
from pressflow.still import RESTORED

if TYPE_CHECKING:
    from pressflow.ledger.records import Recorded


def restore_journals(newsroom: Newsroom) -> Journals:
    """Write down what the ledger has published and a journal no longer says, as after an older copy came back.

    Gives what the journals say then.

    What was published stays published, and what was removed stays removed; and what is promised must lead somewhere.
    The ledger is asked only where it was written since it was last asked, or a journal no longer says what the site was
    built with: to open it takes longer than a build of one change.
    """
    with closing(Cache(newsroom.cache)) as cache, cache.telling():
        before = cache.releases()
        now = newsroom.known(before)
        if cache.fact(RESTORED) == newsroom.ledger_stamp and not _lost(newsroom, before, now):
            return Journals(before, now)
        _restore(newsroom)
        cache.put_fact(RESTORED, newsroom.ledger_stamp)
        return Journals(before, newsroom.known())


def _lost(newsroom: Newsroom, before: dict[str, Known], now: dict[str, Known]) -> bool:
    """Whether a journal no longer says what it said of what is public; it may say more."""
    different = [known for name, known in before.items() if known.key and now.get(name) != known]
    names = {known.uri: name for name, known in now.items()} if different else {}
    for known in different:
        name = names.get(known.uri)
        if name is None or (now[name].key != known.key and not _grown(known, newsroom.place(name))):
            return True
    return False


def _grown(known: Known, folder: Path) -> bool:
    """Whether a journal says what it said, and something behind it."""
    events = read_journal(folder)
    return any(Known.of("", events[:length]).key == known.key for length in range(len(events), 0, -1))


def _versions(known: Known) -> Iterator[tuple[str, int]]:
    return ((known.uri, version) for version in known.versions)


def _restore(newsroom: Newsroom) -> None:
    from pressflow.clearing import clear_release
    from pressflow.ledger import records
    from pressflow.recording import mend

    written = {pair for known in newsroom.known().values() for pair in _versions(known)}
    with newsroom.ledger.reading() as tx:
        lost = sorted(records.versions_of(tx) - written)
        recorded = [records.version(tx, uri, number) for uri, number in lost]
    folders = {known.uri: newsroom.folders[name] for name, known in newsroom.known().items() if known.uri}
    for uri in {uri for uri, _ in lost if uri in folders}:
        mend(newsroom, folders[uri])
    write_down(newsroom, recorded, missing_ok=True)
    for one in recorded:
        if isinstance(one.event, Killed) and one.opened_at:
            clear_release(newsroom, one.uri)  # its text came back with the older copy


def write_down(newsroom: Newsroom, recorded: "Iterable[Recorded]", *, missing_ok: bool = False) -> None:
    """Add each version to the journal of its release, which its permanent id tells, unless it is there."""
    from pressflow.recording import decide

    folders = {known.uri: newsroom.folders[name] for name, known in newsroom.known().items()} if recorded else {}
    for version in recorded:
        folder = folders.get(version.uri)
        if folder is None:
            if missing_ok:
                continue
            raise StateError(
                f"{version.slug}: was being published, and its folder (with {version.uri} in its journal) is gone; "
                "put it back into releases/"
            )
        if version.event.version not in {event.version for event in numbered(read_journal(folder))}:
            decide(newsroom, folder, version.event)
