"""Reading a release: all its languages and assets, from its folder or from a frozen version."""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from zoneinfo import ZoneInfo

from pressflow.errors import RuleError
from pressflow.folders import leads_out
from pressflow.model.finding import Finding, errors
from pressflow.model.journal import Embargoed, Event, Published, State, state, uri, versions
from pressflow.model.picture import MEDIA_TYPES as PICTURES
from pressflow.model.picture import Picture
from pressflow.model.record import Record
from pressflow.model.release import Asset, Release
from pressflow.source.record import Surroundings, read_record
from pressflow.source.shared import (
    CONTACTS,
    boilerplate_file,
    own_files,
    press_contacts,
    write_press_contacts,
)
from pressflow.source.text import read_bytes
from pressflow.source.whole import is_litter, read_whole

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
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LONGEST_SLUG = 100
# Names of the newsroom's own documents.
_TAKEN = {"atom", "feed", "index", "rss", "sitemap"}
CHANGED = "was changed after it was published; restore it: it is what the public was told"
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
        return own_files(self.files)

    @property
    def texts(self) -> dict[str, str]:
        """The hash of each language's text."""
        texts = ((name, content) for name, content in self.files.items() if "/" not in name and name.endswith(".md"))
        return {name.removesuffix(".md"): hashlib.sha256(content).hexdigest() for name, content in texts}

    def is_version(self, folder: Path, version: int) -> bool:
        """Whether the release's own files are those that were frozen as this version."""
        return self.own == own_files(read_whole(folder / "versions" / str(version)))


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
    reader.named(folder.name)
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


def altered(folder: Path, events: tuple[Event, ...]) -> Iterator[int]:
    """The numbers of a release's frozen versions that are not what the public was told; of one that was killed, none.

    All their files are read.
    """
    for published in versions(events) if state(events) != State.KILLED else ():
        files = read_whole(folder / "versions" / str(published.version))
        if content_hash(files, published.audience) != published.hash:
            yield published.version


def read_version(
    folder: Path, name: str, around: Surroundings, events: tuple[Event, ...], published: Published | Embargoed
) -> Reading:
    """A frozen version, from its own copies of everything; a finding where it was changed or cannot be read any more.

    What was right when it was published stays published: rules and settings may have become stricter since.
    """
    frozen, name = folder / "versions" / str(published.version), f"{name}/versions/{published.version}"
    files = read_whole(frozen)
    if content_hash(files, published.audience) != published.hash:
        return Reading(None, files, published.audience, (Finding(name, 1, 1, "VERSION-CHANGED", CHANGED),))
    publisher = around.publisher
    if publisher.zone.key != published.zone:
        publisher = publisher.model_copy(update={"zone": ZoneInfo(published.zone)})
    contacts = press_contacts(files.get(CONTACTS, b""), around.region, [])
    reader = _Reader(frozen, name, Surroundings(publisher, around.region, contacts, frozen, files), files)
    records = reader.records(published.original)
    assets = reader.assets(records)
    unread = len(records) < sum("/" not in file and file.endswith(".md") for file in files)
    if unread or len(assets) < len({file.file for record in records for file in record.files}):
        return Reading(None, files, published.audience, tuple(sorted(reader.findings)))
    release = Release(
        slug=published.slug,
        uri=uri(events) or "",
        records=records,
        assets=assets,
        hash=published.hash,
        state=State.EMBARGOED if isinstance(published, Embargoed) else state(events),
        events=events,
        reference=published.reference if isinstance(published, Published) else "",
        version=published.version,
    )
    return Reading(release, files, published.audience, ())


