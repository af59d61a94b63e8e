"""Hours in which somebody can be reached, as in `Mo-Fr 08:00-17:00; Sa 10:00-13:00`."""

import re
from datetime import datetime, timedelta

_DAYS = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")
_ENGLISH = {"tu": "Di", "we": "Mi", "th": "Do", "su": "So"}
_PART = re.compile(r"([A-Z][a-z])(?:\s*[-–]\s*([A-Z][a-z]))?\s+(\d{1,2}:\d\d)\s*[-–]\s*(\d{1,2}:\d\d)")


def spans(hours: str) -> tuple[tuple[range, int, int], ...]:
    """The days of the week (Monday is 0), and from which to which minute of the day; raises ValueError for no hours."""
    found = []
    for part in hours.split(";"):
        match = _PART.fullmatch(part.strip())
        if not match:
            raise ValueError(f"{part.strip()!r} are no hours; write them as in Mo-Fr 08:00-17:00; Sa 10:00-13:00")
        first, last = _day(match[1]), _day(match[2] or match[1])
        start, end = _minutes(match[3]), _minutes(match[4])
        if first > last or start >= end:
            raise ValueError(f"{part.strip()!r} ends before it begins; write it as in Mo-Fr 08:00-17:00")
        found.append((range(first, last + 1), start, end))
    return tuple(found)


def reachable(hours: str, start: datetime, end: datetime) -> bool:
    """Whether somebody with these hours can be reached at some moment between two, by the clock both are in."""
    moment, times = start, spans(hours)
    while moment <= end:
        minute = moment.hour * 60 + moment.minute
        if any(moment.weekday() in days and first <= minute < last for days, first, last in times):
            return True
        moment += timedelta(minutes=5)
    return False


def _day(name: str) -> int:
    word = _ENGLISH.get(name.lower(), name)
    if word not in _DAYS:
        raise ValueError(f"{name!r} is no day; use Mo Tu We Th Fr Sa Su or Mo Di Mi Do Fr Sa So")
    return _DAYS.index(word)


def _minutes(time: str) -> int:
    hour, minute = map(int, time.split(":"))
    if hour > 24 or minute > 59 or hour * 60 + minute > 24 * 60:
        raise ValueError(f"{time} is no time of day; write it as in 08:00")
    return hour * 60 + minute
