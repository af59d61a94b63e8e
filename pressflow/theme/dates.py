"""Dates in words, from Unicode's data (CLDR) and never from the machine's locale."""

from datetime import datetime
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time

from pressflow.model.record import Record


def conventions(language: str) -> Locale:
    """The language's conventions; plain `en` dates are written the British way, the day first."""
    base = language.partition("-")[0]
    try:
        return Locale.parse("en_GB" if base == "en" else base)
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en_GB")


def long_date(moment: datetime, zone: ZoneInfo, language: str) -> str:
    """The day in the newsroom's zone: 16. Mai 2025, 16 May 2025."""
    return format_date(moment.astimezone(zone), "long", conventions(language))


def date_and_time(moment: datetime, zone: ZoneInfo, language: str) -> str:
    """The day and the time in the newsroom's zone: 16. Mai 2025, 10:30 Uhr; 16 May 2025, 10:30."""
    local = moment.astimezone(zone)
    suffix = " Uhr" if language.partition("-")[0] == "de" else ""
    return f"{long_date(moment, zone, language)}, {format_time(local, 'HH:mm', locale=conventions(language))}{suffix}"


def language_name(tag: str) -> str:
    """What a language calls itself: Deutsch, English; Leichte Sprache for de-x-ls."""
    if tag.endswith("-x-ls"):
        return "Leichte Sprache"
    return (conventions(tag).get_language_name() or tag).capitalize() if tag.partition("-")[0] != "en" else "English"


def dateline(record: Record, moment: datetime | None, zone: ZoneInfo) -> str:
    """What the text begins with: Siegburg, 16. Mai 2025 –; the place alone while there is no date."""
    day = f", {long_date(moment, zone, record.language)}" if moment else ""
    return f"{record.place}{day} –"
