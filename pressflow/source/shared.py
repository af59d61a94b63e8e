"""What releases share by id: press contacts and boilerplate."""

import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import ValidationError

from pressflow.errors import RuleError
from pressflow.folders import OUTSIDE, is_foreign
from pressflow.model.body import places
from pressflow.model.finding import Finding
from pressflow.model.mistakes import in_plain_words
from pressflow.model.publisher import Publisher
from pressflow.model.record import About, SharedPressContact
from pressflow.source.body import read_body
from pressflow.source.fields import Fields, read_yaml
from pressflow.source.text import decode, read_bytes

# What releases share is frozen with each of them: thousands of copies of a few texts.
_COPIES = 200

CONTACTS = "press-contacts.yaml"
BOILERPLATE = "boilerplate"


def own_files(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of a version that are its own, without the parts it shares with others."""
    return {name: content for name, content in files.items() if not _shared(name)}


def _shared(name: str) -> bool:
    return name == CONTACTS or name.startswith(f"{BOILERPLATE}/")


def read_press_contacts(
    folder: Path, publisher: Publisher, region: str, findings: list[Finding]
) -> dict[str, SharedPressContact]:
    """The shared press contacts by id; those that are wrong are left out, with findings."""
    file = folder / CONTACTS
    data = _read(folder, CONTACTS, findings) if file.is_file() else None
    return {} if data is None else press_contacts(data, region, findings)


def press_contacts(data: bytes, region: str, findings: list[Finding]) -> dict[str, SharedPressContact]:
    """The press contacts in the bytes of their file; those that are wrong are left out, with findings."""
    contacts, found = _press_contacts(data, region)
    findings.extend(found)
    return dict(contacts)


@lru_cache(_COPIES)
def _press_contacts(data: bytes, region: str) -> tuple[Mapping[str, SharedPressContact], tuple[Finding, ...]]:
    findings: list[Finding] = []
    contacts: dict[str, SharedPressContact] = {}
    text = decode(data, CONTACTS, findings)
    fields = (read_yaml(text, CONTACTS, 1, findings) if text else None) or Fields({}, {})
    for id_, contact in fields.data.items():
        try:
            contacts[id_] = SharedPressContact.model_validate(contact, context={"region": region})
        except ValidationError as error:
            for mistake in in_plain_words(error, SharedPressContact):
                place = fields.position((id_, *mistake.location))
                field = ".".join(str(part) for part in (id_, *mistake.location))
                findings.append(Finding(CONTACTS, *place, mistake.code, f"{field}: {mistake.message}"))
    return contacts, tuple(findings)


def write_press_contacts(contacts: Mapping[str, SharedPressContact]) -> bytes:
    """Shared press contacts as the file they are read from."""
    data = {id_: contact.model_dump(exclude_none=True) for id_, contact in sorted(contacts.items())}
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=True).encode()


def boilerplate_file(id_: str, language: str) -> str:
    """The file of a boilerplate text, relative to the newsroom."""
    return f"{BOILERPLATE}/{id_}.{language}.md"


def read_about(folder: Path, id_: str, language: str, findings: list[Finding]) -> About | None:
    """A boilerplate text in a language; None, with findings, where there is none or it cannot be read."""
    name = boilerplate_file(id_, language)
    data = _read(folder, name, findings)
    return None if data is None else about(data, id_, language, findings)


def about(data: bytes, id_: str, language: str, findings: list[Finding]) -> About | None:
    """The boilerplate text in the bytes of its file; None, with findings, where it cannot be read."""
    text, found = _about(data, id_, language)
    findings.extend(found)
    return text


@lru_cache(_COPIES)
def _about(data: bytes, id_: str, language: str) -> tuple[About | None, tuple[Finding, ...]]:
    findings: list[Finding] = []
    return _read_about(data, id_, language, findings), tuple(findings)


def _read_about(data: bytes, id_: str, language: str, findings: list[Finding]) -> About | None:
    name = boilerplate_file(id_, language)
    text = decode(data, name, findings)
    if text is None:
        return None
    title = re.match(r"\s*#{1,3} +(.+)\n", text)
    if not title:
        message = "lacks its title; begin the file with a line such as ## About us"
        findings.append(Finding(name, 1, 1, "FIELD-MISSING", message))
        return None
    try:
        body = read_body(text[title.end() :], language)
    except RuleError as error:
        findings.append(Finding(name, 1, 1, error.code, str(error)))
        return None
    if any(places(body)):
        findings.append(Finding(name, 1, 1, "QUOTE-PLACE", "a quote's place may only stand in a release; take it out"))
        return None
    return About(id_, title[1].strip(), body, data)


def _read(folder: Path, name: str, findings: list[Finding]) -> bytes | None:
    """What a file of the newsroom says; None, with a finding, for one that leads out or cannot be read."""
    if is_foreign(folder, name):
        findings.append(Finding(name, 1, 1, "FILE-OUTSIDE", OUTSIDE))
        return None
    return read_bytes(folder / name, name, findings)


def known_ids(folder: Path) -> list[str]:
    """The ids of all boilerplate texts."""
    return sorted({file.name.partition(".")[0] for file in (folder / BOILERPLATE).glob("*.*.md")})
