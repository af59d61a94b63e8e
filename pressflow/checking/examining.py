"""Examining a release: what reading and rules find, and what is in the way of its letters and corrections."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from pressflow.checking.memory import standing
from pressflow.checking.recycling import Archive
from pressflow.checking.reviewing import as_said, review, texts
from pressflow.checking.text import Text
from pressflow.foreseeing import foreseen, letter_of
from pressflow.formats.letter import compose, too_large
from pressflow.journal import read_journal
from pressflow.model import journal
from pressflow.model.correction import Draft, fixed, too_low, unnoted
from pressflow.model.finding import Finding
from pressflow.model.journal import Approved, Published, State
from pressflow.model.letter import Letter
from pressflow.model.release import Release
from pressflow.newsroom import Newsroom
from pressflow.source.release import Reading

# A letter is as long on any day.
_ANY_DAY = datetime(2000, 1, 1, tzinfo=UTC)


def check_release(
    newsroom: Newsroom,
    folder: Path,
    reading: Reading,
    archive: Archive | None = None,
    linked: dict[str, str] | None = None,
) -> Iterator[Finding]:
    """The findings for one release, those of its frozen versions among them.

    With an `archive`, passages of older releases are looked for in one that is not public. `linked` takes the
    names of other releases whose state is asked for, with how they were stamped before.
    """
    events = read_journal(folder)
    if journal.state(events) == State.KILLED:  # nothing is left of it, and nothing is missing
        return
    yield from in_the_way(newsroom, folder, reading, archive, linked)
    for published in journal.versions(events):
        yield from newsroom.read_version(folder, events, published).findings


def in_the_way(
    newsroom: Newsroom,
    folder: Path,
    reading: Reading,
    archive: Archive | None = None,
    linked: dict[str, str] | None = None,
) -> Iterator[Finding]:
    """What is found in a release's own files; what only seems so is as bad as the office says."""
    severities, waived = newsroom.settings.rules, waivers(newsroom.name(folder), reading)
    for finding in (*reading.findings, *_stale(newsroom, folder, reading)):
        if severities.get(finding.code) != "off":
            yield as_said(finding, severities, waived.get(finding.path, {}))
    if reading.release:
        yield from _letter_size(newsroom, folder, reading)
        yield from _correction(newsroom, folder, reading.release)
        yield from review(reviewed(newsroom, folder, reading.release, archive, linked), severities)


def reviewed(
    newsroom: Newsroom,
    folder: Path,
    release: Release,
    archive: Archive | None = None,
    linked: dict[str, str] | None = None,
) -> tuple[Text, ...]:
    """The texts of a release as rules read them, among the office's other releases."""

    def state_of(slug: str) -> State | None:
        if linked is not None and slug not in linked:
            there = newsroom.folders.get(slug)
            linked[slug] = standing((slug,), {slug: str(there)} if there else {})
        return _standing(newsroom, slug) if slug != folder.name else None

    public = journal.versions(release.events) and not journal.correcting(release.events)
    compared = None if public else archive
    return texts(release, newsroom.name(folder), newsroom.publisher, state_of, compared)


def waivers(name: str, reading: Reading) -> dict[str, dict[str, str]]:
    """Which findings the office lets stand in which file, and why; `name` is the folder as findings show it."""
    records = reading.release.records if reading.release else ()
    return {f"{name}/{one.language}.md": {waiver.code: waiver.reason for waiver in one.waive} for one in records}


def _standing(newsroom: Newsroom, slug: str) -> State | None:
    """The state of another release; one that is to come out under embargo counts as being under it."""
    folder = newsroom.folders.get(slug)
    if folder is None:
        return None
    there = journal.state(read_journal(folder))
    if there in (State.PUBLISHED, State.WITHDRAWN, State.KILLED, State.CANCELLED):
        return there
    release = newsroom.read(folder).release
    return State.EMBARGOED if release and release.original.embargo else there


def _correction(newsroom: Newsroom, folder: Path, release: Release) -> Iterator[Finding]:
    """What is in the way of a correction that was opened: the files may have changed since."""
    opened = journal.correcting(release.events)
    if not opened or not (public := newsroom.public_release(folder)):
        return
    draft, name = Draft(public, release), newsroom.name(folder)
    for language, message in fixed(draft):
        yield Finding(f"{name}/{language}.md", 1, 1, "CORRECTION-FIXED", message)
    if why := too_low(draft, opened.correction):
        message = f"{why}: pressflow correct {folder.name} --class {draft.least}"
        yield Finding(name, 1, 1, "CORRECTION-CLASS", message)
    for language, message in unnoted(draft, opened.correction, opened.note):
        yield Finding(f"{name}/{language}.md", 1, 1, "CORRECTION-NOTE", message)


def _letter_size(newsroom: Newsroom, folder: Path, reading: Reading) -> Iterator[Finding]:
    limit = newsroom.settings.mail.attach_limit
    for composed in _letters(newsroom, folder, reading):
        name = f"{newsroom.name(folder)}/{composed.language}.md"
        attached = sum(len(file.content) for file in composed.attached)
        if message := too_large(composed):
            yield Finding(name, 1, 1, "LETTER-SIZE", message)
        if attached > limit:
            message = (
                f"what is attached to the letter has {attached:,} bytes, more than the {limit:,} of mail.attach_limit; "
                "many servers refuse large mail: use fewer or smaller pictures, or leave the PDF out of mail.attach"
            )
            yield Finding(name, 1, 1, "LETTER-ATTACHMENT", message)


def _letters(newsroom: Newsroom, folder: Path, reading: Reading) -> Iterator[Letter]:
    """The letters that will bring the release; after an embargo there is a second, which also has its pictures."""
    opened = reading.release and journal.correcting(reading.release.events)
    release = foreseen(folder, reading, _ANY_DAY, newsroom.public_release(folder) if opened else None)
    if release is None:
        return
    for record in release.records:
        yield letter_of(newsroom, release, record, _ANY_DAY)
        if record.embargo and not release.state.public:
            yield compose(newsroom.edition(release), release, record)


def _stale(newsroom: Newsroom, folder: Path, reading: Reading) -> Iterator[Finding]:
    """Translations that stayed as they were last approved or published although the original has changed since.

    A misprint that is corrected in one language says nothing of the others.
    """
    events = read_journal(folder)
    before, opened = journal.newest(events, Approved, Published), journal.correcting(events)
    if not isinstance(before, Approved | Published) or not reading.release or (opened and opened.correction == "typo"):
        return
    then = f"{before.by} approved both" if isinstance(before, Approved) else f"version {before.version} was published"
    changed = {language for language, text in reading.texts.items() if before.texts.get(language) != text}
    original, *others = reading.release.languages
    for language in others:
        if original in changed & before.texts.keys() and language in before.texts.keys() - changed:
            message = f"{original}.md has changed since {then}; see whether this still says the same"
            yield Finding(f"{newsroom.name(folder)}/{language}.md", 1, 1, "LANG-STALE", message, "warning")
