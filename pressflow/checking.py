"""Checking: everything the office wrote, against the record's rules and what channels can carry."""

from collections.abc import Iterator
from pathlib import Path

from pressflow.formats import letter
from pressflow.model.finding import Finding
from pressflow.newsroom import Newsroom


def check(newsroom: Newsroom, folders: list[Path]) -> tuple[Finding, ...]:
    """All findings for these release folders and the parts they share, in order of their places."""
    findings = set(newsroom.shared_findings)
    for folder in folders:
        findings.update(check_release(newsroom, folder))
    return tuple(sorted(findings))


def check_release(newsroom: Newsroom, folder: Path) -> Iterator[Finding]:
    """The findings for one release."""
    reading = newsroom.read(folder)
    yield from reading.findings
    if reading.release:
        edition = newsroom.edition(reading.release)
        for record in reading.release.records:
            html = letter.compose(edition, reading.release, record).html
            if (size := len(html.encode())) > letter.HTML_LIMIT:
                name = f"{newsroom.name(folder)}/{record.language}.md"
                message = (
                    f"the letter has {size:,} bytes; over {letter.HTML_LIMIT:,} Gmail hides its end: shorten the text"
                )
                yield Finding(name, 1, 1, "LETTER-SIZE", message)
