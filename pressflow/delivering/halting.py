"""What the office decides about letters on their way: stop what has not left, try again what is in doubt."""

from datetime import datetime
from pathlib import Path

from pressflow.journal import read_journal
from pressflow.ledger import blasts, outbox, turns
from pressflow.ledger.outbox import Resumed, Stopped
from pressflow.locks import living_workers
from pressflow.model import journal
from pressflow.newsroom import Newsroom


def stop(newsroom: Newsroom, folder: Path, by: str, now: datetime) -> Stopped:
    """Keep back every letter of a release that has not begun to leave, also those a worker has taken already."""
    uri = journal.uri(read_journal(folder)) or ""
    with newsroom.ledger.writing() as tx:
        return outbox.stop(tx, uri, f"stopped by {by}", now)


def resume(newsroom: Newsroom, folder: Path, now: datetime) -> Resumed:
    """Let the uncertain, the deferred and the stopped letters of a release be tried again now; gives the numbers.

    What dead workers left behind counts as uncertain; a retry carries the same Message-ID. Where a canary did not
    arrive, it is sent once more.
    """
    uri = journal.uri(read_journal(folder)) or ""
    with newsroom.ledger.writing() as tx:
        turns.recover(tx, living_workers(newsroom.workers), now)
        blasts.forgive(tx, uri, now)
        return outbox.resume(tx, uri, now)
