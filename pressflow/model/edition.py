"""Edition: what a format is given. Document: what it makes."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol, Self

from pressflow.model.archive import Archive
from pressflow.model.logo import Logo
from pressflow.model.publisher import Publisher
from pressflow.model.record import Record, SharedPressContact
from pressflow.model.release import Asset, Release

if TYPE_CHECKING:  # a site has no letters
    from pressflow.model.letter import Reader


class Theme(Protocol):
    """The looks and the words of the newsroom."""

    def render(self, template: str, language: str, **values: Any) -> str:  # Any: what templates show
        """The template filled with values, in a language."""

    def words(self, language: str) -> Mapping[str, str]:
        """The interface's words in a language."""

    def file(self, name: str) -> str:
        """A file of the theme as text, such as its style sheet."""

    def logo(self, name: str) -> Logo:
        """The office's logo in a file of the theme."""

    def files(self, template: str, language: str) -> tuple[str, ...]:
        """The names of the files that were used for a template in a language; without a template, for its words."""


class Pictures(Protocol):
    """The photos made ready for the public: other sizes, nothing hidden in them, their captions in them."""

    def files(self, release: Release, asset: Asset) -> Mapping[str, bytes]:
        """The content of each file made of an asset, by the rendition's name."""

    def sizes(self, release: Release, asset: Asset) -> Mapping[str, int]:
        """How many bytes each of them has."""


Making = Callable[["Edition", Release, Record], str]


def _anew(edition: "Edition", release: Release, record: Record, make: Making) -> str:
    return make(edition, release, record)


@dataclass(frozen=True, slots=True)
class Edition:
    """A publisher's releases, newest first, in a theme, with their pictures; for one reader where it is a letter.

    Formats of lists take what they show from the `archive`; without one, it is the releases' own. `press_contacts` are
    those that releases share, read when they are asked for. `kept` is where a format keeps what it shows on many pages,
    while a site is built.
    """

    publisher: Publisher
    theme: Theme
    pictures: Pictures
    releases: tuple[Release, ...]
    reader: "Reader | None" = None
    archive: Archive | None = None
    press_contacts: Callable[[], tuple[SharedPressContact, ...]] = tuple
    kept: dict[Hashable, str] | None = None
    once: Callable[["Edition", Release, Record, Making], str] = _anew

    def shared(self, release: Release, record: Record, make: Making) -> str:
        """What several formats show of a record; while a site is built, the first of them has it made for all."""
        return self.once(self, release, record, make)

    def of(self, *releases: Release) -> Self:
        """The same edition with other releases."""
        return replace(self, releases=releases)


@dataclass(frozen=True, slots=True)
class Document:
    """Named bytes; `path` is relative to the public site, with `/` between its parts."""

    path: str
    media_type: str
    content: bytes
