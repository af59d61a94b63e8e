"""The card that other sites show with a link to a release: its headline on the office's colour, one a language."""

import struct
from collections.abc import Iterator

from pressflow.errors import InputError
from pressflow.formats._text import embargo_line
from pressflow.formats._typst import Data, language, typeset_png
from pressflow.model import paths
from pressflow.model.edition import Document, Edition
from pressflow.model.picture import CARD
from pressflow.model.record import Record
from pressflow.model.release import Release
from pressflow.pictures.palette import with_palette
from pressflow.theme.colour import ink
from pressflow.theme.dates import long_date

SCOPE = "release"

_TEMPLATE = "card.typ"


def render(edition: Edition) -> Iterator[Document]:
    """A PNG for each release and language, also where pictures make it idle: a correction may take these away."""
    for release in edition.releases:
        for record in release.records:
            drawn = typeset_png(edition.theme, _TEMPLATE, _data(edition, release, record))
            if (size := _size(drawn)) != CARD:
                message = "makes a picture of {} × {} points; make it {} × {}".format(*size, *CARD)
                raise InputError(f"templates/{_TEMPLATE}: {message}")
            yield Document(paths.card(release.slug, record.language), "image/png", with_palette(drawn))


def _size(png: bytes) -> tuple[int, int]:
    """Width and height, which open every PNG (ISO/IEC 15948, section 11.2.2)."""
    width, height = struct.unpack_from(">II", png, 16)
    return width, height


def _data(edition: Edition, release: Release, record: Record) -> Data:
    """Everything the template shows; docs/theming.md explains it."""
    publisher = edition.publisher
    return {
        **language(record.language),
        "width": CARD[0],
        "height": CARD[1],
        "colour": publisher.colour,
        "ink": ink(publisher.colour),
        "publisher": publisher.named(record.language),
        "kicker": record.kicker or "",
        "title": record.title,
        "facts": list(_facts(edition, release, record)),
    }


def _facts(edition: Edition, release: Release, record: Record) -> Iterator[str]:
    """The embargo while it lasts; else what kind of release it is, of which day, and whether it was corrected."""
    words, zone = edition.theme.words(record.language), edition.publisher.zone
    if embargo := embargo_line(edition, release, record):
        yield embargo
        return
    yield words[record.type]
    if release.dated:
        yield long_date(release.date, zone, record.language)
    for event in release.corrections[-1:]:
        kind = words["update" if event.correction == "update" else "correction"]
        yield f"{kind} {long_date(event.at, zone, record.language)}"
