"""Leaving by the link in each letter: with one click of a mail program, or on a page; and back by another link."""

from datetime import datetime, time, timedelta

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from pressflow import choosing, leaving
from pressflow.errors import InputError
from pressflow.leaving import ALL
from pressflow.ledger import Transaction
from pressflow.ledger.contacts import Stored
from pressflow.model.base import in_language
from pressflow.theme.dates import long_date
from pressflow.web.forms import Form, read_form, stamp
from pressflow.web.masks import mask
from pressflow.web.pages import PREFIX, message
from pressflow.web.service import Service, service_of
from pressflow.web.speaking import language_of

router = APIRouter(include_in_schema=False)
FORM = "unsubscribe"
# RFC 8058, section 3.1: what mail programs send when their reader clicks.
_ONE_CLICK = ("List-Unsubscribe", "One-Click")
_CHOICES = {"list", "all", "pause", "link"}


@router.get("/unsubscribe/{token}")
def look(request: Request, token: str) -> Response:
    """The page that asks; looking at it changes nothing, however often and by whom."""
    service = service_of(request)
    with service.ledger.reading() as tx:
        known, list_id = _subscriber(service, tx, token)
    return _page(request, service, token, known, list_id)


@router.post("/unsubscribe/{token}")
async def leave(request: Request, token: str) -> Response:
    """One click (RFC 8058: no cookie, no redirect, as often as one likes), or what was chosen on the page."""
    service = service_of(request)
    body = await request.form(max_files=0, max_fields=20)
    if body.get(_ONE_CLICK[0]) == _ONE_CLICK[1]:
        await service.pen.write(lambda tx: _off(service, tx, token, None))
        return PlainTextResponse("unsubscribed\n")
    form = await read_form(request, service.tokens, FORM, service.clock())
    act = form.one("act")
    if form.verdict in ("old", "robot") or act not in _CHOICES:
        return await run_in_threadpool(look, request, token)
    if act == "pause":
        return await _pause(request, service, token, form)
    if act == "link":
        return await _send_link(request, service, token)
    known, list_id = await service.pen.write(lambda tx: _off(service, tx, token, ALL if act == "all" else None))
    return await run_in_threadpool(_left, request, service, known, list_id)


def _subscriber(service: Service, tx: Transaction, token: str) -> tuple[Stored | None, str]:
    try:
        return leaving.subscriber(service.newsroom, tx, token)
    except InputError as error:
        raise HTTPException(404, "web_link") from error


def _off(service: Service, tx: Transaction, token: str, all_or_this: str | None) -> tuple[Stored | None, str]:
    """Take the reader off; gives who it was, and off which list."""
    known, own = _subscriber(service, tx, token)
    list_id = own if all_or_this is None else all_or_this
    undo_url = service.url(f"{PREFIX}undo/")
    if known and leaving.leave(service.newsroom, tx, known, list_id, undo_url, service.clock()):
        service.meters.acts.labels("unsubscribed").inc()
        service.wake()
    return known, list_id


def _page(request: Request, service: Service, token: str, known: Stored | None, list_id: str) -> Response:
    language = _language(request, service, known)
    here = f"unsubscribe/{token}"
    if known is None:
        return message(service.pages, language, "web_nobody", here)
    if known.suppressed or list_id not in known.contact.lists:
        return _left(request, service, known, ALL if known.suppressed else list_id)
    today = service.clock().astimezone(service.publisher.zone).date()
    return service.pages.render(
        "unsubscribe",
        language,
        here,
        address=mask(known.contact.address),
        desk=known.contact.kind == "desk",
        list_title=title(service, list_id, language),
        others=len(known.contact.lists) > 1,
        paused_until=known.contact.paused_until,
        soonest=(today + timedelta(days=1)).isoformat(),
        suggested=(today + timedelta(days=14)).isoformat(),
        latest=(today + leaving.LONGEST_PAUSE).isoformat(),
        stamp=stamp(service.tokens, FORM, service.clock()),
    )


