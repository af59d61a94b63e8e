"""Persons: who a release says they are, by name and by what they do."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from pressflow.checking.text import Passage, Text

_TITLES = {
    "dr",
    "prof",
    "mr",
    "mrs",
    "ms",
    "frau",
    "herr",
    "herrn",
    "dipl",
    "ing",
    "med",
    "phil",
    "sir",
    "dame",
    "lord",
}
_PARTICLES = {"von", "van", "de", "der", "den", "zu", "zur", "di", "da", "la", "le", "ten", "al"}
_NAME_WORD = r"[A-ZÄÖÜ][\w’'-]*[^\W\d_]"
NAME = re.compile(
    rf"\b{_NAME_WORD}(?:\s+(?:{'|'.join(sorted(_PARTICLES))})\b){{0,2}}\s+{_NAME_WORD}(?:\s+{_NAME_WORD}){{0,4}}"
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody a release names: first names, family name, and where it says so."""

    given: str
    family: str
    written: str
    role: str = ""
    field: tuple[str | int, ...] = ()

    @property
    def whole(self) -> str:
        """First names and family name, without titles."""
        return f"{self.given} {self.family}".strip()


def person(name: str, role: str = "", field: tuple[str | int, ...] = ()) -> Person | None:
    """A person by a full name as it is written; None where it has no first name."""
    words = [word for word in name.replace(",", " ").split() if word.casefold().rstrip(".") not in _TITLES]
    if len(words) < 2 or not all(word[:1].isupper() or word in _PARTICLES for word in words):
        return None
    first = next((at for at, word in enumerate(words) if word in _PARTICLES), len(words) - 1)
    return Person(" ".join(words[:first]), " ".join(words[first:]), name, role, field)


def named(text: Text) -> list[Person]:
    """Whom the fields name: speakers first, then press contacts, then people."""
    record = text.record
    found: list[Person | None] = [
        person(quote.speaker, quote.role or "", ("quotes", number, "speaker"))
        for number, quote in enumerate(record.quotes)
    ]
    found += [
        person(contact.name or "", contact.role or "", ("contacts", number))
        for number, contact in enumerate(record.press_contacts)
    ]
    found += [person(name, field=("people", number)) for number, name in enumerate(record.people)]
    return [one for one in found if one]


@lru_cache(4096)
def spelling(name: str) -> str:
    """A name as it sounds: Müller and Mueller, Meier and Meyer, Stefan and Stephan are one."""
    sound = name.casefold()
    for old, new in (
        ("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss"), ("ph", "f"), ("th", "t"), ("dt", "t"), ("ck", "k"),
        ("ai", "ei"), ("ay", "ei"), ("ey", "ei"), ("y", "i"), ("tz", "z"), ("c", "k"),
    ):  # fmt: skip
        sound = sound.replace(old, new)
    return re.sub(r"(\w)\1", r"\1", sound)


def owned(word: str, name: str) -> bool:
    """Whether a word is a name in the genitive: Lenz’, Osthoffs, Kessler's."""
    hissing = name.endswith(("s", "ß", "x", "z"))
    return word in (name, name if hissing else f"{name}s", f"{name}’", f"{name}'", f"{name}’s", f"{name}'s", f"{name}-")


def mentions(text: Text) -> Iterator[tuple[Passage, int, str]]:
    """The words of the text that may be a name of two or three words, with where they begin."""
    for passage in text.passages:
        if passage.kind == "speaker":
            continue
        for found in NAME.finditer(passage.text):
            yield passage, found.start(), found[0]
