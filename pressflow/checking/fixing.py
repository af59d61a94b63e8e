"""Fixing: the safe changes that findings propose, made in their files, or only shown."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path

from pressflow.checking import check_release
from pressflow.journal import read_journal
from pressflow.model import journal
from pressflow.model.finding import Finding, Fix, errors
from pressflow.newsroom import Newsroom
from pressflow.source.whole import write_file

# One change may make room for another: two spaces before a unit become one, and that one does not break.
_ROUNDS = 4


@dataclass(frozen=True, slots=True)
class Fixed:
    """What was fixed: how much, in which words, and the releases that were left as they are because they are public."""

    count: int
    diff: str
    public: tuple[str, ...] = ()


def fix(newsroom: Newsroom, folders: Iterable[Path]) -> Fixed:
    """Make all safe changes in these releases; public text is not changed silently, so it stays.

    A file that could be read before and could not be afterwards is put back.
    """
    count, diffs, public = 0, list[str](), list[str]()
    for folder in folders:
        found, events = _fixable(newsroom, folder), read_journal(folder)
        if found and journal.versions(events) and not journal.correcting(events):
            public.append(folder.name)
            continue
        before = {path: (newsroom.folder / path).read_text("utf-8") for path in found}
        for _ in range(_ROUNDS):
            done = sum(_fix_file(newsroom, folder, path, fixes) for path, fixes in found.items())
            found = _fixable(newsroom, folder) if done else {}
            count += done
        diffs += [_diff(newsroom, path, text) for path, text in before.items()]
    return Fixed(count, "".join(diffs), tuple(public))


def _fixable(newsroom: Newsroom, folder: Path) -> Mapping[str, list[Fix]]:
    """The safe changes that are proposed, by file."""
    return _by_file(one for one in check_release(newsroom, folder, newsroom.read(folder)) if _safe(one))


def _diff(newsroom: Newsroom, path: str, before: str) -> str:
    now = (newsroom.folder / path).read_text("utf-8")
    old, new = before.splitlines(keepends=True), now.splitlines(keepends=True)
    return "".join(unified_diff(old, new, path, path, n=0))


def _safe(finding: Finding) -> bool:
    return finding.fix is not None and not finding.waived


def _by_file(findings: Iterable[Finding]) -> Mapping[str, list[Fix]]:
    found: dict[str, list[Fix]] = defaultdict(list)
    for finding in findings:
        if finding.fix:
            found[finding.path].append(finding.fix)
    return found


def _fix_file(newsroom: Newsroom, folder: Path, path: str, fixes: list[Fix]) -> int:
    file = newsroom.folder / path
    before = file.read_bytes()
    text, count = fixed(before.decode("utf-8"), fixes)
    if not count:
        return 0
    write_file(file, text.encode())
    if errors(list(newsroom.read(folder).findings)):
        write_file(file, before)
        return 0
    return count


def fixed(text: str, fixes: Iterable[Fix]) -> tuple[str, int]:
    """A text with these changes made where it still reads as they expect, and how many there were."""
    lines = text.split("\n")
    marked = text.startswith("\ufeff")
    count, last = 0, (len(lines) + 1, 0)
    for one in sorted(set(fixes), reverse=True):
        at = one.column - 1 + (marked and one.line == 1)
        end = (one.line, one.column + len(one.old))
        if one.line <= len(lines) and lines[one.line - 1].startswith(one.old, at) and end <= last:
            line = lines[one.line - 1]
            lines[one.line - 1] = line[:at] + one.new + line[at + len(one.old) :]
            count, last = count + 1, (one.line, one.column)
    return "\n".join(lines), count
