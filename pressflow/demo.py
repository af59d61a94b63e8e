"""The demo: the example office's whole day, with a real mail server on loopback."""

import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from mailbox import Maildir
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from pressflow.newsroom import Newsroom

# The example office's people, and three addresses with which something is the matter.
AUTHOR, APPROVER = "Jonas Reimann", "Miriam Kessler"
UNSUBSCRIBED = "h.brandt@freie-presse.example.org"
GONE = "redaktion@ehemals.example.net"
SLOW = "lokales@langsam.example.net"
_PARTS = ("pressflow.toml", "press-contacts.yaml", "media-contacts.csv", "boilerplate", "releases")


class Postbox:
    """A mail server's decisions: it keeps letters in a Maildir, does not know one address and delays another once."""

    def __init__(self, folder: Path) -> None:
        self.maildir = Maildir(folder, create=True)
        self.received = 0
        self._delayed: set[str] = set()

    async def handle_RCPT(  # noqa: N802  aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Answer RCPT TO (RFC 5321, section 4.1.1.3)."""
        if address == GONE:
            return "550 5.1.1 no such mailbox here"
        if address == SLOW and address not in self._delayed:
            self._delayed.add(address)
            return "450 4.7.1 please come back in a moment"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 ok"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  aiosmtpd's name
        """Keep the letter."""
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        self.maildir.add(content)
        self.received += 1
        return f"250 2.0.0 kept as letter {self.received}"


def example_office() -> Path:
    """The example newsroom: beside the package's modules in a wheel, the checkout itself otherwise."""
    package = Path(__file__).parent
    return package / "example" if (package / "example").is_dir() else package.parent


def set_up(folder: Path) -> None:
    """Copy the example office into a folder, whole or not at all; an earlier demo there is gone on with."""
    if folder.exists():
        return
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix=".demo.") as draft:
        office = Path(draft) / "office"
        office.mkdir()
        for name in _PARTS:
            source = example_office() / name
            copy: Callable[[Path, Path], object] = shutil.copytree if source.is_dir() else shutil.copyfile
            copy(source, office / name)
        office.rename(folder)


@contextmanager
def open_office(folder: Path) -> Iterator[tuple[Newsroom, Postbox]]:
    """The example newsroom in a folder, and the mail server on loopback that its letters go to."""
    set_up(folder)
    postbox = Postbox(folder / "mailbox")
    controller = Controller(postbox, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        settings = Newsroom.at(folder).settings
        relay = {
            "host": "127.0.0.1",
            "port": controller.port,
            "security": "none",
            "username": "",
            "retry_after": 1,
            "hold": 0,
        }
        mail = settings.mail.model_copy(update=relay)
        yield Newsroom(folder, settings.model_copy(update={"mail": mail})), postbox
    finally:
        controller.stop()


def free_port() -> int:
    """A port on loopback that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
