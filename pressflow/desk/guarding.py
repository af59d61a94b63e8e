"""What guards the desk: whoever has its key may look, nobody may write, and no page in it may run or fetch anything."""

from collections.abc import Mapping
from secrets import compare_digest

from starlette.datastructures import MutableHeaders
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Names under which a browser on this machine asks: another name that leads here is somebody's trick (DNS rebinding).
HOSTS = ["127.0.0.1", "localhost"]
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# What is shown of a release: it looks as it will on the web, but runs nothing. Letters have styles in their elements.
SHOWN = (
    "sandbox allow-same-origin; default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self' data:; media-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
HEADERS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class Guarded:
    """An app behind a key in the path, for browsers on this machine."""

    def __init__(self, app: ASGIApp, key: str) -> None:
        self.app, self.key = TrustedHostMiddleware(app, HOSTS, www_redirect=False), key

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; what is not read with the key is not there."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers.setdefault("Content-Security-Policy", POLICY)
            await send(message)

        given = scope["path"].split("/")[1]
        if scope["method"] not in ("GET", "HEAD"):
            await PlainTextResponse("The desk is for looking.", 405, {"Allow": "GET, HEAD"})(scope, receive, guarded)
        elif not compare_digest(given.encode(), self.key.encode()):
            text = "Open the desk at the address that pressflow preview has printed."
            await PlainTextResponse(text, 404)(scope, receive, guarded)
        else:
            await self.app(scope, receive, guarded)
