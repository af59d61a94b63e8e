"""Building: the site made from everything that is public now, and from nothing else."""

import asyncio
from collections import Counter
from dataclasses import dataclass

from pressflow import formats
from pressflow.channels.site import SiteChannel
from pressflow.errors import InputError
from pressflow.model.delivery import Envelope
from pressflow.newsroom import Newsroom


@dataclass(frozen=True, slots=True)
class Built:
    """What the site holds now."""

    releases: int
    files: int
    reply: str


def build(newsroom: Newsroom) -> Built:
    """Build the site; the old one stays whole until the new one takes its place.

    Raises InputError where a published version was changed, or where two documents would share a path.
    """
    releases = tuple(newsroom.public_releases())
    documents = list(formats.documents(newsroom.edition(*releases)))
    if twice := [path for path, count in Counter(d.path.casefold() for d in documents).items() if count > 1]:
        raise InputError(f"two documents would have the same web address: {', '.join(sorted(twice))}; rename a release")
    channel = SiteChannel(newsroom.public)
    receipt = asyncio.run(channel.deliver(Envelope("", newsroom.publisher.base_url), documents))
    return Built(len(releases), len(documents), receipt.reply)
