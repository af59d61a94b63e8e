"""Dates and times as German and English texts write them."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from pressflow.source.plain.blocks import Doubt

_USUAL_TIME = dt.time(10)
_TIME_WORDS = (
    r"(?:\b(?P<hour>[012]?[0-9])(?:[.:](?P<minute>[0-5][0-9]))?\s*(?P<unit>Uhr\b|h\b|[ap]\.?\s?m\b\.?)"
    r"|\b(?P<hour24>[012]?[0-9]):(?P<minute24>[0-5][0-9])(?::[0-5][0-9])?(?![0-9]))"
)
_TIME = re.compile(_TIME_WORDS, re.IGNORECASE)
_TIME_BESIDE = re.compile(rf"\)?[,\s|–-]*(?:um|ab|at|gegen|from)?\s*{_TIME_WORDS}", re.IGNORECASE)


@dataclass(frozen=True)
class Day:
    """A date that stands in a text: where, with which day of the week and which time beside it."""

    start: int
    end: int
    day: dt.date
    weekday: int | None
    time: dt.time | None


def find_days(text: str) -> list[Day]:
    """All dates with a year, in the order of the text; a date that does not exist is none."""
    found = (day for pattern in _patterns() for match in pattern.finditer(text) for day in _day(match))
    return sorted(found, key=lambda day: day.start)


def find_time(text: str) -> dt.time | None:
    """The first time of day in the text."""
    return next((time for match in _TIME.finditer(text) for time in _time(match)), None)


def local_time(day: dt.date, time: dt.time | None) -> str:
    """Date and time as a record writes them; without a time, the hour at which releases usually go out."""
    return f"{day.isoformat()} {(time or _USUAL_TIME):%H:%M}"


def choose_date(stated: Day | None, embargo: dict[str, str] | None, said: str, doubt: Doubt) -> str | None:
    """The date of the release: the one stated above the text, else the embargo's end, else the first in the text."""
    if stated:
        if not stated.time:
            doubt("The text gives a date, but no time of day; 10:00 is a guess, put in when the release goes out.")
        return local_time(stated.day, stated.time)
    if embargo and "until" in embargo:
        doubt("The text gives no date of its own; the end of the embargo was taken, check it.")
        return embargo["until"]
    if embargo:
        return None  # the event will give it
    day = next(iter(find_days(said)), None)
    if not day:
        doubt("No date was found; add when the release goes out, as in 2026-05-16 10:30.")
        return None
    time = "" if day.time else " The time is not in the text either: 10:00 is a guess."
    doubt(
        f"The date was taken from the running text (“{said[day.start : day.end]}”): it is the day of the event, "
        f"and need not be that of the release.{time} Put in when the release goes out."
    )
    return local_time(day.day, day.time)


def check_weekdays(text: str, doubt: Doubt) -> None:
    """Doubt every date whose day of the week is another one."""
    for day in find_days(text):
        if day.weekday is not None and day.weekday != day.day.weekday():
            doubt(
                f"“{text[day.start : day.end]}” cannot be right: {day.day.isoformat()} is a "
                f"{_weekday_name(day.day.weekday())}. Check the date and the day of the week."
            )


def _day(match: re.Match[str]) -> Iterator[Day]:
    parts = match.groupdict()
    month = int(parts["month"]) if parts["month"].isdigit() else _months().get(parts["month"].lower(), 0)
    try:
        day = dt.date(int(parts["year"]), month, int(parts["day"]))
    except ValueError:
        return
    weekday = _weekdays().get(parts["weekday"].lower()) if parts["weekday"] else None
    beside = _TIME_BESIDE.match(match.string, match.end())
    time = next(_time(beside), None) if beside else None
    yield Day(match.start(), beside.end() if beside and time else match.end(), day, weekday, time)


def _time(match: re.Match[str]) -> Iterator[dt.time]:
    parts = match.groupdict()
    hour, minute = int(parts["hour"] or parts["hour24"]), int(parts["minute"] or parts["minute24"] or 0)
    unit = (parts["unit"] or "").lower()
    if unit[:1] in {"a", "p"}:  # 12 a.m. is midnight, 12 p.m. is noon
        hour = hour % 12 + (12 if unit[0] == "p" else 0)
    if hour < 24:
        yield dt.time(hour, minute)


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    weekday = rf"(?:\b(?P<weekday>{_alternatives(_weekdays())})\b\.?,?\s+(?:(?:den|dem|the)\s+)?)?"
    day, month = r"\b(?P<day>[0-3]?[0-9])", rf"\b(?P<month>{_alternatives(_months())})\b\.?"
    year = r"(?P<year>[0-9]{4})(?![0-9])"
    return tuple(
        re.compile(weekday + form, re.IGNORECASE)
        for form in (
            rf"{day}\.\s?(?P<month>[01]?[0-9])\.\s?{year}",  # 16.05.2026
            rf"{day}(?:\.|st|nd|rd|th)?\s+(?:of\s+)?{month},?\s+{year}",  # 16. Mai 2026, 16 May 2026
            rf"{month}\s+(?P<day>[0-3]?[0-9])(?:st|nd|rd|th)?,?\s+{year}",  # May 16, 2026
            r"\b(?P<year>[0-9]{4})-(?P<month>[01][0-9])-(?P<day>[0-3][0-9])(?![0-9])",  # 2026-05-16
        )
    )


def _alternatives(names: dict[str, int]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


@cache
def _months() -> dict[str, int]:
    from babel.dates import get_month_names

    return {
        name.lower().rstrip("."): number
        for locale in ("de", "de_AT", "en", "en_GB")
        for width in ("wide", "abbreviated")
        for number, name in get_month_names(width, locale=locale).items()
    }


@cache
def _weekdays() -> dict[str, int]:
    from babel.dates import get_day_names

    return {
        name.lower().rstrip("."): number
        for locale in ("de", "en")
        for width in ("wide", "abbreviated")
        for number, name in get_day_names(width, locale=locale).items()
    } | {"sonnabend": 5}


def _weekday_name(number: int) -> str:
    from babel.dates import get_day_names

    return str(get_day_names("wide", locale="en")[number])
