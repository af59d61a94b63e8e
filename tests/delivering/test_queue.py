"""The queue: each delivery once, each domain at its own pace, learned down and up again."""

from pathlib import Path

import pytest

from pressflow.delivering.queue import LONG, Queue
from pressflow.model.delivery import Delivery
from tests import builders
from tests.channels.smtp.relay import settings

BIG = {"bigmail": {"domains": ["big.example.com", "big.example.net"], "per_minute": 60}}


def letter(number: int, domain: str = "desk.example.org") -> Delivery:
    return Delivery(number, str(number), number, f"reader{number}@{domain}", "", "local", 1, 0, builders.NOW)


def queue(*letters: Delivery, **mail: object) -> Queue:
    found = Queue(settings(25, **mail))
    found.add(letters)
    return found


def gone(queue: Queue, now: float, most: int = 100) -> list[int]:
    """Which may go at a moment; they are counted as gone."""
    leaving = [delivery for delivery, wait in queue.take(most, now) if not wait]
    for delivery in leaving:
        queue.went(delivery, now)
    return [delivery.id for delivery in leaving]


def over(queue: Queue, start: float, seconds: int) -> int:
    """How many go in so many seconds, of as many as there are, where one may go each quarter of a second."""
    return sum(len(gone(queue, start + quarter / 4, 1)) for quarter in range(seconds * 4))


def test_letter_that_was_stopped_and_let_go_again_is_in_it_once() -> None:
    waiting = queue(letter(1), letter(2))
    waiting.add([letter(2), letter(3)])
    assert gone(waiting, 0.0) == [1, 2, 3]
    waiting.add([letter(2)])
    assert gone(waiting, 0.0) == [2]


def test_without_limits_everything_may_go_at_once() -> None:
    assert gone(queue(*map(letter, range(9))), 0.0) == list(range(9))


def test_domains_of_one_mail_system_share_its_pace_and_others_go_on() -> None:
    together = [letter(1, "big.example.com"), letter(2, "big.example.net"), letter(3, "BIG.example.com".lower())]
    waiting = queue(*together, letter(4), groups=BIG)
    assert gone(waiting, 100.0, 1) == [1]
    assert gone(waiting, 100.0) == [4]
    assert gone(waiting, 100.5) == []
    assert gone(waiting, 101.1, 1) == [2]


def test_each_domain_has_its_own_limit() -> None:
    waiting = queue(letter(1, "a.example"), letter(2, "a.example"), letter(3, "b.example"), per_minute_domain=30)
    assert gone(waiting, 100.0, 1) == [1]
    assert gone(waiting, 100.0) == [3]
    assert 1.9 < waiting.soonest(100.0) <= 2.0


def test_letters_that_must_wait_long_are_given_back_with_how_long() -> None:
    waiting = queue(letter(1), letter(2), letter(3), per_minute_domain=6)
    assert gone(waiting, 100.0, 1) == [1]
    waits = [wait for _, wait in waiting.take(9, 100.0)]
    assert len(waits) == 2
    assert all(LONG < wait <= 10.0 for wait in waits)
    assert len(waiting) == 0


@pytest.mark.parametrize("number", [240])
def test_domain_that_complains_gets_half_and_with_each_quiet_minute_more_again(number: int) -> None:
    waiting = queue(*map(letter, range(number)))
    assert over(waiting, 1000.0, 60) == number  # as many as there are: four a second
    waiting.complain(letter(0), 1060.0)
    waiting.add(map(letter, range(number, 4 * number)))
    waits = [(delivery, wait) for delivery, wait in waiting.take(999, 1060.0) if wait]
    assert {wait for _, wait in waits} == {5.0}  # a rest first

    def in_a_minute(start: float) -> int:
        waiting.drain()
        waiting.add(map(letter, range(number)))
        return over(waiting, start, 60)

    assert 0.4 * number < in_a_minute(1065.0) < 0.65 * number
    assert in_a_minute(1180.0) > 0.8 * number


def test_complaint_of_one_domain_slows_no_other(tmp_path: Path) -> None:
    waiting = queue(letter(1, "a.example"), letter(2, "b.example"))
    waiting.complain(letter(1, "a.example"), 100.0)
    assert gone(waiting, 100.0) == [2]


def test_worker_that_is_not_alone_keeps_to_its_part_of_each_limit() -> None:
    waiting = queue(letter(1, "a.example"), letter(2, "a.example"), per_minute_domain=60, groups=BIG)
    waiting.add([letter(3, "big.example.com"), letter(4, "big.example.net")])
    waiting.share(2)

    def leave(now: float) -> list[int]:
        return sorted(number for _ in range(2) for number in gone(waiting, now, 1))

    assert leave(100.0) == [1, 3]
    assert leave(101.1) == []
    assert leave(102.1) == [2, 4]
    waiting.add([letter(5, "a.example"), letter(6, "big.example.com")])
    waiting.share(1)
    assert leave(103.2) == [5, 6]
