"""Progress of long work: a bar on a terminal, plain lines elsewhere."""

import sys
from collections import Counter
from datetime import datetime
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

from pressflow.cli.shared import count, say
from pressflow.ledger import outbox
from pressflow.model.delivery import Delivery, DeliveryState
from pressflow.newsroom import Newsroom

_EVERY = 100


class Progress:
    """Shows how far the sending is, and counts what became of each letter."""

    def __init__(self, newsroom: Newsroom, *, quiet: bool = False) -> None:
        self.quiet = quiet
        self.zone = newsroom.publisher.zone
        self.counts: Counter[DeliveryState] = Counter()
        with newsroom.ledger.reading() as tx:
            self.total, _ = outbox.open_deliveries(tx)
            self.uncertain = sum(states.get(DeliveryState.UNCERTAIN, 0) for states in outbox.counts(tx).values())
        self.bar = Bar(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=Console(file=sys.stderr),
            disable=not sys.stderr.isatty(),
        )
        self.task = self.bar.add_task("Sending letters", total=self.total)

    def __enter__(self) -> Self:
        self.bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.bar.stop()

    def report(self, delivery: Delivery, state: DeliveryState, reason: str) -> None:
        """Take note of what became of a letter; what is not simply sent is said at once."""
        self.counts[state] += 1
        done = self.counts.total()
        if state != DeliveryState.DEFERRED:
            self.bar.advance(self.task)
        if state != DeliveryState.SENT:
            self.bar.console.print(
                f"{delivery.address}: {state}: {reason}", highlight=False, markup=False, soft_wrap=True
            )
        elif self.bar.disable and done % _EVERY == 0 and not self.quiet:
            say(f"{done} of {self.total} letters")

    def waiting(self, until: datetime, why: str) -> None:
        """Say that nothing can be sent before a moment, and why."""
        reason = why or "the other letters are due later"
        line = f"{reason}; going on at {until.astimezone(self.zone):%H:%M:%S} (Ctrl-C stops, nothing is lost)"
        self.bar.console.print(line, highlight=False, markup=False, soft_wrap=True)

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
