"""One document of a release, made by the format that makes it for the site or the mail, and nothing else with it."""

from collections.abc import Iterator
from datetime import datetime

from pressflow import formats
from pressflow.model.edition import Document
from pressflow.model.release import Release
from pressflow.newsroom import Newsroom
from pressflow.previewing import letter_documents

# Which formats make a document, by what its path begins and ends with; the first line that fits counts.
_MAKERS = (
    ("media/", "", ("media",)),
    ("theme/", ".css", ("style",)),
    ("theme/", ".js", ("script",)),
    ("theme/", "", ("marks",)),
    ("", "/rss.xml", ("rss",)),
    ("", "/atom.xml", ("atom",)),
    ("", "/feed.json", ("jsonfeed",)),
    ("", ".html", ("page", "versions")),
    ("", ".txt", ("text",)),
    ("", ".pdf", ("pdf",)),
    ("", ".zip", ("images",)),
    ("", ".png", ("card",)),
    ("", ".newsml.xml", ("newsml",)),
    ("", ".ninjs1.json", ("ninjs1",)),
    ("", ".json", ("ninjs",)),
)


def document(newsroom: Newsroom, release: Release, path: str, now: datetime) -> Document | None:
    """What stands at a path of the site, or at `letter/…`; None where the release has nothing there.

    Raises InputError for a template or a picture that is of no use.
    """
    return next((one for one in _made(newsroom, release, path, now) if one.path == path), None)


def text(newsroom: Newsroom, release: Release, path: str, now: datetime) -> str:
    """The same as text; nothing where there is no such document, as in an office that leaves a format out."""
    found = document(newsroom, release, path, now)
    return found.content.decode() if found else ""


def _made(newsroom: Newsroom, release: Release, path: str, now: datetime) -> Iterator[Document]:
    if path.startswith("letter/"):
        for record in release.records:
            if path.rpartition(".")[0] == f"letter/{release.slug}.{record.language}":
                yield from letter_documents(newsroom, release, record, now)
        return
    found = (names for begin, end, names in _MAKERS if path.startswith(begin) and path.endswith(end))
    for name in next(found, ()):
        if name not in newsroom.publisher.omit:
            yield from formats.named(name)(newsroom.edition(release))