def _left(request: Request, service: Service, known: Stored | None, list_id: str) -> Response:
    """What is said to somebody who has left: which list, and how to come back."""
    language = _language(request, service, known)
    if known is None:
        return message(service.pages, language, "web_nobody")
    return service.pages.render(
        "left",
        language,
        "",
        address=mask(known.contact.address),
        list_title=title(service, list_id, language),
        undo=f"{PREFIX}undo/{leaving.undo_token(service.newsroom, known, list_id)}",
        days=leaving.UNDO_DAYS,
        stamp=stamp(service.tokens, FORM, service.clock()),
    )


async def _pause(request: Request, service: Service, token: str, form: Form) -> Response:
    now = service.clock()
    chosen = day(service, form.one("until"))
    if chosen is None or chosen <= now:
        return await run_in_threadpool(look, request, token)
    until = min(chosen, now + leaving.LONGEST_PAUSE)

    def pause(tx: Transaction) -> Stored | None:
        known, _ = _subscriber(service, tx, token)
        if known:
            leaving.pause(tx, known, until, now)
        return known

    known = await service.pen.write(pause)
    language = _language(request, service, known)
    if known is None:
        return message(service.pages, language, "web_nobody")
    service.meters.acts.labels("paused").inc()
    shown = long_date(until, service.publisher.zone, language)
    return message(service.pages, language, "web_paused", day=shown, address=mask(known.contact.address))


async def _send_link(request: Request, service: Service, token: str) -> Response:
    """Send the owner of the mailbox the link to their settings: whoever reads this page need not be the owner."""

    def send(tx: Transaction) -> Stored | None:
        known, _ = _subscriber(service, tx, token)
        if known:
            address, language = known.contact.address, known.contact.language
            choosing.link_letter(
                service.newsroom, tx, address, language, service.url(f"{PREFIX}preferences/"), service.clock()
            )
        return known

    known = await service.pen.write(send)
    service.wake()
    language = _language(request, service, known)
    return message(service.pages, language, "web_link_sent" if known else "web_nobody")


@router.get(f"/{PREFIX}undo/{{token}}")
def look_back(request: Request, token: str) -> Response:
    """The page that asks whether somebody wants to be back."""
    service = service_of(request)
    with service.ledger.reading() as tx:
        known, list_id = _leaver(service, tx, token)
    language = _language(request, service, known)
    if known is None:
        return message(service.pages, language, "web_nobody")
    return service.pages.render(
        "undo",
        language,
        f"{PREFIX}undo/{token}",
        address=mask(known.contact.address),
        list_title=title(service, list_id, language),
        stamp=stamp(service.tokens, FORM, service.clock()),
    )


@router.post(f"/{PREFIX}undo/{{token}}")
async def undo(request: Request, token: str) -> Response:
    """Bring somebody back."""
    service = service_of(request)
    form = await read_form(request, service.tokens, FORM, service.clock())
    if form.verdict in ("old", "robot"):
        return await run_in_threadpool(look_back, request, token)

    def back(tx: Transaction) -> tuple[Stored | None, bool]:
        known, list_id = _leaver(service, tx, token)
        return known, bool(known and leaving.undo(tx, known, list_id, service.clock()))

    known, done = await service.pen.write(back)
    language = _language(request, service, known)
    if done:
        service.meters.acts.labels("undone").inc()
    return message(service.pages, language, "web_back" if done else "web_too_late")


def _leaver(service: Service, tx: Transaction, token: str) -> tuple[Stored | None, str]:
    try:
        return leaving.leaver(service.newsroom, tx, token)
    except InputError as error:
        raise HTTPException(404, "web_link") from error


def _language(request: Request, service: Service, known: Stored | None) -> str:
    return language_of(request, service.publisher.languages, known.contact.language if known else "")


def title(service: Service, list_id: str, language: str) -> str:
    """What a list is called; all of them together, too."""
    if list_id == ALL:
        return service.pages.words(language)["all_lists"]
    entry = service.publisher.lists.get(list_id)
    return in_language(entry.title, language) if entry else list_id


def day(service: Service, text: str) -> datetime | None:
    """The beginning of a day, as in 2026-06-01, on the newsroom's clock; nothing for what is no day."""
    try:
        return datetime.combine(datetime.fromisoformat(text).date(), time(), service.publisher.zone)
    except (ValueError, OverflowError):
        return None
