"""Mail as a channel: a kept line to the relay, one letter after the other."""

import asyncio
from collections.abc import Sequence

from pressflow.channels.smtp.line import Answer, Line, Relay, RelayMemory, Verdict
from pressflow.channels.smtp.session import open_line
from pressflow.errors import Refused, RelayError, Unavailable, Uncertain
from pressflow.model.delivery import Envelope, Receipt
from pressflow.model.edition import Document


class SmtpChannel:
    """A line to the relay; opened again when it is lost."""

    def __init__(self, relay: Relay) -> None:
        self._relay, self._memory = relay, RelayMemory()
        self._line: Line | None = None

    async def ready(self) -> None:
        """Have a line; raises RelayError where the relay does not answer or does not let us in."""
        if not (self._line and await self._line.freshen()):
            self._line = await open_line(self._relay, self._memory)

    async def deliver(self, envelope: Envelope, documents: Sequence[Document]) -> Receipt:
        """Hand one message over; what the relay answered decides between yes, no, later and perhaps."""
        await self.ready()
        assert self._line is not None  # noqa: S101  ready() made it
        (message,) = documents
        answered: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._line.start(envelope, message.content, answered.set_result)
        answer = await answered
        if answer.verdict is Verdict.AGAIN:  # over a new line, which speaks so that the relay understands
            return await self.deliver(envelope, documents)
        return _receipt(answer)

    async def close(self) -> None:
        """Leave politely."""
        if self._line:
            await self._line.close()
        self._line = None


def _receipt(answer: Answer) -> Receipt:
    match answer.verdict:
        case Verdict.SENT:
            return Receipt(answer.reply)
        case Verdict.REFUSED:
            raise Refused(answer.reply)
        case Verdict.LATER | Verdict.AGAIN:
            raise Unavailable(answer.reply)
        case Verdict.UNCERTAIN:
            raise Uncertain(answer.reply)
        case Verdict.RELAY:
            # No reader is to blame when the relay does not like our own address.
            raise RelayError(f"the mail relay refuses our sender address: {answer.reply}")
