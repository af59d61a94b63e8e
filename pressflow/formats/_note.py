"""Notes: short letters of the service to one person, plain text, with one link in it and nothing beside it."""

from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from pressflow.model.edition import Edition
from pressflow.theme.plain import wrap


def note(edition: Edition, kind: str, language: str, address: str, id_: str, now: datetime, **places: str) -> bytes:
    """A note as it goes over the wire (RFC 5322, CRLF, 7-bit): the words `note_KIND`, with places filled in.

    It bears no list header: it comes from no list, and nobody can unsubscribe from it.
    """
    publisher, words = edition.publisher, edition.theme.words(language)
    office = publisher.named(language)
    text = words[f"note_{kind}"].format(office=office, **places)
    sign = "\n".join(line for line in ("-- ", office, publisher.address, publisher.website) if line)
    message = EmailMessage(SMTP)
    message["From"] = _mailbox(*publisher.sender)
    message["To"] = _mailbox("", address)
    message["Subject"] = _one_line(words[f"note_{kind}_subject"].format(office=office, **places))
    message["Date"] = format_datetime(now)
    message["Message-ID"] = f"<{id_}@{publisher.domain}>"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834, section 5: no out-of-office note comes back
    body = "\n\n".join(part if "://" in part else wrap(part) for part in text.split("\n\n"))
    message.set_content(f"{body}\n\n{sign}\n", cte="quoted-printable")
    message["Content-Language"] = language  # here, since setting the content drops what is said of it
    return bytes(message)


def _mailbox(name: str, address: str) -> Address:
    return Address(_one_line(name), addr_spec=address)


def _one_line(text: str) -> str:
    """The text without anything that could end a header line."""
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
