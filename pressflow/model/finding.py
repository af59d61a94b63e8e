"""A finding: one thing that is wrong, or doubtful, in what the office wrote, with its place and what to do."""

from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["error", "warning", "hint"]


@dataclass(frozen=True, slots=True, order=True)
class Fix:
    """A safe change: at this place in the file, which reads `old`, write `new`; neither holds a line end."""

    line: int
    column: int
    old: str
    new: str


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One problem; `line` and `column` count from 1, `path` is relative to the newsroom."""

    path: str
    line: int
    column: int
    code: str
    message: str
    severity: Severity = "error"
    fix: Fix | None = field(default=None, compare=False)
    waived: str = field(default="", compare=False)
    """Why the office lets it stand, where it does."""

    def __str__(self) -> str:
        """The line editors understand: `path:line:column: CODE message`."""
        mark = "" if self.severity == "error" else f" ({self.severity})"
        reason = f" (waived: {self.waived})" if self.waived else ""
        return f"{self.path}:{self.line}:{self.column}: {self.code}{mark} {self.message}{reason}"


def errors(findings: list[Finding]) -> list[Finding]:
    """Those findings that stop a release."""
    return [finding for finding in findings if finding.severity == "error" and not finding.waived]
