"""The letter: a release as mail to one reader, text first, then HTML, both with the same words."""

from collections.abc import Iterator
from datetime import datetime

from pressflow.errors import InputError
from pressflow.formats import _view, pdf
from pressflow.formats._compiled import Compiled, Signer, compile_letter
from pressflow.formats._text import embargo_line, recall_lines, recall_text, release_text, text_with_changes
from pressflow.model import paths
from pressflow.model.changes import fitting
from pressflow.model.diff import told
from pressflow.model.edition import Document, Edition
from pressflow.model.letter import Attached, Letter, Reader
from pressflow.model.record import Record
from pressflow.model.release import Release
from pressflow.theme.plain import wrap

__all__ = [
    "HTML_LIMIT",
    "SCOPE",
    "Compiled",
    "Signer",
    "compile_letter",
    "compose",
    "fullest",
    "render",
    "sendable",
    "subject",
    "too_large",
]

SCOPE = "letter"

# Letters that take a release back.
RECALLS = ("kill", "withdrawal")
# Gmail hides what comes after about 102 kB; the rest is for headers and the encoding.
HTML_LIMIT = 90_000
# How many signs of what each correction changed a letter shows: the most with which it stays below the limit.
_ROOMS = (100_000, 30_000, 10_000, 3_000, 1_000, 0)


def render(edition: Edition) -> Iterator[Document]:
    """The letter to the edition's reader: as sent, and its two bodies; without a reader there is no letter."""
    if not edition.reader:
        return
    for release in edition.releases:
        for record in release.records:
            letter = compose(edition, release, record)
            greeted = edition.reader._replace(greeting=letter.greet(edition.reader.name))
            filled = letter.for_reader(greeted)
            name = f"letter/{release.slug}.{record.language}"
            yield Document(f"{name}.eml", "message/rfc822", compile_letter(letter).fill(greeted))
            yield Document(f"{name}.html", "text/html; charset=utf-8", filled.html.encode())
            yield Document(f"{name}.txt", "text/plain; charset=utf-8", filled.text.encode())


def compose(edition: Edition, release: Release, record: Record, kind: str = "release") -> Letter:
    """The letter of a record with places for its reader, dated with the moment its version was published.

    Of a correction it shows as many changes as it has room for, and says where the others are to be seen.
    """
    rooms = _ROOMS if kind == "correction" else (0,)
    return fullest(_composed(edition, release, record, kind, room) for room in rooms)


def fullest(letters: Iterator[Letter]) -> Letter:
    """The first of these letters, which say less and less, that can be sent; the last where none can."""
    for letter in letters:
        if not too_large(letter):
            return letter
    return letter


def too_large(letter: Letter) -> str:
    """Why a letter cannot be sent, in words: Gmail would hide its end. Nothing where it can."""
    if (size := len(letter.html.encode())) <= HTML_LIMIT:
        return ""
    return f"the letter has {size:,} bytes; over {HTML_LIMIT:,} Gmail hides its end: shorten the text"


def sendable(letter: Letter, name: str) -> Letter:
    """The letter, where it may be promised; raises InputError for one of which Gmail would hide the end."""
    if wrong := too_large(letter):
        raise InputError(f"{name}: {letter.language}: {letter.kind}: {wrong}")
    return letter


def _composed(edition: Edition, release: Release, record: Record, kind: str, room: int) -> Letter:
    words, publisher = edition.theme.words(record.language), edition.publisher
    reader, here = Reader.places(), paths.page(release.slug, record.language)
    # Under embargo there is no page but the reader's own.
    page = reader.embargo_url if kind == "embargo" else _view.web_url(publisher, here)
    online = words["embargo_room" if kind == "embargo" else "read_online"]
    why = words["letter_why"].format(address=reader.address, list=reader.list_title)
    recalled = recall_lines(edition, release, record, kind) if kind in RECALLS else ()
    bare = kind == "embargo" or recalled or "pdf" in publisher.omit
    printed = "" if bare else _view.web_url(publisher, paths.pdf(release.slug, record.language))
    footer = (
        f"{online}: {page}",
        *([f"{words['as_pdf']}: {printed}"] if printed else []),
        wrap(why),
        f"{words['unsubscribe']}: {reader.unsubscribe_url}",
    )
    html = edition.theme.render(
        "letters/release.html",
        record.language,
        **_view.values(edition, here),
        **_view.release_values(edition, release, record),
        embargo=embargo_line(edition, release, record),
        reader=reader,
        page=page,
        printed=printed,
        online=online,
        why=why,
        subject=subject(edition, release, record, kind),
        kind=kind,
        recall=recalled,
        told=lambda pieces: told(pieces, words),
        fitting=lambda found: fitting(found, room),
    )
    body = recall_text(edition, release, record, kind) if recalled else _words(edition, release, record, kind, room)
    return Letter(
        kind=kind,
        language=record.language,
        subject=subject(edition, release, record, kind),
        sender=publisher.sender,
        reply_to=record.press_contacts[0].email,
        date=_moment(release, kind),
        domain=publisher.domain,
        help_url=publisher.base_url,
        greeting=words["greeting"],
        greeting_nobody=words["greeting_nobody"],
        text="\n".join((reader.greeting, "", body, "-- ", *footer, "")),
        html=inlined(html),
        attached=() if recalled else tuple(_attached(edition, release, record)),
    )


def _attached(edition: Edition, release: Release, record: Record) -> Iterator[Attached]:
    """The files that go with the letter: those the office asks for."""
    if "pdf" in edition.publisher.attach:
        document = pdf.document(edition, release, record)
        yield Attached(document.path.rpartition("/")[2], document.media_type, document.content)


def _words(edition: Edition, release: Release, record: Record, kind: str, room: int) -> str:
    """The whole text; who had another before is told first what has changed."""
    if kind == "correction":
        return text_with_changes(edition, release, record, room)
    return release_text(edition, release, record)


def _moment(release: Release, kind: str) -> datetime:
    """When its version was published, or taken back."""
    if kind in RECALLS and release.recall:
        return release.recall.at
    return release.history[-1].at if release.history else release.date


def subject(edition: Edition, release: Release, record: Record, kind: str = "release") -> str:
    """The subject: the headline, after RÜCKRUF, KORREKTUR or the embargo where the letter is about that.

    Of what was killed, not even the headline is said again: its number takes its place.
    """
    words = edition.theme.words(record.language)
    mark = words["embargo"] if embargo_line(edition, release, record) else ""
    if kind in RECALLS:
        mark = words["subject_withdrawal"]
    elif kind == "correction":
        mark = words["subject_correction"]
    title = words["recall_number"].format(number=release.reference) if kind == "kill" else record.title
    return ": ".join(part for part in (mark, title) if part)


def inlined(html: str) -> str:
    """HTML with its styles in its elements, as mail programs want it."""
    from css_inline import CSSInliner

    return CSSInliner(keep_style_tags=False, keep_at_rules=True, load_remote_stylesheets=False).inline(html)
