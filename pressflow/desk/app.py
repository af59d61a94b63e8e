"""The desk as an ASGI app: the page, its list and panels, the documents in its frames, and what is new."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Mount, Route

from pressflow.desk import panels
from pressflow.desk.documents import document
from pressflow.desk.guarding import SHOWN, Guarded
from pressflow.desk.looks import Look
from pressflow.desk.room import Change, Room
from pressflow.desk.telling import HELLO, PULSE, Listeners, event
from pressflow.desk.watching import Watcher
from pressflow.errors import PressflowError
from pressflow.model.record import Record
from pressflow.theme.dates import language_name
from pressflow.theme.folders import default_folder
from pressflow.theme.templates import NewsroomTheme
from pressflow.web.speaking import language_of

LANGUAGES = ("de", "en")
# So many rows come at once; more where somebody asks.
ROWS = 40
FILES = {"desk.css": "text/css", "desk.js": "text/javascript", "icon.svg": "image/svg+xml"}


class Desk:
    """The desk's answers; its own pages are made of the default theme, since the office's own may just be broken."""

    def __init__(self, room: Room, listeners: Listeners) -> None:
        self.room, self.listeners = room, listeners
        self.theme = NewsroomTheme()

    def render(self, template: str, request: Request, **values: Any) -> str:  # Any: what templates show
        """A template in the language of the interface."""
        language = language_of(request, LANGUAGES)
        return self.theme.render(
            f"desk/{template}.html",
            language,
            languages=LANGUAGES,
            language_name=language_name,
            publisher=self.room.newsroom.publisher,
            **values,
        )

    def page(self, request: Request) -> Response:
        """The page that holds all."""
        return HTMLResponse(self.render("desk", request, tabs=panels.TABS))

    def file(self, request: Request) -> Response:
        """Its style, its script, its icon."""
        name = request.path_params["name"]
        if name not in FILES:
            raise HTTPException(404)
        content = (default_folder() / "desk" / name).read_bytes()
        return Response(content, media_type=FILES[name], headers={"Cache-Control": "no-cache"})

    def rows(self, request: Request) -> Response:
        """A part of the list: what is found, from a row on."""
        words, start = request.query_params.get("find", ""), request.query_params.get("from", "0")
        begin = int(start) if start.isdecimal() else 0
        rows, total = self.room.rows(words, begin, ROWS)
        trouble = [self.room.trouble] if self.room.trouble else []
        return HTMLResponse(
            self.render(
                "rows",
                request,
                rows=rows,
                words_found=words,
                total=total,
                begin=begin,
                more=begin + len(rows),
                troubles=trouble + [str(one) for one in self.room.shared_findings() if one.severity == "error"],
            )
        )

    def panel(self, request: Request) -> Response:
        """A tab of a release."""
        tab, wanted = request.path_params["tab"], request.query_params.get("in", "")
        look = self._look(request)
        known = tuple(panels.languages(look))
        language = wanted if wanted in known else next(iter(known), "")
        if tab not in panels.TABS:
            raise HTTPException(404)
        values, body, trouble = self._panel(look, tab, language)
        html = self.render(
            "panel",
            request,
            look=look,
            row=look.row,
            tab=tab,
            version=language,
            versions=known,
            trouble=trouble,
            body=body,
            **values,
        )
        return HTMLResponse(html)

    def _panel(self, look: Look, tab: str, language: str) -> tuple[panels.Values, str, str]:
        """What a tab shows, the template for it, and what is in the way."""
        if tab == "findings":
            return panels.findings(self.room, look, language), tab, ""
        record = _record(look, language)
        if look.shown is None or record is None:
            return {}, "nothing", ""
        try:
            shown = panels.Shown(self.room, look, look.shown, record)
            return panels.PANELS[tab](shown), tab, ""
        except PressflowError as error:
            return {}, "nothing", str(error)

    def _look(self, request: Request) -> Look:
        try:
            return self.room.look(request.path_params["slug"])
        except KeyError as error:
            raise HTTPException(404) from error

    def shown(self, request: Request) -> Response:
        """A document of a release, as it will be on the web or in the mail."""
        look, path = self._look(request), request.path_params["path"]
        try:
            found = look.shown and document(self.room.newsroom, look.shown, path, self.room.clock())
        except PressflowError as error:
            return PlainTextResponse(str(error), 500)
        if not found:
            language = language_of(request, LANGUAGES)
            return PlainTextResponse(self.theme.words(language)["desk_elsewhere"], 404)
        # Browsers show no PDF in a sandbox.
        policy = SHOWN.partition("; ")[2] if path.endswith(".pdf") else SHOWN
        headers = {"Content-Security-Policy": policy}
        return Response(found.content, media_type=found.media_type, headers=headers)

    async def events(self, request: Request) -> Response:
        """What is new, as it happens."""

        async def stream() -> AsyncIterator[str]:
            yield HELLO
            async for change in self.listeners.listen():
                yield self._told(request, change) if change else PULSE

        return StreamingResponse(stream(), media_type="text/event-stream")

    def _told(self, request: Request, change: Change) -> str:
        rows = "".join(
            event("row", {"slug": row.slug, "html": self.render("row", request, row=row)}) for row in change.rows
        )
        return rows + (event("list", change.all) if change.which or change.all else "")


def _record(look: Look, language: str) -> Record | None:
    """The record in a language, else the original; none where nothing can be shown."""
    if look.shown is None or not look.shown.records:
        return None
    return look.shown.record(language) or look.shown.original


def create_app(room: Room, listeners: Listeners, key: str) -> Guarded:
    """The desk of a newsroom, behind a key in its path."""
    desk = Desk(room, listeners)
    watcher = Watcher(room.newsroom.folder, lambda files: _take_in(room, listeners, files))

    @asynccontextmanager
    async def at_work(_app: Starlette) -> AsyncIterator[None]:
        listeners.begin()
        watcher.start()
        try:
            yield
        finally:
            watcher.stop()

    routes = [
        Route("/", desk.page),
        Route("/rows", desk.rows),
        Route("/events", desk.events),
        Route("/releases/{slug}/{tab}", desk.panel),
        Route("/releases/{slug}/shown/{mark:int}/{path:path}", desk.shown),
        Route("/{name}", desk.file),
    ]
    return Guarded(Starlette(routes=[Mount(f"/{key}", routes=routes)], lifespan=at_work), key)


def _take_in(room: Room, listeners: Listeners, files: set[Path]) -> None:
    """Look at what was written, and tell who is looking; a file that comes and goes meanwhile is no trouble."""
    change = room.take_in(files)
    if change != Change():
        listeners.tell(change)
