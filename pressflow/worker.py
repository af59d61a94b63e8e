"""The worker: keeps promises until none is open, or until it is told to stop."""

import asyncio
import signal
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from pressflow.delivering import Clock, Report, Sender
from pressflow.delivering.clearing import Clearing, clear_blasts
from pressflow.errors import PressflowError, RelayError, StateError
from pressflow.ledger import outbox, turns
from pressflow.locks import WorkerId, living_workers
from pressflow.newsroom import Newsroom
from pressflow.publishing import finish

Waiting = Callable[[datetime, str], None]
_PATIENCE = timedelta(seconds=30)
_TRIES = 10
# Newer promises may be due before those that are waited for.
_LOOK_AGAIN = timedelta(minutes=1)


def work(newsroom: Newsroom, clock: Clock, report: Report, waiting: Waiting, *, once: bool = False) -> bool:
    """Send what is due; without `once`, also wait for what is due later. True when nothing is left open.

    A publish that was interrupted is finished first, and what dead workers left is put right. Ctrl-C and
    SIGTERM let the letters that are leaving arrive, then stop; a second one stops at once.
    Raises RelayError where the relay does not take our mail: at once with `once`, else after some tries. An
    interrupted publish that cannot be finished is raised when everything else has been sent.
    """
    unfinished = _finish(newsroom, clock)
    worker = WorkerId(newsroom.workers)
    try:
        done = asyncio.run(_work(newsroom, worker.name, clock, report, waiting, once))
    finally:
        worker.close()
    if unfinished:
        raise unfinished
    return done


def _finish(newsroom: Newsroom, clock: Clock) -> PressflowError | None:
    """Finish an interrupted publish; gives what is in the way, unless that is a publish at work."""
    try:
        with newsroom.lock("work"):
            try:
                finish(newsroom, clock())
            except PressflowError as error:
                return error
    except StateError:  # who holds the lock is publishing, and finishes that
        return None
    return None


async def _work(newsroom: Newsroom, worker: str, clock: Clock, report: Report, waiting: Waiting, once: bool) -> bool:
    sender = Sender(newsroom, worker, clock, report)
    stop, failed, announced = _stop_politely(sender), 0, None
    while not sender.stopping:
        with newsroom.ledger.writing() as tx:
            turns.recover(tx, living_workers(newsroom.workers), clock())
        why, until = "", None
        try:
            cleared = await _send(newsroom, sender, clock)
            failed = 0
        except RelayError as error:
            failed += 1
            if once or failed == _TRIES:
                raise
            why, until, cleared = str(error), clock() + _PATIENCE, None
        with newsroom.ledger.reading() as tx:
            left, due = outbox.open_deliveries(tx)
        if not left or once or sender.stopping:
            return not left
        if cleared and cleared.troubles:
            why = "; ".join(f"{slug} is held: {trouble}" for slug, trouble in cleared.troubles.items())
        moments = [moment for moment in (due, cleared.look_again if cleared else None) if moment]
        soonest = min(moments, default=clock() + _LOOK_AGAIN)
        until = until or max(soonest, clock() + timedelta(seconds=1))
        if (until, why) != announced:
            waiting(until, why)
            announced = until, why
        await _sleep(min(until - clock(), _LOOK_AGAIN), stop)
    return False


async def _send(newsroom: Newsroom, sender: Sender, clock: Clock) -> Clearing:
    """Send what may go, until nothing more can be cleared; gives what is still held, and until when."""
    while True:
        cleared = await asyncio.to_thread(clear_blasts, newsroom, clock())
        await sender.send_due()
        if not cleared.changed or sender.stopping:
            return cleared


async def _sleep(length: timedelta, stop: asyncio.Event) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), max(length.total_seconds(), 0))


def _stop_politely(sender: Sender) -> asyncio.Event:
    """The event that a first signal sets; a second signal ends the process as usual."""
    loop, stop = asyncio.get_running_loop(), asyncio.Event()

    def asked() -> None:
        sender.stop()
        stop.set()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, asked)
    return stop
