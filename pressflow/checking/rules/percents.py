"""Percentages are those of the two numbers beside them."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from pressflow.checking.numbers import Number, numbers
from pressflow.checking.rule import rule
from pressflow.checking.text import Found, Passage, Text

_FROM, _TO = re.compile(r"\b(?:von|from)\s+(?:[€£$]\s?)?$"), re.compile(r"\b(?:auf|to)\s+(?:[€£$]\s?)?$")
_UP = re.compile(
    r"\b(?:stieg\w*|steig\w*|wuchs\w*|wächst|zugenommen|Plus|plus|Anstieg|Zuwachs|mehr|rose|risen|rises?|grew|grown|grows?|increase\w*|up|more)\b"
)
_DOWN = re.compile(
    r"\b(?:sank\w*|sinkt|sinken|gesunken|fiel\w*|fällt|gefallen|Minus|minus|Rückgang|weniger|zurückgegangen|ging\w*|fell|fallen|falls?|dropp?\w*|decrease\w*|decline\w*|down|fewer|less)\b"
)
_ROUND = re.compile(
    r"\b(?:rund|etwa|fast|knapp|gut|mehr als|über|ca\.|circa|about|around|nearly|almost|more than|over|some"
    r"|roughly|just)\s+(?:under\s+|over\s+)?$"
)
_SHARE = re.compile(
    r"^\s*(?:[^\W\d_][\w-]*\s*){0,3}(?:,\s*(?:also|das sind|das entspricht|or|that is|which is)|\()\s*(?:\w+\s+)?$"
)
_AGAINST = re.compile(r",?\s(?:compared (?:with|to)|(?:up|down) from|gegenüber|nach)\s+(?:[€£$]\s?)?$")
_BY = re.compile(
    r"[^.;:\d]{0,30}(?:(?:in|im Jahr|year)\s+(?:19|20)\d\d)?,\s+(?:an?|eine?)\s+"
    r"(?:rise|increase|growth|gain|drop|fall|decline|decrease|Plus|Anstieg|Zuwachs|Minus|Rückgang)\s+(?:of|von|um)\s+"
    r"(?:\w+\s+){0,2}"
)
_OF_WHICH = re.compile(r",\s+(?:of which|of whom|of them|davon|darunter|von denen)\s+(?:[€£$]\s?)?$")
_NEAR = 60
_POINTS = re.compile(r"[\s\u00a0]*(?:Prozentpunkt|percentage point)", re.IGNORECASE)


@rule(
    "PERCENT-WRONG",
    "error",
    chapter="Numbers",
    says="A percentage stands beside the two numbers it is made of, and they give another. Calculate again.",
    wrong="Die Zahl der Gäste stieg von 402 auf 486, ein Plus von 29 Prozent.",
    right="Die Zahl der Gäste stieg von 402 auf 486, ein Plus von 21 Prozent.",
    message="from 402 to 486 is 20.9 per cent, not 29",
)
def percents(text: Text) -> Iterator[Found]:
    """Percentages that the numbers beside them contradict."""
    for passage in text.passages:
        for start, words in passage.sentences:
            found = [*numbers(words, text.language)]
            yield from _changes(passage, start, words, found)
            yield from _compared(passage, start, words, found)
            yield from _parts(passage, start, words, found)
            yield from _shares(passage, start, words, found)


def _changes(passage: Passage, start: int, words: str, found: list[Number]) -> Iterator[Found]:
    """From one number to another, and by how much: one such change in a sentence."""
    percents = [one for one in found if one.percent and not _POINTS.match(words, one.end)]
    pairs = [
        (one, other)
        for one, other in pairwise(found)
        if _FROM.search(words[: one.start]) and _TO.search(words[: other.start]) and other.start - one.end < 40
    ]
    if len(pairs) != 1 or len(percents) != 1:
        return
    (before, after), (said,) = pairs[0], percents
    if before.percent or after.percent or not before.value or (before.unit in _ODD and after.unit in _ODD):
        return
    if not (_UP.search(words) or _DOWN.search(words)):
        return
    change = (after.value - before.value) * 100 / before.value
    if not _is(abs(change), said, words):
        message = f"from {before.said} to {after.said} is {_plain(abs(change))} per cent, not {said.said}"
        yield passage.found(start + said.start, start + said.end, message)


_ODD = {"uhr", "am", "pm"}


def _compared(passage: Passage, start: int, words: str, found: list[Number]) -> Iterator[Found]:
    """1,140 operations, compared with 905 the year before, a rise of 26 percent."""
    for after, before in pairwise(found):
        said = next((one for one in found if one.percent and one.start > before.end), None)
        against = _AGAINST.search(words[: before.start])
        if not said or not against or before.start - after.end > _NEAR or before.percent or not before.value:
            continue
        if _BY.fullmatch(words[before.end : said.start]) and not _POINTS.match(words, said.end):
            change = abs(after.value - before.value) * 100 / before.value
            if not _is(change, said, words):
                message = f"from {before.said} to {after.said} is {_plain(change)} per cent, not {said.said}"
                yield passage.found(start + said.start, start + said.end, message)


def _parts(passage: Passage, start: int, words: str, found: list[Number]) -> Iterator[Found]:
    """19,000 units, of which 7,600, or 40%, went to schools."""
    for whole, part, said in zip(found, found[1:], found[2:], strict=False):
        if not said.percent or part.percent or whole.percent or not whole.value or part.value > whole.value:
            continue
        between = words[whole.end : part.start]
        if _OF_WHICH.search(between) and len(between) < _NEAR and _SHARE.match(words[part.end : said.start]):
            share = part.value * 100 / whole.value
            if not _is(share, said, words):
                message = f"{part.said} of {whole.said} is {_plain(share)} per cent, not {said.said}"
                yield passage.found(start + said.start, start + said.end, message)


def _shares(passage: Passage, start: int, words: str, found: list[Number]) -> Iterator[Found]:
    """146 von 486 Wohnungen, also 30 Prozent."""
    for part, whole, said in zip(found, found[1:], found[2:], strict=False):
        between = words[part.end : whole.start]
        if not said.percent or part.percent or whole.percent or not whole.value or part.value > whole.value:
            continue
        if re.fullmatch(
            r"\s+(?:[^\W\d_][\w-]*\s+)?(?:von|der|of|out of)(?:\s+(?:den|the|insgesamt))?\s+", between
        ) and _SHARE.match(words[whole.end : said.start]):
            share = part.value * 100 / whole.value
            if not _is(share, said, words):
                message = f"{part.said} of {whole.said} is {_plain(share)} per cent, not {said.said}"
                yield passage.found(start + said.start, start + said.end, message)


def _is(true: Decimal, said: Number, words: str) -> bool:
    """Whether a percentage is the true one, as exactly as it is said."""
    room = said.step / 2 + Decimal("0.05")
    if _ROUND.search(words[: said.start]):
        room = max(Decimal(2), said.value / 10)
    return abs(true - said.value) <= room


def _plain(value: Decimal) -> str:
    return f"{value:.1f}".removesuffix(".0")
