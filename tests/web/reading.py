"""A reader of the service as tests see one: with a clock they set, and a mailbox that is read without a mail server."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from starlette.testclient import TestClient

from pressflow.ledger import contacts, letterbox
from pressflow.ledger.contacts import Stored
from pressflow.newsroom import Newsroom
from pressflow.web.app import create_app
from tests import builders

URL = "https://presse.lohtal.example.org/"
SETTINGS = builders.SETTINGS + f'\n[web]\nurl = "{URL}"\n'
ADDRESS = "mila.roth@tageblatt.example.org"


@dataclass
class Reader:
    """Somebody with a browser without scripts, who takes their time; and the newsroom behind the service."""

    newsroom: Newsroom
    client: TestClient
    now: datetime = builders.NOW

    def wait(self, **time: float) -> None:
        """Let time pass."""
        self.now += timedelta(**time)

    def open(self, path: str) -> "Page":
        """Look at a page."""
        return Page(path, self.client.get(path))

    def send(self, page: "Page", act: str, **fields: Any) -> "Page":  # Any: one value or several
        """Press a button of a page's form, five seconds after it was shown."""
        self.wait(seconds=5)
        action = page.action or page.path
        return Page(action, self.client.post(action, data={"stamp": page.stamp, "act": act, **fields}))

    def subscribe(self, address: str = ADDRESS, language: str = "de", **fields: Any) -> "Page":  # Any: as above
        """Send the form to subscribe."""
        page = self.open(f"/service/{language}/subscribe")
        given: dict[str, Any] = {"address": address, "lists": ["local"], "speaks": language}  # Any: as above
        return self.send(page, "subscribe", **given | fields)

    def join(self, address: str = ADDRESS, **fields: Any) -> Stored:  # Any: as above
        """Subscribe, and confirm."""
        self.subscribe(address, **fields)
        self.send(self.open(self.link()), "yes")
        known = self.known(address)
        assert known
        return known

    def letters(self) -> list[EmailMessage]:
        """The letters that would have arrived by now; each arrives once."""
        self.wait(seconds=1)
        found = []
        with self.newsroom.ledger.writing() as tx:
            for one in letterbox.take(tx, 100, self.now):
                message = message_from_bytes(one.content, policy=policy.default)
                assert isinstance(message, EmailMessage)
                found.append(message)
                letterbox.drop(tx, one.id)
        return found

    def letter(self) -> EmailMessage:
        """The one letter that arrived."""
        (one,) = self.letters()
        return one

    def link(self) -> str:
        """The one link in the one letter that arrived, as a path."""
        return link_in(self.letter())

    def known(self, address: str = ADDRESS) -> Stored | None:
        """What the ledger knows of an address."""
        with self.newsroom.ledger.reading() as tx:
            return contacts.contact_by_hash(tx, self.newsroom.tokens.address_hash(address))

    def unsubscribe_path(self, known: Stored, list_id: str = "local") -> str:
        """The path of the link in each letter of a list."""
        return f"/unsubscribe/{self.newsroom.tokens.unsubscribe(known.id, list_id)}"

    def settings_path(self, address: str = ADDRESS) -> str:
        """The path of a link to somebody's settings, as it arrives by letter."""
        self.send(self.open("/service/de/preferences"), "send", address=address)
        return self.link()


def link_in(letter: EmailMessage) -> str:
    """The one link in a letter, as a path."""
    (url,) = re.findall(rf"{re.escape(URL)}(\S+)", letter.get_content())
    return f"/{url}"


class Page:
    """A page as it was answered: its words, and what its form needs."""

    def __init__(self, path: str, response: Any) -> None:  # Any: an answer of the test client
        self.path, self.response = path, response
        self.status: int = response.status_code
        self.text: str = response.text

    @property
    def stamp(self) -> str:
        """The stamp of its form."""
        found = re.search(r'name="stamp" value="([^"]+)"', self.text)
        return found[1] if found else ""

    @property
    def action(self) -> str:
        """Where its form goes."""
        found = re.search(r'<form[^>]* action="([^"]+)"', self.text)
        return found[1].replace("&amp;", "&") if found else ""

    @property
    def title(self) -> str:
        """Its heading."""
        found = re.search(r"<h1>(.*?)</h1>", self.text, re.DOTALL)
        return found[1] if found else ""


@contextmanager
def reading(newsroom: Newsroom, headers: Mapping[str, str] | None = None) -> Iterator[Reader]:
    """A reader of a newsroom's service, whose letters wait in the ledger."""
    reader = Reader(newsroom, None)  # type: ignore[arg-type]  # made in the next line, with the reader's own clock
    app = create_app(newsroom, lambda: reader.now, posts=False)
    with TestClient(app, "http://127.0.0.1:8750", headers=dict(headers or {}), follow_redirects=False) as client:
        reader.client = client
        yield reader
