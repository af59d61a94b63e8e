"""What nearly all letters are answered: a clear yes, heard in one look at all that came."""

import re

from pressflow.channels.smtp.line import Answer, Verdict
from pressflow.channels.smtp.meaning import YES

_YES_TWICE = rb"250 [^\r\n]{0,200}\r\n" * 2
# With the enhanced status and words that can be shown as they are: `250 2.0.0 Ok: queued as 1A`.
_TAKEN = rb"(250 (?:([245]\.\d{1,3}\.\d{1,3})(?![.\d])|(?=[!-~]))[!-~]*(?: [!-~]+)*)\r\n"
_TO_LETTER = re.compile(_TAKEN)
_TO_ALL = re.compile(_YES_TWICE + _TAKEN)
_GO_ON = re.compile(_YES_TWICE + rb"354 [^\r\n]{0,200}\r\n")
_LONGEST = 600
_SENT = Verdict.SENT


def goes_on(data: bytes) -> bool:
    """Whether it is the three replies to MAIL, RCPT and DATA, and nothing else, that ask for the letter."""
    return len(data) <= _LONGEST and _GO_ON.fullmatch(data) is not None


def taken(data: bytes, *, whole: bool) -> Answer | None:
    """The yes to a letter, if nothing else came; `whole` says that it stands behind those to MAIL and RCPT."""
    found = (_TO_ALL if whole else _TO_LETTER).fullmatch(data) if len(data) <= _LONGEST else None
    return Answer(_SENT, found[1].decode(), YES, (found[2] or b"").decode(), "data") if found else None
