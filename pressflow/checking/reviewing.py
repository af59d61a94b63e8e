"""Reviewing: each rule is asked about each text of a release, and the office's own say is heard."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from pressflow.checking.recycling import Archive
from pressflow.checking.rule import Rule, rules
from pressflow.checking.text import Around, Source, Text
from pressflow.model.finding import Finding, Severity
from pressflow.model.journal import State
from pressflow.model.publisher import Publisher
from pressflow.model.release import Release


def texts(
    release: Release,
    name: str,
    publisher: Publisher,
    states: Callable[[str], State | None] = lambda _: None,
    archive: Archive | None = None,
) -> tuple[Text, ...]:
    """The texts of a release as rules read them; `name` is its folder as findings show it."""
    by_language: dict[str, Text] = {}
    around = Around(publisher, release, by_language, states, archive)
    for record in release.records:
        file = f"{name}/{record.language}.md"
        by_language[record.language] = Text(file, record, Source(record.source), around)
    return tuple(by_language.values())


def review(given: Iterable[Text], severities: Mapping[str, str]) -> Iterator[Finding]:
    """What all rules find in these texts, as bad as the office says; what it lets stand is marked so."""
    asked = [one for one in rules().values() if one.check and severities.get(one.code) != "off"]
    for text in given:
        waived = {waiver.code: waiver.reason for waiver in text.record.waive}
        for one in asked:
            for finding in _found(one, text):
                yield as_said(finding, severities, waived)


def _found(one: Rule, text: Text) -> Iterator[Finding]:
    for found in one.check(text) if one.check else ():
        severity = found.severity or one.severity
        yield Finding(text.file, found.line, found.column, one.code, found.message, severity, found.fix)


def as_said(finding: Finding, severities: Mapping[str, str], waived: Mapping[str, str]) -> Finding:
    """A finding as bad as the office says; with its reason, where it lets it stand."""
    known = rules().get(finding.code)
    if known is None or not known.adjustable:
        return finding
    severity: dict[str, Severity] = {"error": "error", "warning": "warning", "hint": "hint"}
    said = severity.get(severities.get(finding.code, ""), finding.severity)
    return replace(finding, severity=said, waived=waived.get(finding.code, ""))
