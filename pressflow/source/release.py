"""Reading a release: all its languages and assets, from its folder or from a frozen version."""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pressflow.model.finding import Finding, errors
from pressflow.model.journal import Event, Published, State, state, uri
from pressflow.model.record import Record
from pressflow.model.release import Asset, Release
from pressflow.source.record import Surroundings, read_record
from pressflow.source.shared import BOILERPLATE, CONTACTS, boilerplate_file, read_press_contacts, write_press_contacts
from pressflow.source.whole import read_whole

# What may be offered for download, by file name; pages and scripts are not among them.
MEDIA_TYPES = {
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "zip": "application/zip",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
}
_BEGINS = {
    "image/jpeg": b"\xff\xd8\xff",
    "image/png": b"\x89PNG",
    "image/webp": b"RIFF",
    "application/pdf": b"%PDF-",
}
ASSET_LIMIT = 50 * 1024 * 1024
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8})*")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a folder holds: the release if it can be used, the files that make it up, and what was found."""

    release: Release | None
    files: Mapping[str, bytes]
    audience: tuple[str, ...]
    findings: tuple[Finding, ...]

    @property
    def own(self) -> dict[str, bytes]:
        """The files that are the release's own, without the parts it shares with others."""
        return {name: content for name, content in self.files.items() if not _shared(name)}

    @property
    def texts(self) -> dict[str, str]:
        """The hash of each language's text."""
        texts = ((name, content) for name, content in self.files.items() if "/" not in name and name.endswith(".md"))
        return {name.removesuffix(".md"): hashlib.sha256(content).hexdigest() for name, content in texts}

    def is_version(self, folder: Path, version: int) -> bool:
        """Whether the release's own files are those that were frozen as this version."""
        frozen = read_whole(folder / "versions" / str(version))
        return self.own == {name: content for name, content in frozen.items() if not _shared(name)}


def content_hash(files: Mapping[str, bytes], audience: tuple[str, ...]) -> str:
    """One hash for text, assets, shared parts and audience: what an approval is bound to."""
    digest = hashlib.sha256()
    for name, content in sorted(files.items()):
        digest.update(f"{name}\0{hashlib.sha256(content).hexdigest()}\n".encode())
    digest.update(f"audience\0{' '.join(audience)}\n".encode())
    return f"sha256:{digest.hexdigest()}"


def read_release(folder: Path, name: str, around: Surroundings, events: tuple[Event, ...]) -> Reading:
    """The release as the office is writing it; `name` is the folder as findings show it."""
    reader = _Reader(folder, name, around)
    records = reader.records()
    if not records:
        return Reading(None, {}, (), tuple(sorted(reader.findings)))
    audience = around.publisher.audience(records[0].topics)
    assets = reader.assets(records)
    files = reader.files(records, assets)
    hash_ = content_hash(files, audience)
    release = Release(
        slug=folder.name,
        uri=uri(events) or "",
        records=records,
        assets=assets,
        hash=hash_,
        state=state(events, hash_),
        events=events,
    )
    broken = errors(reader.findings)
    return Reading(None if broken else release, files, audience, tuple(sorted(reader.findings)))


def read_version(
    folder: Path, name: str, around: Surroundings, events: tuple[Event, ...], published: Published
) -> Reading:
    """A frozen version, from its own copies of everything; a finding where it was changed or cannot be read any more.

    What was right when it was published stays published: rules and settings may have become stricter since.
    """
    frozen, name = folder / "versions" / str(published.version), f"{name}/versions/{published.version}"
    files = read_whole(frozen)
    if content_hash(files, published.audience) != published.hash:
        message = "was changed after it was published; restore it: it is what the public was told"
        return Reading(None, files, published.audience, (Finding(name, 1, 1, "VERSION-CHANGED", message),))
    contacts = read_press_contacts(frozen, around.publisher, around.region, [])
    reader = _Reader(frozen, name, Surroundings(around.publisher, around.region, contacts, frozen))
    records = reader.records()
    if len(records) < sum("/" not in file and file.endswith(".md") for file in files):
        return Reading(None, files, published.audience, tuple(sorted(reader.findings)))
    release = Release(
        slug=folder.name,
        uri=uri(events) or "",
        records=records,
        assets=reader.assets(records),
        hash=published.hash,
        state=State.CORRECTED if published.version > 1 else State.PUBLISHED,
        events=events,
        reference=published.reference,
        version=published.version,
    )
    return Reading(release, files, published.audience, ())


