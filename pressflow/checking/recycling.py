"""Recycling: which passages of a text stand in older releases, by an index of the archive."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Shared:
    """A passage that an older release has, too: from one letter to another, and that release's name."""

    start: int
    end: int
    slug: str


class Older(Protocol):
    """The releases that are older than one."""

    def shared(self, words: str, language: str) -> Iterator[Shared]:
        """The longest passages of a text that one of them has."""
