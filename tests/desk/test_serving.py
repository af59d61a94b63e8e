"""The desk from its first line to Ctrl-C, as somebody at a terminal sees it."""

import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest

from pressflow import clock
from pressflow.desk.serving import HOST, Opened, bound
from pressflow.errors import StateError
from pressflow.newsroom import Newsroom
from tests.cli.run import Terminal
from tests.smtp_server import wait_until


@contextmanager
def typed(newsroom: Newsroom, *words: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A desk that somebody has started, and what it printed first."""
    command = [sys.executable, "-m", "pressflow", "preview", *words, "--port", "0", "-C", str(newsroom.folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        yield process, process.stdout.readline() + process.stdout.readline()
        process.kill()


def test_address_is_printed_and_ctrl_c_ends_it_quietly(newsroom: Newsroom, release: Path) -> None:
    with typed(newsroom, "bridge", "--open") as (process, out):
        shown = re.fullmatch(
            rf"Your desk: (http://127\.0\.0\.1:\d+/[\w-]{{16}}/)#{release.name}\nCtrl-C closes it\.\n", out
        )
        assert shown
        wait_until(lambda: answers(shown[1]), "the desk answers")
        process.send_signal(signal.SIGINT)
        rest, complaints = process.communicate(timeout=60)
        assert (process.returncode, rest, complaints) == (0, "", "")


def answers(url: str) -> bool:
    """Whether there is a desk."""
    try:
        with urlopen(url, timeout=5) as answer:  # noqa: S310  on this machine
            return bool(answer.status == 200)
    except OSError:
        return False


def test_desk_is_on_this_machine_alone(newsroom: Newsroom) -> None:
    opened = Opened(newsroom, 0, clock.now)
    assert opened.listening.getsockname()[0] == HOST == "127.0.0.1"
    opened.listening.close()


def test_each_desk_has_another_key(newsroom: Newsroom) -> None:
    opened = [Opened(newsroom, 0, clock.now) for _ in range(2)]
    assert len({one.url.split("/")[3] for one in opened}) == 2
    for one in opened:
        one.listening.close()


@pytest.mark.parametrize("port", [None, 0])
def test_usual_port_gives_way_to_a_free_one(monkeypatch: pytest.MonkeyPatch, port: int | None) -> None:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        monkeypatch.setattr("pressflow.desk.serving.PORT", taken.getsockname()[1])
        with bound(port) as found:
            assert found.getsockname()[1] != taken.getsockname()[1]


def test_port_asked_for_that_is_taken_is_said() -> None:
    with socket.socket() as taken:
        taken.bind((HOST, 0))
        taken.listen()
        with pytest.raises(StateError, match=r"--port \d+: cannot be used: .*; leave it out"):
            bound(taken.getsockname()[1])


def test_port_that_is_none_is_said(terminal: Terminal, newsroom: Newsroom, release: Path) -> None:
    terminal.cd(newsroom.folder)
    answer = terminal("preview", "--port", "99999")
    assert answer.status == 1
    assert "no port has this number" in answer.err


def test_folder_needs_a_release(terminal: Terminal, newsroom: Newsroom, release: Path) -> None:
    terminal.cd(newsroom.folder)
    answer = terminal("preview", "--out", "x")
    assert answer.status == 2
    assert "name the release" in answer.err


def test_start_of_other_commands_loads_nothing_of_the_desk() -> None:
    loaded = (
        "import sys, pressflow.cli.app; print({'starlette', 'uvicorn', 'watchfiles', 'pygments'} & sys.modules.keys())"
    )
    assert (
        subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True).stdout == "set()\n"
    )
