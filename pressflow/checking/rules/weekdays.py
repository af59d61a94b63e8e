"""Weekdays fit their dates."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from pressflow.checking.dates import Said, dates, weekday_name, weekdays
from pressflow.checking.rule import rule
from pressflow.checking.text import Found, Passage, Text

_CALENDAR = 1753  # earlier dates may be Julian
_FAR = 90
_DATED = 1990  # a release without a date and a journal
_DISTANCE = {"heute": 0, "heutigen": 0, "gestern": -1, "morgen": 1, "today": 0, "yesterday": -1, "tomorrow": 1}
_COMING = re.compile(r"\b(?:kommende[nmrs]?|nächste[nmrs]?|coming|this coming)\s+$")


@rule(
    "DATE-WEEKDAY",
    "error",
    chapter="Dates and times",
    says="The weekday does not fit the date, or there is no such day. Without a year the nearest such date is meant; "
    "`heute`, `morgen` and `kommenden` count from the day the release bears. Look it up, and correct one of the two.",
    wrong="Gefeiert wird am Freitag, 22. Mai 2027, im Park.",
    right="Gefeiert wird am Freitag, 22. Mai 2026, im Park.",
    message="22 May 2027 is a Saturday, not a Friday; it would be a Friday in 2026",
)
def weekday(text: Text) -> Iterator[Found]:
    """Dates whose weekday is another one, and days that are in no calendar."""
    for passage in text.passages:
        for said in dates(passage.text, text.language):
            if wrong := _wrong(said, text, passage):
                yield passage.found(said.start, said.end, wrong)
        if text.record.date:
            yield from _relative(text, passage)


def _wrong(said: Said, text: Text, passage: Passage) -> str:
    if said.on(said.year or 2024) is None:
        return "there is no such day"
    day = said.near(text.day)
    undated = text.day.year < _DATED and said.year is None
    if said.weekday is None or day is None or day.year < _CALENDAR or undated:
        return ""
    if day.weekday() != said.weekday:
        if _two_days(passage.text, said, text.language):
            return ""
        return "" if _other_year_fits(said, text.day) else _says(day, said)
    coming = _COMING.search(passage.text, 0, said.start)
    if coming and text.record.date and not 0 < (day - text.day).days <= 14:
        return f"{_written(day)} is not the coming {weekday_name(said.weekday, 'en')} after {_written(text.day)}"
    return ""


def _two_days(words: str, said: Said, language: str) -> bool:
    """Whether two weekdays stand before two dates: von Samstag auf Sonntag, 31. Oktober auf 1. November."""
    names = "|".join(name.capitalize() for name in weekdays(language) if len(name) > 4)
    before = re.search(rf"\b(?:{names})\s*(?:auf|to|into|bis|/|–)\s*(?:den\s+)?$", words[: said.start])
    return bool(before and re.match(r"\s*(?:auf|to|into|bis|/|–)\s*(?:de[nm]\s+)?\d{1,2}\b", words[said.end :]))


def _other_year_fits(said: Said, day: date) -> bool:
    """Whether a date without a year, whose nearest one lies in another year and far off, fits in the release's year."""
    nearest, own = said.near(day), said.on(day.year)
    if said.year is not None or nearest is None or own is None or abs((nearest - day).days) < _FAR:
        return False
    return own != nearest and own.weekday() == said.weekday


def _says(day: date, said: Said) -> str:
    given = weekday_name(said.weekday or 0, "en")
    message = f"{_written(day)} is a {weekday_name(day.weekday(), 'en')}, not a {given}"
    fitting = (said.on(year) for year in (day.year + 1, day.year - 1))
    year = next((other.year for other in fitting if other and other.weekday() == said.weekday), None)
    return f"{message}; it would be a {given} in {year}" if said.year and year else message


def _relative(text: Text, passage: Passage) -> Iterator[Found]:
    """A weekday beside `heute` or `tomorrow` that is not that of the day."""
    for found in _beside(text.language).finditer(passage.text):
        day = text.day + timedelta(days=_DISTANCE[found["when"].casefold()])
        said = weekdays(text.language)[found["weekday"].casefold()]
        if day.weekday() != said:
            message = f"{_written(day)} is a {weekday_name(day.weekday(), 'en')}, not a {weekday_name(said, 'en')}"
            yield passage.found(found.start(), found.end(), f"{found['when']}: by the release's date, {message}")


@cache
def _beside(language: str) -> re.Pattern[str]:
    names = "|".join(name.capitalize() for name in weekdays(language) if len(name) > 4)
    if language == "de":
        return re.compile(
            rf"\b(?P<when>[Hh]eute|heutigen|[Gg]estern|[Mm]orgen)(?:,\s*|\s*\(|(?<=n)\s+)(?:am\s+)?(?P<weekday>{names})\b(?!,?\s*(?:de[nm]\s+)?\d{{1,2}}\.(?:\s|\d{{1,2}}\.))"
        )
    return re.compile(rf"\b(?P<when>[Tt]oday|[Yy]esterday|[Tt]omorrow)(?:,\s*|\s*\()(?P<weekday>{names})\b(?!,?\s+\d)")


def _written(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"
