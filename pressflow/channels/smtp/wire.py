"""A line over a transport of asyncio: what the dialogue says is written at once, what comes is heard at once."""

import asyncio
from contextlib import suppress

from pressflow.channels.smtp.dialogue import PATIENCE, Dialogue, Unfit
from pressflow.channels.smtp.line import Answer, Done, Message, RelayMemory, Verdict
from pressflow.channels.smtp.meaning import Step
from pressflow.model.delivery import Envelope

_BLOCK_PATIENCE = 180.0  # RFC 5321, section 4.5.3.2.5
_STALE = 10.0
_GOODBYE = 1.0


def limits(command: float, letter: float) -> dict[Step, float]:
    """How long to wait for each answer, in seconds: as RFC 5321, section 4.5.3.2, says, or as long as is told."""
    return {step: min(most, letter if step is Step.MESSAGE else command) for step, most in PATIENCE.items()}


class WireLine(asyncio.Protocol):
    """A line that speaks for itself (see Line); `patience` caps waiting for a command, and for a letter, in seconds."""

    def __init__(
        self, transport: asyncio.Transport, dialogue: Dialogue, memory: RelayMemory, patience: tuple[float, float]
    ) -> None:
        self.mode, self.carried, self.closed = dialogue.mode, 0, False
        self._transport, self._dialogue, self._memory = transport, dialogue, memory
        self._limits = limits(*patience)
        self._block_limit = min(_BLOCK_PATIENCE, patience[0])
        self._loop = asyncio.get_running_loop()
        self._done: Done | None = None
        self._rest: asyncio.Future[None] | None = None
        self._watch: asyncio.TimerHandle | None = None
        self._due = self._used = self._loop.time()
        self._unsent = 0
        transport.set_protocol(self)
        # A pause is then to mean that bytes have not left; asyncio's TLS pauses at its limit, its TCP beyond.
        transport.set_write_buffer_limits(high=1 if transport.get_extra_info("sslcontext") else 0)

    @property
    def idle(self) -> bool:
        """Whether a letter may be started."""
        return self._done is None and not self.closed

    def start(self, envelope: Envelope, message: Message, done: Done) -> None:
        """Begin with a letter (see Line)."""
        if self._done:
            raise RuntimeError("a letter is under way on this line")
        if self.closed:
            self._loop.call_soon(done, Answer(Verdict.LATER, "the connection is closed", 0, "", "connect"))
            return
        try:
            out = self._dialogue.begin(envelope, message)
        except Unfit as error:
            self._loop.call_soon(done, Answer(Verdict.REFUSED, str(error), 0, "", "mail"))
            return
        self._done = done
        self.carried += 1
        if self._dialogue.broken:
            self._loop.call_soon(self._drop, self._dialogue.broken)
        self._say(out)

    async def freshen(self) -> bool:
        """Ask the relay whether it still listens (see Line)."""
        if self.idle and self._loop.time() - self._used > _STALE:
            self._say(self._dialogue.freshen())
            await self._silence()
        return not self.closed

    async def close(self) -> None:
        """Leave (see Line)."""
        if self.idle:
            self._say(self._dialogue.quit())
            with suppress(TimeoutError):
                await asyncio.wait_for(self._silence(), _GOODBYE)
        self._drop("we hung up")

    async def _silence(self) -> None:
        """Until nothing is awaited of the relay any more."""
        if self._dialogue.awaited and not self.closed:
            self._rest = self._rest or self._loop.create_future()
            await asyncio.shield(self._rest)

    def _say(self, out: bytes) -> None:
        if out:
            self._transport.write(out)
        self._expect()

    def data_received(self, data: bytes) -> None:
        """Hear the relay, and go on."""
        out, answer = self._dialogue.receive(data, unsent=bool(self._unsent))
        if self._dialogue.broken:
            answer = answer or self._dialogue.lost(self._dialogue.broken)
            self._hang_up()
        else:
            self._say(out)
        self._settle(answer)

    def eof_received(self) -> None:
        """The relay hung up."""
        self._drop("the relay hung up")

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection broke."""
        self._drop(str(exc or "") or "the relay hung up")

    def pause_writing(self) -> None:
        """More was given out than has left."""
        self._unsent = self._transport.get_write_buffer_size() or 1

    def resume_writing(self) -> None:
        """All has left: only now the relay's time begins."""
        self._unsent = 0
        self._expect()

    def _drop(self, why: str, *, late: bool = False) -> None:
        end = self._dialogue.late if late else self._dialogue.lost
        answer = end(why, unsent=bool(self._unsent))
        self._hang_up()
        self._settle(answer)

    def _hang_up(self) -> None:
        if self._dialogue.misunderstood:
            self._memory.learn(self._dialogue.misunderstood)
        self.closed = True
        self._transport.abort()
        if self._watch:
            self._watch.cancel()

    def _settle(self, answer: Answer | None) -> None:
        if self._rest and (self.closed or not self._dialogue.awaited):
            self._rest.set_result(None)
            self._rest = None
        if answer and self._done:
            done, self._done = self._done, None
            done(answer)

    def _expect(self) -> None:
        """Note when the relay's next reply is late; one timer looks after a whole line."""
        self._used = self._loop.time()
        if not self._dialogue.awaited or self.closed:
            return
        self._due = self._used + self._limit(self._dialogue.awaited[0])
        if self._watch and self._watch.when() <= self._due:
            return
        if self._watch:
            self._watch.cancel()
        self._watch = self._loop.call_at(self._due, self._look)

    def _limit(self, step: Step) -> float:
        return self._block_limit if self._unsent else self._limits[step]

    def _look(self) -> None:
        """Whether the relay is late, and drop it then."""
        self._watch = None
        if not self._dialogue.awaited:
            return
        if self._unsent and (left := self._transport.get_write_buffer_size()) < self._unsent:
            self._unsent = left or 1
            self._expect()
        elif self._loop.time() < self._due:
            self._watch = self._loop.call_at(self._due, self._look)
        else:
            step = self._dialogue.awaited[0]
            self._drop(f"Timed out after {self._limit(step):g} seconds without an answer to {step}", late=True)
