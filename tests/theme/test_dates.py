"""Dates in words come from Unicode's data, in the newsroom's zone, whatever the machine's own settings."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from pressflow.theme.dates import date_and_time, dateline, language_name, long_date
from tests.model.test_record import TEXT, record

BERLIN = ZoneInfo("Europe/Berlin")
LATE = datetime(2026, 5, 15, 22, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "day", "time"),
    [
        ("de", "16. Mai 2026", "16. Mai 2026, 00:30 Uhr"),
        ("de-x-ls", "16. Mai 2026", "16. Mai 2026, 00:30 Uhr"),
        ("de-CH", "16. Mai 2026", "16. Mai 2026, 00:30 Uhr"),
        ("en", "16 May 2026", "16 May 2026, 00:30"),
        ("en-US", "16 May 2026", "16 May 2026, 00:30"),
        ("fr", "16 mai 2026", "16 mai 2026, 00:30"),
        ("xx", "16 May 2026", "16 May 2026, 00:30"),
    ],
)
def test_day_and_time_are_those_of_the_newsroom(language: str, day: str, time: str) -> None:
    assert long_date(LATE, BERLIN, language) == day
    assert date_and_time(LATE, BERLIN, language) == time


@pytest.mark.parametrize(
    ("tag", "name"),
    [("de", "Deutsch"), ("en", "English"), ("en-GB", "English"), ("fr", "Français"), ("de-x-ls", "Leichte Sprache")],
)
def test_language_is_called_what_it_calls_itself(tag: str, name: str) -> None:
    assert language_name(tag) == name


def test_dateline_names_the_place_and_the_day() -> None:
    text = record((TEXT,))
    assert dateline(text, LATE, BERLIN) == "Lohtal, 16. Mai 2026 –"
    assert dateline(text, None, BERLIN) == "Lohtal –"