class _Reader:
    """Reads a release from its folder, or a frozen version from its files, which are known to be those approved."""

    def __init__(
        self, folder: Path, name: str, around: Surroundings, frozen: Mapping[str, bytes] | None = None
    ) -> None:
        self.folder, self.name, self.around, self.frozen = folder, name, around, frozen
        self.findings: list[Finding] = []

    def named(self, slug: str) -> None:
        """The folder's name becomes the release's address for ever."""
        if not _SLUG.fullmatch(slug) or len(slug) > _LONGEST_SLUG or slug in _TAKEN:
            message = (
                f"the folder's name becomes the web address: use small letters a to z, digits and hyphens, at most "
                f"{_LONGEST_SLUG} characters, and none of {', '.join(sorted(_TAKEN))}; rename the folder"
            )
            self._found("SLUG-FORM", message)

    def records(self, original: str | None = None) -> tuple[Record, ...]:
        """The records, the original first, then in the order of the newsroom's languages."""
        found = []
        for file in sorted(self._texts()):
            name, language = f"{self.name}/{file}", file.removesuffix(".md")
            if not _LANGUAGE.fullmatch(language):
                message = "a file is named for its language, as in de.md or en.md; rename it"
                self._found("LANG-TAG", message, name)
            elif (data := self._text(file, name)) is not None:
                frozen = self.frozen is not None
                if record := read_record(data, name, language, self.around, self.findings, frozen=frozen):
                    found.append(record)
        if not found and not self.findings:
            self._found("LANG-NONE", "holds no text; write one, as in de.md")
        languages = self.around.publisher.languages
        order = {language: number for number, language in enumerate(languages)}
        found.sort(
            key=lambda record: (
                record.language != original if original else bool(record.translation_of),
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

    def _texts(self) -> list[str]:
        """The names of the files with texts."""
        if self.frozen is not None:
            return [name for name in self.frozen if "/" not in name and name.endswith(".md")]
        return [file.name for file in self.folder.glob("*.md") if not is_litter(file.name)]

    def _text(self, file: str, name: str) -> bytes | None:
        """What a file says, or None with a finding."""
        if self.frozen is not None:
            return self.frozen[file]
        if leads_out(self.folder / file, self.folder):
            message = "is a link to a place outside the release's folder; copy the file here"
            self._found("FILE-OUTSIDE", message, name)
            return None
        return read_bytes(self.folder / file, name, self.findings)

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
        shown: set[str] = set()
        for record in records:
            owner = f"{self.name}/{record.language}.md"
            shown.update(image.file for image in record.images)
            for file in record.files:
                named.setdefault(file.file, owner)
        found = (self._asset(file, owner, picture=file in shown) for file, owner in sorted(named.items()))
        assets = tuple(asset for asset in found if asset)
        if self.frozen is None:
            self._distinct(assets, named)
        return assets

    def _asset(self, name: str, owner: str, *, picture: bool) -> Asset | None:
        try:
            media_type = _media_type(name)
            content = self._content(name)
            _fit(content, media_type, picture=picture)
            return Asset(name, media_type, content, self._picture(name, content, media_type))
        except RuleError as wrong:
            self._found(wrong.code, f"{name}: {wrong}", owner)
            return None

    def _picture(self, name: str, content: bytes, media_type: str) -> Picture | None:
        """What is known of a picture; a frozen one was read to its last pixel before it was approved."""
        if media_type not in PICTURES:
            return None
        from pressflow.pictures.examining import examine  # with Pillow, which a text needs not

        return examine(name, content, media_type, whole=self.frozen is None)

    def _content(self, name: str) -> bytes:
        """What is in an asset; raises RuleError for one that is not there, or cannot be offered."""
        file, frozen = self.folder / name, self.frozen
        if frozen is not None and name in frozen:
            return frozen[name]
        if frozen is not None or not file.is_file():
            raise RuleError("ASSET-MISSING", f"there is no such file in {self.name}/assets")
        if leads_out(file, self.folder):
            raise RuleError("FILE-OUTSIDE", "links to a place outside the release's folder; copy the file here")
        if file.stat().st_size > ASSET_LIMIT:
            raise RuleError("ASSET-SIZE", f"is larger than {ASSET_LIMIT // 1024 // 1024} MB")
        return file.read_bytes()

    def _distinct(self, assets: tuple[Asset, ...], owners: Mapping[str, str]) -> None:
        """No two files made of the assets have the same name, as a.jpg and a.png would."""
        makers: dict[str, str] = {}
        for asset in assets:
            made = [one.file for one in asset.picture.renditions] if asset.picture else [asset.file]
            twins = {makers.setdefault(file.casefold(), asset.file) for file in made} - {asset.file}
            for twin in sorted(twins):
                message = f"{asset.file}: would have the same web address as {twin}; rename one of them"
                self._found("ASSET-NAME", message, owners[asset.file])

    def files(self, records: tuple[Record, ...], assets: tuple[Asset, ...]) -> dict[str, bytes]:
        """Everything a version freezes, by name: texts, assets, and the shared parts they name."""
        files = {f"{record.language}.md": record.source for record in records}
        files |= {asset.file: asset.content for asset in assets}
        ids = {id_ for record in records for id_ in record.contacts if isinstance(id_, str)}
        contacts = {id_: self.around.press_contacts[id_] for id_ in ids if id_ in self.around.press_contacts}
        if contacts:
            files[CONTACTS] = write_press_contacts(contacts)
        for record in records:
            for about in record.about:
                files[boilerplate_file(about.id, record.language)] = about.source
        return files

    def _found(self, code: str, message: str, name: str | None = None) -> None:
        self.findings.append(Finding(name or self.name, 1, 1, code, message))


def _media_type(name: str) -> str:
    ending = PurePosixPath(name).suffix.lower().removeprefix(".")
    if ending in ("svg", "svgz"):
        raise RuleError("ASSET-TYPE", "an SVG can hold scripts, so this kind of file is not offered; save it as PNG")
    if ending not in MEDIA_TYPES:
        raise RuleError("ASSET-TYPE", f"this kind of file is not offered; use one of {', '.join(MEDIA_TYPES)}")
    return MEDIA_TYPES[ending]


def _fit(content: bytes, media_type: str, *, picture: bool) -> None:
    """Raise RuleError for content that is not what the record says it is."""
    if not content.startswith(_BEGINS.get(media_type, b"")):
        raise RuleError("ASSET-TYPE", f"is not what its name says ({media_type}); save it anew")
    if picture and media_type not in PICTURES:
        raise RuleError("ASSET-TYPE", "is no picture; use jpg, png or webp, or name it under attachments")
