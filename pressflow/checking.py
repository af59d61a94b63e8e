"""Checking: everything the office wrote, against the record's rules and what channels can carry."""

from collections.abc import Iterator
from pathlib import Path

from pressflow.errors import StateError
from pressflow.formats import letter
from pressflow.journal import read_journal
from pressflow.model import journal
from pressflow.model.finding import Finding, errors
from pressflow.model.release import Release
from pressflow.newsroom import Newsroom
from pressflow.source.release import Reading


def check(newsroom: Newsroom, folders: list[Path]) -> tuple[Finding, ...]:
    """All findings for these release folders and the parts they share, in order of their places."""
    findings = set(newsroom.shared_findings)
    for folder in folders:
        findings.update(check_release(newsroom, folder))
    return tuple(sorted(findings))


def usable(newsroom: Newsroom, folder: Path) -> tuple[Release, Reading]:
    """A release without errors; raises StateError that names the first of them and how many there are."""
    reading = newsroom.read(folder)
    broken = errors([*_findings(newsroom, folder, reading), *newsroom.shared_findings])
    if broken or not reading.release:
        more = f" (and {len(broken) - 1} more)" if len(broken) > 1 else ""
        first = f"{broken[0]}{more}\n" if broken else ""
        raise StateError(
            f"{first}{folder.name}: has errors; mend them (pressflow check {folder.name} lists all) and try again"
        )
    return reading.release, reading


def check_release(newsroom: Newsroom, folder: Path) -> Iterator[Finding]:
    """The findings for one release, those of its frozen versions among them."""
    yield from _findings(newsroom, folder, newsroom.read(folder))
    events = read_journal(folder)
    for published in journal.versions(events):
        yield from newsroom.read_version(folder, events, published).findings


def _findings(newsroom: Newsroom, folder: Path, reading: Reading) -> Iterator[Finding]:
    yield from reading.findings
    if reading.release:
        yield from _letter_size(newsroom, folder, reading.release)
        yield from _stale(newsroom, folder, reading)


def _letter_size(newsroom: Newsroom, folder: Path, release: Release) -> Iterator[Finding]:
    edition = newsroom.edition(release)
    for record in release.records:
        size = len(letter.compose(edition, release, record).html.encode())
        if size > letter.HTML_LIMIT:
            name = f"{newsroom.name(folder)}/{record.language}.md"
            message = f"the letter has {size:,} bytes; over {letter.HTML_LIMIT:,} Gmail hides its end: shorten the text"
            yield Finding(name, 1, 1, "LETTER-SIZE", message)


def _stale(newsroom: Newsroom, folder: Path, reading: Reading) -> Iterator[Finding]:
    """Translations that stayed as they were approved although the original has changed since."""
    given = journal.approval(read_journal(folder))
    if not given or not reading.release:
        return
    changed = {language for language, text in reading.texts.items() if given.texts.get(language) != text}
    original, *others = reading.release.languages
    for language in others:
        if original in changed and language in given.texts and language not in changed:
            message = f"{original}.md has changed since {given.by} approved both; see whether this still says the same"
            yield Finding(f"{newsroom.name(folder)}/{language}.md", 1, 1, "LANG-STALE", message, "warning")
