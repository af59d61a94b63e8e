"""What a relay's answer means for a delivery: has it, has it not, later, perhaps."""

from datetime import datetime, timedelta

from pressflow.channels.smtp import Answer, Verdict
from pressflow.ledger.turns import Settled
from pressflow.model.cause import Cause, cause_of
from pressflow.model.delivery import Delivery, DeliveryState, after_doubt
from pressflow.settings import MailSettings

_LONGEST_WAIT = timedelta(hours=4)


def outcome(delivery: Delivery, answer: Answer, mail: MailSettings, now: datetime) -> Settled:
    """What the ledger is told about a letter after an answer."""
    match answer.verdict:
        case Verdict.SENT:
            return Settled(delivery.id, DeliveryState.SENT, "", answer.reply)
        case Verdict.REFUSED:
            return Settled(delivery.id, DeliveryState.REFUSED, cause_of(answer.code, answer.status), answer.reply)
        case Verdict.UNCERTAIN:
            state = after_doubt(delivery.kind, delivery.doubts + 1)
            due = now + _wait(delivery, mail) if state == DeliveryState.DEFERRED else None
            return Settled(delivery.id, state, Cause.LOST, answer.reply, due, doubt=True)
        case Verdict.RELAY | Verdict.AGAIN:
            return Settled(delivery.id, DeliveryState.DEFERRED, Cause.RELAY, answer.reply, now)
        case Verdict.LATER:
            return _later(delivery, answer, mail, now)


def _later(delivery: Delivery, answer: Answer, mail: MailSettings, now: datetime) -> Settled:
    """Again after twice the wait of the time before; past the deadline not at all."""
    due, cause = now + _wait(delivery, mail), cause_of(answer.code, answer.status)
    if delivery.attempts and due > delivery.planned_at + timedelta(seconds=mail.give_up_after):
        words = f"given up after {delivery.attempts + 1} attempts: {answer.reply}"
        return Settled(delivery.id, DeliveryState.REFUSED, cause, words)
    return Settled(delivery.id, DeliveryState.DEFERRED, cause, answer.reply, due)


def _wait(delivery: Delivery, mail: MailSettings) -> timedelta:
    return min(timedelta(seconds=mail.retry_after * 2.0 ** min(delivery.attempts, 20)), _LONGEST_WAIT)
