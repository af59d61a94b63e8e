"""What check says at the end of its findings; apart, for it may be said before the commands are loaded."""

from collections.abc import Iterator, Sequence

from pressflow.model.finding import Finding, errors


def lines(findings: Sequence[Finding], releases: int) -> Iterator[str]:
    """The findings, each in a line, and the verdict."""
    yield from map(str, findings)
    wrong = len(errors(list(findings)))
    doubtful = sum(finding.severity == "warning" and not finding.waived for finding in findings)
    verdict = f"{_count(wrong, 'error')}, {_count(doubtful, 'warning')}" if findings else "all is well"
    yield f"{_count(releases, 'release')} checked: {verdict}"


def _count(number: int, one: str) -> str:
    return f"{number} {one if number == 1 else one + 's'}"
