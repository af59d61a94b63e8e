"""Release: what is announced, in all its languages, as one version of it stands."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from pressflow.model.journal import Event, Killed, Pinned, Published, State, Withdrawn, pinned, recall, versions
from pressflow.model.picture import Picture, Rendition
from pressflow.model.record import Record


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that belongs to a release; `file` is its name in the record, as in `assets/photo.jpg`.

    What is public of a picture are the files made of it, never the `content` itself: that may say where it was taken.
    """

    file: str
    media_type: str
    content: bytes
    picture: Picture | None = None

    @property
    def offered(self) -> str:
        """The file to download: a picture's print size, any other file as it is."""
        return self.picture.print.file if self.picture else self.file


@dataclass(frozen=True)
class Release:
    """One release: its records by language (the original first), its assets and what was decided about it.

    `before` are the versions that were public before this one, oldest first.
    """

    slug: str
    uri: str
    records: tuple[Record, ...]
    assets: tuple[Asset, ...]
    hash: str
    state: State
    events: tuple[Event, ...]
    reference: str = ""
    version: int = 0
    before: tuple["Release", ...] = ()

    @property
    def original(self) -> Record:
        """The record the others translate."""
        return self.records[0]

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages it is written in, the original's first."""
        return tuple(record.language for record in self.records)

    def record(self, language: str) -> Record | None:
        """The record in this language, if there is one."""
        return next((record for record in self.records if record.language == language), None)

    def for_reader(self, language: str) -> Record:
        """The record for a reader of this language (`en` for `en-GB`); the original where it was not translated."""
        return self.record(language) or self.record(language.partition("-")[0]) or self.original

    def asset(self, file: str) -> Asset:
        """The asset a record names."""
        return next(asset for asset in self.assets if asset.file == file)

    def picture(self, file: str) -> Picture:
        """The picture a record shows."""
        picture = self.asset(file).picture
        if picture is None:
            raise ValueError(f"{file} is no picture")
        return picture

    def renditions(self, asset: Asset) -> tuple[Rendition, ...]:
        """The files made of an asset: none of a document, the print size alone of a picture that no page shows."""
        if asset.picture is None:
            return ()
        shown = any(image.file == asset.file for record in self.records for image in record.images)
        return asset.picture.renditions if shown else (asset.picture.print,)

    @cached_property  # each page asks dozens of times
    def history(self) -> tuple[Published, ...]:
        """The published versions up to this one."""
        return tuple(event for event in versions(self.events) if event.version <= self.version)

    @cached_property
    def corrections(self) -> tuple[Published, ...]:
        """The versions a reader must be told of: all but the first and the silent ones."""
        return tuple(event for event in self.history[1:] if event.correction != "typo")

    @property
    def corrected(self) -> bool:
        """Whether this very version is one that readers must be told of."""
        return bool(self.corrections) and self.corrections[-1].version == self.version

    def at(self, version: int) -> "Release | None":
        """The release as it stood in a version, where that is known."""
        return next((one for one in (*self.before, self) if one.version == version), None)

    @property
    def dated(self) -> bool:
        """Whether it bears a date; one under an event's embargo has none before it is public."""
        return bool(self.original.date or self.history)

    @property
    def date(self) -> datetime:
        """The moment the release bears: its date, else that of its first version, else that of its making."""
        first = next(iter(self.history or self.events), None)
        written = self.original.date if self.records else None
        return written or (first.at if first else datetime.fromtimestamp(0, UTC))

    @property
    def updated(self) -> datetime:
        """The moment of its last change: when it was taken back, else the newest correction's, else its date."""
        if self.recall:
            return self.recall.at
        return self.corrections[-1].at if self.corrections else self.date

    @cached_property
    def recall(self) -> Withdrawn | Killed | None:
        """That the office no longer stands by it, if it does not."""
        return recall(self.events) if self.version else None

    @cached_property
    def pinned(self) -> Pinned | None:
        """That it stands at the head of the newsroom, if it does."""
        return pinned(self.events) if self.version else None
