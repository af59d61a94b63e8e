"""What a relay's clear reply means for a letter."""

from enum import StrEnum

from pressflow.channels.smtp.line import Answer, Verdict
from pressflow.channels.smtp.reply import Reply

YES, GO_AHEAD, CLOSING = 250, 354, 421
_SENDER_REFUSED = ("5.1.7", "5.1.8")  # RFC 3463, section 3.2


class Step(StrEnum):
    """What a reply is awaited to."""

    MAIL = "MAIL"
    RCPT = "RCPT"
    DATA = "DATA"
    MESSAGE = "the letter"
    RSET = "RSET"
    QUIT = "QUIT"


STAGES = {Step.MAIL: "mail", Step.RCPT: "rcpt", Step.DATA: "data", Step.MESSAGE: "data"}


def clear_answer(step: Step, reply: Reply) -> Answer:
    """The answer that a reply gives: a yes to the whole letter, or a no (4xx, 5xx) at any step."""
    verdict = Verdict.SENT if reply.code == YES else _no(step, reply)
    return Answer(verdict, str(reply), reply.code, reply.status, STAGES[step])


def _no(step: Step, reply: Reply) -> Verdict:
    """Later, not to this reader, or not from us."""
    if reply.code < 500:
        return Verdict.LATER
    too_large = reply.code == 552 or reply.status == "5.3.4"
    if (step is Step.MAIL and not too_large) or reply.code == 530 or reply.status in _SENDER_REFUSED:
        return Verdict.RELAY
    return Verdict.REFUSED
