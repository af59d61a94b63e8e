"""Watching: what a command prints is printed again and again; on a terminal in one place."""

import sys
import time
from collections.abc import Callable
from contextlib import redirect_stdout, suppress
from io import StringIO


class _Page(StringIO):
    """What is printed, kept; whoever asks is told that it is a terminal, so that it looks as it does there."""

    def isatty(self) -> bool:
        return True


def watch(show: Callable[[], None], seconds: float) -> None:
    """Call what prints every so many seconds, until Ctrl-C.

    A terminal shows as much as it has room for, and in the end the last state below what stood there before.
    """
    with suppress(KeyboardInterrupt):
        _redraw(show, seconds) if sys.stdout.isatty() else _repeat(show, seconds)


def _repeat(show: Callable[[], None], seconds: float) -> None:
    while True:
        show()
        sys.stdout.write("\n")
        sys.stdout.flush()
        time.sleep(seconds)


def _redraw(show: Callable[[], None], seconds: float) -> None:
    from rich.console import Console
    from rich.live import Live
    from rich.text import Text

    page = _page(show)
    try:
        with Live(console=Console(), screen=True, auto_refresh=False, vertical_overflow="ellipsis") as live:
            while True:
                live.update(Text.from_ansi(page), refresh=True)
                time.sleep(seconds)
                page = _page(show)
    finally:
        sys.stdout.write(page)


def _page(show: Callable[[], None]) -> str:
    with redirect_stdout(_Page()) as page:
        show()
    return page.getvalue()
