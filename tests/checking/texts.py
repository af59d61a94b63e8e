"""Small releases for rules: each is right but for what a test is about."""

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from pressflow.checking.recycling import Archive
from pressflow.checking.reviewing import review, texts
from pressflow.checking.text import Text
from pressflow.model.finding import Finding, errors
from pressflow.model.journal import State
from pressflow.model.publisher import Publisher
from pressflow.model.record import Record
from pressflow.model.release import Release
from pressflow.settings import Settings
from pressflow.source.record import Surroundings, read_record
from tests import builders

FOLDER = "releases/2026/2026-05-16-bridge"
_BASE: dict[str, dict[str, Any]] = {
    "de": {
        "title": "Lohtal: Neue Brücke über die Loh ist fertig",
        "lead": "Die Stadt Lohtal hat am Samstag die neue Brücke über die Loh für den Verkehr freigegeben.",
    },
    "en": {
        "title": "New bridge across the Loh opens in Lohtal",
        "lead": "The City of Lohtal opened the new bridge across the Loh to all traffic on Saturday.",
    },
}
_COMMON: dict[str, Any] = {
    "date": "2026-05-16 10:30",
    "place": "Lohtal",
    "topics": ["traffic"],
    "contact": {"name": "Kim Berger", "organisation": "Stadt Lohtal", "email": "presse@lohtal.example.org"},
}
_BODY = {"de": "Die Arbeiten haben vierzehn Monate gedauert.", "en": "The work took fourteen months."}


@cache
def publisher() -> Publisher:
    """The office all of them are of."""
    import tomllib

    return Settings.model_validate(tomllib.loads(builders.SETTINGS)).speaker


def source(language: str, body: str | None = None, **fields: Any) -> bytes:  # Any: whatever a header may hold
    """A record as a file; a field of None is left out."""
    return folded(language, 1000, body, **fields)


def folded(language: str, width: int, body: str | None = None, **fields: Any) -> bytes:  # Any: as above
    """The same, with its fields folded into lines of a width."""
    header = {name: value for name, value in {**_BASE[language], **_COMMON, **fields}.items() if value is not None}
    front = yaml.safe_dump(header, allow_unicode=True, sort_keys=False, width=width)
    return f"---\n{front}---\n{body or _BODY[language]}\n".encode()


def record(data: bytes, language: str, folder: str = FOLDER) -> Record:
    """The record in a file; fails where it cannot be read."""
    read, findings = _read(data, language, folder)
    assert errors(findings) == []
    assert read
    return read


def unread(files: dict[str, bytes]) -> list[Finding]:
    """The errors that are found while these files are read."""
    return [one for language, data in files.items() for one in errors(_read(data, language, FOLDER)[1])]


def _read(data: bytes, language: str, folder: str) -> tuple[Record | None, list[Finding]]:
    findings: list[Finding] = []
    around = Surroundings(publisher(), "DE", {}, Path("/nowhere"))
    return read_record(data, f"{folder}/{language}.md", language, around, findings), findings


def release(
    files: dict[str, bytes], slug: str = "2026-05-16-bridge", archive: Archive | None = None
) -> tuple[Text, ...]:
    """The texts of a release of these files, by language; the original first."""
    records = tuple(record(data, language) for language, data in files.items())
    whole = Release(slug, "", records, (), "", State.DRAFT, ())
    return texts(whole, f"releases/{slug[:4]}/{slug}", publisher(), archive=archive)


def found(
    files: dict[str, bytes], slug: str = "2026-05-16-bridge", archive: Archive | None = None, **severities: str
) -> list[Finding]:
    """What rules find in a release of these files."""
    return sorted(review(release(files, slug, archive), severities))


def example(words: str, language: str = "de") -> list[Finding]:
    """What is found in an example of a rule: fields in YAML with the text as `body`, or the text alone.

    `en` is the text of a translation, `older` the text of an older release.
    """
    fields: dict[str, Any] = yaml.safe_load(words) if re.match(r"[a-z_]+: ", words) else {"body": words}
    english, older = fields.pop("en", None), fields.pop("older", None)
    files = {language: source(language, **fields)}
    if english:
        files["en"] = source("en", english, translation_of="de")
    archive = Archive(None)
    if older:
        archive.add(
            "2025-05-16-older", language, "2025-05-16", source(language, older, lead="Es ist Sommer in Lohtal.")
        )
    return found(files, archive=archive)
