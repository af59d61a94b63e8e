"""Numbers in headline and lead are those of the text."""

import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import combinations

from rapidfuzz.distance import OSA

from pressflow.checking.dates import dates
from pressflow.checking.numbers import Number, in_words, numbers
from pressflow.checking.rule import rule
from pressflow.checking.text import Found, Passage, Text

_ROUND = re.compile(
    r"\b(?:rund|etwa|fast|knapp|gut|mehr als|über|bis zu|ca\.|circa|mindestens|about|around|nearly|almost"
    r"|more than|over"
    r"|some|up to|at least|roughly)\s+(?:[€£$]\s?)?$"
)
# What numbers name rather than count: Linie 4, Route 66.
_NAMES = re.compile(
    r"\b(?:Linien?|Bus|Buslinie|Tram|Gleis|Raum|Saal|Halle|Haus|Bundesstraße|Landesstraße|Kreisstraße|Autobahn|[ABLKUSIG]|Line|Route"
    r"|Room|Hall|Road|Highway|Platform|Agenda|Top|Artikel|Kapitel|Teil|Klasse|Liga|Version|Covid|Nr\.|No\.|Tel\.|Station)\s+$"
)
_UNCOUNTED = {
    "uhr",
    "am",
    "pm",
    "jahre",
    "jahren",
    "jahr",
    "years",
    "year",
    "jährige",
    "jähriges",
    "jahrhundert",
    "noon",
    "",
}
_COMPARES = re.compile(
    r"\b(?:Vorjahr\w*|zuvor|bisher\w*|früher\w*|statt|gegenüber|davor|damals|previous\w*|last|earlier|before"
    r"|instead|until now"
    r"|compared|than|als|von|from|(?:19|20)\d\d)\b"
)
_LEAST_DIGITS = 2
_LONG = 4


@rule(
    "NUMBER-DRIFT",
    "error",
    chapter="Numbers",
    says="A number in the headline or the lead is not the one of the text: it has another order of magnitude there, a "
    "digit is another, or the text does not have the headline's number at all (a warning). `130.000` are many "
    "in German, and "
    "`1.5 million` is one and a half in English. Correct the wrong one.",
    wrong="lead: Die Stadt Lohtal fördert die Vereine am Ort in diesem Jahr mit rund 130.000 Euro.\n"
    "notes: Der Rat hat die 130 Millionen Euro am Dienstag beschlossen.",
    right="lead: Die Stadt Lohtal fördert die Vereine am Ort in diesem Jahr mit rund 130.000 Euro.\n"
    "notes: Der Rat hat die 130.000 Euro am Dienstag beschlossen.",
    message="lead: 130.000 euro here, 130 Millionen in the text; which is right?",
)
def drift(text: Text) -> Iterator[Found]:
    """Numbers of headline and lead that the text contradicts or does not have."""
    body = [one for passage in text.of("item", "row", "paragraph", "quote", "notes") for one in _all(passage, text)]
    lead = [one for passage in text.of("lead", "subtitle", "caption", "alt") for one in _all(passage, text)]
    for passage in text.of("title", "lead"):
        rest = [*lead, *body] if passage.kind == "title" else body
        for number in _counted(passage, text):
            if other := _other_size(number, rest) or _one_digit_off(number, rest, passage, text):
                message = f"{number.said} {number.unit} here, {other.said} in the text; which is right?"
                yield passage.found(number.start, number.end, message)
            elif passage.kind == "title" and not _backed(number, rest, passage, text):
                message = f"{number.said} stands in the headline alone; does the text say another number?"
                yield replace(passage.found(number.start, number.end, message), severity="warning")


def _all(passage: Passage, text: Text) -> list[Number]:
    days = [(said.start, said.end) for said in dates(passage.text, text.language)]
    found = numbers(passage.text, text.language)
    return [one for one in found if not any(start <= one.start < end for start, end in days)]


def _counted(passage: Passage, text: Text) -> Iterator[Number]:
    """The numbers that count something, with what they count."""
    for number in _all(passage, text):
        year = number.said.isdigit() and 1900 <= number.value <= 2100 and number.unit not in ("euro", "dollar", "pound")
        hyphen = passage.text[number.end : number.end + 1] == "-"
        if not (year or hyphen or number.unit in _UNCOUNTED or _NAMES.search(passage.text[: number.start])):
            yield number


def _figures(number: Number) -> str:
    return str(number.value.normalize().as_tuple().digits).strip("(), ").replace(", ", "").rstrip("0")


def _other_size(number: Number, rest: list[Number]) -> Number | None:
    """The same digits and unit in another order of magnitude, where the right one is nowhere."""
    same = [one for one in rest if one.counts_as(number) and not number.percent]
    if any(one.value == number.value for one in same) or not number.value:
        return None
    for one in same:
        if one.value and _figures(one) == _figures(number) and len(_figures(one)) >= _LEAST_DIGITS:
            ratio = max(one.value / number.value, number.value / one.value)
            if ratio >= 1000 or len(_figures(one)) > _LEAST_DIGITS:
                return one
    return None


def _backed(number: Number, rest: list[Number], passage: Passage, text: Text) -> bool:
    """Whether the text has the headline's number: as it is, in words, rounded, or as a sum of two."""
    if number.value < 10 or any(one.value == number.value for one in rest):
        return True
    others = text.within("lead", "subtitle", "item", "row", "paragraph", "quote", "notes", "caption")
    if number.value in in_words(others, text.language):
        return True
    loose = bool(_ROUND.search(passage.text[: number.start]))
    if any(_rounds(one.value, number, loose=loose) for one in rest):
        return True
    same = [one.value for one in rest if one.counts_as(number)]
    return any(left + right == number.value for left, right in combinations(same[:30], 2))


def _rounds(value: Decimal, number: Number, *, loose: bool) -> bool:
    """Whether a number may be said as another: with fewer figures, or with a word such as about."""
    near = abs(value - number.value) <= number.value / 10
    shorter = len(value.normalize().as_tuple().digits) > len(_figures(number))
    return near and (loose or (shorter and abs(value - number.value) <= number.value / 20))


def _one_digit_off(number: Number, rest: list[Number], passage: Passage, text: Text) -> Number | None:
    """A number of the text that differs by one digit, or two in another order, where nothing is compared.

    Where a headline's number is not the lead's, either may be wrong.
    """
    if len(_plain(number.value)) < 3 or any(one.value == number.value for one in rest):
        return None
    for other in text.of("lead", "paragraph", "item") if passage.kind == "title" else text.of("paragraph", "item"):
        for start, words in other.sentences:
            del start
            if _COMPARES.search(words):
                continue
            for one in numbers(words, text.language):
                if one.counts_as(number) and one.scale == number.scale and _typo(number, one):
                    return one
    return None


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _typo(number: Number, other: Number) -> bool:
    """Whether two figures changed places; of long numbers, whether one figure is another."""
    left, right = _plain(number.value), _plain(other.value)
    turned = sorted(left) == sorted(right)
    return len(left) == len(right) and OSA.distance(left, right) == 1 and (turned or len(_figures(number)) >= _LONG)
