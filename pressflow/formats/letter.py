"""The letter: a release as mail to one reader, text first, then HTML, both with the same words."""

import re
from collections.abc import Iterator
from dataclasses import replace
from email import policy
from email.charset import QP, Charset
from email.header import Header
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime, formataddr
from hashlib import sha256

from pressflow.formats import _view
from pressflow.formats._text import embargo_line, release_text
from pressflow.model import paths
from pressflow.model.edition import Document, Edition
from pressflow.model.letter import Letter, Reader
from pressflow.model.record import Record
from pressflow.model.release import Release
from pressflow.theme.plain import wrap

SCOPE = "letter"

# Gmail hides what comes after about 102 kB; the rest is for headers and the encoding.
HTML_LIMIT = 90_000


def render(edition: Edition) -> Iterator[Document]:
    """The letter to the edition's reader: as sent, and its two bodies; without a reader there is no letter."""
    if not edition.reader:
        return
    for release in edition.releases:
        for record in release.records:
            letter = compose(edition, release, record)
            greeted = replace(edition.reader, greeting=letter.greet(edition.reader.name))
            filled = letter.for_reader(greeted)
            name = f"letter/{release.slug}.{record.language}"
            yield Document(f"{name}.eml", "message/rfc822", message(letter, greeted))
            yield Document(f"{name}.html", "text/html; charset=utf-8", filled.html.encode())
            yield Document(f"{name}.txt", "text/plain; charset=utf-8", filled.text.encode())


def compose(edition: Edition, release: Release, record: Record, kind: str = "release") -> Letter:
    """The letter of a record with places for its reader, dated with the moment its version was published."""
    words, publisher = edition.theme.words(record.language), edition.publisher
    reader, here = Reader.places(), paths.page(release.slug, record.language)
    page = _view.web_url(publisher, here)
    why = words["letter_why"].format(address=reader.address, list=reader.list_title)
    footer = (f"{words['read_online']}: {page}", wrap(why), f"{words['unsubscribe']}: {reader.unsubscribe_url}")
    html = edition.theme.render(
        "letter.html",
        record.language,
        **_view.values(edition, here),
        **_view.release_values(edition, release, record),
        embargo=embargo_line(edition, release, record),
        reader=reader,
        page=page,
        why=why,
        subject=subject(edition, release, record),
    )
    return Letter(
        kind=kind,
        language=record.language,
        subject=subject(edition, release, record),
        sender=publisher.sender,
        reply_to=record.press_contacts[0].email,
        date=release.history[-1].at if release.history else release.date,
        domain=publisher.domain,
        help_url=publisher.base_url,
        greeting=words["greeting"],
        greeting_nobody=words["greeting_nobody"],
        text="\n".join((reader.greeting, "", release_text(edition, release, record), "-- ", *footer, "")),
        html=_inlined(html),
    )


def subject(edition: Edition, release: Release, record: Record) -> str:
    """The subject: the headline, after KORREKTUR or the embargo where there is one."""
    words = edition.theme.words(record.language)
    marks = (
        words["embargo"] if embargo_line(edition, release, record) else "",
        words["subject_correction"] if release.corrected else "",
    )
    return ": ".join(part for part in (*marks, record.title) if part)


def _inlined(html: str) -> str:
    from css_inline import CSSInliner

    return CSSInliner(keep_style_tags=False, keep_at_rules=True, load_remote_stylesheets=False).inline(html)


def message(letter: Letter, reader: Reader) -> bytes:
    """The letter as it goes over the wire (RFC 5322, CRLF, 7-bit); same letter and reader, same bytes."""
    filled = letter.for_reader(reader)
    boundary = f"=_{sha256(reader.message_id.encode()).hexdigest()[:24]}"
    root = MIMEMultipart("alternative", boundary, policy=_POLICY)
    for name, value in _headers(letter, reader):
        root[name] = value
    for body, subtype in ((filled.text, "plain"), (filled.html, "html")):
        root.attach(_part(body, subtype))
    return root.as_bytes()


_POLICY = policy.compat32.clone(linesep="\r\n", mangle_from_=False, max_line_length=None)
_UTF8 = Charset("utf-8")
_UTF8.body_encoding = QP
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_COLUMNS, _LONGEST_WORD = 78, 60


def _part(text: str, subtype: str) -> MIMEText:
    """One body, quoted-printable, so that no relay needs 8BITMIME (RFC 6152)."""
    part = MIMEText(text, subtype, _UTF8, policy=_POLICY)  # type: ignore[arg-type]  # a Charset is taken, too
    del part["MIME-Version"]  # belongs to the whole message alone (RFC 2045, section 4)
    return part


def _headers(letter: Letter, reader: Reader) -> Iterator[tuple[str, str]]:
    """The header, each line with the standard that asks for it where it is not RFC 5322."""
    yield "From", _mailbox("From", *letter.sender)
    yield "Reply-To", letter.reply_to
    yield "To", _mailbox("To", reader.name, reader.address)
    yield "Subject", _unstructured("Subject", letter.subject)
    yield "Date", format_datetime(letter.date)
    yield "Message-ID", reader.message_id
    yield "Content-Language", letter.language  # RFC 3282
    yield "List-Id", f"<{reader.list_id}.{letter.domain}>"  # RFC 2919
    yield "List-Unsubscribe", f"<{reader.unsubscribe_url}>"  # RFC 2369
    yield "List-Unsubscribe-Post", "List-Unsubscribe=One-Click"  # RFC 8058
    yield "List-Help", f"<{letter.help_url}>"  # RFC 2369
    yield "Auto-Submitted", "auto-generated"  # RFC 3834, section 5


def _mailbox(field: str, name: str, address: str) -> str:
    """Name and address; the name in encoded words (RFC 2047) where it cannot stand as it is."""
    name = _one_line(name)
    if _stands(name) and len(name) <= _LONGEST_WORD:
        written = formataddr((name, address))
        fits = len(field) + 2 + len(written) <= _COLUMNS
        return written if fits else written.replace(f" <{address}>", f"\n <{address}>")
    return f"{Header(name, 'utf-8', header_name=field).encode()}\n <{address}>"


def _unstructured(field: str, text: str) -> str:
    """A line of text, folded at 78 columns, in encoded words (RFC 2047) where it cannot stand as it is."""
    text = _one_line(text)
    return Header(text, "us-ascii" if _stands(text) else "utf-8", header_name=field).encode()


def _stands(text: str) -> bool:
    """Whether a text is ASCII, can be folded, and is not read as an encoded word."""
    return text.isascii() and "=?" not in text and all(len(word) <= _LONGEST_WORD for word in text.split())


def _one_line(text: str) -> str:
    """The text without anything that could end a header line."""
    return " ".join(_CONTROL.sub(" ", text).split())
