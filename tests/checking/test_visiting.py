"""Links are asked for once a day, at public addresses alone."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from pressflow.checking.visiting import public, visit

NOW = datetime(2026, 5, 20, 9, 0, tzinfo=UTC)


class Site(ThreadingHTTPServer):
    """A web server on this machine that notes what it is asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    server: Site

    def do_HEAD(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def _answer(self) -> None:
        self.server.asked.append(f"{self.command} {self.path}")
        status = {"/gone": 410, "/broken": 503, "/round": 302, "/away": 302, "/inside": 302, "/shy": 403}.get(self.path)
        if self.path == "/only-get":
            status = 405 if self.command == "HEAD" else 200
        self.send_response(status or (200 if self.path in ("/", "/there", "/only-get") else 404))
        to = {"/round": "/round", "/away": "/there", "/inside": "http://10.0.0.1/secret"}.get(self.path)
        if to:
            self.send_header("Location", to)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the library's own name
        """Nothing is printed."""


@pytest.fixture
def site() -> Iterator[Site]:
    server = Site()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def loopback(address: str) -> bool:
    return address == "127.0.0.1"


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/there", ""),
        ("/there#part", ""),
        ("/away", ""),
        ("/only-get", ""),
        ("/shy", ""),
        ("/nowhere", "is not there (404)"),
        ("/gone", "is gone (410)"),
        ("/broken", "answers with an error (503)"),
        ("/round", "leads round in circles"),
        ("/inside", "leads into a network that is not public"),
    ],
)
def test_link_is_dead_when_its_server_says_so(site: Site, tmp_path: Path, path: str, says: str) -> None:
    assert visit(tmp_path / "links.json", NOW, [site.url + path], loopback).get(site.url + path, "") == says


def test_server_that_does_not_listen_is_told(tmp_path: Path) -> None:
    (said,) = visit(tmp_path / "links.json", NOW, ["http://127.0.0.1:9/"], loopback).values()
    assert said.startswith("cannot be reached")


def test_answers_are_kept_for_a_day(site: Site, tmp_path: Path) -> None:
    file, urls = tmp_path / "links.json", [f"{site.url}/nowhere", f"{site.url}/there"]
    first = visit(file, NOW, urls, loopback)
    asked = len(site.asked)
    assert visit(file, NOW + timedelta(hours=23), urls, loopback) == first
    assert len(site.asked) == asked
    visit(file, NOW + timedelta(hours=25), urls, loopback)
    assert len(site.asked) > asked


def test_server_in_trouble_is_asked_again(site: Site, tmp_path: Path) -> None:
    for _ in range(2):
        visit(tmp_path / "links.json", NOW, [f"{site.url}/broken"], loopback)
    assert site.asked.count("HEAD /broken") == 2


def test_address_inside_is_never_connected_to(site: Site, tmp_path: Path) -> None:
    said = visit(tmp_path / "links.json", NOW, [f"{site.url}/there", site.url.replace("127.0.0.1", "localhost")])
    assert set(said.values()) == {"leads into a network that is not public"}
    assert site.asked == []


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.1.2.3", "192.168.0.1", "169.254.169.254", "::1", "fe80::1", "fd00::1", "100.64.0.1"]
)
def test_private_address_is_not_public(address: str) -> None:
    assert not public(address)


def test_damaged_file_of_answers_is_begun_anew(site: Site, tmp_path: Path) -> None:
    (tmp_path / "links.json").write_bytes(b"{oops")
    assert visit(tmp_path / "links.json", NOW, [f"{site.url}/there"], loopback) == {}
