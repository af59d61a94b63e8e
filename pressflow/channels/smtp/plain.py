"""The reference: a line that speaks through aiosmtplib, one command after the other."""

import asyncio
from contextlib import suppress

from aiosmtplib import SMTP, SMTPException, SMTPResponseException

from pressflow.channels.smtp.content import content
from pressflow.channels.smtp.line import Answer, Done, Message, Mode, Relay, Verdict
from pressflow.channels.smtp.meaning import CLOSING, STAGES, Step, clear_answer
from pressflow.channels.smtp.reply import Reply
from pressflow.model.delivery import Envelope

_STALE = 10.0
_GOODBYE = 1.0


class PlainLine:
    """A line that is held by a client of aiosmtplib (see Line)."""

    def __init__(self, client: SMTP, relay: Relay) -> None:
        self.mode, self.carried = Mode.STEPWISE, 0
        self._client, self._relay = client, relay
        self._task: asyncio.Task[Answer] | None = None
        self._used = asyncio.get_running_loop().time()

    @property
    def idle(self) -> bool:
        """Whether a letter may be started."""
        return self._task is None and not self.closed

    @property
    def closed(self) -> bool:
        """Whether the connection is gone."""
        return not self._client.is_connected

    def start(self, envelope: Envelope, message: Message, done: Done) -> None:
        """Begin with a letter (see Line)."""
        if self._task:
            raise RuntimeError("a letter is under way on this line")
        self.carried += 1
        self._task = asyncio.get_running_loop().create_task(self._carry(envelope, b"".join(content(message).pieces)))
        self._task.add_done_callback(lambda task: self._settle(task, done))

    def _settle(self, task: asyncio.Task[Answer], done: Done) -> None:
        self._task, self._used = None, asyncio.get_running_loop().time()
        if task.cancelled():
            done(Answer(Verdict.UNCERTAIN, "the letter was leaving when pressflow was stopped", 0, "", "data"))
        else:
            done(task.result())

    async def _carry(self, envelope: Envelope, message: bytes) -> Answer:
        step = Step.MAIL
        try:
            await self._client.mail(envelope.sender, encoding="ascii")
            step = Step.RCPT
            await self._client.rcpt(envelope.recipient, encoding="ascii")
            step = Step.MESSAGE
            response = await self._client.data(message, timeout=self._relay.answer_timeout)
        except SMTPResponseException as error:
            return await self._no(step, _reply(error.code, error.message))
        except UnicodeEncodeError as error:
            return Answer(Verdict.REFUSED, f"{error.object!r} cannot be written as an address", 0, "", STAGES[step])
        except (SMTPException, OSError, ValueError) as error:
            self._client.close()
            return _lost(step, said(error))
        return clear_answer(step, _reply(response.code, response.message))

    async def _no(self, step: Step, reply: Reply) -> Answer:
        """Leave the transaction; a relay that says 421 has hung up (RFC 5321, section 3.8)."""
        if reply.code // 100 not in (4, 5):
            self._client.close()
            return _odd(step, reply)
        if reply.code == CLOSING:
            self._client.close()
        else:
            await self._reset()
        return clear_answer(step, reply)

    async def _reset(self) -> bool:
        try:
            await self._client.rset()
        except (SMTPException, OSError):
            self._client.close()
        return not self.closed

    async def freshen(self) -> bool:
        """Ask the relay whether it still listens (see Line)."""
        if self.idle and asyncio.get_running_loop().time() - self._used > _STALE:
            return await self._reset()
        return not self.closed

    async def close(self) -> None:
        """Leave (see Line)."""
        if self.idle:
            with suppress(SMTPException, OSError):
                await self._client.quit(timeout=_GOODBYE)
        self._client.close()
        if self._task:
            await asyncio.wait((self._task,))


def _lost(step: Step, why: str) -> Answer:
    """Once the letter itself is leaving, its end may have reached the relay: only its answer is missing."""
    if step is Step.MESSAGE:
        words = f"the connection was lost while the letter was leaving: {why}"
        return Answer(Verdict.UNCERTAIN, words, 0, "", "data")
    return Answer(Verdict.LATER, f"the connection was lost before the letter left: {why}", 0, "", STAGES[step])


def _odd(step: Step, reply: Reply) -> Answer:
    letter = step is Step.MESSAGE
    what, verdict = ("the letter", Verdict.UNCERTAIN) if letter else ("a command", Verdict.LATER)
    words = f"the relay's answer to {what} means neither yes nor no: {reply}"
    return Answer(verdict, words, reply.code, reply.status, STAGES[step])


def _reply(code: int, message: str) -> Reply:
    """What aiosmtplib heard, as a reply; -1, its code for what it could not read, becomes none."""
    return Reply(max(code, 0), tuple(message.encode("utf-8", "surrogateescape").split(b"\n")))


def reply_in(error: Exception) -> Reply:
    """The relay's reply that an error is about; one with the code 0 and no words where there was none."""
    return _reply(error.code, error.message) if isinstance(error, SMTPResponseException) else _reply(0, "")


def said(error: Exception) -> str:
    """An error's words on one line, the relay's own where it has any."""
    return str(reply_in(error)) or " ".join(str(error).split()) or type(error).__name__
