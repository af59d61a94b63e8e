"""What the desk sees of a release: how it stands, what was found in it, and how it would go out."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import get_args

from pressflow.checking import check_release
from pressflow.errors import PressflowError
from pressflow.foreseeing import foreseen
from pressflow.journal import read_journal
from pressflow.model import journal
from pressflow.model.finding import Finding, Severity, errors
from pressflow.model.journal import State
from pressflow.model.release import Release
from pressflow.newsroom import Newsroom
from pressflow.source.release import Reading
from pressflow.source.whole import is_litter

_WORST = get_args(Severity)
_TITLE = re.compile(r"^title:[ \t]*(\S.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Row:
    """A release in the list; `trouble` is what stands in the way of showing it, `mark` counts how often it changed."""

    slug: str
    title: str
    state: State | None
    languages: tuple[str, ...]
    errors: int = 0
    warnings: int = 0
    hints: int = 0
    trouble: str = ""
    mark: int = 0


@dataclass(frozen=True, slots=True)
class Look:
    """A release as its files are now.

    `shown` is how it would go out; where the files are broken, how it would have before, and `stale` says so. `draft`
    is what the files say, `public` what the public sees.
    """

    row: Row
    folder: Path
    findings: tuple[Finding, ...] = ()
    shown: Release | None = None
    draft: Release | None = None
    public: Release | None = None
    stale: bool = False


def look(newsroom: Newsroom, folder: Path, before: Look | None, mark: int, now: datetime) -> Look:
    """Look at a release; whatever is wrong with it becomes part of what is seen. `before` is what was seen last."""
    try:
        return _seen(newsroom, folder, before, mark, now)
    except (PressflowError, OSError) as error:
        row = Row(folder.name, _title(folder, before), None, _languages(folder), 1, trouble=str(error), mark=mark)
        return Look(row, folder, shown=before.shown if before else None, stale=True)


def _seen(newsroom: Newsroom, folder: Path, before: Look | None, mark: int, now: datetime) -> Look:
    events, reading = read_journal(folder), newsroom.read(folder)
    state = journal.state(events, reading.release.hash if reading.release else None)
    if state == State.KILLED:
        return Look(Row(folder.name, folder.name, state, (), mark=mark), folder)
    findings = _sorted(check_release(newsroom, folder, reading))
    counted = Counter(finding.severity for finding in findings if not finding.waived)
    wrong = errors(list(findings))
    row = Row(
        slug=folder.name,
        title=reading.release.original.title if reading.release else _title(folder, before),
        state=state,
        languages=reading.release.languages if reading.release else _languages(folder),
        errors=counted["error"],
        warnings=counted["warning"],
        hints=counted["hint"],
        trouble="" if reading.release or not wrong else _said(wrong[0]),
        mark=mark,
    )
    return _shown(newsroom, Look(row, folder, findings, draft=reading.release), reading, before, now)


def _shown(newsroom: Newsroom, seen: Look, reading: Reading, before: Look | None, now: datetime) -> Look:
    """The same with how it would go out, and what is public of it."""
    public = newsroom.public_release(seen.folder)
    shown = foreseen(seen.folder, reading, now, public)
    last = before.shown if before else None
    return Look(seen.row, seen.folder, seen.findings, shown or last or public, seen.draft, public, stale=shown is None)


def _sorted(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings, each once, the worst first; what the office lets stand comes last."""
    return tuple(sorted(set(findings), key=lambda one: (bool(one.waived), _WORST.index(one.severity), one)))


def _said(finding: Finding) -> str:
    """A finding in a line of the list: the file by its name alone."""
    return f"{finding.path.rpartition('/')[2]}:{finding.line}: {finding.message}"


def _languages(folder: Path) -> tuple[str, ...]:
    """The languages that there are files of."""
    return tuple(sorted(file.stem for file in folder.glob("*.md") if not is_litter(file.name)))


def _title(folder: Path, before: Look | None) -> str:
    """What a release that cannot be read is called: as its file says, else as it was before, else its folder's name."""
    for language in _languages(folder):
        try:
            head = (folder / f"{language}.md").read_text("utf-8", errors="replace")[:2000]
        except OSError:
            continue
        if found := _TITLE.search(head):
            return found[1].strip().strip("\"'")
    return before.row.title if before else folder.name
