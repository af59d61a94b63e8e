"""A terminal with so many columns and lines, a command in it, and what a person sees there."""

import fcntl
import os
import pty
import signal
import struct
import subprocess
import sys
import termios
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pyte

from tests.smtp_server import wait_until

CTRL_C = b"\x03"


class Screen:
    """What a command has on its terminal; keys are typed into it."""

    def __init__(self, process: "subprocess.Popen[bytes]", keyboard: int, columns: int, lines: int) -> None:
        self.process, self._keyboard = process, keyboard
        self._screen = pyte.HistoryScreen(columns, lines, history=1000)
        self._stream = pyte.ByteStream(self._screen)
        self.everything = b""
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        with suppress(OSError):  # the terminal is gone with who wrote to it
            while heard := os.read(self._keyboard, 4096):
                self.everything += heard
                self._stream.feed(heard)

    @property
    def lines(self) -> list[str]:
        """The lines as they stand there, without what is empty at their ends."""
        return [line.rstrip() for line in self._screen.display]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    def wait_for(self, words: str) -> None:
        """Look until somebody could read these words."""
        wait_until(lambda: words in self.text, f"{words!r} is on the screen:\n{self.text}")

    def press(self, key: bytes) -> None:
        os.write(self._keyboard, key)

    def end(self) -> int:
        """Wait until the command ends; its exit status."""
        status = self.process.wait(60)
        self._reader.join(5)
        return status


@contextmanager
def screen(*words: str, columns: int = 80, lines: int = 24) -> Iterator[Screen]:
    """`pressflow words…` on a terminal of that size."""
    keyboard, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
    environment = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES", "NO_COLOR")}
    process = subprocess.Popen(
        [sys.executable, "-m", "pressflow", *words],
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        env={**environment, "TERM": "xterm"},
        start_new_session=True,
        preexec_fn=_mine,  # noqa: PLW1509  Ctrl-C reaches whose terminal it is
    )
    os.close(terminal)
    seen = Screen(process, keyboard, columns, lines)
    try:
        yield seen
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
        seen.end()
        os.close(keyboard)


def _mine() -> None:
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
