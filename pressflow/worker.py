"""The worker: keeps promises until none is open, or until it is told to stop."""

import asyncio
import gc
import signal
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from pressflow.delivering import Clock, Report, Sender
from pressflow.delivering.clearing import Clearing, clear_blasts
from pressflow.errors import RelayError
from pressflow.ledger import outbox, turns
from pressflow.ledger.superseding import sweep
from pressflow.locks import WorkerId, living_workers, somebody_died
from pressflow.newsroom import Newsroom
from pressflow.slots import Slots, Told

Waiting = Callable[[datetime, str], None]
Stopping = Callable[[int], None]
_PATIENCE = timedelta(seconds=30)
_TRIES = 10


def _say_nothing(_: object) -> None:
    """Nobody asked."""


# Newer promises may be due before those that are waited for.
_LOOK_AGAIN = timedelta(minutes=1)
# So often a worker that sends or waits looks what it has to do beside that: whether others live, what may go.
_GLANCE = timedelta(seconds=1)


def work(
    newsroom: Newsroom,
    clock: Clock,
    report: Report,
    waiting: Waiting,
    *,
    once: bool = False,
    watch: bool = False,
    told: Told = _say_nothing,
    stopping: Stopping = _say_nothing,
) -> bool:
    """Let go out what is due: releases, then letters. True when nothing is left open.

    Without `once`, it also waits for letters that are due later; with `watch` it waits for whatever comes. What was
    interrupted is finished first, and what dead workers left is put right. Ctrl-C and SIGTERM let the letters that are
    leaving arrive, then stop; a second one stops at once. `told` is what releases did, and what holds letters back that
    nobody waits for, in words; `stopping` is told at the first Ctrl-C how many letters are leaving.

    Raises RelayError where the relay does not take our mail: at once with `once`, else after some tries. An
    interrupted publish that cannot be finished is raised when everything else has been sent.
    """
    slots = Slots(newsroom.folder, clock, told)
    slots.turn()
    unfinished = slots.trouble
    worker = WorkerId(newsroom.workers)
    gc.freeze()  # what is loaded by now stays: the collector need not look through it thousands of times
    try:
        with asyncio.Runner(loop_factory=_fast_loop()) as runner:
            done = runner.run(
                _work_and_keep(newsroom, worker.name, clock, report, waiting, slots, told, stopping, once, watch)
            )
    finally:
        worker.close()
    if unfinished and not watch:
        raise unfinished
    return done


def _fast_loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """Uvloop's event loop where there is one: it takes a tenth off what a letter costs; else Python's own."""
    with suppress(ImportError):
        import uvloop

        return uvloop.new_event_loop
    return None


async def _work_and_keep(
    newsroom: Newsroom,
    worker: str,
    clock: Clock,
    report: Report,
    waiting: Waiting,
    slots: Slots,
    told: Told,
    stopping: Stopping,
    once: bool,
    watch: bool,
) -> bool:
    """Send, and beside it let releases go out at their times: a long sending makes none of them late."""
    ended, wake = asyncio.Event(), asyncio.Event()
    keeping = None if once else asyncio.create_task(slots.keep(ended, wake))
    try:
        return await _work(newsroom, worker, clock, report, waiting, told, stopping, once, watch, wake)
    finally:
        ended.set()
        if keeping:
            await keeping


async def _work(
    newsroom: Newsroom,
    worker: str,
    clock: Clock,
    report: Report,
    waiting: Waiting,
    told: Told,
    stopping: Stopping,
    once: bool,
    watch: bool,
    wake: asyncio.Event,
) -> bool:
    sender = Sender(newsroom, worker, clock, report, told)
    stop, failed, announced = _stop_politely(sender, wake, stopping), 0, None
    while not sender.stopping:
        _take_over(newsroom, clock())
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
        if cleared and cleared.troubles:
            why = "; ".join(f"{slug} is held: {trouble}" for slug, trouble in cleared.troubles.items())
        if (not left and not watch) or once or sender.stopping:
            if why:
                told(why)
            return not left
        moments = [moment for moment in (due, cleared.look_again if cleared else None) if moment]
        soonest = min(moments, default=clock() + _LOOK_AGAIN)
        until = until or max(soonest, clock() + timedelta(seconds=1))
        if left and (until, why) != announced:
            waiting(until, why)
            announced = until, why
        await _wait(newsroom, min(until - clock(), _LOOK_AGAIN) if left else _LOOK_AGAIN, stop if failed else wake)
        wake.clear()
    return False


async def _send(newsroom: Newsroom, sender: Sender, clock: Clock) -> Clearing:
    """Send what may go, until nothing more can be cleared; gives what is still held, and until when."""
    await asyncio.to_thread(clear_blasts, newsroom, clock())
    while True:
        ended = asyncio.Event()
        clearing = asyncio.create_task(_keep_clearing(newsroom, sender, clock, ended))
        try:
            await sender.send_due()
        finally:
            ended.set()
            await clearing
        cleared = await asyncio.to_thread(clear_blasts, newsroom, clock())
        if not cleared.changed or sender.stopping:
            return cleared


async def _keep_clearing(newsroom: Newsroom, sender: Sender, clock: Clock, ended: asyncio.Event) -> None:
    """Clear blasts beside a long sending, so that a recall, or a correction whose hold is over, overtakes it.

    What another worker had taken is sent with the rest as soon as that one is dead; and limits are shared anew.
    """
    while not ended.is_set():
        await _sleep(_GLANCE, ended)
        if not ended.is_set():
            await asyncio.to_thread(clear_blasts, newsroom, clock())
            if somebody_died(newsroom.workers):
                await asyncio.to_thread(_take_over, newsroom, clock())
            sender.share()


def _take_over(newsroom: Newsroom, now: datetime) -> None:
    """Put right what dead workers left, and keep what came back of releases that were taken back meanwhile."""
    with newsroom.ledger.writing() as tx:
        turns.recover(tx, living_workers(newsroom.workers), now)
        sweep(tx, now)


async def _wait(newsroom: Newsroom, length: timedelta, awaited: asyncio.Event) -> None:
    """Sleep for so long at most: until what is awaited, or until another worker dies, whose letters are taken over."""
    loop = asyncio.get_running_loop()
    until = loop.time() + length.total_seconds()
    while not awaited.is_set() and (left := until - loop.time()) > 0 and not somebody_died(newsroom.workers):
        await _sleep(min(timedelta(seconds=left), _GLANCE), awaited)


async def _sleep(length: timedelta, awaited: asyncio.Event) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(awaited.wait(), max(length.total_seconds(), 0))


def _stop_politely(sender: Sender, wake: asyncio.Event, stopping: Stopping) -> asyncio.Event:
    """The event that a first signal sets, waking who sleeps; a second signal stops at once."""
    loop, stop = asyncio.get_running_loop(), asyncio.Event()

    def asked() -> None:
        sender.stop()
        stop.set()
        wake.set()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, _stop_at_once, number)
        stopping(sender.leaving)

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, asked)
    return stop


def _stop_at_once(number: int) -> None:
    """What the signal does by itself; not every event loop gives it back to Python."""
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    signal.signal(number, signal.SIG_DFL)
    signal.raise_signal(number)
