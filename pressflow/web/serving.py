"""Serving: the app behind uvicorn, until it is told to stop."""

import socket

import uvicorn

from pressflow.errors import StateError
from pressflow.newsroom import Newsroom
from pressflow.web.app import create_app
from pressflow.web.logs import to_stderr
from pressflow.web.service import Clock

# Only a proxy on this machine is believed when it says for whom it asks.
_PROXIES = ["127.0.0.1", "::1"]
_KEEP_ALIVE, _GRACE = 15, 20
_MOST_AT_ONCE = 1000


def bound(host: str, port: int) -> socket.socket:
    """A socket that listens; port 0 takes any that is free. Raises StateError where that is not possible."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(_MOST_AT_ONCE)  # who comes while the service starts waits for it
    except OSError as error:
        listening.close()
        raise StateError(
            f"cannot listen on {host}:{port}: {error.strerror}; another program may be there, or try --port"
        ) from error
    return listening


def serve(newsroom: Newsroom, listening: socket.socket, clock: Clock) -> None:
    """Answer requests until SIGTERM or Ctrl-C; those being answered are finished first."""
    to_stderr()
    config = uvicorn.Config(
        create_app(newsroom, clock),
        access_log=False,  # our own has neither tokens nor addresses in it
        log_config=None,
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips=_PROXIES,
        timeout_keep_alive=_KEEP_ALIVE,
        timeout_graceful_shutdown=_GRACE,
        limit_concurrency=_MOST_AT_ONCE,
    )
    uvicorn.Server(config).run([listening])
