"""All pictures of a release in one ZIP file: what desks print, what to write below it, and what they may do with it."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from io import BytesIO
from pathlib import PurePosixPath
from zipfile import ZipFile, ZipInfo

from pressflow.formats._text import contact_text
from pressflow.formats._view import web_url
from pressflow.model import paths
from pressflow.model.edition import Document, Edition
from pressflow.model.record import Image, Record
from pressflow.model.release import Release
from pressflow.theme.dates import long_date

SCOPE = "release"

Block = Iterable[str | None]
Named = list[tuple[str, Image]]

# The years a ZIP file can tell (APPNOTE.TXT, section 4.4.6).
_FIRST, _LAST = 1980, 2107
_UNIX, _READABLE = 3, 0o644 << 16


def render(edition: Edition) -> Iterator[Document]:
    """A ZIP file for each release and language that has pictures."""
    for release in edition.releases:
        moment = release.date.astimezone(edition.publisher.zone)
        for record in release.records:
            if record.images:
                content = _packed(_files(edition, release, record), moment)
                yield Document(paths.images(release.slug, record.language), "application/zip", content)


def _files(edition: Edition, release: Release, record: Record) -> Iterator[tuple[str, bytes]]:
    """The files in the order of their names: the pictures as on the page, then what is said of them."""
    named = [(_name(release, record, number), image) for number, image in enumerate(record.images, 1)]
    for name, image in named:
        yield name, edition.pictures.files(release, release.asset(image.file))["print"]
    yield "captions.txt", _text(_captions(edition, release, record, named))
    yield "rights.txt", _text(_rights(edition, release, record, named))


def _name(release: Release, record: Record, number: int) -> str:
    """A picture's own name behind its number, as in 1-bridge.jpg: two in different folders may be called alike."""
    file = PurePosixPath(release.picture(record.images[number - 1].file).print.file)
    return f"{number:0{len(str(len(record.images)))}}-{file.name}"


def _captions(edition: Edition, release: Release, record: Record, named: Named) -> Iterator[Block]:
    words = edition.theme.words(record.language)
    yield _head(edition, release, record)
    for name, image in named:
        yield (
            name,
            _told(words["image_caption"], image.caption),
            _told(words["image_alt"], image.alt),
            _told(words["credit_text"], image.credit),
        )


def _rights(edition: Edition, release: Release, record: Record, named: Named) -> Iterator[Block]:
    words = edition.theme.words(record.language)
    yield _head(edition, release, record)
    for name, image in named:
        yield name, _told(words["credit_text"], image.credit), _told(words["licence"], image.licence)
    yield (f"{words['contact']}:",)
    yield from (contact_text(contact).split("\n") for contact in record.press_contacts)


def _head(edition: Edition, release: Release, record: Record) -> Block:
    """Whose pictures these are, and of which release: what was unpacked no longer says so."""
    publisher = edition.publisher
    day = long_date(release.date, publisher.zone, record.language) if release.dated else None
    url = web_url(publisher, paths.page(release.slug, record.language))
    return record.title, publisher.named(record.language), publisher.address, day, url


def _told(title: str, words: str | None) -> str | None:
    return f"{title}: {words}" if words else None


def _text(blocks: Iterable[Block]) -> bytes:
    """A text with an empty line between its blocks, and the line ends that every editor knows: those of Windows."""
    joined = ("\r\n".join(" ".join(line.split()) for line in block if line) for block in blocks)
    return ("\r\n\r\n".join(joined) + "\r\n").encode()


def _packed(files: Iterable[tuple[str, bytes]], moment: datetime) -> bytes:
    """A ZIP file that calls its files as old as their release; nothing is compressed, as pictures are already."""
    year = min(max(moment.year, _FIRST), _LAST)
    out = BytesIO()
    with ZipFile(out, "w") as packed:
        for name, content in files:
            entry = ZipInfo(name, (year, moment.month, moment.day, moment.hour, moment.minute, moment.second))
            # Python would say on what kind of machine it runs.
            entry.create_system, entry.external_attr = _UNIX, _READABLE
            packed.writestr(entry, content)
    return out.getvalue()
