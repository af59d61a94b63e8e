"""The machine's clock, disk and folders are looked at without leaving a trace."""

import shutil
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from socketserver import TCPServer
from threading import Thread
from typing import NamedTuple

import pytest

from pressflow.doctor import machine
from pressflow.doctor.answer import Verdict
from tests.builders import NOW

GOOD, DOUBTFUL, WRONG = Verdict.GOOD, Verdict.DOUBTFUL, Verdict.WRONG


@pytest.mark.parametrize(
    ("theirs", "verdict", "says"),
    [
        (NOW + timedelta(seconds=20), GOOD, ""),
        (NOW + timedelta(hours=1), WRONG, "3,600 seconds slow"),
        (NOW - timedelta(seconds=90), WRONG, "90 seconds fast"),
        (None, DOUBTFUL, "no time to compare"),
    ],
)
def test_clock_goes_as_elsewhere(theirs: datetime | None, verdict: Verdict, says: str) -> None:
    answer = machine.clock(NOW, lambda: theirs)
    assert (answer.verdict, says in answer.found) == (verdict, True)


class Site(BaseHTTPRequestHandler):
    date = "Wed, 20 May 2026 09:00:00 GMT"

    def do_HEAD(self) -> None:
        self.send_response_only(200 if self.path == "/" else 404)
        if self.path != "/dateless":
            self.send_header("Date", self.date if self.path != "/broken" else "yesterday")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.mark.parametrize(("path", "told"), [("", NOW), ("missing", NOW), ("dateless", None), ("broken", None)])
def test_press_site_tells_the_time(path: str, told: datetime | None) -> None:
    with TCPServer(("127.0.0.1", 0), Site) as server:
        thread = Thread(target=server.handle_request)
        thread.start()
        assert machine.clock_of(f"http://127.0.0.1:{server.server_address[1]}/{path}")() == told
        thread.join()


def test_site_that_is_not_there_tells_no_time() -> None:
    assert machine.clock_of("http://127.0.0.1:1/")() is None


class Usage(NamedTuple):
    free: int


@pytest.mark.parametrize(("free", "verdict"), [(10**10, GOOD), (5 * 10**8, DOUBTFUL), (10**8, WRONG)])
def test_disk_has_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, verdict: Verdict) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(free))
    assert machine.disk(tmp_path / "not" / "there").verdict == verdict


def test_folders_can_be_written_or_made_and_are_left_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "var").mkdir()
    answers = list(machine.writable(tmp_path, tmp_path / "var", tmp_path / "public"))
    assert [(answer.subject, answer.verdict) for answer in answers] == [("folder var", GOOD), ("folder public", GOOD)]
    assert [path.name for path in tmp_path.rglob("*")] == ["var"]


def test_folder_that_cannot_be_written_is_told() -> None:
    (answer,) = machine.writable(Path("/proc"), Path("/proc/self"))
    assert (answer.verdict, answer.subject) == (WRONG, "folder self")
