"""Serving: the desk behind uvicorn on this machine alone, until Ctrl-C."""

import secrets
import socket
from collections.abc import Callable
from datetime import datetime
from types import FrameType

import uvicorn

from pressflow.desk.app import create_app
from pressflow.desk.room import Room
from pressflow.desk.telling import Listeners
from pressflow.errors import StateError
from pressflow.newsroom import Newsroom

HOST, PORT = "127.0.0.1", 8760
_GRACE = 3


def bound(port: int | None) -> socket.socket:
    """A socket on this machine alone; without a port, the usual one or any that is free.

    Raises StateError for a port that is taken.
    """
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, PORT if port is None else port))
    except (OSError, OverflowError) as error:
        listening.close()
        if port is None:
            return bound(0)
        why = getattr(error, "strerror", None) or "no port has this number"
        raise StateError(f"--port {port}: cannot be used: {why}; leave it out, and a free one is taken") from error
    return listening


class Server(uvicorn.Server):
    """A server that bids open pages goodbye when it is told to stop: they would keep it waiting."""

    def __init__(self, config: uvicorn.Config, listeners: Listeners) -> None:
        super().__init__(config)
        self.listeners = listeners

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """What Ctrl-C and SIGTERM do."""
        self.listeners.tell(None)
        super().handle_exit(sig, frame)


class Opened:
    """A desk that is ready to be served, and its address."""

    def __init__(self, newsroom: Newsroom, port: int | None, clock: Callable[[], datetime]) -> None:
        self.listening = bound(port)
        # Other people with an account on this machine, and pages elsewhere on the web, cannot guess it.
        key = secrets.token_urlsafe(12)
        self.url = f"http://{HOST}:{self.listening.getsockname()[1]}/{key}/"
        listeners = Listeners()
        app = create_app(Room(newsroom, clock), listeners, key)
        config = uvicorn.Config(
            app,
            access_log=False,
            log_level="warning",
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=_GRACE,
        )
        self.server = Server(config, listeners)

    def serve(self) -> None:
        """Answer until SIGTERM, or until Ctrl-C, which is KeyboardInterrupt when all is done."""
        try:
            self.server.run([self.listening])
        finally:
            self.listening.close()
