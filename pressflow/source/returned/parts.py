"""Parts of a mail that all who classify it look at: headers, text, and what may bear a mark of ours."""

import re
from collections.abc import Iterator
from contextlib import suppress
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses

# Headers in which a mail server says to whom it was delivered; To alone is the writer's own word.
_TO = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To", "Cc")
_MARK = re.compile(rb"[A-Za-z0-9._=-]{1,64}\+[A-Za-z0-9._-]{1,64}@[A-Za-z0-9.-]{1,253}")
_LINK = re.compile(rb"https?://[^\s<>\"']{1,1000}")
_MOST = 20
_LONGEST = 20_000
_TAG = re.compile(r"<(?:script|style).*?</(?:script|style)>|<[^>]{0,1000}>", re.IGNORECASE | re.DOTALL)


def header(mail: Message, name: str) -> str:
    """A header in one line, its encoded words (RFC 2047) read; empty where there is none."""
    value = str(mail.get(name, ""))
    with suppress(Exception):  # what cannot be decoded stays as it came
        value = str(make_header(decode_header(value)))
    return " ".join(value.split())


def addresses_to(mail: Message) -> tuple[str, ...]:
    """The addresses a mail went to, those the servers wrote down first."""
    values = [str(value) for name in _TO for value in mail.get_all(name, [])]
    return tuple(dict.fromkeys(address for _, address in getaddresses(values) if "@" in address))[:_MOST]


def sender(mail: Message) -> str:
    """The address a mail says it is from; empty where it says none."""
    ((_, address), *_) = getaddresses([str(mail.get("From", ""))]) or [("", "")]
    return address if "@" in address else ""


def words(mail: Message) -> str:
    """The text of a mail, so far as it is one; HTML without its tags where there is nothing else."""
    texts = {"text/plain": "", "text/html": ""}
    for part in mail.walk():
        kind = part.get_content_type()
        if kind in texts and not texts[kind]:
            texts[kind] = text(part)
    return (texts["text/plain"] or _TAG.sub(" ", texts["text/html"]))[:_LONGEST]


def text(part: Message) -> str:
    """The content of one part as text, however it is encoded."""
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    try:
        return content[:_LONGEST].decode(part.get_content_charset() or "utf-8", "replace")
    except LookupError:
        return content[:_LONGEST].decode("utf-8", "replace")


def own_lines(text: str) -> list[str]:
    """The lines somebody wrote, without those they quote."""
    return [line.strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith(">")]


def enclosed(mail: Message) -> Iterator[Message]:
    """The letter that a mail brings back, or its header alone."""
    for part in mail.walk():
        kind = part.get_content_type()
        if kind == "message/rfc822" and isinstance(part.get_payload(), list):
            yield from (one for one in part.get_payload() if isinstance(one, Message))
        elif kind == "text/rfc822-headers":
            from email import message_from_string

            yield message_from_string(text(part))


def marks(mail: Message) -> tuple[str, ...]:
    """What in a mail may bear a mark of ours: addresses with a plus, and links; each must still be checked."""
    content = mail.as_bytes()
    found = (*_MARK.findall(content), *_LINK.findall(content.replace(b"=\n", b"").replace(b"=3D", b"=")))
    return tuple(dict.fromkeys(one.decode("ascii", "replace") for one in found))[: 5 * _MOST]
