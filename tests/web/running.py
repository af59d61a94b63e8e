"""The service as it runs: behind uvicorn on loopback, with a mail server beside it."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path

import uvicorn

from pressflow import clock
from pressflow.newsroom import Newsroom
from pressflow.web.app import create_app
from tests import smtp_server
from tests.smtp_server import MailServer, wait_until
from tests.web.reading import link_in


@dataclass
class Running:
    """A service at work: where it is, what time it believes it is, and the mail it sent."""

    newsroom: Newsroom
    url: str
    mail: MailServer
    ahead: timedelta = field(default_factory=timedelta)
    read: int = 0

    def now(self) -> datetime:
        """The present moment, as far ahead as the test wants it."""
        return clock.now() + self.ahead

    def wait(self, **time: float) -> None:
        """Let time pass at once."""
        self.ahead += timedelta(**time)

    def letter_link(self, number: int = 1) -> str:
        """Wait for the next letter; gives the address its link leads to, on this machine."""
        wait_until(lambda: self.mail.log.exists() and len(self.mail.accepted()) >= self.read + number, "a letter came")
        letter = self.mail.accepted()[self.read + number - 1]
        self.read += number
        return self.url + link_in(message_from_bytes(self.mail.content(letter), policy=policy.default))


@contextmanager
def running(folder: Path, mailbox: Path) -> Iterator[Running]:
    """A newsroom's service for the length of a test."""
    mailbox.mkdir(exist_ok=True)
    with smtp_server.running(mailbox) as mail, socket.socket() as listening:
        settings = Newsroom.at(folder).settings
        relay = {"host": "127.0.0.1", "port": mail.port, "security": "none", "username": ""}
        newsroom = Newsroom(folder, settings.model_copy(update={"mail": settings.mail.model_copy(update=relay)}))
        listening.bind(("127.0.0.1", 0))
        at = Running(newsroom, f"http://127.0.0.1:{listening.getsockname()[1]}", mail)
        app = create_app(newsroom, at.now)
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, timeout_graceful_shutdown=5))
        thread = threading.Thread(target=server.run, args=([listening],))
        thread.start()
        try:
            wait_until(lambda: server.started, "the service listens")
            yield at
        finally:
            server.should_exit = True
            thread.join()
            newsroom.ledger.close()
