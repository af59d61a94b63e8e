"""Progress of long work: a bar on a terminal, plain lines elsewhere."""

import sys
import time
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from pressflow.cli.sendinglog import SendingLog
from pressflow.cli.shared import count, say
from pressflow.delivering import Outcome
from pressflow.ledger import outbox
from pressflow.model.delivery import DeliveryState
from pressflow.newsroom import Newsroom

_EVERY = 100
_SHOWN_EVERY = 0.1
_SHOWN = (DeliveryState.DEFERRED, DeliveryState.REFUSED, DeliveryState.UNCERTAIN)


class Progress:
    """Shows how far the sending is, and counts what became of each letter."""

    def __init__(self, newsroom: Newsroom, *, quiet: bool = False, log: SendingLog | None = None) -> None:
        self.quiet, self.log = quiet, log
        self._begun = self._shown = time.monotonic()
        self.zone = newsroom.publisher.zone
        self.counts: Counter[DeliveryState] = Counter()
        with newsroom.ledger.reading() as tx:
            self.total, _ = outbox.open_deliveries(tx)
            self.uncertain = sum(states.get(DeliveryState.UNCERTAIN, 0) for states in outbox.counts(tx).values())
        self.bar = Bar(
            TextColumn("{task.description}"),
            BarColumn(bar_width=None),
            MofNCompleteColumn(),
            TimeRemainingColumn(compact=True),
            expand=True,
            console=Console(file=sys.stderr),
            disable=not sys.stderr.isatty(),
        )
        self.task = self.bar.add_task("Sending letters", total=self.total)

    def __enter__(self) -> Self:
        self.bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if not self.bar.disable:
            self._show()
        self.bar.stop()

    def report(self, outcomes: Sequence[Outcome]) -> None:
        """Take note of what became of some letters; what is not simply sent is said at once."""
        before = self.counts.total()
        for outcome in outcomes:
            self.counts[outcome.state] += 1
            if outcome.state != DeliveryState.SENT:
                self._say(f"{outcome.delivery.address}: {outcome.state}: {outcome.reason}")
        if self.log:
            self.log.write(outcomes)
        if self.bar.disable:
            self._count(before)
        elif (now := time.monotonic()) - self._shown > _SHOWN_EVERY:
            self._shown = now
            self._show()

    def _count(self, before: int) -> None:
        done = self.counts.total()
        if not self.quiet and done // _EVERY > before // _EVERY:
            say(f"{done // _EVERY * _EVERY} of {self.total} letters")

    def _show(self) -> None:
        done, sent = self.counts.total() - self.counts[DeliveryState.DEFERRED], self.counts[DeliveryState.SENT]
        rate = self.counts.total() / max(time.monotonic() - self._begun, 0.001)
        others = (f", {self.counts[state]} {state}" for state in _SHOWN if self.counts[state])
        self.bar.update(self.task, completed=done, description=f"{rate:.0f}/s, {sent} sent{''.join(others)}")

    def _say(self, line: str) -> None:
        self.bar.console.print(line, highlight=False, markup=False, soft_wrap=True)

    def waiting(self, until: datetime, why: str) -> None:
        """Say that nothing can be sent before a moment, and why."""
        reason = why or "the other letters are due later"
        line = f"{reason}; going on at {until.astimezone(self.zone):%H:%M:%S} (Ctrl-C stops, nothing is lost)"
        self._say(line)

    def stopping(self, leaving: int) -> None:
        """Say that Ctrl-C was heard, and what a second one does; to nobody where nobody sits."""
        if self.bar.disable:
            return
        if leaving:
            which = f"{count(leaving, 'letter')} leaving now may still arrive"
            self._say(f"\nStopping: {which}. Ctrl-C again stops at once, and nobody knows then whether they arrived")
        else:
            self._say("\nStopping")

    def summary(self, done: bool) -> str:
        """What happened, in a line."""
        if not self.counts and done and self.uncertain:
            return (
                f"nothing to send; {count(self.uncertain, 'letter')} perhaps arrived: see pressflow status, then resume"
            )
        if not self.counts:
            return (
                "nothing to send: every promise is kept"
                if done
                else "nothing was sent; some letters wait for pressflow work"
            )
        others = (f", {number} {state}" for state, number in sorted(self.counts.items()) if state != DeliveryState.SENT)
        left = "" if done else "; some letters wait, pressflow work goes on with them"
        return f"{count(self.counts[DeliveryState.SENT], 'letter')} sent{''.join(others)}{left}"
