"""Local times as offices write them: `2026-05-16 10:30` in the newsroom's zone, never in one that does not exist."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from pressflow.errors import RuleError

_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T](\d{1,2}):(\d{2})(?::(\d{2}))?\s*(Z|[+-]\d{2}:?\d{2})?)?", re.ASCII)
_EXAMPLE = "2026-05-16 10:30"
_YEARS = range(1900, 3000)


def read_moment(text: str, zone: ZoneInfo) -> datetime:
    """The moment written as `text`, aware, in `zone`.

    Raises RuleError, in words for the office, for another way of writing, a day or a time that does not
    exist, and a time that daylight saving skips or repeats (an offset such as `+02:00` decides the latter).
    """
    found = _ISO.fullmatch(text.strip())
    if not found:
        raise RuleError(
            "DATE-FORMAT",
            f"{text!r} is not a date and time; write year-month-day hour:minute, as in {_EXAMPLE}",
        )
    year, month, day, hour, minute, second, offset = found.groups()
    if hour is None:
        raise RuleError("DATE-FORMAT", f"{text!r} has no time; add it, as in {year}-{month}-{day} 10:30")
    try:
        naive = datetime(int(year), int(month), int(day), int(hour), int(minute), int(second or 0))  # noqa: DTZ001  the zone comes below
        aware = datetime.fromisoformat(f"{naive.isoformat()}{offset.replace('Z', '+00:00')}") if offset else None
    except ValueError as error:
        raise RuleError("DATE-FORMAT", f"{text!r} does not exist ({error}); write it as in {_EXAMPLE}") from error
    if naive.year not in _YEARS:
        raise RuleError("DATE-FORMAT", f"{text!r} is not in a year that can be meant; write it as in {_EXAMPLE}")
    return aware.astimezone(zone) if aware else _in_zone(naive, zone)


def _in_zone(naive: datetime, zone: ZoneInfo) -> datetime:
    early, late = naive.replace(tzinfo=zone, fold=0), naive.replace(tzinfo=zone, fold=1)
    if early.utcoffset() == late.utcoffset():
        return early
    # In a gap neither reading survives the way to UTC and back (PEP 495, "Mind the gap").
    if early.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != naive:
        raise RuleError(
            "TIME-DST",
            f"{naive:%Y-%m-%d %H:%M} does not exist in {zone.key}: the clocks are put forward then",
        )
    summer, winter = (f"{naive:%Y-%m-%d %H:%M}{moment.isoformat()[-6:]}" for moment in (early, late))
    raise RuleError(
        "TIME-DST",
        f"{naive:%Y-%m-%d %H:%M} comes twice in {zone.key}: the clocks are put back then; "
        f"write {summer} for the first or {winter} for the second",
    )
