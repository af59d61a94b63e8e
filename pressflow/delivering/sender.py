"""The sender: in turns, what came back and what is about to leave is written down together, then the letters leave."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import NamedTuple

from pressflow.channels.smtp import Answer, Verdict
from pressflow.delivering.lanes import Lane, Relay, Told, lanes_of
from pressflow.delivering.letters import Letters
from pressflow.delivering.queue import Queue
from pressflow.delivering.verdicts import outcome
from pressflow.errors import LedgerError, PressflowError
from pressflow.ledger import Transaction, turns
from pressflow.ledger.turns import Settled
from pressflow.locks import how_many
from pressflow.model.cause import wants_fewer
from pressflow.model.delivery import Delivery, DeliveryState
from pressflow.newsroom import Newsroom

Clock = Callable[[], datetime]


class Outcome(NamedTuple):
    """What became of a letter in a turn."""

    delivery: Delivery
    state: DeliveryState
    cause: str
    reason: str


Report = Callable[[Sequence[Outcome]], None]
# A worker claims for about a second: an urgent letter waits no longer for those before it.
_LEAST, _MOST = 20, 2000
_SOON, _LATE = 1.0, 3.0
_DUE_AT_ONCE = (Verdict.RELAY, Verdict.AGAIN)


def _say_nothing(_: str) -> None:
    """Nobody asked."""


class Sender:
    """Carries what is due, over several connections at once, for one worker; what relays teach it, it keeps."""

    def __init__(
        self, newsroom: Newsroom, worker: str, clock: Clock, report: Report, told: Told = _say_nothing
    ) -> None:
        self.newsroom, self.worker, self.clock, self.report = newsroom, worker, clock, report
        self.stopping = False
        self._mail = newsroom.settings.mail
        self._letters, self._queue = Letters(newsroom), Queue(self._mail)
        self.relays = [Relay(known, told) for known in self._mail.all_relays]
        self._lanes: list[Lane] = []
        self._replies: list[tuple[Lane, Delivery, Answer]] = []
        self._handle: asyncio.Handle | None = None
        self._batch, self._claimed_at, self._dry = _LEAST, 0.0, False
        self._ended: asyncio.Future[None] | None = None

    async def send_due(self) -> None:
        """Carry everything that is due now; raises RelayError where no relay takes our mail at all."""
        self._loop = asyncio.get_running_loop()
        self._ended, self._dry = self._loop.create_future(), False
        self.share()
        with self.newsroom.ledger.kept() as self._write:
            try:
                self._refill()
                if self._queue:
                    self._lanes = lanes_of(self.relays, self._mail, self.wake)
                    self.wake()
                    await self._ended
            finally:
                await self._leave()

    def stop(self) -> None:
        """Let what is leaving arrive, and begin with nothing more."""
        self.stopping = True
        self.wake()

    def share(self) -> None:
        """Keep to our part of the limits: whoever sends beside us has another."""
        workers = max(1, how_many(self.newsroom.workers))
        self._queue.share(workers)
        for relay in self.relays:
            relay.share(workers)

    @property
    def leaving(self) -> int:
        """How many letters are on their way to a relay and not answered yet."""
        return sum(lane.delivery is not None for lane in self._lanes)

    def wake(self, later: float = 0.0) -> None:
        """Have a turn soon; replies that come until then belong to it."""
        if self._ended is None or self._ended.done():
            return
        if self._handle and not isinstance(self._handle, asyncio.TimerHandle):
            return
        if self._handle:
            self._handle.cancel()
        self._handle = self._loop.call_later(later, self._turn) if later else self._loop.call_soon(self._gather)

    def _gather(self) -> None:
        """Have the loop look once more before the turn: each reply that is here by now saves a turn of its own."""
        self._handle = self._loop.call_soon(self._turn)

    def _answered(self, lane: Lane, delivery: Delivery, answer: Answer) -> None:
        self._replies.append((lane, delivery, answer))
        self.wake()

    def _turn(self) -> None:
        """One turn; what goes wrong in it ends the sending."""
        self._handle = None
        try:
            self._take_turn()
            self._end_or_go_on()
        except Exception as error:  # whatever it is, who awaits the sending must hear of it
            self._end(error)

    def _take_turn(self) -> None:
        replies, self._replies = self._replies, []
        now, moment = self.clock(), self._loop.time()
        settled = [outcome(delivery, answer, self._mail, now) for _, delivery, answer in replies]
        for lane, delivery, answer in replies:
            lane.settle(answer, moment)
            self._learn(lane, delivery, answer, moment)
        lanes, leaving, late = self._chosen(moment)
        messages = [self._letters.fill(delivery) for delivery in leaving]
        if not (settled or leaving or late):
            return
        with self._write() as tx:
            may_go = self._write_down(tx, settled, leaving, late, now)
        for lane, delivery, message in zip(lanes, leaving, messages, strict=True):
            if delivery.id in may_go:
                lane.start(delivery, message, self._answered)
                lane.relay.pace.take(moment)
                self._queue.went(delivery, moment)
        if any(answer.verdict in _DUE_AT_ONCE for _, _, answer in replies):  # another relay may let us
            self._dry = False
        self._tell(replies, settled)

    def _write_down(
        self,
        tx: Transaction,
        settled: Sequence[Settled],
        leaving: Sequence[Delivery],
        late: Sequence[tuple[Delivery, float]],
        now: datetime,
    ) -> set[int]:
        """What came and what is about to leave, in one transaction; gives what may leave: the office may stop it."""
        if settled:
            turns.settle(tx, settled, self.worker, now)
        if late:
            due = [(delivery.id, now + timedelta(seconds=wait)) for delivery, wait in late]
            turns.put_off(tx, due, self.worker, now)
        if not leaving:
            return set()
        return turns.mark_sending(tx, [delivery.id for delivery in leaving], self.worker, now)

    def _chosen(self, now: float) -> tuple[list[Lane], list[Delivery], list[tuple[Delivery, float]]]:
        """Which lanes begin with which letters, and which letters must wait for how long, in seconds."""
        if self.stopping:
            return [], [], []
        free = [lane for lane in self._in_use() if lane.ready(now) and not lane.relay.pace.wait(now)]
        if len(self._queue) < len(free):
            self._refill()
        taken = list(self._queue.take(len(free), now))
        leaving = [delivery for delivery, wait in taken if not wait]
        return free[: len(leaving)], leaving, [(delivery, wait) for delivery, wait in taken if wait]

    def _refill(self) -> None:
        """Claim for about a second: twice as many as the last time where those went at once."""
        if self._dry:
            return
        now = asyncio.get_running_loop().time()
        lasted, self._claimed_at = now - self._claimed_at, now
        if lasted < _SOON:
            self._batch = min(_MOST, 2 * self._batch)
        elif lasted > _LATE:
            self._batch = max(_LEAST, self._mail.connections, self._batch // 2)
        with self._write() as tx:
            claimed = turns.claim(tx, self.worker, self._batch, self.clock())
        self._queue.add(claimed)
        self._dry = not claimed

    def _learn(self, lane: Lane, delivery: Delivery, answer: Answer, now: float) -> None:
        """Go slower where somebody asks for it: the relay before the recipient is named, else the receiving domain.

        The relay also where it speaks of its own system (4.3.1, 4.3.2).
        """
        if wants_fewer(answer.code, answer.status):
            if answer.stage in ("connect", "mail") or answer.status.startswith("4.3."):
                lane.relay.pace.complain(now)
            else:
                self._queue.complain(delivery, now)

    def _tell(self, replies: Sequence[tuple[Lane, Delivery, Answer]], settled: Sequence[Settled]) -> None:
        if settled:
            pairs = zip(replies, settled, strict=True)
            self.report([Outcome(reply[1], one.state, one.cause, one.reason) for reply, one in pairs])

    def _end_or_go_on(self) -> None:
        """End when nothing is under way and nothing is left, or no relay lets us in; else see to the lanes."""
        if self._replies or any(lane.delivery for lane in self._lanes):
            self._tend()
            return
        if not (self.stopping or self._queue):
            self._refill()
        if self.stopping or not self._queue:
            self._end()
        elif error := self._no_way():
            self._end(error)
        else:
            self._tend()

    def _no_way(self) -> PressflowError | None:
        """Why no letter can leave: all relays, and the spare ones too, refuse us."""
        if all(lane.hopeless for lane in self._lanes):
            return self._lanes[0].error
        return None

    def _in_use(self) -> list[Lane]:
        """The lanes that may carry letters: the spare ones only while no other relay lets us in."""
        usual = [lane for lane in self._lanes if not lane.relay.spare]
        return self._lanes if all(lane.hopeless for lane in usual) else usual

    def _tend(self) -> None:
        """Have lines for what waits; where all relays fail, also to the spare ones."""
        now = self._loop.time()
        if self.stopping or not self._queue:
            return
        lanes = self._in_use()
        for lane in lanes:
            if not lane.delivery:
                lane.tend(now)
        if any(lane.delivery for lane in self._lanes):
            return
        if ready := [lane for lane in lanes if lane.ready(now)]:  # only the pace is waited for
            self.wake(max(min(lane.relay.pace.wait(now) for lane in ready), self._queue.soonest(now), 0.001))

    def _end(self, error: BaseException | None = None) -> None:
        if self._ended is None or self._ended.done():
            return
        self._ended.set_exception(error) if error else self._ended.set_result(None)

    async def _leave(self) -> None:
        """Hang up, and give back what was claimed and not begun."""
        if self._handle:
            self._handle.cancel()
            self._handle = None
        lanes, self._lanes = self._lanes, []
        await asyncio.gather(*(lane.close() for lane in lanes))
        self._queue.drain()
        with suppress(LedgerError), self._write() as tx:
            turns.unclaim(tx, self.worker, self.clock())
