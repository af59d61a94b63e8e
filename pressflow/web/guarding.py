"""What holds for every request: secure headers, a bound on its size and time, and a line in the log."""

import asyncio
import time
from collections.abc import Mapping

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pressflow.web.limits import network_of
from pressflow.web.logs import LOGGER
from pressflow.web.meters import Meters

# Pages have no script at all, so nothing anybody smuggled in could run; forms lead to ourselves alone.
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_LONGEST_READ = 15.0
_NOWHERE = "-"


class Guarded:
    """An app whose answers bear the headers above, and are not kept by anybody unless they say otherwise."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self.app(scope, receive, guarded)


class TooLarge(Exception):
    """The request is larger than we take."""


class TooSlow(Exception):
    """The request did not arrive in time."""


class Bounded:
    """An app that reads at most so many bytes of a request, for at most so long."""

    def __init__(self, app: ASGIApp, largest: int, longest: float = _LONGEST_READ) -> None:
        self.app, self.largest, self.longest = app, largest, longest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, unless it says itself that it is too large."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        read, end = 0, time.monotonic() + self.longest
        said = dict(scope["headers"]).get(b"content-length", b"0")

        async def bounded() -> Message:
            nonlocal read
            if said.isdigit() and int(said) > self.largest:
                raise TooLarge
            if read < 0:  # the request has arrived whole: what comes now is only whether the client is still there
                return await receive()
            try:
                message = await asyncio.wait_for(receive(), max(end - time.monotonic(), 0.001))
            except TimeoutError as error:
                raise TooSlow from error
            read += len(message.get("body", b""))
            if read > self.largest:
                raise TooLarge
            if not message.get("more_body"):
                read = -1
            return message

        await self.app(scope, bounded, send)


class Watched:
    """An app whose requests are counted and logged: by route, so that neither tokens nor addresses are in it."""

    def __init__(self, app: ASGIApp, meters: Meters) -> None:
        self.app, self.meters = app, meters

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, then note it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun, status = time.perf_counter(), 500

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, noting)
        finally:
            self._note(scope, status, time.perf_counter() - begun)

    def _note(self, scope: Scope, status: int, took: float) -> None:
        route = getattr(scope.get("route"), "path", _NOWHERE)
        method = scope["method"] if scope["method"] in ("GET", "HEAD", "POST") else "other"
        self.meters.requests.labels(method, route, str(status)).inc()
        self.meters.seconds.labels(route).observe(took)
        client = network_of(scope["client"][0]) if scope.get("client") else _NOWHERE
        fields = {"method": method, "route": route, "status": status, "ms": round(took * 1000, 1), "network": client}
        LOGGER.info("request", extra={"fields": fields})
