"""The page of the press contacts, whom journalists may ask whatever the release."""

from collections.abc import Iterator

from pressflow.formats import _standing
from pressflow.model import paths
from pressflow.model.edition import Document, Edition

SCOPE = "site"


def render(edition: Edition) -> Iterator[Document]:
    """A page in each language."""
    shared = edition.press_contacts()
    yield from _standing.pages(
        edition,
        "contacts.html",
        paths.contacts,
        lambda language: {"contacts": [contact.speaking(language) for contact in shared]},
    )
