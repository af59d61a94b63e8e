"""A bar for long work on a terminal; for short work, and elsewhere, nothing."""

import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

# Seconds after which people begin to wonder.
_LONG = 1.0


class Meter:
    """Shows how far the work is; it is called with how much is done, and of how much. `seconds` counts what goes by."""

    def __init__(self, title: str, seconds: Callable[[], float] = time.monotonic) -> None:
        self.title, self._seconds = title, seconds
        self._begun = seconds()
        self._shown: tuple[Progress, TaskID] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._shown:
            self._shown[0].stop()

    def __call__(self, done: int, of: int | None) -> None:
        """Show how much is done; None where nobody knows of how much."""
        if not self._shown and done != of and self._seconds() - self._begun >= _LONG and sys.stderr.isatty():
            self._shown = self._begin()
        if self._shown:
            bar, task = self._shown
            bar.update(task, completed=done, total=of)

    def _begin(self) -> "tuple[Progress, TaskID]":
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        bar = Progress(*columns, console=Console(file=sys.stderr), transient=True)
        bar.start()
        return bar, bar.add_task(self.title, total=None)
