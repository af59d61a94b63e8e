"""Showing findings to other programs: JSON, SARIF 2.1.0 and the annotations of GitHub."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any
from urllib.parse import quote

from pressflow import __version__
from pressflow.checking.rule import Rule, rules
from pressflow.model.finding import Finding, Severity

_LEVELS: dict[Severity, str] = {"error": "error", "warning": "warning", "hint": "note"}
_ANNOTATIONS: dict[Severity, str] = {"error": "error", "warning": "warning", "hint": "notice"}
_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def as_dict(finding: Finding) -> dict[str, Any]:  # Any: JSON
    """A finding as JSON shows it."""
    return asdict(finding)


def github(findings: Iterable[Finding]) -> Iterator[str]:
    """Findings as workflow commands, which GitHub shows beside the lines; waived ones are left out."""
    for one in findings:
        if not one.waived:
            place = f"file={_escaped(one.path, ':,')},line={one.line},col={one.column},title={one.code}"
            yield f"::{_ANNOTATIONS[one.severity]} {place}::{_escaped(one.message)}"


def _escaped(words: str, more: str = "") -> str:
    for sign in ("%", "\r", "\n", *more):
        words = words.replace(sign, f"%{ord(sign):02X}")
    return words


def sarif(findings: Iterable[Finding]) -> str:
    """Findings as a SARIF log (OASIS SARIF 2.1.0); what the office lets stand is told as suppressed."""
    found = list(findings)
    known = {code: one for code, one in rules().items() if any(finding.code == code for finding in found)}
    driver = {
        "name": "pressflow",
        "version": __version__,
        "informationUri": "https://pressflow.example.org/docs",
        "rules": [_rule(one) for one in known.values()],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(one) for one in found],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2)


def _rule(one: Rule) -> dict[str, Any]:  # Any: JSON
    return {
        "id": one.code,
        "fullDescription": {"text": one.says},
        "defaultConfiguration": {"level": _LEVELS[one.severity]},
    }


def _result(one: Finding) -> dict[str, Any]:  # Any: JSON
    artifact = {"uri": quote(one.path)}
    region = {"startLine": one.line, "startColumn": one.column}
    result: dict[str, Any] = {
        "ruleId": one.code,
        "level": _LEVELS[one.severity],
        "message": {"text": one.message},
        "locations": [{"physicalLocation": {"artifactLocation": artifact, "region": region}}],
    }
    if one.waived:
        result["suppressions"] = [{"kind": "inSource", "justification": one.waived}]
    if one.fix:
        deleted = {
            "startLine": one.fix.line,
            "startColumn": one.fix.column,
            "endLine": one.fix.line,
            "endColumn": one.fix.column + len(one.fix.old),
        }
        replacement = {"deletedRegion": deleted, "insertedContent": {"text": one.fix.new}}
        result["fixes"] = [{"artifactChanges": [{"artifactLocation": artifact, "replacements": [replacement]}]}]
    return result
