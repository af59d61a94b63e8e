"""Complaints: reports of a provider that somebody called a letter spam (ARF, RFC 5965)."""

from email.message import Message

from pressflow.model.returned import Kind, Returned
from pressflow.source.returned.parts import addresses_to, header, marks, text


def read(mail: Message) -> Returned | None:
    """The complaint, or nothing where a mail is none; a report that something is not spam is none.

    Providers black out the reader's address: the marks in the letter they send back tell who it was.
    """
    feedback = next((part for part in mail.walk() if part.get_content_type() == "message/feedback-report"), None)
    if feedback is None:
        return None
    fields = _fields(feedback)
    kind = header(fields, "Feedback-Type").casefold()
    if kind == "not-spam":
        return None
    about = header(fields, "Original-Rcpt-To") or header(fields, "Removal-Recipient")
    by = header(fields, "Reported-Domain") or header(fields, "User-Agent")
    return Returned(
        Kind.COMPLAINT,
        (*addresses_to(mail), *marks(mail)),
        (about.strip("<>"),) if about else (),
        status=kind[:20],
        detail=f"{kind or 'abuse'} report {by}".strip()[:200],
    )


def _fields(part: Message) -> Message:
    """The fields of a report, which is parsed as a message in a message."""
    inside = part.get_payload()
    if isinstance(inside, list) and inside and isinstance(inside[0], Message):
        return inside[0]
    from email import message_from_string

    return message_from_string(text(part))
