"""What templates of several formats ask for: languages side by side, links from page to page."""

import unicodedata
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from pressflow.model import base, paths
from pressflow.model.archive import Kind, Shelf
from pressflow.model.changes import Change, changes, exchanged, shortened
from pressflow.model.diff import Piece
from pressflow.model.edition import Edition
from pressflow.model.journal import Published, Withdrawn
from pressflow.model.picture import CARD
from pressflow.model.publisher import Publisher
from pressflow.model.record import Attachment, Image, Record
from pressflow.model.release import Release
from pressflow.model.slug import name_slug
from pressflow.theme.dates import dateline, language_name, month_name
from pressflow.theme.sizes import grouped

# So many ways are kept that those in menus, to topics and to places stay, whatever else a page leads to.
_WAYS = 5000


@dataclass(frozen=True, slots=True)
class Alternate:
    """The same content in another language."""

    language: str
    name: str
    path: str


def shelf_title(edition: Edition, shelf: Shelf) -> str:
    """What a shelf is called in its language."""
    words = edition.theme.words(shelf.language)
    match shelf.kind:
        case "all":
            return words["newsroom"]
        case "topic":
            return base.in_language(edition.publisher.topic(shelf.id).title, shelf.language)
        case "type":
            return words[f"many_{shelf.id}"]
        case "month":
            return month_name(shelf.id, shelf.language)
        case _:
            return shelf.name or shelf.id


def trail(edition: Edition, shelf: Shelf) -> tuple[tuple[str, str], ...]:
    """The way to a shelf from the language's front page, each step with its name and path; not the shelf itself."""
    words = edition.theme.words(shelf.language)
    home = (words["newsroom"], paths.index(shelf.language))
    if shelf.kind == "all":
        return (home,)
    listed = "year" if shelf.kind == "month" else shelf.kind
    steps = [home, (words[f"directory_{listed}"], paths.index(paths.directory(shelf.language, shelf.kind)))]
    if shelf.kind == "month":
        year = shelf.id.partition("/")[0]
        steps.append((year, paths.index(paths.shelf(shelf.language, "year", year))))
    return tuple(steps)


def shelves(edition: Edition, record: Record) -> dict[Kind, list[tuple[str, str]]]:
    """Where readers find more like a record: by kind of shelf, what each is called and its path."""
    publisher, language = edition.publisher, record.language
    standing: dict[Kind, list[tuple[str, str]]] = {
        "topic": [(id_, base.in_language(publisher.topic(id_).title, language)) for id_ in record.topics],
        "place": [(name_slug(name), name) for name in record.places or (record.place,)],
        "person": [(name_slug(name), name) for name in record.people],
    }
    return {
        kind: [(name, paths.index(paths.shelf(language, kind, id_))) for id_, name in dict.fromkeys(found)]
        for kind, found in standing.items()
        if found
    }


def area(shelf: Shelf) -> str:
    """The page of a menu that the pages of a shelf belong to: the list of all shelves of its kind."""
    return paths.index(shelf.language if shelf.kind == "all" else paths.directory(shelf.language, shelf.kind))


def how_many(edition: Edition, number: int, language: str) -> str:
    """So many releases, in words: 1 Mitteilung, 1.204 Mitteilungen."""
    words = edition.theme.words(language)
    return words["count_one"] if number == 1 else words["count_many"].format(count=grouped(number, language))


def sorting(name: str) -> str:
    """What names are sorted by: letters without their marks, small; the same on every machine."""
    plain = unicodedata.normalize("NFKD", name.replace("ß", "ss"))
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).casefold()


def web_url(publisher: Publisher, path: str) -> str:
    """Where a document stands on the web; a folder's own page under the folder's name."""
    return publisher.base_url + quote(path.removesuffix("index.html"))


def values(edition: Edition, here: str, area: str = "") -> dict[str, Any]:  # Any: what templates show
    """What every page needs: the publisher, and ways to other documents, relative or absolute.

    `area` is the page of a menu that this page belongs to; a page without one may stand in menus itself.
    """
    publisher = edition.publisher
    return {
        "publisher": publisher,
        "here": here,
        "area": area,
        "kept": partial(_kept, edition.kept if area else None, (here.rpartition("/")[0], area)),
        "link": partial(_way, here.rpartition("/")[0]),
        "absolute": partial(web_url, publisher),
        "paths": paths,
        "logo": edition.theme.logo(publisher.logo) if publisher.logo else None,
    }


@lru_cache(_WAYS)
def _way(folder: str, path: str) -> str:
    """The way from the pages of a folder to a document; dozens on each page, most of them the same on all."""
    return quote(paths.relative(f"{folder}/page" if folder else "page", path))


def _kept(
    kept: dict[Hashable, str] | None, place: tuple[str, str], part: str, language: str, caller: Callable[[], str]
) -> Markup:
    """A part of a template, rendered once for all pages of a folder that belong to one area."""
    key = (part, language, place)
    if kept is None:
        return Markup(caller())  # noqa: S704  the template escaped all that is in it
    if key not in kept:
        kept[key] = caller()
    return Markup(kept[key])  # noqa: S704  the same


