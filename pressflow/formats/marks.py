"""The office's marks: its logo in the masthead, where it has one, and the icon that browsers show beside a title."""

from collections.abc import Iterator

from pressflow.model import paths
from pressflow.model.edition import Document, Edition
from pressflow.theme.colour import ink

SCOPE = "site"


def render(edition: Edition) -> Iterator[Document]:
    """One file each for the whole site."""
    publisher = edition.publisher
    colour = publisher.colour
    icon = edition.theme.render("icon.svg", publisher.languages[0], colour=colour, ink=ink(colour))
    yield Document(paths.ICON, "image/svg+xml", icon.encode())
    if publisher.logo:
        logo = edition.theme.logo(publisher.logo)
        yield Document(paths.logo(logo.kind), logo.media_type, logo.content)
