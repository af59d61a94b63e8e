"""Windows: the stretches of time that digests tell of, by the newsroom's clock."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True)
class Window:
    """What one digest tells of: everything after `begin`, up to `end`, which is when it leaves."""

    frequency: Literal["daily", "weekly"]
    begin: datetime
    end: datetime

    @property
    def uri(self) -> str:
        """What tells this window from every other: digest:daily:2026-05-20."""
        return f"digest:{self.frequency}:{self.end.date()}"


def due_windows(now: datetime, zone: ZoneInfo, at: time, day: str) -> Iterator[Window]:
    """The newest daily and the newest weekly window that are over, in the zone.

    They begin and end at the same hour of the clock, in summer and in winter: on days when the clocks change, a window
    is an hour shorter or longer. An hour that does not exist that day is the one after it; one that comes twice, the
    first.
    """
    local = now.astimezone(zone)
    for frequency, step in (("daily", 1), ("weekly", 7)):
        back = 0 if frequency == "daily" else (local.weekday() - _DAYS.index(day)) % 7
        last = local.date() - timedelta(days=back)
        if _moment(last, at, zone) > now:
            last -= timedelta(days=step)
        begin, end = _moment(last - timedelta(days=step), at, zone), _moment(last, at, zone)
        yield Window("daily" if frequency == "daily" else "weekly", begin, end)


def _moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, zone)
