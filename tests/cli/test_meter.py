"""A bar is shown for work that takes long, on a terminal alone, and is gone when the work is done."""

import sys
from io import StringIO

import pytest

from pressflow.cli.meter import Meter


class Stream(StringIO):
    """What a terminal shows, or a file holds."""

    def __init__(self, *, terminal: bool) -> None:
        super().__init__()
        self.terminal = terminal

    def isatty(self) -> bool:
        """Whether it is a terminal."""
        return self.terminal


def shown(monkeypatch: pytest.MonkeyPatch, tasks: int, seconds_each: float, *, terminal: bool = True) -> str:
    """What a person sees of so many tasks."""
    stream, seconds = Stream(terminal=terminal), 0.0
    monkeypatch.setattr(sys, "stderr", stream)
    with Meter("Making the index", lambda: seconds) as meter:
        for done in range(tasks + 1):
            meter(done, tasks)
            seconds += seconds_each
    return stream.getvalue()


def test_few_tasks_that_take_long_have_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = shown(monkeypatch, 3, 0.8)
    assert "Making the index" in seen
    assert "3/3" in seen


@pytest.mark.parametrize(("tasks", "seconds_each"), [(60, 0.01), (1, 30.0)])
def test_what_is_done_before_anybody_wonders_has_none(
    monkeypatch: pytest.MonkeyPatch, tasks: int, seconds_each: float
) -> None:
    assert shown(monkeypatch, tasks, seconds_each) == ""


def test_nothing_is_shown_but_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(monkeypatch, 60, 1.0, terminal=False) == ""
