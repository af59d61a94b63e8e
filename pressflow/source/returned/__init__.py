"""Mail that came back, classified: opt-outs, complaints, auto-replies, failure reports, and what nobody understands."""

from datetime import date
from email import message_from_bytes
from email.message import Message

from pressflow.model.returned import Kind, Returned
from pressflow.source.returned import complaint, opt_out, reply, report
from pressflow.source.returned.parts import addresses_to, marks

# More than any of these mails needs to say what it is; the rest would be the letter itself.
_READ = 1 << 20


def classify(data: bytes, today: date) -> Returned:
    """What a mail is, asked in this order: opt-out, complaint, auto-reply, report of a failure; else unclear.

    Whatever the bytes are, there is an answer and no exception; `today` tells which year a day without one is in.
    """
    try:
        return _classify(message_from_bytes(data[:_READ]), today)
    except Exception as error:  # the email package raises all kinds of errors on hostile mail
        return Returned(Kind.UNCLEAR, detail=f"cannot be read as mail ({type(error).__name__})")


def _classify(mail: Message, today: date) -> Returned:
    for read in (opt_out.read, complaint.read, lambda one: reply.read(one, today), report.read):
        if found := read(mail):
            return found
    return Returned(Kind.UNCLEAR, (*addresses_to(mail), *marks(mail)))
