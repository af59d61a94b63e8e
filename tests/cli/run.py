"""Running commands in this process, as a person at a terminal would."""

import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from pressflow.cli import main


@dataclass(frozen=True)
class Answer:
    """What a command printed, and its exit status."""

    status: int
    out: str
    err: str


class Terminal:
    """A place to type commands in."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], folder: Path) -> None:
        self.monkeypatch, self.capsys = monkeypatch, capsys
        self.cd(folder)

    def cd(self, folder: Path) -> None:
        """Go to a folder."""
        self.monkeypatch.chdir(folder)

    def __call__(self, *words: str) -> Answer:
        """Run `pressflow words…`."""
        self.monkeypatch.setattr(sys, "argv", ["pressflow", *words])
        self.capsys.readouterr()
        status: object = 0
        try:
            main()
        except SystemExit as end:
            status = end.code or 0
        out, err = self.capsys.readouterr()
        assert isinstance(status, int)
        return Answer(status, out, err)
