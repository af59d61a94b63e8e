"""The archive of an edition's own releases, and the entries that lists make of a release."""

from collections.abc import Iterator
from datetime import datetime
from functools import cached_property
from urllib.parse import quote

from pressflow.formats import _content, _view
from pressflow.model import archive, paths
from pressflow.model.archive import Archive, Enclosure, Entry, Gone, Located, Page, Shelf, Shown, span
from pressflow.model.edition import Edition
from pressflow.model.journal import Killed
from pressflow.model.record import Attachment, Image, Record
from pressflow.model.release import Release
from pressflow.theme.dates import long_date


def of(edition: Edition) -> Archive:
    """What formats of lists show: the edition's archive, else that of its releases."""
    return edition.archive or _Releases(edition)


def entries(edition: Edition, release: Release) -> Iterator[tuple[Entry, str]]:
    """A release as lists show it, in each of its languages, with its full text as HTML."""
    for record in release.records:
        yield entry(edition, release, record), str(_content.content_html(edition, release, record))


def gone(release: Release) -> Iterator[Gone]:
    """What is left of a release that was killed, in each of its languages."""
    if isinstance(release.recall, Killed):
        original = release.history[-1].original
        for language in release.recall.languages:
            uri = release.uri if language == original else f"{release.uri}#{language}"
            yield Gone(release.slug, language, original, uri, release.reference, release.date, release.recall.at)


def entry(edition: Edition, release: Release, record: Record) -> Entry:
    """A record as lists show it."""
    return Entry(
        slug=release.slug,
        language=record.language,
        languages=release.languages,
        uri=_content.item_uri(release, record),
        title=_content.feed_title(edition, release, record),
        lead=record.lead,
        type=record.type,
        date=release.date,
        updated=release.updated,
        changed=_changed(release),
        correction=release.corrections[-1].correction if release.corrections else None,
        topics=record.topics,
        places=record.places or (record.place,),
        people=record.people,
        categories=_content.categories(edition, record),
        links=tuple((link.title, link.url) for link in record.links),
        enclosures=tuple(_enclosure(edition, release, file) for file in record.files),
        redirects=record.redirect_from,
        html=_html(edition, release, record),
        withdrawn=release.recall.at if release.recall else None,
        pinned=release.pinned.at if release.pinned else None,
    )


def _changed(release: Release) -> datetime | None:
    if release.recall:
        return release.recall.at
    if release.history:
        return release.history[-1].at
    return release.date if release.dated else None


def _enclosure(edition: Edition, release: Release, file: Image | Attachment) -> Enclosure:
    offer = _view.offer(edition, release, file)
    return Enclosure(offer.path, offer.media_type, offer.size, file.caption or file.file, isinstance(file, Image))


def _html(edition: Edition, release: Release, record: Record) -> str:
    """The entry of lists, which are pages at different depths: so its links begin with a place."""
    return edition.theme.render(
        "entry.html",
        record.language,
        publisher=edition.publisher,
        link=lambda path: paths.ROOT + quote(path),
        paths=paths,
        release=release,
        record=record,
        teaser=_view.teaser(release, record),
        day=long_date(release.date, edition.publisher.zone, record.language),
    )


class _Releases:
    """An archive made of an edition's releases."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition

    @cached_property
    def _entries(self) -> dict[tuple[str, str], tuple[Entry, str]]:
        made = (pair for release in self.edition.releases for pair in entries(self.edition, release))
        return {(one.slug, one.language): (one, text) for one, text in made}

    @cached_property
    def _shelves(self) -> dict[Shelf, tuple[Entry, ...]]:
        zone = self.edition.publisher.zone
        found = [(shelf, one) for one, _ in self._entries.values() for shelf in archive.shelves(one, zone)]
        return archive.standing(found)

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """Those of the publisher, then those of single releases."""
        return archive.languages(self.edition.publisher.languages, (language for _, language in self._entries))

    @cached_property
    def shelves(self) -> tuple[Shelf, ...]:
        """All shelves, in order; one with everything for each language, even where that is nothing."""
        return archive.in_order(self._shelves, self.languages)

    def pages(self, shelf: Shelf) -> Iterator[Page]:
        """The pages of a shelf, oldest first."""
        found = self._shelves.get(shelf, ())
        for number in range(1, shelf.pages + 1):
            first, end = span(shelf, number)
            yield Page(shelf, number, tuple(Shown(one.date, one.html) for one in found[first:end][::-1]))

    def newest(self, shelf: Shelf, most: int) -> tuple[Entry, ...]:
        """The newest entries of a shelf, newest first."""
        return self._shelves.get(shelf, ())[::-1][:most]

    def located(self, shelf: Shelf) -> Iterator[Located]:
        """Where the entries of a shelf stand, oldest first, but for those that were withdrawn."""
        found = (one for one in self._shelves.get(shelf, ()) if not one.withdrawn)
        return (Located(one.slug, one.language, one.languages, one.changed) for one in found)

    def pinned(self, language: str) -> tuple[Entry, ...]:
        """What stands at the head of the newsroom in a language, what was pinned last first."""
        return archive.pinned(one for one, _ in self._entries.values() if one.language == language)

    def gone(self, language: str = "") -> tuple[Gone, ...]:
        """What was removed for good of what was written in a language, or in any; the newest first."""
        found = (one for release in self.edition.releases for one in gone(release) if language in ("", one.language))
        return archive.newest_gone(found)

    def content(self, entry: Entry) -> str:
        """The full text of an entry as HTML."""
        return self._entries[entry.slug, entry.language][1]

    def redirects(self) -> Iterator[tuple[str, str]]:
        """The old addresses that lead to releases."""
        for one, _ in self._entries.values():
            yield from ((old, paths.page(one.slug, one.language)) for old in one.redirects)
