"""Building: the site made from everything that is public now, and from nothing else."""

import asyncio
from collections import Counter
from dataclasses import dataclass

from pressflow import formats
from pressflow.channels.site import SiteChannel
from pressflow.errors import InputError
from pressflow.model.delivery import Envelope
from pressflow.model.edition import Document
from pressflow.model.release import Release
from pressflow.newsroom import Newsroom


@dataclass(frozen=True, slots=True)
class Built:
    """What the site holds now."""

    files: int
    reply: str


def build(newsroom: Newsroom) -> Built:
    """Build the site; the old one stays whole until the new one takes its place.

    Raises InputError where a published version was changed, or where two documents would share a path.
    """
    return show(newsroom, render(newsroom))


def render(newsroom: Newsroom, *more: Release) -> tuple[Document, ...]:
    """The site's documents: of everything that is public, and of the releases that are about to be.

    Raises InputError where the site could not be built with them.
    """
    documents = tuple(formats.documents(newsroom.edition(*newsroom.public_releases(), *more)))
    paths = Counter(document.path.casefold() for document in documents)
    if twice := sorted(path for path, count in paths.items() if count > 1):
        raise InputError(
            f"two documents would have the same web address: {', '.join(twice)}; rename a release or a file"
        )
    return documents


def show(newsroom: Newsroom, documents: tuple[Document, ...]) -> Built:
    """Put the site's documents in the place of the old ones."""
    channel = SiteChannel(newsroom.public)
    receipt = asyncio.run(channel.deliver(Envelope("", newsroom.publisher.base_url), documents))
    return Built(len(documents), receipt.reply)
