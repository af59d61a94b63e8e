"""Clearing: no letter goes before the hold is over and the office's own copy, the canary, has arrived."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from pressflow.channels.inbox import has_arrived
from pressflow.errors import RelayError
from pressflow.ledger import blasts
from pressflow.ledger.blasts import Held
from pressflow.model.delivery import URGENT, DeliveryState
from pressflow.newsroom import Newsroom
from pressflow.settings import MailSettings

_LOOK_AGAIN = timedelta(seconds=2)
_FAILED = (DeliveryState.REFUSED, DeliveryState.UNCERTAIN, DeliveryState.SUPPRESSED)


@dataclass(frozen=True, slots=True)
class Clear:
    """The letters may go."""


@dataclass(frozen=True, slots=True)
class SendCanary:
    """The office's own copy must go first."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing can be done before a moment; none where something else must happen first. `why` is what is odd in it."""

    until: datetime | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Trouble:
    """The letters must not go."""

    why: str


Step = Clear | SendCanary | Wait | Trouble
Arrived = Callable[[Collection[str]], bool]


def next_step(held: Held, mail: MailSettings, now: datetime, arrived: Arrived) -> Step:
    """What to do about letters that are held; `arrived` looks for copies by the beginning of their Message-ID."""
    if held.kind in URGENT:
        return Clear()
    if now < (until := held.planned_at + timedelta(seconds=mail.hold)):
        return Wait(until)
    if not mail.canary:
        return Clear()
    if held.trouble:
        return Wait()
    if not held.canaries:
        return SendCanary()
    states = {canary.state for canary in held.canaries}
    if failed := states.intersection(_FAILED):
        words = "; ".join(canary.reason for canary in held.canaries if canary.state in _FAILED)
        return Trouble(f"the first copy, to {mail.canary}, is {min(failed)}: {words}")
    if states != {DeliveryState.SENT}:
        return Wait()
    if not (mail.canary_maildir or mail.canary_imap):
        return Clear()
    return _look(held, mail, now, arrived)


def _look(held: Held, mail: MailSettings, now: datetime, arrived: Arrived) -> Step:
    """Look into the canary's mailbox; one that cannot be read holds these letters back, and no others."""
    why = ""
    try:
        if arrived([canary.key[:40] for canary in held.canaries]):
            return Clear()
    except RelayError as error:
        why = str(error)
    if now > max(canary.changed_at for canary in held.canaries) + timedelta(seconds=mail.canary_patience):
        late = f"the first copy, to {mail.canary}, did not arrive within {mail.canary_patience:g} seconds"
        return Trouble(why or late)
    return Wait(now + _LOOK_AGAIN, why)


@dataclass(frozen=True, slots=True)
class Clearing:
    """What clearing came to: whether letters may go that could not before, when to look again, and what is wrong."""

    changed: bool
    look_again: datetime | None
    troubles: dict[str, str]


def clear_blasts(newsroom: Newsroom, now: datetime) -> Clearing:
    """Take each blast that is held a step further."""
    mail = newsroom.settings.mail
    with newsroom.ledger.reading() as tx:
        waiting = blasts.held(tx)
    # Mailboxes are looked into before the ledger is locked.
    steps = [
        (held, next_step(held, mail, now, lambda ids: has_arrived(ids, newsroom.folder, mail))) for held in waiting
    ]
    _do(newsroom, steps, now)
    moments = [step.until for _, step in steps if isinstance(step, Wait) and step.until]
    troubles = {held.slug: held.trouble for held, _ in steps if held.trouble}
    troubles |= {held.slug: step.why for held, step in steps if isinstance(step, Trouble | Wait) and step.why}
    changed = any(isinstance(step, Clear | SendCanary) for _, step in steps)
    return Clearing(changed, min(moments, default=None), troubles)


def _do(newsroom: Newsroom, steps: list[tuple[Held, Step]], now: datetime) -> None:
    acts = [(held, step) for held, step in steps if not isinstance(step, Wait)]
    if not acts:
        return
    canary = newsroom.settings.mail.canary
    with newsroom.ledger.writing() as tx:
        for held, step in acts:
            match step:
                case Clear():
                    blasts.clear(tx, held.id, now)
                case SendCanary():
                    blasts.put_canaries(tx, held, canary, newsroom.tokens.address_hash(canary), now)
                case Trouble(why):
                    blasts.note_trouble(tx, held.id, why)
