"""Delivering: from promises to receipts."""

import asyncio
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from pressflow.channels import Channel
from pressflow.errors import Refused, RelayError, Unavailable, Uncertain
from pressflow.formats.letter import Compiled, compile_letter
from pressflow.journal import read_journal
from pressflow.ledger import outbox, records
from pressflow.locks import living_workers
from pressflow.model import journal
from pressflow.model.base import in_language
from pressflow.model.delivery import Delivery, DeliveryState, Envelope, message_id
from pressflow.model.edition import Document
from pressflow.model.letter import Letter, Reader
from pressflow.newsroom import Newsroom

Clock = Callable[[], datetime]
Report = Callable[[Delivery, DeliveryState, str], None]
_LONGEST_WAIT = timedelta(hours=4)


class Sender:
    """Carries what is due, over several connections at once, for one worker."""

    def __init__(
        self, newsroom: Newsroom, worker: str, channel: Callable[[], Channel], clock: Clock, report: Report
    ) -> None:
        self.newsroom, self.worker, self.channel = newsroom, worker, channel
        self.clock, self.report = clock, report
        self.stopping = False
        self._claimed: deque[Delivery] = deque()
        self._letters: dict[int, tuple[Letter, Compiled]] = {}

    async def send_due(self) -> None:
        """Carry everything that is due now; raises RelayError where the relay does not take our mail at all."""
        try:
            await self._open_lanes()
            while self._claimed and not self.stopping:  # given back by a lane that the relay did not let in
                await self._open_lanes()
        finally:
            with self.newsroom.ledger.writing() as tx:
                outbox.unclaim(tx, self.worker, self.clock())
            self._claimed.clear()

    async def _open_lanes(self) -> None:
        """Send over all connections until nothing is due, or the relay closes the last of them."""
        lanes = [self._lane() for _ in range(self.newsroom.settings.mail.connections)]
        ended = await asyncio.gather(*lanes, return_exceptions=True)
        failed = [error for error in ended if isinstance(error, BaseException)]
        ours = [error for error in failed if not isinstance(error, RelayError)]
        # A relay may allow fewer connections than we would like: one that came to a good end is enough.
        if ours or (failed and True not in ended):
            raise (ours or failed)[0]

    async def _lane(self) -> bool:
        """One connection: message after message, until nothing is due; whether there was any."""
        channel, carried = self.channel(), False
        try:
            while delivery := self._next():
                try:
                    await channel.ready()
                except RelayError:
                    self._claimed.appendleft(delivery)
                    raise
                await self._carry(delivery, channel)
                carried = True
        finally:
            await channel.close()
        return carried

    def _next(self) -> Delivery | None:
        if self.stopping:
            return None
        if not self._claimed:
            connections = self.newsroom.settings.mail.connections
            with self.newsroom.ledger.writing() as tx:
                self._claimed.extend(outbox.claim(tx, self.worker, 10 * connections, self.clock()))
        return self._claimed.popleft() if self._claimed else None

    async def _carry(self, delivery: Delivery, channel: Channel) -> None:
        envelope, document = self._filled(delivery)
        with self.newsroom.ledger.writing() as tx:
            outbox.mark_sending(tx, delivery.id, self.worker, self.clock())
        due = None
        try:
            receipt = await channel.deliver(envelope, [document])
            state, reason = DeliveryState.SENT, receipt.reply
        except Refused as error:
            state, reason = DeliveryState.REFUSED, error.reply
        except Uncertain as error:
            state, reason = DeliveryState.UNCERTAIN, error.reply
        except Unavailable as error:
            state, reason, due = self._later(delivery, error.reply)
        except RelayError as error:
            self._settle(delivery, DeliveryState.DEFERRED, error.reply, self.clock())
            raise
        self._settle(delivery, state, reason, due)

    def _settle(self, delivery: Delivery, state: DeliveryState, reason: str, due: datetime | None) -> None:
        with self.newsroom.ledger.writing() as tx:
            outbox.settle(tx, delivery.id, self.worker, state, reason, self.clock(), due)
        self.report(delivery, state, reason)

    def _later(self, delivery: Delivery, reply: str) -> tuple[DeliveryState, str, datetime | None]:
        """When to try again: after twice the wait of the time before; past the deadline not at all."""
        mail, now = self.newsroom.settings.mail, self.clock()
        wait = min(timedelta(seconds=mail.retry_after) * 2 ** min(delivery.attempts, 20), _LONGEST_WAIT)
        if delivery.attempts and now + wait > delivery.planned_at + timedelta(seconds=mail.give_up_after):
            return DeliveryState.REFUSED, f"given up after {delivery.attempts + 1} attempts: {reply}", None
        return DeliveryState.DEFERRED, reply, now + wait

    def _filled(self, delivery: Delivery) -> tuple[Envelope, Document]:
        """The stored letter with the reader's fields, and its envelope."""
        letter, compiled = self._letter(delivery.letter_id)
        tokens, publisher, mail = self.newsroom.tokens, self.newsroom.publisher, self.newsroom.settings.mail
        entry = publisher.lists.get(delivery.list_id)
        token = tokens.unsubscribe(delivery.contact_id or 0, delivery.list_id)
        reader = Reader(
            address=delivery.address,
            name=delivery.name,
            greeting=delivery.salutation or letter.greet(delivery.name),
            list_id=delivery.list_id,
            list_title=in_language(entry.title, letter.language) if entry else delivery.list_id,
            unsubscribe_url=f"{publisher.base_url}unsubscribe/{token}",
            return_path=tokens.return_path(delivery.id, mail.bounce_address),
            message_id=message_id(delivery.key, letter.domain),
        )
        envelope = Envelope(reader.return_path, reader.address)
        return envelope, Document("letter.eml", "message/rfc822", compiled.fill(reader))

    def _letter(self, id_: int) -> tuple[Letter, Compiled]:
        """A stored letter, compiled when it is first asked for."""
        if id_ not in self._letters:
            with self.newsroom.ledger.reading() as tx:
                letter = records.letter(tx, id_)
            self._letters[id_] = letter, compile_letter(letter)
        return self._letters[id_]


def resume(newsroom: Newsroom, folder: Path, now: datetime) -> tuple[int, int]:
    """Let the uncertain and the deferred letters of a release be tried again now; gives both numbers.

    What dead workers left behind counts as uncertain; a retry carries the same Message-ID.
    """
    uri = journal.uri(read_journal(folder)) or ""
    with newsroom.ledger.writing() as tx:
        outbox.recover(tx, living_workers(newsroom.workers), now)
        return outbox.resume(tx, uri, now)
