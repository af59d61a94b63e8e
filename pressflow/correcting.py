"""Correcting: the files of a public release become the draft of its next version."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from pressflow.checking import drafted
from pressflow.errors import StateError
from pressflow.model import journal
from pressflow.model.correction import Draft, fixed, too_low, unnoted
from pressflow.model.correction_class import CorrectionClass
from pressflow.model.journal import Correcting
from pressflow.model.lifecycle import Command
from pressflow.newsroom import Newsroom
from pressflow.permitting import permit
from pressflow.recording import decide
from pressflow.source.freeze import thaw


def look(newsroom: Newsroom, folder: Path) -> Draft:
    """The files beside the public version; raises StateError for a release that is not public, or has errors."""
    return drafted(newsroom, folder)


def correct(
    newsroom: Newsroom, folder: Path, by: str, now: datetime, class_: CorrectionClass, note: Mapping[str, str]
) -> Draft:
    """Open a correction with the files as they are, or say anew how it is meant; approval and publish follow.

    The public version stays until then. Raises StateError where nothing changed, where what is fixed for ever did,
    where the class is too low for what changed, and where it lacks a note in one of the release's languages.
    """
    with newsroom.lock("correct"):
        draft = look(newsroom, folder)
        permit(newsroom, draft.release, Command.CORRECT, by, now)
        _refuse(draft, class_, note, folder.name)
        last = journal.correcting(draft.release.events)
        if last is None or (last.correction, last.note) != (class_, dict(note)):
            decide(newsroom, folder, Correcting(at=now, by=by, correction=class_, note=dict(note)))
        return draft


def _refuse(draft: Draft, class_: CorrectionClass, note: Mapping[str, str], slug: str) -> None:
    """Raise StateError for a correction that cannot go out like this."""
    version = draft.public.version
    if not draft.differs:
        raise StateError(
            f"{slug}: nothing differs from version {version}, which is public; edit the files in the release's folder, "
            "then say it again"
        )
    wrong = [f"{language}.md: {message}" for language, message in fixed(draft)]
    wrong += [message for message in [too_low(draft, class_)] if message]
    wrong += [message for _, message in unnoted(draft, class_, note)]
    if wrong:
        raise StateError("\n".join(f"{slug}: {message}" for message in wrong))


def drop(newsroom: Newsroom, folder: Path) -> int:
    """Give a correction up: the files become again what is public; gives its version.

    Raises StateError for a release that is not public.
    """
    with newsroom.lock("correct"):
        public = newsroom.public_release(folder)
        if public is None or not public.records:
            raise StateError(f"{folder.name}: has no public text to go back to")
        thaw(folder, public.version, newsroom.read(folder).own)
        return public.version
