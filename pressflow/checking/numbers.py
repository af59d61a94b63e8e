"""Numbers as German and English texts say them: `130.000 Euro`, `€1.5 million`, `14,2 Millionen Euro`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache

from babel.numbers import NumberFormatError, parse_decimal

_SCALES = {
    "tsd": 1_000, "tausend": 1_000, "thousand": 1_000, "k": 1_000,
    "mio": 10**6, "million": 10**6, "millionen": 10**6, "m": 10**6,
    "mrd": 10**9, "milliarde": 10**9, "milliarden": 10**9, "billion": 10**9, "bn": 10**9,
}  # fmt: skip
_GERMAN_SCALES = _SCALES | {"billion": 10**12, "billionen": 10**12}
_MONEY = {"€": "euro", "eur": "euro", "$": "dollar", "usd": "dollar", "£": "pound", "gbp": "pound", "euros": "euro"}
_PERCENT = {"%", "prozent", "per cent", "percent", "prozentpunkte", "prozentpunkten"}
_WORDS = {
    "de": "null ein zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn "
    "siebzehn achtzehn neunzehn zwanzig",
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty",
}
_TENS = {
    "dreißig": 30, "vierzig": 40, "fünfzig": 50, "sechzig": 60, "siebzig": 70, "achtzig": 80, "neunzig": 90,
    "hundert": 100, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
    "hundred": 100, "dutzend": 12, "dozen": 12,
}  # fmt: skip
_MONEY_SIGN = r"(?P<money>[€£$]|\b(?:EUR|USD|GBP)\b)?[\s\u00a0]?"
_DIGITS = r"(?<![\w.,:/–-])(?P<digits>\d{1,3}(?:[.,\u00a0\u202f’']\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d+)?)(?![\d:/]|[.,]\d)"
_SCALE = (
    r"(?:[\s\u00a0-]?(?P<scale>Tsd\.|Tausend|Mio\b\.?|Millionen|Million|Mrd\b\.?|Milliarden?|Billionen|thousand|million"
    r"|billion|bn\b|(?<=\d)[mk](?!\w)))?"
)
_UNIT = r"(?:[\s\u00a0]?(?P<sign>%|€|\$|£|°C)|[\s\u00a0-](?P<unit>per cent|[^\W\d_][\w’-]*))?"
_NUMBER = re.compile(_MONEY_SIGN + _DIGITS + _SCALE + _UNIT, re.IGNORECASE)
# A lower-case word between a number and what it counts: 3.600 neue Wohnungen, 486 new homes.
_NEXT = re.compile(r"[\s\u00a0]+([^\W\d_][\w-]*)")


@dataclass(frozen=True, slots=True)
class Number:
    """A number in a text, from one letter to another: its value, and what it counts, in small letters."""

    start: int
    end: int
    """Where its digits and their scale end; what it counts follows."""
    value: Decimal
    unit: str
    said: str
    decimals: int
    scale: int = 1

    def counts_as(self, other: "Number") -> bool:
        """Whether both count the same, in whatever case or number: Bäume, Bäumen."""
        short, long = sorted((self.unit, other.unit), key=len)
        inflected = len(short) > 3 and long.startswith(short[:-1]) and len(long) - len(short) < 3
        return inflected or long in (short, f"{short}innen")

    @property
    def percent(self) -> bool:
        """Whether it is a percentage."""
        return self.unit == "%"

    @property
    def step(self) -> Decimal:
        """What its last digit is worth: that is how exactly it is said."""
        return Decimal(self.scale).scaleb(-self.decimals)


@lru_cache(512)  # several rules ask the same passages of one release
def numbers(text: str, language: str) -> tuple[Number, ...]:
    """The numbers written in digits, in order; ordinals and hours are numbers, too."""
    return tuple(_numbers(text, language))


def _numbers(text: str, language: str) -> Iterator[Number]:
    if not any(sign.isdigit() for sign in text):
        return
    for found in _NUMBER.finditer(text):
        digits = found["digits"]
        value = parsed(digits, language)
        if value is None:
            continue
        scale = _scale(found["scale"], language)
        end = found.end("scale") if found["scale"] else found.end("digits")
        start = found.start("money") if found["money"] else found.start("digits")
        decimals = _decimals(digits, value)
        yield Number(start, end, value * scale, _unit(found, text, language), text[start:end], decimals, scale)


@cache
def parsed(digits: str, language: str) -> Decimal | None:
    """What digits say in a language: `130.000` is many in German; written otherwise, as the other language has it."""
    plain = digits.replace("\u202f", "\u00a0").replace("’", "").replace("'", "").replace("\u00a0", "")
    for locale in (language, "en" if language == "de" else "de"):
        try:
            return parse_decimal(plain, locale=locale, strict=True)
        except NumberFormatError:
            continue
    return None


def _decimals(digits: str, value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


def _scale(word: str | None, language: str) -> int:
    scales = _GERMAN_SCALES if language == "de" else _SCALES
    return scales[word.casefold().rstrip(".")] if word else 1


def _unit(found: re.Match[str], text: str, language: str) -> str:
    if found["money"]:
        return _MONEY[found["money"].casefold()]
    word = found["sign"] or found["unit"] or ""
    if word.casefold() in _PERCENT:
        return "%"
    if word.casefold() in _MONEY:
        return _MONEY[word.casefold()]
    end = found.end()
    steps = 0
    while language == "de" and word[:1].islower() and steps < 2 and (more := _NEXT.match(text, end)):
        word, end, steps = more[1], more.end(), steps + 1
    return word.casefold()


def in_words(text: str, language: str) -> set[Decimal]:
    """The values of the numbers written in words, up to a hundred."""
    known = {word: value for value, word in enumerate(_WORDS.get(language, _WORDS["en"]).split())} | _TENS
    return {Decimal(known[word]) for word in re.findall(r"[^\W\d_]+", text.casefold()) if word in known}
