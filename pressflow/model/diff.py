"""Diff: what became different between two texts, word by word."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import zip_longest
from typing import Literal

Kind = Literal["same", "gone", "new"]

# Texts with fewer words in common are two texts.
_ALIKE = 0.3
# More pairs than these are not weighed against each other: a text that was written anew is not read beside the old one.
_WEIGHED = 400
# Pairs of texts are weighed again for what is beside them, and for the next format that shows the change.
_REMEMBERED = 4 * _WEIGHED
# Numbers with their points and colons, words with their hyphens and apostrophes, room, and each other sign by itself.
_TOKEN = re.compile(r"\d+(?:[.,:/]\d+)*|[^\W\d_]+(?:[-'’][^\W_]+)*|\s+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that are the same in both texts, gone from the older, or new in the newer."""

    kind: Kind
    text: str


Pieces = tuple[Piece, ...]


def tokens(text: str) -> list[str]:
    """A text in words, numbers, signs and room; together they are the text."""
    return _TOKEN.findall(text)


def diff(before: str, after: str) -> Pieces:
    """What is the same, gone and new, in the order in which it is read; the gone stands before what replaces it."""
    old, new = tokens(before), tokens(after)
    return _pieces(_bridged(_steps(old, new)))


def gone(text: str) -> Pieces:
    """A text that is not there any more."""
    return (Piece("gone", text),)


def new(text: str) -> Pieces:
    """A text that was not there before."""
    return (Piece("new", text),)


def pairs(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[str | None, str | None]]:
    """Texts beside what became of them, in order; None where one was added or taken away."""
    for _, first, last, start, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        yield from _beside(before[first:last], after[start:end])


def _beside(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str | None, str | None]]:
    """The texts of one place: the same ones, or those that resemble each other most, the others alone."""
    if not old or not new:
        yield from ((one, None) for one in old)
        yield from ((None, one) for one in new)
        return
    if len(old) * len(new) > _WEIGHED:
        yield from zip_longest(old, new)
        return
    ratio, left, right = _most_alike(old, new)
    if ratio < _ALIKE and len(old) != len(new):
        yield from ((one, None) for one in old)
        yield from ((None, one) for one in new)
        return
    yield from _beside(old[:-left], new[:-right])
    yield old[-left], new[-right]
    yield from _beside(old[1 - left :], new[1 - right :])


def _most_alike(old: Sequence[str], new: Sequence[str]) -> tuple[float, int, int]:
    """The first two texts that have most in common: how much, and their places as negative numbers.

    To compare the order of words takes long, so only those are compared whose words alone might make them the ones.
    """
    best = (-1.0, 0, 0)
    for number, one in enumerate(old):
        for place, other in enumerate(new):
            if _at_most(one, other) >= best[0]:
                best = max(best, (_likeness(one, other), -number, -place))
    return best


def _at_most(one: str, other: str) -> float:
    """No less than how much two texts have in common: how many words, in whatever order."""
    words, others = _counted(one), _counted(other)
    length = words.total() + others.total()
    return 2 * sum(min(count, others[word]) for word, count in words.items()) / length if length else 1.0


@lru_cache(_REMEMBERED)
def _counted(text: str) -> Counter[str]:
    return Counter(tokens(text))


@lru_cache(_REMEMBERED)
def _likeness(one: str, other: str) -> float:
    """How much two texts have in common, from 0 to 1; texts of one place are asked about again and again."""
    return SequenceMatcher(None, tokens(one), tokens(other), autojunk=False).ratio()


def told(pieces: Pieces, words: Mapping[str, str]) -> Iterator[tuple[Kind | Literal["mark"], str]]:
    """A diff with marks in words, for those who see no colours: `Sie ist [bisher: 48 | jetzt: 84] Meter lang.`."""
    after = [*pieces[1:], Piece("same", "")]
    before = [Piece("same", ""), *pieces]
    for last, piece, coming in zip(before, pieces, after, strict=False):
        second = piece.kind == "new" and last.kind == "gone"
        text = piece.text if piece.kind == "same" else piece.text.strip() or piece.text
        room, _, rest = piece.text.partition(text)
        if piece.kind == "same":
            yield "same", text
            continue
        yield "mark", "" if second else room
        if piece.kind == "gone":
            yield "mark", f"[{words['changed_gone' if coming.kind == 'new' else 'changed_removed']}: "
        else:
            yield "mark", f" | {words['changed_new']}: " if second else f"[{words['changed_added']}: "
        yield piece.kind, text
        if piece.kind == "new" or coming.kind != "new":
            yield "mark", f"]{rest}"


def _steps(old: list[str], new: list[str]) -> Iterator[tuple[str, str]]:
    """What stood and what stands in each place, in order."""
    for _, first, last, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield "".join(old[first:last]), "".join(new[start:end])


def _bridged(steps: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Changes with nothing but room between them are read as one."""
    found: list[tuple[str, str]] = []
    for old, new in steps:
        if len(found) > 1 and old != new and not (room := found[-1][0]).strip() and room == found[-1][1]:
            before, after = found[-2]
            found[-2:] = [(before + room + old, after + room + new)]
        else:
            found.append((old, new))
    return found


def _pieces(steps: Iterable[tuple[str, str]]) -> Pieces:
    pieces: list[Piece] = []
    for old, new in steps:
        both = [Piece("same", old)] if old == new else [Piece("gone", old), Piece("new", new)]
        pieces.extend(piece for piece in both if piece.text)
    return tuple(pieces)
