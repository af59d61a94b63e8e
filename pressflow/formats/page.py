"""The release as a web page, one a language, with the newsroom's style sheet."""

from collections.abc import Iterator

from pressflow.formats import _view
from pressflow.model import paths
from pressflow.model.edition import Document, Edition
from pressflow.theme.colour import legible

# The tinted grounds of style.css: a colour that can be read on them can be read on the plain ones, too.
LIGHT_GROUND, DARK_GROUND = "#f1f3f5", "#23282d"


def render(edition: Edition) -> Iterator[Document]:
    """A page for each release and language, and the style sheet they share."""
    for release in edition.releases:
        for record in release.records:
            here = paths.page(release.slug, record.language)
            html = edition.theme.render(
                "page.html",
                record.language,
                **_view.values(edition, here),
                **_view.release_values(edition, release, record),
                alternates=_view.alternates(edition, release),
            )
            yield Document(here, "text/html; charset=utf-8", html.encode())
    yield Document(paths.STYLE, "text/css; charset=utf-8", _style(edition).encode())


def _style(edition: Edition) -> str:
    """The theme's sheet, after it the office's colour in three shades, since a sheet may begin with imports."""
    colour = edition.publisher.colour
    on_light, on_dark = legible(colour, LIGHT_GROUND), legible(colour, DARK_GROUND, 7)
    shades = f"--colour: {colour}; --colour-on-light: {on_light}; --colour-on-dark: {on_dark};"
    return f"{edition.theme.file('style.css')}\n:root {{ {shades} }}\n"
