"""Pace: a limit is kept, a complaint makes it slower, quiet makes it faster again."""

import pytest

from pressflow.model.cause import Cause, cause_of, wants_fewer
from pressflow.model.pace import Pace


def sent(pace: Pace, start: float, seconds: float) -> int:
    """How many letters go in so many seconds, where there are always more."""
    now, number = start, 0
    while now < start + seconds:
        if wait := pace.wait(now):
            now += wait + 1e-6
        else:
            pace.take(now)
            number, now = number + 1, now + 0.001
    return number


def test_without_a_limit_nothing_waits() -> None:
    assert Pace().wait(0.0) == 0.0


@pytest.mark.parametrize("limit", [6.0, 60.0, 600.0])
def test_limit_is_kept_over_a_minute(limit: float) -> None:
    assert limit * 0.95 <= sent(Pace(limit), 1000.0, 60.0) <= limit * 1.05 + limit / 60


def test_complaint_rests_and_halves_and_quiet_minutes_bring_it_back() -> None:
    pace = Pace(600.0)
    sent(pace, 1000.0, 60.0)
    pace.complain(1060.0)
    assert pace.wait(1060.0) == 5.0
    assert 250.0 <= pace.rate <= 320.0
    pace.complain(1061.0)  # of the same moment
    assert 250.0 <= pace.rate <= 320.0
    pace.wait(1060.0 + 60.0)
    assert 375.0 <= pace.rate <= 480.0
    pace.wait(1060.0 + 180.0)
    assert pace.rate == 600.0


def test_complaint_before_the_first_letter_is_a_rest_and_no_more() -> None:
    pace = Pace()
    pace.complain(1000.0)
    assert (pace.wait(1000.0), pace.wait(1005.0), pace.rate) == (5.0, 0.0, 0.0)


@pytest.mark.parametrize(
    ("code", "status", "cause", "fewer"),
    [
        (550, "5.1.1", Cause.NOBODY, False),
        (552, "5.2.2", Cause.FULL, False),
        (452, "4.2.2", Cause.FULL, False),
        (450, "4.7.1", Cause.POLICY, True),
        (421, "4.7.0", Cause.POLICY, True),
        (421, "4.3.2", Cause.BUSY, True),
        (421, "", Cause.BUSY, True),
        (452, "", Cause.FULL, True),
        (452, "4.3.1", Cause.FULL, True),
        (450, "4.3.2", Cause.BUSY, True),
        (452, "4.5.3", Cause.BUSY, True),
        (421, "4.3.0", Cause.SYSTEM, False),
        (450, "4.2.1", Cause.CLOSED, False),
        (451, "4.4.1", Cause.ROUTE, False),
        (554, "5.7.1", Cause.POLICY, False),
        (450, "", Cause.BUSY, True),
        (0, "", Cause.LOST, False),
        (599, "", Cause.OTHER, False),
    ],
)
def test_reply_has_one_cause_and_says_whether_it_asks_for_fewer(
    code: int, status: str, cause: Cause, fewer: bool
) -> None:
    assert (cause_of(code, status), wants_fewer(code, status)) == (cause, fewer)
    assert cause.words
