"""pressflow serve: it comes up, answers, and ends when it is told to, with nothing left half done."""

import json
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.request import Request, urlopen

from pressflow.newsroom import Newsroom


@contextmanager
def serve(office: Newsroom, *options: str) -> "Iterator[subprocess.Popen[str]]":
    command = [sys.executable, "-m", "pressflow", "serve", "-C", str(office.folder), *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def test_service_answers_until_it_is_told_to_stop(office: Newsroom) -> None:
    with serve(office, "--port", "0") as process:
        assert process.stdout
        said = process.stdout.readline()
        found = re.fullmatch(r"listening on (http://127\.0\.0\.1:\d+)/service/subscribe\n", said)
        assert found, said
        forwarded = Request(f"{found[1]}/service/de/subscribe", headers={"X-Forwarded-For": "203.0.113.9"})  # noqa: S310  our own
        with urlopen(forwarded) as answer:  # noqa: S310  our own
            assert answer.status == 200
            assert "Server" not in answer.headers
        process.send_signal(signal.SIGTERM)
        _, logged = process.communicate(timeout=60)
        assert process.returncode in (0, -signal.SIGTERM)
    lines = [json.loads(line) for line in logged.splitlines()]
    (request,) = [line for line in lines if line["event"] == "request"]
    assert (request["route"], request["network"]) == ("/service/{language}/subscribe", "203.0.113.0/24")


def test_port_that_is_taken_is_told_in_plain_words(office: Newsroom) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with serve(office, "--port", str(taken.getsockname()[1])) as process:
            _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert said.startswith("cannot listen on 127.0.0.1:")
    assert "try --port" in said
