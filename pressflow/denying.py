"""Denying: a forged release is answered within a minute, at the head of the newsroom and before all other letters."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from pressflow.approving import approve
from pressflow.building import build
from pressflow.errors import InputError, StateError
from pressflow.journal import read_journal
from pressflow.model import journal
from pressflow.model.journal import Pinned, Unpinned
from pressflow.newsroom import Newsroom
from pressflow.publishing import Publication, publish
from pressflow.recording import decide
from pressflow.source.scaffold import Denial, new_denial

# The lead has room for so much of it.
_LONGEST = 300


def deny(
    newsroom: Newsroom,
    by: str,
    now: datetime,
    about: Mapping[str, str],
    title: Mapping[str, str] | None = None,
    until: datetime | None = None,
    place: str = "",
) -> Publication:
    """Publish a denial of what was forged in the office's name, pinned until it is taken down or `until`.

    `about` says in each language what is going around. Who denies answers alone; that a colleague approves it, too,
    stays a duty. Run again where it was interrupted, it goes on. Raises InputError for words no release can be made of.
    """
    publisher = newsroom.publisher
    folder = new_denial(
        newsroom.folder,
        {language: _denial(newsroom, language, said, (title or {}).get(language)) for language, said in about.items()},
        date=now.astimezone(publisher.zone).replace(tzinfo=None),
        place=place or _place(newsroom),
        topics=tuple(publisher.topics),
        contacts=tuple(newsroom.surroundings.press_contacts)[:1],
    )
    newsroom.look_again()  # there is one more now
    newsroom.adopt(folder, by, now)
    with newsroom.lock("deny"):
        if journal.pinned(read_journal(folder)) is None:
            decide(newsroom, folder, Pinned(at=now, by=by, until=until))
    approve(newsroom, folder, by, now, reason=f"a forged release is going around: {next(iter(about.values()))}")
    return publish(newsroom, folder, by, now)


def _denial(newsroom: Newsroom, language: str, about: str, title: str | None) -> Denial:
    """What the denial says; raises InputError for words that leave no room in its lead."""
    words, name = newsroom.theme.words(language), newsroom.publisher.named(language)
    said = " ".join(about.split()).rstrip(".")
    if not said or len(said) > _LONGEST:
        raise InputError(
            f"--about: say in at most {_LONGEST} characters what is going around, as in: an e-mail of 20 May"
        )
    return Denial(
        title or words["denial_title"].format(publisher=name), words["denial_lead"].format(publisher=name, about=said)
    )


def _place(newsroom: Newsroom) -> str:
    """The place of the newest release that is public; raises InputError where there is none to take it from."""
    for folder in reversed(newsroom.folders.values()):
        if (release := newsroom.public_release(folder)) and release.records:
            return release.original.place
    raise InputError("no release is public yet whose place a denial could bear; say it: --place")


def unpin(newsroom: Newsroom, folder: Path, by: str, now: datetime) -> Unpinned:
    """Take a release down from the head of the newsroom; raises StateError where it does not stand there."""
    with newsroom.lock("deny"):
        if journal.pinned(read_journal(folder)) is None:
            raise StateError(f"{folder.name}: does not stand at the head of the newsroom")
        return decide(newsroom, folder, Unpinned(at=now, by=by))


def take_down(newsroom: Newsroom, folder: Path, now: datetime) -> None:
    """End a pin whose time is over, and show the front page without it."""
    with newsroom.lock("deny"):
        if pin := journal.pinned(read_journal(folder)):
            decide(newsroom, folder, Unpinned(at=now, by=pin.by))
            build(newsroom)