class _Reader:
    def __init__(self, folder: Path, name: str, around: Surroundings) -> None:
        self.folder, self.name, self.around = folder, name, around
        self.findings: list[Finding] = []

    def records(self) -> tuple[Record, ...]:
        """The records, the original first, then in the order of the newsroom's languages."""
        found = []
        for file in sorted(self.folder.glob("*.md")):
            name = f"{self.name}/{file.name}"
            if not _LANGUAGE.fullmatch(file.stem):
                message = "a file is named for its language, as in de.md or en.md; rename it"
                self._found("LANG-TAG", message, name)
            elif _outside(file, self.folder):
                self._found(
                    "FILE-OUTSIDE",
                    "is a link to a place outside the release's folder; copy the file here",
                    name,
                )
            elif record := read_record(file, name, self.around, self.findings):
                found.append(record)
        if not found and not self.findings:
            self._found("LANG-NONE", "holds no text; write one, as in de.md")
        languages = self.around.publisher.languages
        order = {language: number for number, language in enumerate(languages)}
        found.sort(
            key=lambda record: (
                bool(record.translation_of),
                order.get(record.language, len(order)),
                record.language,
            )
        )
        written = [record.language for record in found]
        for record in found:
            if record.translation_of and record.translation_of not in written:
                message = f"translation_of: there is no {record.translation_of}.md; name the original's language"
                self._found("LANG-FACTS", message, f"{self.name}/{record.language}.md")
        for record in found[1:]:
            self._agree(found[0], record)
        return tuple(found)

    def _agree(self, original: Record, other: Record) -> None:
        """All languages of a release bear the same date, embargo and topics."""
        facts: dict[str, Callable[[Record], object]] = {
            "date": lambda record: record.date,
            "embargo": lambda record: record.embargo and (record.embargo.until, bool(record.embargo.event)),
            "topics": lambda record: record.topics,
        }
        for field, fact in facts.items():
            if fact(original) != fact(other):
                message = f"{field}: differs from that in {original.language}.md; make them the same"
                self._found("LANG-FACTS", message, f"{self.name}/{other.language}.md")

    def assets(self, records: tuple[Record, ...]) -> tuple[Asset, ...]:
        """The files the records name, each once."""
        named: dict[str, str] = {}
        for record in records:
            owner = f"{self.name}/{record.language}.md"
            for file in record.files:
                named.setdefault(file.file, owner)
        assets = (self._asset(file, owner) for file, owner in sorted(named.items()))
        return tuple(asset for asset in assets if asset)

    def _asset(self, name: str, owner: str) -> Asset | None:
        file = self.folder / name
        media_type = MEDIA_TYPES.get(file.suffix.lower().removeprefix("."), "")
        if wrong := self._unfit(file, media_type):
            code, message = wrong
            self._found(code, f"{name}: {message}", owner)
            return None
        return Asset(name, media_type, file.read_bytes())

    def _unfit(self, file: Path, media_type: str) -> tuple[str, str] | None:
        """Why a file cannot be offered: a code and what to do."""
        if not media_type:
            return "ASSET-TYPE", f"this kind of file is not offered; use one of {', '.join(MEDIA_TYPES)}"
        if not file.is_file():
            return "ASSET-MISSING", f"there is no such file in {self.name}/assets"
        if _outside(file, self.folder):
            return "FILE-OUTSIDE", "links to a place outside the release's folder; copy the file here"
        if file.stat().st_size > ASSET_LIMIT:
            return "ASSET-SIZE", f"is larger than {ASSET_LIMIT // 1024 // 1024} MB"
        with file.open("rb") as stream:
            if not stream.read(16).startswith(_BEGINS.get(media_type, b"")):
                return "ASSET-TYPE", f"is not what its name says ({media_type}); save it anew"
        return None

    def files(self, records: tuple[Record, ...], assets: tuple[Asset, ...]) -> dict[str, bytes]:
        """Everything a version freezes, by name: texts, assets, and the shared parts they name."""
        files = {f"{record.language}.md": (self.folder / f"{record.language}.md").read_bytes() for record in records}
        files |= {asset.file: asset.content for asset in assets}
        ids = {id_ for record in records for id_ in record.contacts if isinstance(id_, str)}
        contacts = {id_: self.around.press_contacts[id_] for id_ in ids if id_ in self.around.press_contacts}
        if contacts:
            files[CONTACTS] = write_press_contacts(contacts)
        for record in records:
            for about in record.about:
                name = boilerplate_file(about.id, record.language)
                files[name] = (self.around.shared / name).read_bytes()
        return files

    def _found(self, code: str, message: str, name: str | None = None) -> None:
        self.findings.append(Finding(name or self.name, 1, 1, code, message))


def _shared(name: str) -> bool:
    return name == CONTACTS or name.startswith(f"{BOILERPLATE}/")


def _outside(file: Path, folder: Path) -> bool:
    return not file.resolve().is_relative_to(folder.resolve())
