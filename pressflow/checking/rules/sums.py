"""Parts add up to what they are said to add up to."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations, pairwise

from pressflow.checking.dates import dates
from pressflow.checking.numbers import Number, numbers
from pressflow.checking.rule import rule
from pressflow.checking.text import Found, Passage, Text

_TOTAL = r"(?:insgesamt|zusammen|in total|altogether|a total of|in all|Gesamt(?:zahl|summe)?:?|[Ss]umme:?|[Tt]otal:?)"
# The parts first: 90 in der Nordstadt und 75 im Mühlenfeld, zusammen 165.
_AFTER = re.compile(rf"[,;–(]\s*(?:also\s+|makes?\s+|making\s+|das sind\s+)?{_TOTAL}\s+(?:also\s+)?$")
# The whole first: insgesamt 165 Plätze: 90 … und 75 …
_BEFORE = re.compile(rf"\b{_TOTAL}\s+(?:rund\s+)?$", re.IGNORECASE)
_OF_THEM = re.compile(r"\b(?:davon|darunter|of which|of whom|of them|including)\b", re.IGNORECASE)
_REST = re.compile(r"\b(?:die übrigen|die restlichen|the remaining|the other)\s+(?:[€£$]\s?)?$")
_INCOMPLETE = re.compile(
    r"\b(?:weitere[nrs]?|übrigen?|mehr als|rund|etwa|fast|knapp|mindestens|über|bis zu|other|further|remaining"
    r"|about|nearly"
    r"|at least|more than|around|over|jeweils|je|each|unter anderem|among)\b"
)
_SUM_ITEM = re.compile(r"(?:Insgesamt|Gesamt|Summe|Zusammen|Total|In total|Sum)\b[^\d]{0,25}$", re.IGNORECASE)
_MEASURED = {
    "euro",
    "dollar",
    "pound",
    "meter",
    "metres",
    "kilometer",
    "kilometres",
    "hektar",
    "hectares",
    "tonnen",
    "tonnes",
}
_MOST_PARTS = 12
_SUM_ROW = re.compile(r"\W*(?:Insgesamt|Gesamt|Summe|Zusammen|Total|In total|Sum|Altogether)\b", re.IGNORECASE)
_RULER = re.compile(r"[\s|:–—-]*")
# What is measured is rounded, and rounded parts need not add up to a rounded sum.
_ROUNDED = re.compile(r"Mio|Milli|Mrd|Tsd|Tausend|thousand|billion|Kilo|km|Tonn|Hektar|hect|Euro|[€£$%]", re.IGNORECASE)
_LEAST_ROWS = 4


@rule(
    "SUM-WRONG",
    "error",
    chapter="Numbers",
    says="Parts are named with their sum, and do not add up to it. Only sentences and lists that leave no doubt are "
    "counted. Add up again.",
    wrong="In der Nordstadt sind es 90 Plätze, im Tal 75 Plätze, zusammen 175 Plätze.",
    right="In der Nordstadt sind es 90 Plätze, im Tal 75 Plätze, zusammen 165 Plätze.",
    message="the parts 90 and 75 add up to 165, not to 175",
)
def sums(text: Text) -> Iterator[Found]:
    """Sums that are none."""
    for passage in text.passages:
        before: list[Number] = []
        for start, words in passage.sentences:
            found = _in_sentence(words, text)
            for number, parts in _claims(words, found, before):
                if not _adds_up(number, parts):
                    yield _wrong(passage, start, number, parts)
            before = found
        yield from _of_them(passage, text)
    yield from _lists(text)
    yield from _tables(text)


def _in_sentence(words: str, text: Text) -> list[Number]:
    days = [(said.start, said.end) for said in dates(words, text.language)]
    found = (one for one in numbers(words, text.language) if not any(a <= one.start < b for a, b in days))
    return [one for one in found if not one.percent and one.unit not in ("uhr", "am", "pm") and not _year(one)]


def _year(number: Number) -> bool:
    return number.said.isdigit() and 1900 <= number.value <= 2100 and number.unit not in _MEASURED


def _claims(words: str, found: list[Number], before: list[Number]) -> Iterator[tuple[Number, list[Number]]]:
    """Each sum that a sentence states, with its parts."""
    for at, number in enumerate(found):
        lead_in = words[: number.start]
        if _AFTER.search(lead_in) and at >= 2 and not _INCOMPLETE.search(words):
            yield number, _alike(number, found[:at])
        elif _BEFORE.search(lead_in) and (colon := words.find(":", number.end)) > 0 and not _INCOMPLETE.search(words):
            parts = [one for one in found[at + 1 :] if one.start > colon]
            if len(parts) >= 2 and not _OF_THEM.search(words):
                yield number, _alike(number, parts)
        elif _REST.search(lead_in) and number.unit in _MEASURED:
            parts = [one for one in found[: at + 1] if one.unit == number.unit]
            wholes = [one for one in before if one.unit == number.unit]
            if len(parts) > 2 and parts[0].value > max(one.value for one in parts[1:]):
                yield parts[0], parts[1:]
            elif len(parts) == 2 and len(wholes) == 1:
                yield wholes[0], parts


def _alike(number: Number, parts: list[Number]) -> list[Number]:
    """The parts that can be parts of it: money of money, metres of metres."""
    if number.unit in _MEASURED:
        return [one for one in parts if one.unit == number.unit]
    return [one for one in parts if one.unit not in _MEASURED and one.decimals == number.decimals]


def _adds_up(number: Number, parts: list[Number]) -> bool:
    """Whether some of the parts, two at least, add up to it, as exactly as they are said; or nothing can be told."""
    if not 2 <= len(parts) <= _MOST_PARTS:
        return True
    room = sum((one.step for one in parts if one.scale > 1), Decimal(0)) / 2 + number.step / 2 * (number.scale > 1)
    return any(
        abs(sum(one.value for one in some) - number.value) <= room
        for size in range(2, len(parts) + 1)
        for some in combinations(parts, size)
    )


def _wrong(passage: Passage, start: int, number: Number, parts: list[Number]) -> Found:
    whole = sum((one.value for one in parts), Decimal(0))
    *first, last = (one.said for one in parts)
    scaled = whole / number.scale
    message = f"the parts {', '.join(first)} and {last} add up to {_plain(scaled)}, not to {number.said}"
    return passage.found(start + number.start, start + number.end, message)


def _plain(value: Decimal) -> str:
    return f"{value.normalize():,f}"


def _of_them(passage: Passage, text: Text) -> Iterator[Found]:
    """165 Plätze, davon 90 … und 85 …: parts may leave a rest, but be no more than the whole."""
    for start, words in passage.sentences:
        for mark in _OF_THEM.finditer(words):
            found = _in_sentence(words, text)
            whole = next((one for one in reversed(found) if one.end <= mark.start()), None)
            parts = [one for one in found if one.start >= mark.end()]
            if whole is None or mark.start() - whole.end > 40 or re.search(r"\d\D*\b(?:von|of)\b", words[mark.end() :]):
                continue
            parts = [one for one in parts if one.unit == whole.unit or (one.unit and whole.unit not in _MEASURED)]
            single = next((one for one in parts if one.value > whole.value), None)
            if single and single.unit == whole.unit:
                message = f"{single.said} of {whole.said} is more than there are"
                yield passage.found(start + single.start, start + single.end, message)
            elif len(parts) == 2 and sum(one.value for one in parts) > whole.value and _one_list(words, parts):
                yield _more(passage, start, whole, parts)


def _one_list(words: str, parts: list[Number]) -> bool:
    """Whether two parts exclude each other, as far as words can tell: neither is again a part, nor overlaps."""
    between = words[parts[0].end : parts[1].start]
    rest = words[parts[1].end :]
    return bool(re.search(r"\b(?:und|and)\b", between)) and not re.search(
        r"\b(?:auch|also|both|zugleich|davon)\b", between + rest
    )


def _more(passage: Passage, start: int, whole: Number, parts: list[Number]) -> Found:
    message = f"{parts[0].said} and {parts[1].said} are more than the {whole.said} they are part of"
    return passage.found(start + parts[0].start, start + parts[1].end, message)


def _lists(text: Text) -> Iterator[Found]:
    """Points of a list whose last one says it is their sum."""
    points: list[tuple[Passage, Number]] = []
    for passage in text.passages:
        found = list(_in_sentence(passage.text, text)) if passage.kind in ("item", "row") else []
        if len(found) != 1:
            points = []
            continue
        (number,) = found
        if _SUM_ITEM.match(passage.text[: number.start]) and len(points) >= 2:
            whole = sum(one.value for _, one in points)
            if whole != number.value and not _adds_up(number, [one for _, one in points]):
                yield _wrong(passage, 0, number, [one for _, one in points])
            points = []
            continue
        points.append((passage, number))


def _tables(text: Text) -> Iterator[Found]:
    """Columns of a table whose last row says it is their sum."""
    rows: list[Passage] = []
    for passage in (*text.passages, None):
        if passage and passage.kind == "row":
            rows.append(passage)
        elif rows:
            yield from _table(rows, text)
            rows = []


def _table(rows: list[Passage], text: Text) -> Iterator[Found]:
    if len(rows) < _LEAST_ROWS or not _SUM_ROW.match(rows[-1].text) or any(_OF_THEM.search(row.text) for row in rows):
        return
    head, *parts, last = [_cells(row, text) for row in rows if not _RULER.fullmatch(row.text)]
    names = rows[0].text.strip().strip("|").split("|")
    for column in range(1, min(map(len, (head, *parts, last)))):
        found, whole = [one[column] for one in parts], last[column]
        numbers_ = [one for one in found if one and not one.percent]
        if whole and not whole.percent and len(numbers_) == len(found) >= 2:
            rounded = whole.decimals or _ROUNDED.search(names[column])
            room = whole.step * (len(found) + 1) / 2 if rounded else Decimal(0)
            if abs(sum(one.value for one in numbers_) - whole.value) > room:
                yield _wrong(rows[-1], 0, whole, numbers_)


def _cells(row: Passage, text: Text) -> list[Number | None]:
    """The numbers in the cells of a row; none for a cell that holds no number, or several."""
    cuts = [at for at, sign in enumerate(row.text) if sign == "|"]
    found = list(numbers(row.text, text.language))
    inside = ([one for one in found if left < one.start < right] for left, right in pairwise(cuts))
    return [one[0] if len(one) == 1 else None for one in inside]
