"""Lanes: the connections a worker keeps to its relays, opened again when they are lost."""

import asyncio
import random
from collections.abc import Callable, Coroutine, Sequence

from pressflow import settings
from pressflow.channels.smtp import Answer, Line, RelayMemory, Verdict, open_line
from pressflow.errors import RelayError
from pressflow.model.cause import wants_fewer
from pressflow.model.delivery import Delivery, Envelope
from pressflow.model.pace import Pace
from pressflow.settings import MailSettings

_FIRST_WAIT, _LONGEST_WAIT = 0.5, 60.0
# So many connections in a row that broke off without an answer are the relay's fault, not the letters'.
_BREAKS = 3
_STALE = 10.0
_STEPWISE = "offers more than it understands; letters go to it one command at a time now, which is slower"


Told = Callable[[str], None]


class Relay:
    """A relay with what was learned about it, for as long as a worker lives; `told` hears what the office should."""

    def __init__(self, known: settings.Relay, told: Told) -> None:
        self.known = known
        self.memory = RelayMemory(lambda said: told(f"the mail relay {known.host} {_STEPWISE}: {said}"))
        self.pace = Pace(known.per_minute)
        self.spare = known.weight == 0
        self.lanes: list[Lane] = []

    def share(self, workers: int) -> None:
        """Keep to our part of its limit, where so many workers send to it."""
        self.pace.limit = self.known.per_minute / workers

    def turned_away(self, error: RelayError, now: float) -> None:
        """Go slower where it lets none of our connections in and says that it is too much.

        While it lets some in, only the connections are too many, not the letters.
        """
        if wants_fewer(error.code, error.status) and all(lane.error for lane in self.lanes):
            self.pace.complain(now)


Answered = Callable[["Lane", Delivery, Answer], None]


class Lane:
    """One connection's place: open, being opened, or resting after a failure."""

    def __init__(self, relay: Relay, most: int, wake: Callable[[], None]) -> None:
        self.relay = relay
        self.error: RelayError | None = None
        self.delivery: Delivery | None = None
        self._most, self._wake = most, wake
        self._line: Line | None = None
        self._task: asyncio.Task[None] | None = None
        self._failures, self._used = 0, 0.0

    def ready(self, now: float) -> bool:
        """Whether a letter may be started; `now` is the event loop's time."""
        line = self._line
        if self.delivery or self._task or self.error or line is None:
            return False
        return line.idle and line.carried < self._most and now - self._used <= _STALE

    @property
    def hopeless(self) -> bool:
        """Whether the relay did not let us in the last time, and nothing is under way."""
        return self.error is not None and self.delivery is None

    def tend(self, now: float) -> None:
        """Open the line where there is none of use; ask one that was idle for long whether it still lives."""
        if self._task or self.delivery or self.ready(now):
            return
        line = self._line
        if line and line.idle and line.carried < self._most and not self.error:
            self._begin(self._freshen(line))
        else:
            self._begin(self._open())

    def start(self, delivery: Delivery, message: tuple[Envelope, Sequence[bytes]], answered: Answered) -> None:
        """Begin with a letter; `answered` is told what became of it."""
        assert self._line is not None  # noqa: S101  ready said so
        self.delivery = delivery

        def hear(answer: Answer) -> None:
            if answer.verdict == Verdict.AGAIN:
                self._begin(self._start_again(message, lambda last: answered(self, delivery, last), answer))
            else:
                answered(self, delivery, answer)

        self._line.start(*message, hear)

    async def _start_again(
        self, message: tuple[Envelope, Sequence[bytes]], done: Callable[[Answer], None], answer: Answer
    ) -> None:
        """Tell the relay the same letter over a new line, which it will understand; where there is none, that is it."""
        await self._open()
        if self._line:
            self._line.start(*message, done)
        else:
            done(answer)

    def settle(self, answer: Answer, now: float) -> None:
        """Learn from an answer."""
        self.delivery, self._used = None, now
        if answer.verdict == Verdict.RELAY:
            self._fail(RelayError(f"the mail relay refuses our sender address: {answer.reply}"))
        elif answer.code == 0 and self._line and self._line.closed:
            self._failures += 1
            if self._failures >= _BREAKS:
                self._fail(RelayError(f"the mail relay {self.relay.known.host} breaks off: {answer.reply}"))
        elif answer.verdict != Verdict.AGAIN:  # which comes only where the line could not be opened anew
            self.error, self._failures = None, 0

    async def close(self) -> None:
        """Hang up politely; what is being opened is not waited for."""
        if self._task:
            self._task.cancel()
            await asyncio.wait([self._task])
        if self._line:
            await self._line.close()

    def _fail(self, error: RelayError) -> None:
        self.error, self._failures = error, max(self._failures, 1)

    def _begin(self, act: Coroutine[None, None, None]) -> None:
        self._task = asyncio.get_running_loop().create_task(act)

    async def _freshen(self, line: Line) -> None:
        self._line = line if await line.freshen() else None
        self._used = asyncio.get_running_loop().time()
        self._end()

    async def _open(self) -> None:
        """Hang up the old line and open a new one, after a wait that grows with each failure."""
        old, self._line = self._line, None
        if old:
            await old.close()
        await asyncio.sleep(patience(self._failures))
        try:
            self._line = await open_line(self.relay.known, self.relay.memory)
            self.error = None
            self._used = asyncio.get_running_loop().time()
        except RelayError as error:
            self._failures += 1
            self._fail(error)
            self.relay.turned_away(error, asyncio.get_running_loop().time())
        self._end()

    def _end(self) -> None:
        self._task = None
        self._wake()


def patience(failures: int, chance: Callable[[float, float], float] = random.uniform) -> float:
    """How long to wait before a connection is tried again, in seconds: longer each time, and never all lanes at once.

    `chance` picks a number between two.
    """
    if not failures:
        return 0.0
    longest = min(_LONGEST_WAIT, _FIRST_WAIT * 2.0 ** min(failures - 1, 10))
    return chance(longest / 2, longest)


def lanes_of(relays: Sequence[Relay], mail: MailSettings, wake: Callable[[], None]) -> list[Lane]:
    """The lanes to each relay: the connections, shared out by the relays' weights; a spare one has all of them."""
    whole = sum(relay.known.weight for relay in relays) or 1
    for relay in relays:
        number = _share(relay.known, mail.connections, whole)
        relay.lanes = [Lane(relay, mail.letters_per_connection or 2**62, wake) for _ in range(number)]
    return [lane for relay in relays for lane in relay.lanes]


def _share(relay: settings.Relay, connections: int, whole: float) -> int:
    return relay.connections or max(1, round(connections * (relay.weight or whole) / whole))
