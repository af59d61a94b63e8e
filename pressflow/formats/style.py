"""The theme's style sheets: of pages, with the office's colour in three shades, and of feeds."""

from collections.abc import Iterator

from pressflow.model import paths
from pressflow.model.edition import Document, Edition
from pressflow.theme.colour import legible

SCOPE = "site"

# The tinted grounds of style.css: a colour that can be read on them can be read on the plain ones, too.
LIGHT_GROUND, DARK_GROUND = "#f1f3f5", "#23282d"


def render(edition: Edition) -> Iterator[Document]:
    """The sheets all pages and feeds share."""
    yield Document(paths.STYLE, "text/css; charset=utf-8", _style(edition).encode())
    yield Document(paths.FEED_STYLE, "text/css; charset=utf-8", edition.theme.file("feed.css").encode())


def _style(edition: Edition) -> str:
    """The theme's sheet, after it the office's colour in three shades, since a sheet may begin with imports."""
    colour = edition.publisher.colour
    on_light, on_dark = shades(colour)
    said = f"--colour: {colour}; --colour-on-light: {on_light}; --colour-on-dark: {on_dark};"
    return f"{edition.theme.file('style.css')}\n:root {{ {said} }}\n"


def shades(colour: str) -> tuple[str, str]:
    """The shades of an office's colour in which text can be read: on light grounds, and on dark ones."""
    return legible(colour, LIGHT_GROUND), legible(colour, DARK_GROUND, 7)
