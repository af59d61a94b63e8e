"""The embargo page: one guest's own way to a release that is not public yet, once they promised to keep it."""

from urllib.parse import quote

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pressflow import embargoing
from pressflow.embargoing import Room
from pressflow.errors import InputError
from pressflow.formats import _view
from pressflow.model.picture import Picture
from pressflow.theme.dates import date_and_time
from pressflow.web.forms import read_form, stamp
from pressflow.web.pages import message
from pressflow.web.service import Service, service_of
from pressflow.web.speaking import language_of

router = APIRouter(include_in_schema=False)
FORM = "embargo"


@router.get("/embargo/{token}")
def look(request: Request, token: str) -> Response:
    """The page: closed, with the promise to make; open, with the release; or the way to the public page."""
    service = service_of(request)
    try:
        room = embargoing.open_room(service.newsroom.again(), token, service.clock())
    except InputError as error:
        raise HTTPException(404, "web_link") from error
    return _page(request, service, token, room)


@router.post("/embargo/{token}")
async def promise(request: Request, token: str) -> Response:
    """Promise to keep the embargo; as often as one likes, the first time is kept."""
    service = service_of(request)
    form = await read_form(request, service.tokens, FORM, service.clock())
    if form.verdict in ("old", "robot") or form.one("act") != "accept":
        return await run_in_threadpool(look, request, token)
    return await run_in_threadpool(_accept, request, service, token)


def _accept(request: Request, service: Service, token: str) -> Response:
    try:
        room = embargoing.accept(service.newsroom.again(), token, service.clock())
    except InputError as error:
        raise HTTPException(404, "web_link") from error
    service.meters.acts.labels("promised").inc()
    return _page(request, service, token, room)


@router.get("/embargo/{token}/{file:path}")
def fetch(request: Request, token: str, file: str) -> Response:
    """A picture or document of the release, for a guest who promised."""
    service = service_of(request)
    try:
        media_type, content = embargoing.room_file(service.newsroom.again(), token, file, service.clock())
    except InputError as error:
        raise HTTPException(404) from error
    headers = {}
    if not media_type.startswith("image/") or "download" in request.query_params:
        headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file.rpartition('/')[2])}"
    return Response(content, media_type=media_type, headers=headers)


def _page(request: Request, service: Service, token: str, room: Room) -> Response:
    if room.state == "lifted":
        return RedirectResponse(room.public_url, 302)
    language = language_of(request, service.publisher.languages, room.language)
    here = f"embargo/{token}"
    if room.state == "ended":
        return message(service.pages, language, "web_room_ended", status=410)
    if room.release is None:
        return service.pages.render(
            "promise",
            language,
            here,
            ends=_ends(service, room, language),
            person=_person(room),
            stamp=stamp(service.tokens, FORM, service.clock()),
        )
    return _open(service, here, room, language)


def _open(service: Service, here: str, room: Room, language: str) -> Response:
    """The release, in the language asked for where it is written in that."""
    release = room.release
    assert release  # noqa: S101  the room is open
    record = release.record(language) or release.for_reader(room.language)
    return service.pages.render(
        "room",
        record.language,
        here,
        **_view.release_values(service.pages.edition, release, record),
        ends=_ends(service, room, record.language),
        person=_person(room),
        shown=[(image, _picture(room, image.file)) for image in record.images],
        file_url=lambda file: service.pages.link(f"{here}/{file}"),
    )


def _picture(room: Room, file: str) -> Picture:
    assert room.release  # noqa: S101  the room is open
    return room.release.picture(file)


def _person(room: Room) -> str:
    """Whose copy it is, as the page says on itself."""
    return " · ".join(filter(None, (room.guest.name, room.guest.address)))


def _ends(service: Service, room: Room, language: str) -> str:
    """When the embargo ends, in words."""
    words = service.pages.words(language)
    if room.until:
        return words["embargo_until"].format(until=date_and_time(room.until, service.publisher.zone, language))
    return words["embargo_event"].format(event=room.ends_with or "")
