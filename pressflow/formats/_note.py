"""Notes: short letters of the service to one person, plain text, with one link in it and nothing beside it."""

from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache

from pressflow.formats._mime import mailbox, quoted, unstructured
from pressflow.formats._text import sign
from pressflow.model.edition import Edition
from pressflow.theme.plain import wrap


def note(edition: Edition, kind: str, language: str, address: str, id_: str, now: datetime, **places: str) -> bytes:
    """A note as it goes over the wire (RFC 5322, CRLF, 7-bit): the words `note_KIND`, with places filled in.

    It bears no list header: it comes from no list, and nobody can unsubscribe from it. The body is its own relaxed
    canonical form (RFC 6376, section 3.4.4), so that it can be signed as it stands.
    """
    publisher, words = edition.publisher, edition.theme.words(language)
    office = publisher.named(language)
    text = words[f"note_{kind}"].format(office=office, **places)
    signed = "\n".join(("-- ", *sign(publisher, office)))
    parts = [part if "://" in part else wrap(part) for part in text.split("\n\n")]
    fields = (
        *_constant(publisher.sender, words[f"note_{kind}_subject"].format(office=office), language),
        f"To: {mailbox('To', '', address)}",
        f"Date: {format_datetime(now)}",
        f"Message-ID: <{id_}@{publisher.domain}>",
    )
    header = "\r\n".join(fields).encode("ascii")
    return header + b"\r\n\r\n" + quoted("\n\n".join((*parts, signed))) + b"\r\n"


@lru_cache(100)
def _constant(sender: tuple[str, str], subject: str, language: str) -> tuple[str, ...]:
    """The fields that all notes of a kind share; to encode them takes longer than all else."""
    return (
        f"From: {mailbox('From', *sender)}",
        f"Subject: {unstructured('Subject', subject)}",
        f"Content-Language: {language}",
        "Auto-Submitted: auto-generated",  # RFC 3834, section 5: no out-of-office note comes back
        "MIME-Version: 1.0",
        'Content-Type: text/plain; charset="utf-8"',
        "Content-Transfer-Encoding: quoted-printable",
    )
