"""Visiting links: each server is asked once a day whether there is something, and none that is not public."""

import json
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from socket import SOCK_STREAM, gaierror, getaddrinfo
from ssl import SSLContext
from typing import Any
from urllib.parse import urldefrag, urljoin

import httpcore2

from pressflow import __version__
from pressflow.source.whole import write_file

FILE = "cache/links.json"
_DAY = timedelta(days=1)
# Seconds for one answer, and for a link as a whole, with where it leads on.
_PATIENCE, _WHOLE = 5.0, 20.0
_AT_ONCE, _STEPS = 16, 5
_GONE = {404: "is not there (404)", 410: "is gone (410)"}
_MOVED = (301, 302, 303, 307, 308)
_HEADERS: dict[bytes | str, bytes | str] = {"User-Agent": f"pressflow/{__version__} (link check)", "Accept": "*/*"}

Allowed = Callable[[str], bool]


def public(address: str) -> bool:
    """Whether an IP address is one of the public Internet."""
    return ip_address(address).is_global


def visit(file: Path, now: datetime, urls: Iterable[str], allowed: Allowed = public) -> Mapping[str, str]:
    """What is wrong with each of these addresses that leads nowhere; all are asked at the same time.

    What is there, and what is gone, is kept in `file` for a day; trouble on the way may pass. No address is connected
    to that is not `allowed`, however a name resolves and wherever a server leads on to.
    """
    known = {url: said for url, said in _kept(file).items() if now - _DAY < datetime.fromisoformat(said[0]) <= now}
    asked = {urldefrag(url).url for url in urls}
    new = sorted(asked - known.keys())
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        found = dict(zip(new, pool.map(lambda url: _visited(url, allowed), new), strict=True))
    known |= {url: (now.isoformat(), wrong) for url, wrong in found.items()}
    if new:
        sure = {url: said for url, said in known.items() if not said[1] or said[1] in _GONE.values()}
        write_file(file, json.dumps(sure, ensure_ascii=False, indent=0).encode())
    wrong_ = {url: known[url][1] for url in asked if known[url][1]}
    return {url: wrong_[urldefrag(url).url] for url in urls if urldefrag(url).url in wrong_}


def _kept(file: Path) -> dict[str, tuple[str, str]]:
    try:
        return {url: (str(at), str(wrong)) for url, (at, wrong) in json.loads(file.read_bytes()).items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def _visited(url: str, allowed: Allowed) -> str:
    """What is wrong with an address; nothing where there is something, or where nobody can tell."""
    backend = _Guarded(allowed, time.monotonic() + _WHOLE)
    try:
        with httpcore2.ConnectionPool(network_backend=backend) as pool:
            status = _answer(pool, "HEAD", url)
            if status >= 400:
                status = _answer(pool, "GET", url)
    except _NotAllowedError:
        return "leads into a network that is not public"
    except _LostError as error:
        return str(error)
    except httpcore2.TimeoutException:
        return "does not answer in time"
    except (
        httpcore2.NetworkError,
        httpcore2.ProtocolError,
        httpcore2.UnsupportedProtocol,
        OSError,
        ValueError,
    ) as error:
        return f"cannot be reached ({str(error) or type(error).__name__})"
    return _GONE.get(status) or (f"answers with an error ({status})" if status >= 500 else "")


def _answer(pool: httpcore2.ConnectionPool, method: str, url: str) -> int:
    """The status of an answer, having gone where servers lead on to."""
    patience = dict.fromkeys(("connect", "read", "write", "pool"), _PATIENCE)
    for _ in range(_STEPS):
        with pool.stream(method, url, headers=_HEADERS, extensions={"timeout": patience}) as answer:
            to = next((value.decode("latin-1") for name, value in answer.headers if name.lower() == b"location"), "")
            status = int(answer.status)
        if status not in _MOVED or not to:
            return status
        url = urldefrag(urljoin(url, to)).url
    raise _LostError("leads round in circles")


class _NotAllowedError(Exception):
    """An address that is nobody's outside."""


class _LostError(Exception):
    """Where it ends is not to be found."""


class _Guarded(httpcore2.NetworkBackend):
    """Connects to the very address that was looked at, and for no longer than a link may take."""

    def __init__(self, allowed: Allowed, deadline: float) -> None:
        self.allowed, self.deadline, self.plain = allowed, deadline, httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,  # Any: the socket module's own
    ) -> httpcore2.NetworkStream:
        """A connection to the first address of a host; none where any of its addresses is not allowed."""
        addresses = list(_addresses(host, port))
        if not all(map(self.allowed, addresses)):
            raise _NotAllowedError
        stream = self.plain.connect_tcp(addresses[0], port, timeout, local_address, socket_options)
        return _Timed(stream, self.deadline)


def _addresses(host: str, port: int) -> Iterator[str]:
    try:
        found = getaddrinfo(host, port, type=SOCK_STREAM)
    except (gaierror, UnicodeError) as error:
        raise httpcore2.ConnectError(f"there is no host {host}") from error
    yield from dict.fromkeys(str(address[0]).partition("%")[0] for *_, address in found)


class _Timed(httpcore2.NetworkStream):
    """A connection that ends at its deadline, however slowly the other side drips."""

    def __init__(self, stream: httpcore2.NetworkStream, deadline: float) -> None:
        self.stream, self.deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """What comes next."""
        if time.monotonic() > self.deadline:
            raise httpcore2.ReadTimeout
        return self.stream.read(max_bytes, timeout)

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Send something."""
        self.stream.write(buffer, timeout)

    def close(self) -> None:
        """Let the connection go."""
        self.stream.close()

    def start_tls(
        self, ssl_context: SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        """The same connection under TLS."""
        return _Timed(self.stream.start_tls(ssl_context, server_hostname, timeout), self.deadline)

    def get_extra_info(self, info: str) -> Any:  # Any: as the connection has it
        """What is known of the connection."""
        return self.stream.get_extra_info(info)
