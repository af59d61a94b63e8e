"""Dates as German and English texts say them: `Freitag, 16. Mai 2025`, `Friday 16 to Sunday 18 May`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache

from babel.dates import get_day_names, get_month_names

# Beside what Babel knows: words of regions, and abbreviations as they are typed.
_MORE_MONTHS = {"de": {"jänner": 1, "feber": 2}, "en": {"sept": 9}}
_MORE_DAYS = {"de": {"sonnabend": 5}, "en": {"tues": 1, "thur": 3, "thurs": 3}}


# Parts of a day that leave no doubt which day it is; a night belongs to two.
_PART = (r"(?:\s+(?:morning|afternoon|evening))?", r"(?:morgen|vormittag|mittag|nachmittag|abend)?")


@dataclass(frozen=True, slots=True)
class Said:
    """A date in a text, from one letter to another; what is not said is None. Monday is 0."""

    start: int
    end: int
    day: int
    month: int
    year: int | None = None
    weekday: int | None = None

    def on(self, year: int) -> date | None:
        """It in a year; None where that year has no such day."""
        try:
            return date(year, self.month, self.day)
        except ValueError:
            return None

    def near(self, day: date) -> date | None:
        """The day that is meant: in its year, else the one nearest to another day."""
        if self.year is not None:
            return self.on(self.year)
        years = (self.on(year) for year in (day.year - 1, day.year, day.year + 1))
        return min((one for one in years if one), key=lambda one: abs(one - day), default=None)


@cache
def months(language: str) -> dict[str, int]:
    """The numbers of the months by their names and short names in small letters."""
    names = (get_month_names(width, "format", language) for width in ("wide", "abbreviated"))
    found = {name.casefold().rstrip("."): number for group in names for number, name in group.items()}
    return found | _MORE_MONTHS.get(language, {})


@cache
def weekdays(language: str) -> dict[str, int]:
    """The numbers of the days of the week by their names and short names in small letters; Monday is 0."""
    names = (get_day_names(width, "format", language) for width in ("wide", "abbreviated"))
    found = {name.casefold().rstrip("."): number for group in names for number, name in group.items()}
    return found | _MORE_DAYS.get(language, {})


def weekday_name(number: int, language: str) -> str:
    """What a day of the week is called."""
    return str(get_day_names("wide", "format", language)[number])


@lru_cache(512)  # several rules ask the same passages of one release
def dates(text: str, language: str) -> tuple[Said, ...]:
    """All dates a text says with a month's name, a weekday or a year, in order."""
    return tuple(_dates(text, language))


def _dates(text: str, language: str) -> Iterator[Said]:
    if not any(sign.isdigit() for sign in text):
        return
    for found in _pattern(language).finditer(text):
        if said := _said(found, language):
            yield from _ranged(said, text, language)
            yield said


def _any(names: dict[str, int]) -> str:
    """Any of these names, written with a capital: so and may are words, too."""
    return "|".join(sorted((re.escape(name.capitalize()) for name in names), key=len, reverse=True))


@cache
def _pattern(language: str) -> re.Pattern[str]:
    days, month = (
        rf"(?P<weekday>\b(?:{_any(weekdays(language))})){_PART[language == 'de']}\b\.?",
        rf"(?P<month>\b(?:{_any(months(language))}))\b\.?",
    )
    if language == "de":
        before = rf"(?:{days}(?:,\s*|\s+|\s*\()(?:de[nmr]\s+)?)?"
        after = rf"(?:\s*{month}|\s?(?P<number>\d{{1,2}})\.)(?:\s*(?P<year>\d{{4}}|\d{{2}}(?!\d|\.\d|[\s\u00a0]*Uhr)))?"
        return re.compile(rf"{before}(?<![\d.,:])\b(?P<day>\d{{1,2}})\.{after}")
    before = rf"(?:{days}(?:,\s*|\s+|\s*\()(?:the\s+)?)?"
    year = r"(?:,?\s+(?P<year{0}>\d{{4}}))?\b(?!\d)"
    british = rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{month}" + year.format("")
    month2 = month.replace("<month>", "<month2>")
    american = rf"{month2}\s+(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?" + year.format("2")
    return re.compile(rf"{before}(?:(?<![\d.,:]){british}|{american})")


def _said(found: re.Match[str], language: str) -> Said | None:
    groups = found.groupdict()
    day = groups["day"] or groups.get("day2")
    name = (groups["month"] or groups.get("month2") or "").casefold().rstrip(".")
    month = months(language)[name] if name else int(groups["number"])
    written = groups["year"] or groups.get("year2")
    year = int(written) if written else None
    weekday = groups["weekday"]
    bare = not name and weekday is None and year is None  # 3.5. may be a chapter
    if bare or not 1 <= month <= 12 or not 1 <= int(day or 0) <= 31:
        return None
    if year is not None and year < 100:
        year += 2000
    number = weekdays(language)[weekday.casefold().rstrip(".")] if weekday else None
    return Said(found.start(), found.end(), int(day or 0), month, year, number)


@cache
def _before(language: str) -> re.Pattern[str]:
    """What stands before the end of a range: `Freitag, 16., bis `, `Friday 16 to `."""
    days = _any(weekdays(language))
    if language == "de":
        between = r"(?:bis(?:\s+zum)?|und|oder|sowie|–|-)"
        return re.compile(rf"\b(?P<weekday>{days})\b\.?,?\s+(?:de[nm]\s+)?(?P<day>\d{{1,2}})\.,?\s+{between}\s*$")
    between = r"(?:to|and|until|or|–|-)"
    return re.compile(rf"\b(?P<weekday>{days})\b\.?,?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+{between}\s*$")


def _ranged(end: Said, text: str, language: str) -> Iterator[Said]:
    """The beginning of a range that leaves its month to the end."""
    start = max(0, end.start - 60)
    if (found := _before(language).search(text[start : end.start])) and int(found["day"]) < end.day:
        weekday = weekdays(language)[found["weekday"].casefold()]
        place = (start + found.start(), start + found.end())
        yield replace(end, start=place[0], end=place[1], day=int(found["day"]), weekday=weekday)
