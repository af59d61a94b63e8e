"""A finding: one thing that is wrong, or doubtful, in what the office wrote, with its place and what to do."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One problem; `line` and `column` count from 1, `path` is relative to the newsroom."""

    path: str
    line: int
    column: int
    code: str
    message: str
    severity: Severity = "error"

    def __str__(self) -> str:
        """The line editors understand: `path:line:column: CODE message`."""
        mark = "" if self.severity == "error" else " (warning)"
        return f"{self.path}:{self.line}:{self.column}: {self.code}{mark} {self.message}"


def errors(findings: list[Finding]) -> list[Finding]:
    """Those findings that stop a release."""
    return [finding for finding in findings if finding.severity == "error"]
