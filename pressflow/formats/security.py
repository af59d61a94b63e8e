"""security.txt (RFC 9116): whom to tell of a weakness in the site, where the office says so."""

from collections.abc import Iterator
from datetime import date

from pressflow.formats import _view
from pressflow.model import paths
from pressflow.model.edition import Document, Edition
from pressflow.model.publisher import Publisher

SCOPE = "site"


def render(edition: Edition) -> Iterator[Document]:
    """One file for the whole site, or none."""
    publisher = edition.publisher
    if not publisher.security_contact:
        return
    lines = (
        f"Contact: {publisher.security_contact}",
        # A moment (section 2.5.5): the end of that day.
        f"Expires: {publisher.security_expires}T23:59:59Z",
        f"Preferred-Languages: {', '.join(publisher.languages)}",
        f"Canonical: {_view.web_url(publisher, paths.SECURITY)}",
    )
    yield Document(paths.SECURITY, "text/plain; charset=utf-8", "".join(f"{line}\n" for line in lines).encode())


def expired(publisher: Publisher, today: date) -> bool:
    """Whether the file's day is over, so that nobody may rely on it any more (section 5.3)."""
    day = publisher.security_expires
    return isinstance(day, date) and day < today
