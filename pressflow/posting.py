"""Posting: the letters of the service leave, one after the other over one connection."""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Literal, Protocol, TypeVar

from pressflow.channels import Channel
from pressflow.dkim import signed
from pressflow.errors import Refused, RelayError, Unavailable, Uncertain
from pressflow.ledger import Transaction, letterbox
from pressflow.ledger.letterbox import ServiceLetter
from pressflow.model.delivery import Envelope
from pressflow.model.edition import Document
from pressflow.newsroom import Newsroom

Posted = Literal["sent", "refused", "deferred"]
Result = TypeVar("Result")
# After so long nobody waits for an answer to a form any more.
_GIVE_UP = timedelta(days=2)
_SOONEST, _LATEST = timedelta(minutes=1), timedelta(hours=4)
_MOST = 50


class Writing(Protocol):
    """Does an act in the ledger, durably."""

    def __call__(self, act: Callable[[Transaction], Result]) -> Awaitable[Result]:
        """The act's result."""


async def post(
    newsroom: Newsroom,
    channel: Channel,
    write: Writing,
    clock: Callable[[], datetime],
    report: Callable[[Posted], None],
) -> None:
    """Send the letters that are due; raises RelayError where the relay does not take our mail at all.

    A letter whose answer was lost is sent again, with the same Message-ID: two questions are better than none.
    """
    while letters := await write(lambda tx: tuple(letterbox.take(tx, _MOST, clock()))):
        for number, letter in enumerate(letters):
            try:
                posted, due = await _carry(newsroom, channel, letter, clock())
            except RelayError:
                rest, again = letters[number:], clock() + _SOONEST
                await write(lambda tx, rest=rest, again=again: _put_off(tx, rest, again))  # type: ignore[misc]  # bound
                raise
            await write(lambda tx, id_=letter.id, due=due: _settle(tx, id_, due))  # type: ignore[misc]  # bound early
            report(posted)


def _put_off(tx: Transaction, letters: tuple[ServiceLetter, ...], due: datetime) -> None:
    for letter in letters:
        letterbox.put_off(tx, letter.id, due)


def _settle(tx: Transaction, letter: int, due: datetime | None) -> None:
    if due:
        letterbox.put_off(tx, letter, due)
    else:
        letterbox.drop(tx, letter)


async def _carry(
    newsroom: Newsroom, channel: Channel, letter: ServiceLetter, now: datetime
) -> tuple[Posted, datetime | None]:
    """Hand a letter over; what became of it, and when it is tried again, if so."""
    envelope = Envelope(newsroom.settings.mail.bounce_address, letter.address)
    content = signed(letter.content, newsroom.signer)
    try:
        await channel.ready()
        await channel.deliver(envelope, [Document("note.eml", "message/rfc822", content)])
    except Refused:
        return "refused", None
    except (Unavailable, Uncertain):
        wait = min(_SOONEST * 2 ** min(letter.attempts - 1, 10), _LATEST)
        if now + wait > letter.put_at + _GIVE_UP:
            return "refused", None
        return "deferred", now + wait
    return "sent", None
