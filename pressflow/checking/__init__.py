"""Checking: everything the office wrote, against the record's rules and what channels can carry."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from pressflow.checking.reviewing import as_said, review, texts
from pressflow.checking.rules.waivers import unknown
from pressflow.checking.text import Text
from pressflow.errors import InputError, StateError
from pressflow.formats import letter, security
from pressflow.formats.style import LIGHT_GROUND, shades
from pressflow.home import FILE
from pressflow.journal import read_journal
from pressflow.model import journal, paths
from pressflow.model.correction import Draft, fixed, too_low, unnoted
from pressflow.model.finding import Finding, errors
from pressflow.model.journal import State
from pressflow.model.redirects import clashes
from pressflow.model.release import Release
from pressflow.newsroom import Newsroom
from pressflow.settings import line_of
from pressflow.source.release import Reading
from pressflow.theme.colour import contrast


def check(newsroom: Newsroom, folders: list[Path], today: date | None = None) -> tuple[Finding, ...]:
    """All findings for these release folders and the parts they share, in order of their places.

    With `today`, also what has run out by now.
    """
    findings = {*newsroom.shared_findings, *check_looks(newsroom), *_unknown_rules(newsroom)}
    named: list[tuple[str, str]] = []
    for folder in folders:
        reading = newsroom.read(folder)
        findings.update(check_release(newsroom, folder, reading))
        named += _old_addresses(newsroom, folder, reading)
    findings.update(_taken(newsroom, named))
    if today and security.expired(newsroom.publisher, today):
        day = newsroom.publisher.security_expires
        message = f"newsroom.security_expires: was {day}; see whether all still holds, and set a later day"
        line = line_of(newsroom.folder, "newsroom", "security_expires")
        findings.add(Finding(FILE, line, 1, "SECURITY-EXPIRED", message, "warning"))
    return tuple(sorted(findings))


def check_looks(newsroom: Newsroom) -> Iterator[Finding]:
    """What is wrong with the office's logo, and what is doubtful about its colour."""
    publisher = newsroom.publisher
    if publisher.logo:
        file = f"templates/{publisher.logo}"
        try:
            newsroom.theme.logo(publisher.logo)
        except InputError as error:
            yield Finding(file, 1, 1, "LOGO-FILE", str(error).removeprefix(f"{file}: "))
    # No colour can be read on both grounds; on dark ones another shade is what everybody expects.
    colour, (light, dark) = publisher.colour, shades(publisher.colour)
    if light != colour:
        message = (
            f"publisher.colour: {colour} has a contrast of {contrast(colour, LIGHT_GROUND):.1f} to 1 on light grounds, "
            f"where text needs 4.5; it is set in {light} there, and in {dark} on dark grounds"
        )
        yield Finding(FILE, line_of(newsroom.folder, "publisher", "colour"), 1, "COLOUR-CONTRAST", message, "warning")


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


def drafted(newsroom: Newsroom, folder: Path) -> Draft:
    """The files of a public release as the draft of its next version, beside the public one.

    Raises StateError for a release that is not public, was killed, or has errors.
    """
    public = newsroom.public_release(folder)
    if public is None or not public.records:
        raise StateError(f"{folder.name}: is not public, so there is nothing to correct; just edit it")
    reading = newsroom.read(folder)
    if reading.release is None:
        first = errors([*reading.findings])[0]
        raise StateError(f"{first}\n{folder.name}: has errors; mend them (pressflow check {folder.name} lists all)")
    return Draft(public, reading.release)


def check_release(newsroom: Newsroom, folder: Path, reading: Reading) -> Iterator[Finding]:
    """The findings for one release, those of its frozen versions among them."""
    yield from _findings(newsroom, folder, reading)
    events = read_journal(folder)
    killed = journal.state(events) == State.KILLED
    for published in journal.versions(events) if not killed else ():
        yield from newsroom.read_version(folder, events, published).findings


def _findings(newsroom: Newsroom, folder: Path, reading: Reading) -> Iterator[Finding]:
    """What is found in a release's own files; what only seems so is as bad as the office says."""
    severities, waived = newsroom.settings.rules, waivers(newsroom.name(folder), reading)
    for finding in (*reading.findings, *_stale(newsroom, folder, reading)):
        if severities.get(finding.code) != "off":
            yield as_said(finding, severities, waived.get(finding.path, {}))
    if reading.release:
        yield from _letter_size(newsroom, folder, reading.release)
        yield from _correction(newsroom, folder, reading.release)
        yield from review(reviewed(newsroom, folder, reading.release), severities)


def reviewed(newsroom: Newsroom, folder: Path, release: Release) -> tuple[Text, ...]:
    """The texts of a release as rules read them, among the office's other releases."""

    def state_of(slug: str) -> State | None:
        return _standing(newsroom, slug) if slug != folder.name else None

    return texts(release, newsroom.name(folder), newsroom.publisher, state_of)


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


def _unknown_rules(newsroom: Newsroom) -> Iterator[Finding]:
    for code in newsroom.settings.rules:
        if wrong := unknown(code):
            yield Finding(FILE, line_of(newsroom.folder, "rules", code), 1, "RULE-UNKNOWN", f"rules.{code}: {wrong}")


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


def _old_addresses(newsroom: Newsroom, folder: Path, reading: Reading) -> Iterator[tuple[str, str]]:
    """The old addresses that a release's records name, with those who name them."""
    for record in reading.release.records if reading.release else ():
        for old in record.redirect_from:
            yield old, f"{newsroom.name(folder)}/{record.language}.md"


def _taken(newsroom: Newsroom, named: list[tuple[str, str]]) -> Iterator[Finding]:
    """Old addresses that cannot lead anywhere, as far as it shows before a build: pages are known by their names."""
    pages = (paths.page(slug, language) for slug in newsroom.folders for language in newsroom.publisher.languages)
    for clash in clashes(named, pages, newsroom.publisher.root):
        yield Finding(clash.file, 1, 1, "ADDRESS-TAKEN", f"redirect_from: {clash.message}")


def _letter_size(newsroom: Newsroom, folder: Path, release: Release) -> Iterator[Finding]:
    edition, limit = newsroom.edition(release), newsroom.settings.mail.attach_limit
    for record in release.records:
        name, composed = f"{newsroom.name(folder)}/{record.language}.md", letter.compose(edition, release, record)
        size, attached = len(composed.html.encode()), sum(len(file.content) for file in composed.attached)
        if size > letter.HTML_LIMIT:
            message = f"the letter has {size:,} bytes; over {letter.HTML_LIMIT:,} Gmail hides its end: shorten the text"
            yield Finding(name, 1, 1, "LETTER-SIZE", message)
        if attached > limit:
            message = (
                f"what is attached to the letter has {attached:,} bytes, more than the {limit:,} of mail.attach_limit; "
                "many servers refuse large mail: use fewer or smaller pictures, or leave the PDF out of mail.attach"
            )
            yield Finding(name, 1, 1, "LETTER-ATTACHMENT", message)


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
