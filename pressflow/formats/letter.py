"""The letter: a release as mail to one reader, text first, then HTML, both with the same words."""

from collections.abc import Iterator
from dataclasses import replace

from pressflow.formats import _view, pdf
from pressflow.formats._compiled import Compiled, Signer, compile_letter
from pressflow.formats._text import embargo_line, release_text
from pressflow.model import paths
from pressflow.model.edition import Document, Edition
from pressflow.model.letter import Attached, Letter, Reader
from pressflow.model.record import Record
from pressflow.model.release import Release
from pressflow.theme.plain import wrap

__all__ = ["HTML_LIMIT", "SCOPE", "Compiled", "Signer", "compile_letter", "compose", "render", "subject"]

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
            yield Document(f"{name}.eml", "message/rfc822", compile_letter(letter).fill(greeted))
            yield Document(f"{name}.html", "text/html; charset=utf-8", filled.html.encode())
            yield Document(f"{name}.txt", "text/plain; charset=utf-8", filled.text.encode())


def compose(edition: Edition, release: Release, record: Record, kind: str = "release") -> Letter:
    """The letter of a record with places for its reader, dated with the moment its version was published."""
    words, publisher = edition.theme.words(record.language), edition.publisher
    reader, here = Reader.places(), paths.page(release.slug, record.language)
    # Under embargo there is no page but the reader's own.
    page = reader.embargo_url if kind == "embargo" else _view.web_url(publisher, here)
    online = words["embargo_room" if kind == "embargo" else "read_online"]
    why = words["letter_why"].format(address=reader.address, list=reader.list_title)
    printed = _view.web_url(publisher, paths.pdf(release.slug, record.language)) if "pdf" not in publisher.omit else ""
    if kind == "embargo":
        printed = ""
    footer = (
        f"{online}: {page}",
        *([f"{words['as_pdf']}: {printed}"] if printed else []),
        wrap(why),
        f"{words['unsubscribe']}: {reader.unsubscribe_url}",
    )
    html = edition.theme.render(
        "letter.html",
        record.language,
        **_view.values(edition, here),
        **_view.release_values(edition, release, record),
        embargo=embargo_line(edition, release, record),
        reader=reader,
        page=page,
        printed=printed,
        online=online,
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
        html=inlined(html),
        attached=tuple(_attached(edition, release, record)),
    )


def _attached(edition: Edition, release: Release, record: Record) -> Iterator[Attached]:
    """The files that go with the letter: those the office asks for."""
    if "pdf" in edition.publisher.attach:
        document = pdf.document(edition, release, record)
        yield Attached(document.path.rpartition("/")[2], document.media_type, document.content)


def subject(edition: Edition, release: Release, record: Record) -> str:
    """The subject: the headline, after KORREKTUR or the embargo where there is one."""
    words = edition.theme.words(record.language)
    marks = (
        words["embargo"] if embargo_line(edition, release, record) else "",
        words["subject_correction"] if release.corrected else "",
    )
    return ": ".join(part for part in (*marks, record.title) if part)


def inlined(html: str) -> str:
    """HTML with its styles in its elements, as mail programs want it."""
    from css_inline import CSSInliner

    return CSSInliner(keep_style_tags=False, keep_at_rules=True, load_remote_stylesheets=False).inline(html)
