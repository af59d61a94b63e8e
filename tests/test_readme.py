"""The README's commands do what it shows."""

import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink

from pressflow.demo import free_port
from tests.cli.run import Terminal

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")


@pytest.fixture
def relay(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A mail server on this machine that takes everything, where the README's newsroom looks for its relay."""
    controller = Controller(Sink(), hostname="127.0.0.1", port=free_port())
    controller.start()
    monkeypatch.setenv("PRESSFLOW_MAIL__HOST", "127.0.0.1")
    monkeypatch.setenv("PRESSFLOW_MAIL__PORT", str(controller.port))
    monkeypatch.setenv("PRESSFLOW_MAIL__HOLD", "0")  # the minute's wait shows nothing
    yield
    controller.stop()


def steps(text: str) -> list[tuple[str, str]]:
    """The commands of all console blocks, each with the output shown below it."""
    found: list[tuple[str, str]] = []
    for block in re.findall(r"```console\n(.*?)```", text, re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\n")
            found.append((command, output))
    return found


def alike(text: str) -> list[str]:
    """The output without what differs from day to day and machine to machine, and how many files the site has."""
    text = re.sub(r"file://\S*/my-office", "file:///my-office", text)
    text = re.sub(r"http://127\.0\.0\.1:\d+/[\w-]{16}/", "DESK/", text)
    text = re.sub(r"\d+ files, \d+ new", "MANY files, MANY new", text)
    lines = (re.sub(r"\d{4}-\d\d-\d\d(?=-library)", "DAY", line).rstrip() for line in text.splitlines())
    return [
        re.sub(r"releases/\d{4}/DAY", "releases/YEAR/DAY", re.sub(r"\b20\d\d-001\b", "YEAR-001", line))
        for line in lines
        if line
    ]


def served(folder: Path, *words: str) -> str:
    """What a command prints that serves until Ctrl-C."""
    command = [sys.executable, "-m", "pressflow", *words, "--port", "0"]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        out = "".join(process.stdout.readline() for _ in range(2))
        process.send_signal(signal.SIGINT)
        rest, _ = process.communicate(timeout=60)
        assert process.returncode == 0
    return out + rest


@pytest.mark.usefixtures("relay")
def test_each_command_gives_the_output_shown(terminal: Terminal, tmp_path: Path) -> None:
    here = tmp_path
    shown = steps(README)
    for command, output in shown:
        program, *words = shlex.split(command)
        if program == "cd":
            here /= words[0]
            terminal.cd(here)
            continue
        assert program == "pressflow", command
        out = served(here, *words) if words[0] == "preview" else terminal(*words).out
        assert alike(out) == alike(output), command
        for number in re.findall(r"^site: (\d+) files", out, re.MULTILINE):
            files = [file.relative_to(here / "public") for file in (here / "public").rglob("*") if file.is_file()]
            assert int(number) == sum("search" not in file.parts for file in files)  # its index is made afterwards
    everyday = {"new", "check", "preview", "approve", "publish", "work", "status"}
    assert everyday <= {shlex.split(command)[1] for command, _ in shown}


def test_first_screen_shows_the_two_commands() -> None:
    first = README.split("## ")[0]
    assert "make demo" in first
    assert "make test" in first
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert re.search(r"^demo:", makefile, re.MULTILINE)
    assert re.search(r"^test:", makefile, re.MULTILINE)


def test_every_page_it_points_to_is_there() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / target).exists(), target
