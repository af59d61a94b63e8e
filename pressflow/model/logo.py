"""Logo: the office's mark in the masthead of its pages."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture; width and height say which shape it has, not how large it is shown."""

    kind: Literal["svg", "png"]
    content: bytes
    width: int
    height: int

    @property
    def media_type(self) -> str:
        """What servers call its kind."""
        return "image/svg+xml" if self.kind == "svg" else "image/png"
