"""Slots: what is due by the clock is carried out once, on time or not at all; the worker shows that it lives."""

import asyncio
import json
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from itertools import chain
from pathlib import Path

from pressflow.announcing import announce
from pressflow.building.indexing import index
from pressflow.denying import take_down
from pressflow.digesting import plan_digests
from pressflow.doubting import doubt
from pressflow.embargoing import give_locked, lift_locked
from pressflow.errors import Busy, ChannelError, LedgerError, PressflowError, RuleError
from pressflow.journal import FILE, read_journal, stamp_of
from pressflow.model import journal
from pressflow.model.journal import Wait
from pressflow.newsroom import Newsroom
from pressflow.publishing import finish, index_now, publish_locked
from pressflow.recording import mend
from pressflow.retaining import retain
from pressflow.returning import count_refusals
from pressflow.scheduling import hold

Clock = Callable[[], datetime]
Told = Callable[[str], None]
# A journal that says none of these waits for nothing: thousands need not be read.
_WAITING = (b'"event": "scheduled"', b'"event": "embargoed"')
# Nobody looks at the clock less often.
_LOOK_AGAIN = timedelta(minutes=1)


class Slots:
    """What waits for its time in a newsroom; journals are read again when they were written."""

    def __init__(self, folder: Path, clock: Clock, told: Told) -> None:
        self.folder, self.clock, self.told = folder, clock, told
        self.next: datetime | None = None
        self.trouble: PressflowError | None = None
        self._seen: dict[Path, tuple[str, Wait | None]] = {}
        self._pins: dict[Path, tuple[str, datetime | None]] = {}

    def turn(self) -> None:
        """Carry out what is due now, after whatever was interrupted, and show that somebody is at work.

        The newsroom is opened anew: its settings and its releases may have changed.
        """
        newsroom, now = Newsroom.at(self.folder), self.clock()
        beat(newsroom, now)
        for words in doubt(newsroom, now):
            self.told(words)
        self.trouble = self._finish(newsroom, now)
        for folder, wait in sorted(self._waiting(newsroom), key=lambda pair: (pair[1].at, pair[0].name)):
            if wait.at <= now:
                self._fire(newsroom, folder, wait)
        self._take_down(newsroom, now)
        for words in chain(announce(newsroom, now), plan_digests(newsroom, now), retain(newsroom, now)):
            self.told(words)
        count_refusals(newsroom, now)
        with suppress(PressflowError):  # search is in the way of nothing; the next turn tries again
            index(newsroom)
        self.next = min((wait.at for _, wait in self._waiting(newsroom)), default=None)
        beat(newsroom, self.clock(), self.next)
        newsroom.ledger.close()

    def _take_down(self, newsroom: Newsroom, now: datetime) -> None:
        """End what was pinned to the head of the newsroom until now."""
        for folder in newsroom.folders.values():
            stamp, (seen, until) = stamp_of(folder), self._pins.get(folder, ("", None))
            if stamp != seen:
                pinned = stamp and b'"event": "pinned"' in (folder / FILE).read_bytes()
                pin = journal.pinned(read_journal(folder)) if pinned else None
                until = pin.until if pin else None
                self._pins[folder] = (stamp, until)
            if until and until <= now:
                with suppress(Busy):
                    take_down(newsroom, folder, now)
                    self.told(f"{folder.name}: no longer at the head of the newsroom")

    async def keep(self, stop: asyncio.Event, wake: asyncio.Event) -> None:
        """Take turns until told to stop, beside the sending; `wake` is set where there may be something to send."""
        while not stop.is_set():
            try:
                await asyncio.to_thread(self.turn)
            except PressflowError as error:  # a disk that is full now may not be in a minute
                self.told(str(error))
            wake.set()
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), self.pause().total_seconds())

    def pause(self) -> timedelta:
        """How long nothing is due; never more than a minute, since clocks jump and people write schedules."""
        left = self.next - self.clock() if self.next else _LOOK_AGAIN
        return min(max(left, timedelta(seconds=1)), _LOOK_AGAIN)

    def _waiting(self, newsroom: Newsroom) -> Iterator[tuple[Path, Wait]]:
        for folder in newsroom.folders.values():
            stamp = stamp_of(folder)
            seen, wait = self._seen.get(folder, ("", None))
            if stamp and stamp != seen:
                wait = self._read(folder)
                self._seen[folder] = (stamp, wait)
            if stamp and wait:
                yield folder, wait

    def _read(self, folder: Path) -> Wait | None:
        """What a release waits for; one whose journal is damaged waits for somebody to mend it, and that is told."""
        content = (folder / FILE).read_bytes()
        if not any(words in content for words in _WAITING):
            return None
        try:
            return journal.wait(read_journal(folder))
        except PressflowError as error:
            self.told(str(error))
            return None

    def _finish(self, newsroom: Newsroom, now: datetime) -> PressflowError | None:
        """Finish what was interrupted; gives what is in the way, unless somebody is just doing it."""
        try:
            with newsroom.lock("work"):
                if finish(newsroom, now).behind:
                    index_now(newsroom, behind=True)
        except Busy:
            return None
        except PressflowError as error:
            return error
        return None

    def _fire(self, newsroom: Newsroom, folder: Path, wait: Wait) -> None:
        """Carry out one act, unless another worker did, or somebody decided otherwise meanwhile."""
        try:
            with newsroom.lock("work"):
                mend(newsroom, folder)
                if journal.wait(read_journal(folder)) == wait:
                    self.told(carry_out(newsroom, folder, wait, self.clock()))
        except (Busy, ChannelError, LedgerError) as error:  # may pass, within the grace window
            self.told(f"{folder.name}: {error}")


