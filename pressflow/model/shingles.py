"""Shingles: eight words in a row, by which a text is known again wherever it stands, whatever marks it up."""

import re
from collections.abc import Iterable, Iterator
from html import unescape

SIZE = 8
_WORD = re.compile(r"[^\W_]+")
# What stands between words in pages, feeds, JSON and Markdown, and is none: tags, escapes, the targets of links.
_TAG = re.compile(r"<[^<>]*>")
_ESCAPE = re.compile(r"\\(?:u00ad|[nrtbf\"\\/])")
_KEY = re.compile(r"(?m)^\s*(?:- )?[a-z_]+:")
_TARGET = re.compile(r"\]\([^()\s]*\)")

Shingle = tuple[str, ...]


def words(text: str) -> list[str]:
    """The words of a text, without capitals, marks and hyphens that only show at a line's end."""
    return _WORD.findall(text.replace("\xad", "").casefold())


def written_words(markdown: str) -> list[str]:
    """The words of a record as it is written, without the names of its fields."""
    return words(_TARGET.sub("] ", _KEY.sub(" ", markdown)))


def shown_words(document: str) -> list[str]:
    """The words of a document that a format made: a page, a feed, JSON, XML or plain text."""
    if "\\" in document:
        document = _ESCAPE.sub(" ", document)
    if "&" in document:
        document = unescape(unescape(document))  # feeds hold pages, and escape them again
    return words(_TAG.sub(" ", document) if "<" in document else document)


def shingles(found: list[str]) -> Iterator[Shingle]:
    """Each eight words in a row."""
    return (tuple(found[start : start + SIZE]) for start in range(len(found) - SIZE + 1))


class Guard:
    """Knows texts by their shingles; looks for them where they must not be."""

    def __init__(self, texts: Iterable[tuple[str, Iterable[Shingle]]]) -> None:
        self._whose: dict[Shingle, str] = {}
        # Each is looked for where its longest word stands, which is rarely any other text's; by that word's places.
        self._places: dict[str, set[int]] = {}
        for name, all_ in texts:
            for shingle in all_:
                place = max(range(SIZE), key=lambda number: len(shingle[number]))
                self._whose.setdefault(shingle, name)
                self._places.setdefault(shingle[place], set()).add(place)

    def hits(self, found: list[str]) -> Iterator[tuple[str, Shingle]]:
        """Whose words stand among these, and which."""
        places, whose = self._places, self._whose
        for number, word in enumerate(found):
            for place in places.get(word, ()):
                shingle = tuple(found[max(number - place, 0) : number - place + SIZE])
                if shingle in whose:
                    yield whose[shingle], shingle
