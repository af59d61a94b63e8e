"""Local times are read strictly, in the newsroom's zone, and never in an hour that does not exist."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pressflow.errors import RuleError
from pressflow.model.moment import read_moment

BERLIN = ZoneInfo("Europe/Berlin")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")  # puts its clocks forward by half an hour


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-05-16 10:30", "2026-05-16T10:30:00+02:00"),
        ("2026-01-16 10:30", "2026-01-16T10:30:00+01:00"),
        ("2026-05-16T10:30:15", "2026-05-16T10:30:15+02:00"),
        (" 2026-05-16 9:05 ", "2026-05-16T09:05:00+02:00"),
        ("2026-05-16 08:30Z", "2026-05-16T10:30:00+02:00"),
        ("2026-05-16 04:30 -0400", "2026-05-16T10:30:00+02:00"),
        ("2026-03-29 01:59", "2026-03-29T01:59:00+01:00"),
        ("2026-03-29 03:00", "2026-03-29T03:00:00+02:00"),
        ("2026-10-25 03:00", "2026-10-25T03:00:00+01:00"),
        ("2026-10-25 02:30+02:00", "2026-10-25T02:30:00+02:00"),
        ("2026-10-25 02:30+01:00", "2026-10-25T02:30:00+01:00"),
        ("2028-02-29 00:00", "2028-02-29T00:00:00+01:00"),
    ],
)
def test_moment_is_read_in_the_newsrooms_zone(written: str, meant: str) -> None:
    found = read_moment(written, BERLIN)
    assert found.isoformat() == meant
    assert found.tzinfo is BERLIN


@pytest.mark.parametrize(
    ("written", "code", "says"),
    [
        ("16.05.2026 10:30", "DATE-FORMAT", "write year-month-day hour:minute, as in 2026-05-16 10:30"),
        ("16.05.2026", "DATE-FORMAT", "write year-month-day hour:minute"),
        ("2026-5-16 10:30", "DATE-FORMAT", "write year-month-day"),
        ("2026-05-16 10.30 Uhr", "DATE-FORMAT", "write year-month-day"),
        ("05/16/2026 10:30 AM", "DATE-FORMAT", "write year-month-day"),
        ("morgen", "DATE-FORMAT", "'morgen' is not a date and time"),
        ("", "DATE-FORMAT", "'' is not a date and time"),
        ("٢٠٢٦-٠٥-١٦ ١٠:٣٠", "DATE-FORMAT", "is not a date and time"),
        ("2026-05-16", "DATE-FORMAT", "has no time; add it, as in 2026-05-16 10:30"),
        ("2026-02-30 10:30", "DATE-FORMAT", "does not exist (day"),
        ("2026-13-01 10:30", "DATE-FORMAT", "does not exist (month"),
        ("2026-05-16 24:00", "DATE-FORMAT", "does not exist (hour"),
        ("2026-05-16 10:60", "DATE-FORMAT", "does not exist (minute"),
        ("2026-05-16 10:30+25:00", "DATE-FORMAT", "does not exist (offset"),
        ("0001-01-01 00:00", "DATE-FORMAT", "year that can be meant"),
        ("0001-01-01 00:00+12:00", "DATE-FORMAT", "year that can be meant"),
        ("9999-12-31 23:59-12:00", "DATE-FORMAT", "year that can be meant"),
        ("2026-03-29 02:00", "TIME-DST", "2026-03-29 02:00 does not exist in Europe/Berlin"),
        ("2026-03-29 02:59", "TIME-DST", "the clocks are put forward then"),
        ("2026-10-25 02:00", "TIME-DST", "2026-10-25 02:00 comes twice in Europe/Berlin"),
        (
            "2026-10-25 02:59",
            "TIME-DST",
            "2026-10-25 02:59+02:00 for the first or 2026-10-25 02:59+01:00 for the second",
        ),
    ],
)
def test_other_writing_is_refused_with_what_to_do(written: str, code: str, says: str) -> None:
    with pytest.raises(RuleError) as error:
        read_moment(written, BERLIN)
    assert error.value.code == code
    assert says in str(error.value)


def test_half_hours_are_skipped_and_repeated_too() -> None:
    with pytest.raises(RuleError, match="does not exist in Australia/Lord_Howe"):
        read_moment("2026-10-04 02:15", LORD_HOWE)
    with pytest.raises(RuleError, match="comes twice in Australia/Lord_Howe"):
        read_moment("2026-04-05 01:45", LORD_HOWE)
    assert read_moment("2026-10-04 02:45", LORD_HOWE).utcoffset() == timedelta(hours=11)


@settings(max_examples=150, deadline=None)
@given(st.datetimes(datetime(2000, 1, 1), datetime(2037, 12, 31)), st.sampled_from([BERLIN, LORD_HOWE]))  # noqa: DTZ001  a wall clock's
def test_a_moment_is_read_as_the_wall_clock_shows_it_or_not_at_all(wall: datetime, zone: ZoneInfo) -> None:
    written = f"{wall:%Y-%m-%d %H:%M}"
    readings = {
        candidate.astimezone(UTC)
        for candidate in (wall.replace(tzinfo=zone, fold=0), wall.replace(tzinfo=zone, fold=1))
        if f"{candidate.astimezone(UTC).astimezone(zone):%Y-%m-%d %H:%M}" == written
    }
    if len(readings) == 1:
        assert f"{read_moment(written, zone):%Y-%m-%d %H:%M}" == written
        assert read_moment(written, zone).astimezone(UTC) == readings.pop().replace(second=0, microsecond=0)
    else:
        with pytest.raises(RuleError, match="does not exist" if not readings else "comes twice"):
            read_moment(written, zone)


@settings(max_examples=100, deadline=None)
@given(st.text() | st.from_regex(r"\A\d{4}-\d\d-\d\d \d\d:\d\d([+-]\d\d:\d\d)?\Z"))
def test_any_text_is_a_moment_or_breaks_a_rule(text: str) -> None:
    try:
        found = read_moment(text, BERLIN)
    except RuleError as error:
        assert error.code in {"DATE-FORMAT", "TIME-DST"}  # noqa: PT017  either is right
    else:
        assert found.astimezone(UTC).year >= 1899
