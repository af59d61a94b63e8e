"""Windows follow each other without gap or overlap at the same hour of the clock, also when the clocks change."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressflow.model.window import Window, due_windows

BERLIN = ZoneInfo("Europe/Berlin")
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def due(now: datetime, at: str = "07:00", day: str = "monday") -> tuple[Window, Window]:
    daily, weekly = due_windows(now, BERLIN, time.fromisoformat(at), day)
    return daily, weekly


def test_window_ends_when_its_time_has_come() -> None:
    before, after = (datetime(2026, 5, 20, 7, tzinfo=BERLIN) + timedelta(seconds=off) for off in (-1, 0))
    assert due(before)[0].uri == "digest:daily:2026-05-19"
    assert due(after)[0].uri == "digest:daily:2026-05-20"
    assert due(after)[1].uri == "digest:weekly:2026-05-18"


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-05-20", 24)])
def test_day_on_which_clocks_change_is_shorter_or_longer(day: str, hours: int) -> None:
    daily, _ = due(datetime.fromisoformat(f"{day}T12:00+02:00"))
    assert daily.end.astimezone(UTC) - daily.begin.astimezone(UTC) == timedelta(hours=hours)


@given(
    st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001  the zone is given beside
    st.times(timezones=st.none()).map(lambda at: at.replace(second=0, microsecond=0)),
    st.sampled_from(DAYS),
)
def test_windows_lie_behind_and_end_where_the_next_begins(now: datetime, at: time, day: str) -> None:
    for window in due_windows(now, BERLIN, at, day):
        begin, end = window.begin.astimezone(UTC), window.end.astimezone(UTC)
        assert begin < end <= now < end + (end - begin) + timedelta(hours=2)
        (before,) = (one for one in due_windows(begin, BERLIN, at, day) if one.frequency == window.frequency)
        assert before.end.astimezone(UTC) == begin
        assert window.frequency == "daily" or DAYS[window.end.weekday()] == day