def release_values(edition: Edition, release: Release, record: Record) -> dict[str, Any]:  # Any: as above
    """What every view of a release shows."""
    publisher = edition.publisher
    return {
        "release": release,
        "record": record,
        "name": publisher.named(record.language),
        "dateline": opening(edition, release, record),
        "topics": [publisher.topic(topic) for topic in record.topics],
        "notices": notices(release, record),
        "changed": partial(changed, edition, release, record),
        "recalled": recall_note(release, record),
        "offer": partial(offer, edition, release),
        "face": partial(face, edition, release, record),
    }


def opening(edition: Edition, release: Release, record: Record) -> str:
    """What the text begins with: the place, and the day unless the release bears none yet."""
    return dateline(record, release.date if release.dated else None, edition.publisher.zone)


def notices(release: Release, record: Record) -> list[tuple[Published, str]]:
    """The versions that readers must be told of, the newest first, with what the office says of each."""
    return [
        (event, event.note.get(record.language) or next(iter(event.note.values()), ""))
        for event in reversed(release.corrections)
    ]


def recall_note(release: Release, record: Record) -> str:
    """Why the office took a release back, in the record's language; nothing where it stands by it, or says no more."""
    if not release.recall:
        return ""
    said = release.recall.note.get(record.language, "")
    return said or (release.recall.reason if isinstance(release.recall, Withdrawn) else "")


def mark(edition: Edition, release: Release, language: str) -> str:
    """The word that lists and feeds put before a headline: RÜCKRUF, KORREKTUR, AKTUALISIERT; mostly none."""
    words = edition.theme.words(language)
    if release.recall:
        return words["subject_withdrawal"]
    if not release.corrections:
        return ""
    return words["subject_update" if release.corrections[-1].correction == "update" else "subject_correction"]


def changed(edition: Edition, release: Release, record: Record, event: Published) -> tuple[Change, ...]:
    """What a version changed in a record's words and files; nothing where one of both versions is not known."""
    newer, older = release.at(event.version), release.at(event.version - 1)
    now, before = (one.record(record.language) if one else None for one in (newer, older))
    if not (newer and older and now and before):
        return ()
    words = edition.theme.words(record.language)
    exchanged_ = set(exchanged(older, newer))
    files = (
        Change("image" if isinstance(file, Image) else "attachment", (Piece("same", f"{name}: "), Piece("new", said)))
        for file in now.files
        if file.file in exchanged_
        for name, said in [(file.caption or file.file, words["changed_file"])]
    )
    return (*(replace(one, pieces=shortened(one.pieces)) for one in changes(before, now)), *files)


@dataclass(frozen=True, slots=True)
class Offer:
    """A file that a feed or an editorial system may fetch."""

    path: str
    media_type: str
    size: int

    @property
    def kind(self) -> str:
        """What people call its format, as in PDF: its ending in capitals."""
        return self.path.rpartition(".")[2].upper()


def offer(edition: Edition, release: Release, file: Image | Attachment) -> Offer:
    """What stands for a picture or document in feeds: of a picture among the images, its size for the web."""
    asset = release.asset(file.file)
    if asset.picture is None:
        return Offer(paths.asset(release.slug, asset.file), asset.media_type, len(asset.content))
    one = asset.picture.web if isinstance(file, Image) else asset.picture.print
    size = edition.pictures.sizes(release, asset)[one.name]
    return Offer(paths.asset(release.slug, one.file), one.media_type, size)


@dataclass(frozen=True, slots=True)
class Face:
    """The picture that other sites show with a link to a release."""

    path: str
    media_type: str
    width: int
    height: int
    alt: str | None


def face(edition: Edition, release: Release, record: Record) -> Face | None:
    """A record's first picture in the largest size that pages show, else its card where the newsroom has cards."""
    if not record.images and "card" in edition.publisher.omit:
        return None
    if not record.images:
        alt = f"{edition.publisher.named(record.language)}: {record.title}"
        return Face(paths.card(release.slug, record.language), "image/png", *CARD, alt)
    one = release.picture(record.images[0].file).jpegs[-1]
    return Face(paths.asset(release.slug, one.file), one.media_type, one.width, one.height, record.images[0].alt)


@dataclass(frozen=True, slots=True)
class Teaser:
    """A small picture beside an entry of a list."""

    webp: str
    jpeg: str
    width: int
    height: int


def teaser(release: Release, record: Record) -> Teaser | None:
    """A record's first picture, cropped around what must stay in sight; nothing where it has no picture."""
    if not record.images:
        return None
    webp, jpeg = release.picture(record.images[0].file).teasers
    return Teaser(paths.asset(release.slug, webp.file), paths.asset(release.slug, jpeg.file), jpeg.width, jpeg.height)


def alternates(edition: Edition, release: Release) -> tuple[Alternate, ...]:
    """The release in each of its languages."""
    return tuple(
        Alternate(
            record.language, record.variant or language_name(record.language), paths.page(release.slug, record.language)
        )
        for record in release.records
    )
