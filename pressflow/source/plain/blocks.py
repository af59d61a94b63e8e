"""The lines of a copied text, cleaned, and joined to the paragraphs and list items they were."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

# How a reader says what it was unsure of: one plain sentence at a time.
Doubt = Callable[[str], None]


@dataclass(frozen=True)
class Block:
    """A paragraph, a point of a list, a heading, or the place of a quote (then `text` is its id)."""

    text: str
    kind: Literal["text", "item", "heading", "quote"] = "text"


# Byte order mark, zero-width and soft hyphens, writing-direction marks: copied along, never meant.
_UNSEEN = re.compile("[\ufeff\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069]")
# Control characters, surrogates, glyphs of one font only: no words either, but they may stand between two.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ue000-\uf8ff\ufffe\uffff]")
_FONT_BULLET = re.compile("^\\s*[\ue000-\uf8ff]")  # Word's own bullets
_BULLET = re.compile(r"[•·▪◦●‣*–-]\s+(?=\S)")
_SENTENCE_END = re.compile(r"[.!?:…][“”\"»«)’]*$")
_URL = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_LOWER_CASE = re.compile(r"[^\w„“»\"]*[a-zäöü](?!\S*@)")


def clean_lines(text: str) -> list[str]:
    """The lines, trimmed, in composed Unicode, every kind of space an ordinary one; "" is a blank line."""
    plain = unicodedata.normalize("NFC", _UNSEEN.sub("", text))
    return [" ".join(_UNPRINTABLE.sub(" ", _FONT_BULLET.sub("• ", line)).split()) for line in plain.splitlines()]


def chunks(lines: Iterable[str]) -> Iterator[list[str]]:
    """The runs of lines between blank lines."""
    yield from (list(run) for filled, run in groupby(lines, bool) if filled)


def join_lines(lines: Iterable[str]) -> list[Block]:
    """Paragraphs and list items; lines that a mail program broke are joined again."""
    runs = list(chunks(lines))
    width = _wrap_width(runs)
    return [block for run in runs for block in _join_run(run, width)]


def _wrap_width(runs: list[list[str]]) -> int:
    """The column at which the lines were broken, or 0 where each line is a paragraph of its own."""
    prose = [run for run in runs if _SENTENCE_END.search(run[-1])]
    inner = [line for run in prose for line in run[:-1] if not _BULLET.match(line)]
    # A program breaks lines inside sentences; who ends each with a full stop has written paragraphs.
    are_broken = 2 * sum(not _SENTENCE_END.search(line) for line in inner) > len(inner)
    if len(runs) == 1 or not are_broken or any(len(line) > 120 for run in prose for line in run if " " in line):
        return 0
    return max(len(line) for run in prose if len(run) > 1 for line in run[:-1])


def _join_run(run: list[str], width: int) -> Iterator[Block]:
    # Headlines end without a full stop; below one, a short line is a line of its own.
    is_prose = bool(_SENTENCE_END.search(run[-1]))
    parts: list[str] = []
    for line in run:
        if parts and (_BULLET.match(line) or not _continues(parts, line, width, is_prose=is_prose)):
            yield _block(parts)
            parts = []
        parts.append(line)
    yield _block(parts)


def _continues(parts: list[str], line: str, width: int, *, is_prose: bool) -> bool:
    """Whether `line` goes on with the paragraph, as far as a broken line can tell."""
    before, so_far = parts[-1], " ".join(parts)
    # A URL in a line of its own is a link, unless a sentence leads to it.
    if _URL.fullmatch(so_far) or (_URL.match(line) and (before.endswith(":") or not width)):
        return False
    # No paragraph begins in lower case, and in broken text none where the next word would not have fitted.
    overflows = len(before) + 1 + len(line.split(maxsplit=1)[0]) > width
    if _LOWER_CASE.match(line) or (width and (overflows or before.endswith(",") or _is_open(so_far))):
        return True
    is_long = len(parts) > 1 or len(before) > 0.75 * width >= 45
    return width > 0 and is_prose and is_long and not _SENTENCE_END.search(before)


def _is_open(text: str) -> bool:
    return text.count("„") > text.count("“") + text.count("”")


def _block(parts: list[str]) -> Block:
    text = " ".join(parts)
    bullet = _BULLET.match(text)
    return Block(text[bullet.end() :], "item") if bullet else Block(text)
