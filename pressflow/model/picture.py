"""Picture: what is known of a photo before its pixels are touched, and which files are made of it."""

from dataclasses import dataclass
from pathlib import PurePosixPath

# The kinds of files that pictures come in, by their media types.
MEDIA_TYPES = frozenset({"image/jpeg", "image/png", "image/webp"})
# The widths that pages offer to browsers, in pixels; a picture is never made larger than it is.
WIDTHS = (480, 960, 1600)
_WEB = 960
# The most pixels of a teaser, which lists show beside an entry; its shape is the one of most photos.
TEASER = (480, 320)
# The pixels of a card, which other sites show with a link: they all crop to this shape, 1.91 to 1.
CARD = (1200, 630)


@dataclass(frozen=True, slots=True)
class Rendition:
    """A file made of a picture; `file` is named like the asset it comes from, as in `assets/bridge-960.webp`.

    One that is `cropped` shows as much as its shape allows of what lies around the picture's focus.
    """

    name: str
    file: str
    media_type: str
    width: int
    height: int
    cropped: bool = False

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
        return Rendition("print", self._named(f".{ending}"), kind, self.width, self.height)

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
    def teasers(self) -> tuple[Rendition, Rendition]:
        """The small files for lists, cropped to one shape: WebP, and JPEG for browsers without it."""
        across, down = TEASER
        width = max(1, min(across, self.width, self.height * across // down))
        height = max(1, min(down, self.height, round(width * down / across)))
        webp, jpeg = (
            Rendition(f"{kind}-teaser", self._named(f"-teaser.{ending}"), f"image/{kind}", width, height, cropped=True)
            for kind, ending in (("webp", "webp"), ("jpeg", "jpg"))
        )
        return webp, jpeg

    @property
    def renditions(self) -> tuple[Rendition, ...]:
        """All files made of it."""
        return (*self.webps, *self.jpegs, *self.teasers, self.print)

    def _named(self, ending: str) -> str:
        path = PurePosixPath(self.file)
        return str(path.with_name(path.stem + ending))

    def _scaled(self, kind: str, ending: str) -> tuple[Rendition, ...]:
        widths = [width for width in WIDTHS if width < self.width] + [self.width] * (self.width <= WIDTHS[-1])
        return tuple(
            Rendition(
                f"{kind}-{width}",
                self._named(f"-{width}.{ending}"),
                f"image/{kind}",
                width,
                max(1, round(self.height * width / self.width)),
            )
            for width in widths
        )
