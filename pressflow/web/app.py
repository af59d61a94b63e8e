"""The service as an ASGI app: its pages, its JSON, its errors in the office's look."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from http import HTTPStatus

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from pressflow import __version__
from pressflow.errors import InputError, LedgerError
from pressflow.newsroom import Newsroom
from pressflow.web import api, confirming, health, leaving, preferring, rooms, subscribing
from pressflow.web.guarding import Bounded, Guarded, TooLarge, TooSlow, Watched
from pressflow.web.logs import LOGGER
from pressflow.web.pages import PREFIX, message
from pressflow.web.postman import deliver_for_ever
from pressflow.web.service import Clock, Service
from pressflow.web.speaking import language_of

_WORDS = {
    400: "web_unread",
    403: "web_forbidden",
    404: "web_missing",
    405: "web_method",
    408: "web_slow",
    410: "web_gone",
    413: "web_large",
    422: "web_unread",
    429: "web_busy",
    503: "web_closed",
}


def create_app(newsroom: Newsroom, clock: Clock, *, posts: bool = True) -> FastAPI:
    """The service of a newsroom; `posts` says whether it sends its own letters, too.

    Raises InputError or LedgerError where the newsroom's secret or ledger cannot be used.
    """
    service = Service(newsroom, clock)

    @asynccontextmanager
    async def at_work(_app: FastAPI) -> AsyncIterator[None]:
        service.loop = asyncio.get_running_loop()
        postman = asyncio.create_task(deliver_for_ever(service)) if posts else None
        try:
            yield
        finally:
            if postman:
                postman.cancel()
                with suppress(asyncio.CancelledError):
                    await postman
            service.pen.close()

    app = FastAPI(
        title=f"{service.publisher.named('en')}: press lists",
        version=__version__,
        lifespan=at_work,
        docs_url=None,
        redoc_url=None,
        openapi_url=f"/{PREFIX}openapi.json",
    )
    app.state.service = service
    app.router.redirect_slashes = False
    for module in (health, leaving, subscribing, confirming, preferring, rooms, api):
        app.include_router(module.router)
    for error in (HTTPException, LedgerError, TooLarge, TooSlow, Exception):
        app.add_exception_handler(error, _failed)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_middleware(Bounded, largest=newsroom.settings.web.largest_form)
    app.add_middleware(Guarded)
    app.add_middleware(Watched, meters=service.meters)
    return app


async def _invalid(_request: Request, error: Exception) -> Response:
    """What is wrong with a request for JSON, without what was sent: it need not be text, and may be somebody's."""
    found = error.errors() if isinstance(error, RequestValidationError) else ()
    return JSONResponse({"detail": [{name: one[name] for name in ("loc", "msg", "type")} for one in found]}, 422)


async def _failed(request: Request, error: Exception) -> Response:
    """What a reader is told when something went wrong: in the office's look, in their language."""
    status = _status(error)
    headers = dict(getattr(error, "headers", None) or {})
    if status >= 500:
        LOGGER.error("%s", type(error).__name__, exc_info=error)
    if request.url.path.startswith((f"/{PREFIX}api", f"/{PREFIX}openapi", "/healthz", "/metrics")):
        return JSONResponse({"detail": HTTPStatus(status).phrase}, status, headers)
    service: Service = request.app.state.service
    language = language_of(request, service.publisher.languages)
    said = getattr(error, "detail", "")
    key = said if said.startswith("web_") else _WORDS.get(status, "web_broken")
    try:
        answer: Response = message(service.pages, language, key, status=status)
    except InputError as broken:  # the office's own template: it is named in the log
        LOGGER.error("%s", broken)
        answer = PlainTextResponse(HTTPStatus(status).phrase, status)
    answer.headers.update(headers)
    return answer


def _status(error: Exception) -> int:
    match error:
        case HTTPException():
            return error.status_code
        case TooLarge():
            return 413
        case TooSlow():
            return 408
        case LedgerError():
            return 503
        case _:
            return 500
