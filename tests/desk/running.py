"""The desk as it runs: behind uvicorn on loopback, watching its newsroom."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from pressflow import clock
from pressflow.desk.serving import Opened
from pressflow.newsroom import Newsroom
from tests.smtp_server import wait_until


@contextmanager
def running(newsroom: Newsroom) -> Iterator[str]:
    """The address of a newsroom's desk, for the length of a test."""
    opened = Opened(Newsroom.at(newsroom.folder), 0, clock.now)
    thread = threading.Thread(target=opened.serve)
    thread.start()
    try:
        wait_until(lambda: opened.server.started, "the desk listens")
        yield opened.url
    finally:
        opened.server.handle_exit(2, None)
        thread.join()
