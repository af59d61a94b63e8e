"""Letter: a release as mail, rendered once per language and kind, with places for the reader's fields."""

import html
import re
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple, Self

from pydantic import Base64Bytes, TypeAdapter

# Two characters of Unicode's private use area fence a place; no text read from outside may hold them.
_OPEN, _CLOSE = "\ue000", "\ue001"
_PLACE = re.compile(f"{_OPEN}([a-z_]+){_CLOSE}")


class Reader(NamedTuple):
    """Whom a letter is for, and what only their copy says.

    `references` are the Message-IDs of the letters it follows, the last one being what it answers. Mail to the
    `leave_address` takes the reader off the list; empty where nobody reads such mail.
    """

    address: str
    name: str
    greeting: str
    list_id: str
    list_title: str
    unsubscribe_url: str
    return_path: str
    message_id: str
    embargo_url: str = ""
    references: str = ""
    leave_address: str = ""

    @classmethod
    def places(cls) -> Self:
        """A reader whose fields are places: the letter rendered for them is filled later."""
        return cls(*(f"{_OPEN}{name}{_CLOSE}" for name in cls._fields))


@dataclass(frozen=True, slots=True)
class Attached:
    """A file that goes with a letter."""

    name: str
    media_type: str
    content: Base64Bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter with places; `text` and `html` carry the same words."""

    kind: str
    language: str
    subject: str
    sender: tuple[str, str]
    reply_to: str
    date: datetime
    domain: str
    help_url: str
    greeting: str
    greeting_nobody: str
    text: str
    html: str
    attached: tuple[Attached, ...] = ()

    def for_reader(self, reader: Reader) -> Self:
        """The letter with the reader's fields in its places; one pass, so that no field can hold a place."""
        values = reader._asdict()
        escaped = {name: html.escape(value) for name, value in values.items()}
        return replace(
            self,
            text=_PLACE.sub(lambda place: values[place[1]], self.text),
            html=_PLACE.sub(lambda place: escaped[place[1]], self.html),
        )

    def greet(self, name: str) -> str:
        """The line a letter to this person opens with."""
        return self.greeting.format(name=name) if name else self.greeting_nobody

    def without_words(self) -> Self:
        """What may be kept of a letter whose release was removed: enough to tell which Message-IDs it had."""
        return replace(self, subject="", text="", html="", attached=())

    def to_json(self) -> bytes:
        """The letter as the ledger keeps it."""
        return _ADAPTER.dump_json(self)

    @staticmethod
    def from_json(data: bytes) -> "Letter":
        """The letter out of the ledger."""
        return _ADAPTER.validate_json(data)


def cut(text: str) -> list[str]:
    """A text cut at its places: words and names of the reader's fields in turn, words first and last."""
    return _PLACE.split(text)


_ADAPTER = TypeAdapter(Letter)
