"""What templates of several formats ask for: languages side by side, links from page to page."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import quote

from pressflow.model import paths
from pressflow.model.edition import Edition
from pressflow.model.publisher import Publisher
from pressflow.model.record import Attachment, Image, Record
from pressflow.model.release import Release
from pressflow.theme.dates import dateline, language_name


@dataclass(frozen=True, slots=True)
class Alternate:
    """The same content in another language."""

    language: str
    name: str
    path: str


def languages(edition: Edition) -> tuple[str, ...]:
    """The languages an edition has something to say in: the publisher's, then those of single releases."""
    written = sorted({language for release in edition.releases for language in release.languages})
    main = edition.publisher.languages
    return (*main, *(language for language in written if language not in main))


def in_language(edition: Edition, language: str) -> Iterator[tuple[Release, Record]]:
    """The releases that are written in a language, in the edition's order."""
    for release in edition.releases:
        if record := release.record(language):
            yield release, record


def changed(edition: Edition, language: str) -> datetime:
    """The newest moment among the releases in a language; the epoch where there are none."""
    return max(
        (release.updated for release, _ in in_language(edition, language)),
        default=datetime.fromtimestamp(0, edition.publisher.zone),
    )


def web_url(publisher: Publisher, path: str) -> str:
    """Where a document stands on the web; a folder's own page under the folder's name."""
    return publisher.base_url + quote(path.removesuffix("index.html"))


def values(edition: Edition, here: str) -> dict[str, Any]:  # Any: what templates show
    """What every page needs: the publisher, and ways to other documents, relative or absolute."""
    publisher = edition.publisher
    return {
        "publisher": publisher,
        "here": here,
        "link": lambda path: quote(paths.relative(here, path)),
        "absolute": partial(web_url, publisher),
        "paths": paths,
    }


def release_values(edition: Edition, release: Release, record: Record) -> dict[str, Any]:  # Any: as above
    """What every view of a release shows."""
    publisher = edition.publisher
    return {
        "release": release,
        "record": record,
        "name": publisher.named(record.language),
        "dateline": dateline(record, release.date if release.dated else None, publisher.zone),
        "topics": [publisher.topic(topic) for topic in record.topics],
        "notices": [
            (event, event.note.get(record.language) or next(iter(event.note.values()), ""))
            for event in reversed(release.corrections)
        ],
    }


@dataclass(frozen=True, slots=True)
class Offer:
    """A file that a feed or an editorial system may fetch."""

    path: str
    media_type: str
    size: int


def offer(edition: Edition, release: Release, file: Image | Attachment) -> Offer:
    """What stands for a picture or document in feeds: of a picture among the images, its size for the web."""
    asset = release.asset(file.file)
    if asset.picture is None:
        return Offer(paths.asset(release.slug, asset.file), asset.media_type, len(asset.content))
    one = asset.picture.web if isinstance(file, Image) else asset.picture.print
    size = edition.pictures.sizes(release, asset)[one.name]
    return Offer(paths.asset(release.slug, one.file), one.media_type, size)


def alternates(edition: Edition, release: Release) -> tuple[Alternate, ...]:
    """The release in each of its languages."""
    return tuple(
        Alternate(
            record.language, record.variant or language_name(record.language), paths.page(release.slug, record.language)
        )
        for record in release.records
    )
