"""Checking: everything the office wrote, against the record's rules and what channels can carry."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, closing
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pressflow.checking import memory
from pressflow.checking.memory import Examined, Memory, Moment
from pressflow.errors import StateError
from pressflow.model.finding import Finding, errors

# What reads releases is loaded where something has to be read: mostly nothing was written since.
if TYPE_CHECKING:
    from pressflow.checking.recycling import Archive
    from pressflow.model.correction import Draft
    from pressflow.model.release import Release
    from pressflow.newsroom import Newsroom
    from pressflow.source.release import Reading

# Gives what is wrong with web addresses, by address, having asked their servers.
Visit = Callable[[Iterable[str]], Mapping[str, str]]


def check(
    newsroom: Newsroom, folders: list[Path], today: date | None = None, visit: Visit | None = None
) -> tuple[Finding, ...]:
    """All findings for these release folders and the parts they share, in order of their places.

    With `today`, also what has run out by now; with `visit`, also links that lead nowhere. What was found before is
    remembered for as long as nothing it depends on is written.
    """
    named: list[tuple[str, str]] = []
    with ExitStack() as open_:
        archive, known = _opened(newsroom, open_)
        findings = {*_of_office(newsroom, today, known)}
        by_name = _by_name(newsroom)
        for folder in folders:
            examined = _examined(newsroom, folder, by_name, archive, known)
            findings.update(examined.findings)
            named += examined.addresses
        taken = tuple(_taken(newsroom, named))
        if known:
            known.say("taken", memory.taken_key(named, newsroom.folders), taken)
    findings.update(taken)
    findings.update(_dead(newsroom, folders, visit) if visit else ())
    return tuple(sorted(findings))


def _opened(newsroom: Newsroom, open_: ExitStack) -> tuple[Archive | None, Memory | None]:
    """The index of the archive, brought up to date, and the memory; neither where they cannot be written."""
    from pressflow.checking.recycling import PASSAGES, Archive

    try:
        archive = open_.enter_context(closing(Archive(newsroom.var / PASSAGES)))
        known = open_.enter_context(closing(Memory(newsroom.var / memory.FILE, memory.surroundings(newsroom.folder))))
        archive.refresh(_by_name(newsroom), known.drop)
    except (OSError, sqlite3.Error):
        open_.close()
        return None, None
    return archive, known


def _by_name(newsroom: Newsroom) -> dict[str, str]:
    return {name: str(folder) for name, folder in newsroom.folders.items()}


def _examined(
    newsroom: Newsroom, folder: Path, folders: Mapping[str, str], archive: Archive | None, known: Memory | None
) -> Examined:
    """What is found in a release, or was when nothing was written since."""
    if known and (before := known.recall(folder.name, folders)):
        return before
    from pressflow.checking.examining import check_release

    was = Moment.of(str(folder)) if known else None
    reading, linked = newsroom.read(folder), dict[str, str]()
    found = tuple(check_release(newsroom, folder, reading, archive, linked))
    examined = Examined(found, tuple(_old_addresses(newsroom, folder, reading)), tuple(linked))
    if known and was:
        known.keep(folder.name, was, " ".join(linked.values()), examined)
    return examined


def _of_office(newsroom: Newsroom, today: date | None, known: Memory | None) -> tuple[Finding, ...]:
    """What is found in what all releases share, or was found today."""
    day = str(today)
    if known and (before := known.said("office", day)) is not None:
        return before
    from pressflow.checking.office import check_office

    found = tuple(check_office(newsroom, today))
    if known:
        known.say("office", day, found)
        known.zone = str(newsroom.publisher.zone)
    return found


def check_release(newsroom: Newsroom, folder: Path, reading: Reading) -> Iterator[Finding]:
    """The findings for one release, those of its frozen versions among them, for who asks at each saving.

    Passages of older releases are those the last check knew: to bring their index up to date may take long.
    """
    from pressflow.checking.examining import check_release as examine

    with ExitStack() as open_:
        yield from examine(newsroom, folder, reading, _as_it_was(newsroom, open_))


def _as_it_was(newsroom: Newsroom, open_: ExitStack) -> Archive | None:
    """The index of the archive as the last check left it, if there was one."""
    from pressflow.checking.recycling import PASSAGES, Archive

    file = newsroom.var / PASSAGES
    try:
        return open_.enter_context(closing(Archive(file))) if file.is_file() else None
    except (OSError, sqlite3.Error):
        return None


def let_stand(newsroom: Newsroom, folder: Path) -> tuple[Finding, ...]:
    """The findings that a release lets stand, with their reasons: whoever approves answers for them, too."""
    from pressflow.checking.examining import in_the_way

    reading = newsroom.read(folder)
    return tuple(sorted(one for one in in_the_way(newsroom, folder, reading) if one.waived))


def _dead(newsroom: Newsroom, folders: list[Path], visit: Visit) -> Iterator[Finding]:
    """The links of these releases that lead nowhere."""
    from pressflow.checking.reviewing import as_said
    from pressflow.checking.text import Source, links_of

    links = [
        (f"{newsroom.name(folder)}/{record.language}.md", record, link.url, source.place(link.start))
        for folder in folders
        if (release := newsroom.read(folder).release)
        for record in release.records
        for source in (Source(record.source),)
        for link in links_of(source)
    ]
    wrong = visit({url for *_, url, _ in links if url.lower().startswith(("http://", "https://"))})
    severity = newsroom.settings.rules.get("LINK-DEAD", "warning")
    for file, record, url, (line, column) in links if severity != "off" else ():
        if url in wrong:
            message = f"{url} {wrong[url]}; correct the link or remove it"
            dead = Finding(file, line, column, "LINK-DEAD", message, "warning")
            waived = {waiver.code: waiver.reason for waiver in record.waive}
            yield as_said(dead, newsroom.settings.rules, waived)


def usable(newsroom: Newsroom, folder: Path) -> tuple[Release, Reading]:
    """A release without errors; raises StateError that names the first of them and how many there are."""
    from pressflow.checking.examining import in_the_way

    reading = newsroom.read(folder)
    broken = errors([*in_the_way(newsroom, folder, reading), *newsroom.shared_findings])
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
    from pressflow.model.correction import Draft

    public = newsroom.public_release(folder)
    if public is None:
        raise StateError(f"{folder.name}: is not public, so there is nothing to correct; just edit it")
    if not public.records:
        raise StateError(f"{folder.name}: was removed for good; what holds now is said in a new release")
    reading = newsroom.read(folder)
    if reading.release is None:
        first = errors([*reading.findings])[0]
        raise StateError(f"{first}\n{folder.name}: has errors; mend them (pressflow check {folder.name} lists all)")
    return Draft(public, reading.release)


def _old_addresses(newsroom: Newsroom, folder: Path, reading: Reading) -> Iterator[tuple[str, str]]:
    """The old addresses that a release's records name, with those who name them."""
    for record in reading.release.records if reading.release else ():
        for old in record.redirect_from:
            yield old, f"{newsroom.name(folder)}/{record.language}.md"


def _taken(newsroom: Newsroom, named: list[tuple[str, str]]) -> Iterator[Finding]:
    """Old addresses that cannot lead anywhere, as far as it shows before a build: pages are known by their names."""
    from pressflow.model import paths
    from pressflow.model.redirects import clashes

    pages = (paths.page(slug, language) for slug in newsroom.folders for language in newsroom.publisher.languages)
    for clash in clashes(named, pages, newsroom.publisher.root):
        yield Finding(clash.file, 1, 1, "ADDRESS-TAKEN", f"redirect_from: {clash.message}")
