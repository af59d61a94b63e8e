"""Sites every file of which says which version it is; as a program, they are built one after the other."""

import asyncio
import sys
from pathlib import Path

from pressflow.channels.site import SiteChannel
from pressflow.model.delivery import Envelope
from pressflow.model.edition import Document

ENVELOPE = Envelope("", "https://presse.example.org/")


def document(path: str, content: str = "x") -> Document:
    """A document of a few words."""
    return Document(path, "text/plain; charset=utf-8", content.encode())


def version(number: int) -> list[Document]:
    """A site of this version."""
    return [document(f"{part}/page{page}.txt", f"{number}\n" * 500) for part in ("de", "en") for page in range(8)]


if __name__ == "__main__":
    channel, built = SiteChannel(Path(sys.argv[1])), int(sys.argv[2])
    while True:
        built += 1
        asyncio.run(channel.deliver(ENVELOPE, version(built)))
        sys.stdout.write(f"{built}\n")
        sys.stdout.flush()
