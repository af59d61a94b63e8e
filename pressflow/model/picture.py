"""Picture: what is known of a photo before its pixels are touched, and which files are made of it."""

from dataclasses import dataclass
from pathlib import PurePosixPath

# The widths that pages offer to browsers, in pixels; a picture is never made larger than it is.
WIDTHS = (480, 960, 1600)
_WEB = 960


@dataclass(frozen=True, slots=True)
class Rendition:
    """A file made of a picture; `file` is named like the asset it comes from, as in `assets/bridge-960.webp`."""

    name: str
    file: str
    media_type: str
    width: int
    height: int

    @property
    def kind(self) -> str:
        """What people call its format, as in JPEG."""
        return self.media_type.partition("/")[2].upper()


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo or drawing of a release: its size as it is looked at, whether it has see-through parts, its hash."""

    file: str
    width: int
    height: int
    alpha: bool
    digest: str

    @property
    def print(self) -> Rendition:
        """The file for printing, of full size: a JPEG, or a PNG where JPEG would lose the see-through parts."""
        kind, ending = ("image/png", "png") if self.alpha else ("image/jpeg", "jpg")
        file = str(PurePosixPath(self.file).with_suffix(f".{ending}"))
        return Rendition("print", file, kind, self.width, self.height)

    @property
    def jpegs(self) -> tuple[Rendition, ...]:
        """The JPEG files for pages, smallest first."""
        return self._scaled("jpeg", "jpg")

    @property
    def webps(self) -> tuple[Rendition, ...]:
        """The WebP files for pages, smallest first."""
        return self._scaled("webp", "webp")

    @property
    def web(self) -> Rendition:
        """The JPEG for web sites and feeds."""
        return next(one for one in reversed(self.jpegs) if one.width <= _WEB or one is self.jpegs[0])

    @property
    def renditions(self) -> tuple[Rendition, ...]:
        """All files made of it."""
        return (*self.webps, *self.jpegs, self.print)

    def _scaled(self, kind: str, ending: str) -> tuple[Rendition, ...]:
        widths = [width for width in WIDTHS if width < self.width] + [self.width] * (self.width <= WIDTHS[-1])
        path = PurePosixPath(self.file)
        return tuple(
            Rendition(
                f"{kind}-{width}",
                str(path.with_name(f"{path.stem}-{width}.{ending}")),
                f"image/{kind}",
                width,
                max(1, round(self.height * width / self.width)),
            )
            for width in widths
        )
