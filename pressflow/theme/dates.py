"""Dates in words, from Unicode's data (CLDR) and never from the machine's locale."""

from datetime import date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time

from pressflow.model.record import Record

# Every format of a release says the same few days and hours, and Babel takes long over each.
_SAID = 1000


@lru_cache(_SAID)
def conventions(language: str) -> Locale:
    """The language's conventions; plain `en` dates are written the British way, the day first."""
    base = language.partition("-")[0]
    try:
        return Locale.parse("en_GB" if base == "en" else base)
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_GB")


def long_date(moment: datetime, zone: ZoneInfo, language: str) -> str:
    """The day in the newsroom's zone: 16. Mai 2025, 16 May 2025."""
    return long_day(moment.astimezone(zone).date(), language)


@lru_cache(_SAID)
def long_day(day: date, language: str) -> str:
    """A day that stands in no zone: 31. Oktober 2024, 31 October 2024."""
    return format_date(day, "long", conventions(language))


def date_and_time(moment: datetime, zone: ZoneInfo, language: str) -> str:
    """The day and the time in the newsroom's zone: 16. Mai 2025, 10:30 Uhr; 16 May 2025, 10:30."""
    local = moment.astimezone(zone)
    suffix = " Uhr" if language.partition("-")[0] == "de" else ""
    return f"{long_day(local.date(), language)}, {_hour(local.time(), language)}{suffix}"


@lru_cache(_SAID)
def _hour(hour: time, language: str) -> str:
    return format_time(hour, "HH:mm", locale=conventions(language))


@lru_cache(_SAID)
def month_name(year_and_month: str, language: str) -> str:
    """A month, written as in `2026/05`, with its year: Mai 2026, May 2026."""
    year, _, month = year_and_month.partition("/")
    return format_date(date(int(year), int(month), 1), "LLLL yyyy", conventions(language))


def bare_month(year_and_month: str, language: str) -> str:
    """The same without its year: Mai, May."""
    year, _, month = year_and_month.partition("/")
    return format_date(date(int(year), int(month), 1), "LLLL", conventions(language))


@lru_cache(_SAID)
def language_name(tag: str) -> str:
    """What a language calls itself: Deutsch, English; Leichte Sprache for de-x-ls."""
    if tag.endswith("-x-ls"):
        return "Leichte Sprache"
    return (conventions(tag).get_language_name() or tag).capitalize() if tag.partition("-")[0] != "en" else "English"


def dateline(record: Record, moment: datetime | None, zone: ZoneInfo) -> str:
    """What the text begins with: Siegburg, 16. Mai 2025 –; the place alone while there is no date."""
    day = f", {long_date(moment, zone, record.language)}" if moment else ""
    return f"{record.place}{day} –"
