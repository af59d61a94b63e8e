"""Previewing: what each channel will carry of a release once it is out; nothing is recorded and nothing sent."""

import asyncio
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from pressflow import formats
from pressflow.channels.site import SiteChannel
from pressflow.checking import check_release
from pressflow.errors import InputError, StateError
from pressflow.foreseeing import foreseen, letter_of
from pressflow.formats.letter import Signer, compile_letter
from pressflow.model import paths
from pressflow.model.base import in_language
from pressflow.model.delivery import Envelope
from pressflow.model.edition import Document, Edition
from pressflow.model.finding import errors
from pressflow.model.letter import Reader
from pressflow.model.record import Record
from pressflow.model.release import Release
from pressflow.newsroom import Newsroom
from pressflow.theme.dates import language_name

_START = "preview.html"


def preview(newsroom: Newsroom, folder: Path, out: Path, now: datetime) -> Path:
    """Write the preview of a release into `out` and give its start page; raises StateError where it has errors.

    What an earlier preview left in `out` is replaced; a folder that holds anything else is refused (InputError).
    A release that bears no date and has no history yet is shown as if it were made `now`.
    """
    if out.resolve().is_relative_to(newsroom.public.resolve()):
        raise InputError(f"{out}: lies in the public site, where nothing unapproved may be; name another folder")
    if out.exists() and not (out / _START).is_file() and any(out.iterdir()):
        raise InputError(f"{out}: holds other files, which a preview would replace; name a new or an empty folder")
    reading = newsroom.read(folder)
    release = foreseen(folder, reading, now, newsroom.public_release(folder))
    if release is None:
        broken = "\n".join(str(finding) for finding in errors(list(reading.findings)))
        raise StateError(f"{broken}\n{folder.name}: cannot be shown before that is mended")
    edition = newsroom.edition(release)
    documents = [*formats.documents(edition)]
    for record in release.records:
        documents += letter_documents(newsroom, release, record, now)
    findings = [str(finding) for finding in check_release(newsroom, folder, reading) if not finding.waived]
    documents.append(_start_page(edition, release, findings))
    asyncio.run(SiteChannel(out).deliver(Envelope("", str(out)), documents))
    return out / _START


def letter_documents(newsroom: Newsroom, release: Release, record: Record, now: datetime) -> Iterator[Document]:
    """The letter to a made-up reader as it would be sent, signed where the keys are at hand, and its two bodies."""
    letter = letter_of(newsroom, release, record, now)
    reader = _example_reader(newsroom, release)
    reader = reader._replace(greeting=letter.greet(reader.name))
    filled, name = letter.for_reader(reader), f"letter/{release.slug}.{record.language}"
    content = compile_letter(letter, _signer(newsroom)).fill(reader)
    yield Document(f"{name}.eml", "message/rfc822", content)
    yield Document(f"{name}.html", "text/html; charset=utf-8", filled.html.encode())
    yield Document(f"{name}.txt", "text/plain; charset=utf-8", filled.text.encode())


def _signer(newsroom: Newsroom) -> Signer | None:
    """What signs letters; nobody where the keys are on another machine."""
    try:
        return newsroom.signer
    except InputError:
        return None


def _example_reader(newsroom: Newsroom, release: Release) -> Reader:
    publisher, language = newsroom.publisher, release.original.language
    list_id = next(iter(publisher.audience(release.original.topics)), next(iter(publisher.lists)))
    return Reader(
        address="alex.lange@example.com",
        name="Alex Lange",
        greeting="",
        list_id=list_id,
        list_title=in_language(publisher.lists[list_id].title, language),
        unsubscribe_url=f"{publisher.front}unsubscribe/preview",
        return_path=newsroom.settings.mail.bounce_address,
        message_id=f"<preview@{publisher.domain}>",
        embargo_url=f"{publisher.base_url}embargo/preview",
    )


def _start_page(edition: Edition, release: Release, findings: list[str]) -> Document:
    html = edition.theme.render(
        "preview.html",
        release.original.language,
        title=release.original.title,
        slug=release.slug,
        groups=[
            (language_name(language), list(_channels(edition, release, language))) for language in release.languages
        ],
        findings=findings,
    )
    return Document(_START, "text/html; charset=utf-8", html.encode())


def _channels(edition: Edition, release: Release, language: str) -> Iterator[tuple[str, str, str]]:
    """What there is to look at in a language: what it is called, where it stands, and of what kind it is."""
    words = edition.theme.words(release.original.language)
    letter = f"letter/{release.slug}.{language}"
    yield words["preview_page"], paths.page(release.slug, language), "page"
    yield words["preview_letter_html"], f"{letter}.html", "html"
    yield words["preview_letter_text"], f"{letter}.txt", "text"
    yield words["as_pdf"], paths.pdf(release.slug, language), "page"
    yield words["as_text"], paths.text(release.slug, language), "text"
    yield words["rss"], paths.rss(language), "data"
    yield words["as_json"], paths.ninjs(release.slug, language), "data"