def carry_out(newsroom: Newsroom, folder: Path, wait: Wait, now: datetime) -> str:
    """Let a release go out whose time has come, or hold it; gives in words what happened.

    Later than the grace window nothing goes out by itself; and nothing that would not be allowed to now.
    """
    grace = timedelta(seconds=newsroom.settings.policy.grace)
    if wait.what != "lift" and now > wait.at + grace:
        hold(
            newsroom,
            folder,
            f"nobody was at work when its time came; noticed {_late(now - wait.at)} late",
            now,
            wait.at,
        )
        return f"{folder.name}: held: its time passed {_late(now - wait.at)} ago"
    try:
        return _act(newsroom, folder, wait, now)
    except (Busy, ChannelError, LedgerError):
        raise
    except (PressflowError, RuleError) as error:
        hold(newsroom, folder, str(error), now, wait.at)
        return f"{folder.name}: held: {error}"


def _act(newsroom: Newsroom, folder: Path, wait: Wait, now: datetime) -> str:
    if wait.what == "slot" and _embargoed(newsroom, folder, now):
        given = give_locked(newsroom, folder, wait.by, now, worker=True)
        return f"{folder.name}: given out under embargo, {given.promised} letters promised"
    act = publish_locked if wait.what == "slot" else lift_locked
    done = act(newsroom, folder, wait.by, now, worker=True)
    return f"{folder.name}: public as {done.event.reference}, {done.promised} letters promised"


def _embargoed(newsroom: Newsroom, folder: Path, now: datetime) -> bool:
    """Whether the record names an embargo that is not over."""
    release = newsroom.read(folder).release
    ending = release.original.embargo if release else None
    return ending is not None and not (ending.until and ending.until <= now)


def _late(length: timedelta) -> str:
    minutes = int(length.total_seconds()) // 60
    return f"{minutes} min" if minutes < 120 else f"{minutes // 60} h"


def beat(newsroom: Newsroom, now: datetime, following: datetime | None = None) -> None:
    """Show in `var/heartbeat` that a worker lives, and what it waits for."""
    newsroom.var.mkdir(mode=0o700, parents=True, exist_ok=True)
    said = {"at": now.isoformat(), "pid": os.getpid(), "next": following.isoformat() if following else None}
    draft = newsroom.var / f".heartbeat.{os.getpid()}"
    draft.write_text(json.dumps(said) + "\n", "utf-8")
    draft.replace(newsroom.var / "heartbeat")
