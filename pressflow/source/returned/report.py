"""Delivery reports: a letter could not be delivered, now or ever (RFC 3464), also as old servers say it."""

import re
from collections.abc import Iterator
from email.message import Message

from pressflow.model.returned import Kind, Returned
from pressflow.source.returned.parts import addresses_to, enclosed, header, marks, own_lines, words

_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_CODE = re.compile(r"\b([45]\d\d)[ -]")
# The mailbox is gone or never was: its address (5.1), or the mailbox itself (5.2.1), RFC 3463, section 3.
_GONE = re.compile(r"5\.1\.(?:0|1|2|3|6|10)|5\.2\.1")
# What servers say instead of a status, or beside one that says nothing (5.0.0, 5.5.0, 5.7.1 from some providers).
_NOBODY = re.compile(
    r"user (?:is )?unknown|unknown (?:user|recipient|mailbox|address)|no such (?:user|mailbox|recipient|address|person)"
    r"|(?:user|mailbox|account|address|recipient)[\w ,.<>@+'\"-]{0,80} (?:does not|doesn'?t) exist"
    r"|(?:user|mailbox|account|address|recipient)[\w ,.<>@+'\"-]{0,80} (?:not found|(?:is )?disabled|is inactive)"
    r"|invalid (?:recipient|mailbox|user)|recipient (?:address )?rejected: (?:user|unknown|undeliverable)"
    r"|mailbox (?:is )?unavailable|no mailbox here|nicht gefunden|unbekannter? (?:empf|benutzer|nutzer)"
    r"|existiert nicht|gibt es nicht",
    re.IGNORECASE,
)
# Full, over quota, too large, or held to be spam: the mailbox is there.
_THERE = re.compile(
    r"quota|full|voll\b|too large|size limit|spam|block|blacklist|reputation|policy|greylist|rate limit|dmarc|spf",
    re.IGNORECASE,
)
_DAEMONS = re.compile(r"mailer-daemon|postmaster|mail delivery (?:sub)?system|microsoftexchange", re.IGNORECASE)


def read(mail: Message) -> Returned | None:
    """The report, or nothing where a mail is none."""
    groups = [
        fields
        for part in mail.walk()
        if part.get_content_type() == "message/delivery-status"
        for fields in _groups(part)
    ]
    failed = [one for one in groups if header(one, "Action").casefold() in ("failed", "delayed")]
    if failed:
        return _standard(mail, failed[0])
    if groups and any(header(one, "Action") for one in groups):
        return None  # delivered, relayed or expanded: nothing came back
    return _other(mail)


def _groups(part: Message) -> Iterator[Message]:
    """The groups of fields of a report: one on the message, one on each recipient."""
    inside = part.get_payload()
    if isinstance(inside, list):
        yield from (one for one in inside if isinstance(one, Message))


def _standard(mail: Message, fields: Message) -> Returned:
    diagnostic = header(fields, "Diagnostic-Code").partition(";")[2].strip()
    status = next(iter(_STATUS.findall(header(fields, "Status"))), "")
    inner = next(iter(_STATUS.findall(diagnostic)), "")
    delayed = header(fields, "Action").casefold() == "delayed"
    about = [_address(header(fields, name)) for name in ("Original-Recipient", "Final-Recipient")]
    return Returned(
        Kind.DELAY if delayed else severity(inner or status, diagnostic),
        _marks(mail),
        tuple(dict.fromkeys(one for one in about if one)),
        status=inner or status,
        detail=(diagnostic or words(mail).strip())[:300],
    )


def _address(recipient: str) -> str:
    """The address in `rfc822; anna@example.org`."""
    return recipient.rpartition(";")[2].strip().strip("<>")


def severity(status: str, said: str) -> Kind:
    """Whether a failure means that a mailbox is gone, by its status (RFC 3463) and by what was said.

    In doubt it does not: who is written to once too often complains less than who is never written to again.
    """
    if status.startswith("4") or (not status and re.match(r"4\d\d\b", said)):
        return Kind.SOFT
    if _THERE.search(said) and not _NOBODY.search(said):
        return Kind.SOFT
    if _GONE.fullmatch(status):
        return Kind.HARD
    return Kind.HARD if _NOBODY.search(said) else Kind.SOFT


def _other(mail: Message) -> Returned | None:
    """A report in a form of its own, as flufl.bounce knows many."""
    from flufl.bounce import all_failures

    temporary, permanent = all_failures(mail)
    about = tuple(sorted(one.decode("ascii", "replace") for one in (permanent or temporary)))
    report = about or _DAEMONS.search(header(mail, "From")) or header(mail, "Return-Path") == "<>"
    if not report:
        return None
    said = " ".join(own_lines(words(mail)))[:2000]
    status = next(iter(_STATUS.findall(said)), "")
    code = next(iter(_CODE.findall(said)), "")
    if not (about or status.startswith(("4", "5")) or code):
        return None
    kind = Kind.SOFT if temporary and not permanent else severity(status or f"{code[:1]}.0.0" if code else status, said)
    return Returned(kind, _marks(mail), about, status=status, detail=said[:300])


def _marks(mail: Message) -> tuple[str, ...]:
    """To whom the report went bears our mark (VERP); else the letter it brings back does."""
    back = (value for letter in enclosed(mail) for value in marks(letter))
    return tuple(dict.fromkeys((*addresses_to(mail), *back)))
