"""One's own settings, by a link that was sent to one's own address: what one gets, where, whether at all."""

import json
import secrets
from datetime import timedelta

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from pressflow import choosing, disclosing, joining, leaving
from pressflow.errors import InputError, RuleError
from pressflow.joining import Origin
from pressflow.ledger import Transaction
from pressflow.ledger.contacts import Stored
from pressflow.model.address import email_address
from pressflow.web.forms import Form, read_form, stamp
from pressflow.web.leaving import day
from pressflow.web.masks import mask
from pressflow.web.pages import PREFIX, message
from pressflow.web.service import Service, service_of
from pressflow.web.speaking import language_of
from pressflow.web.subscribing import choices, read_wish, spoken, take

router = APIRouter(include_in_schema=False)
FORM, LINK_FORM = "preferences", "link"
_ASK = f"{PREFIX}{{language}}/preferences"


@router.get(f"/{_ASK}")
def look_up(request: Request, language: str) -> Response:
    """The form to have one's link sent."""
    return _asking(spoken(request, language), language, Form({}, "good"), {})


@router.post(f"/{_ASK}")
async def send_link(request: Request, language: str) -> Response:
    """Send the link, if there is somebody; the answer is the same for every address."""
    service = spoken(request, language)
    form = await read_form(request, service.tokens, LINK_FORM, service.clock())
    words = service.pages.words(language)
    if form.verdict == "robot":
        return message(service.pages, language, "web_link_sent")
    try:
        address = email_address(form.one("address", 254))
    except RuleError:
        return await run_in_threadpool(_asking, service, language, form, {"address": words["fault_address"]})
    if form.verdict != "good":
        return await run_in_threadpool(_asking, service, language, form, {"form": words[f"fault_{form.verdict}"]})
    take(request, service, LINK_FORM)
    url = service.url(f"{PREFIX}preferences/")
    await service.pen.write(
        lambda tx: choosing.link_letter(service.newsroom, tx, address, language, url, service.clock())
    )
    service.wake()
    return message(service.pages, language, "web_link_sent")


def _asking(service: Service, language: str, form: Form, faults: dict[str, str]) -> Response:
    return service.pages.render(
        "link",
        language,
        _ASK,
        status=422 if faults else 200,
        action=_ASK.format(language=language),
        address=form.one("address"),
        faults=faults,
        stamp=stamp(service.tokens, LINK_FORM, service.clock()),
    )


@router.get(f"/{PREFIX}preferences/{{token}}")
def look(request: Request, token: str) -> Response:
    """The settings as they are."""
    return _page(request, token)


def _page(request: Request, token: str, said: str = "", faults: dict[str, str] | None = None) -> Response:
    """The settings, with what was done or is wrong, each as the name of the words for it."""
    service = service_of(request)
    with service.ledger.reading() as tx:
        known = _owner(service, tx, token)
    language = language_of(request, service.publisher.languages, known.contact.language)
    today = service.clock().astimezone(service.publisher.zone).date()
    contact, words = known.contact, service.pages.words(language)
    return service.pages.render(
        "preferences",
        language,
        f"{PREFIX}preferences/{token}",
        status=422 if faults else 200,
        contact=contact,
        **choices(service, language),
        lists=contact.lists if known.suppressed is None else (),
        topics=contact.topics,
        region=contact.region,
        speaks=contact.language,
        frequency=contact.frequency,
        paused_until=contact.paused_until if contact.paused(service.clock()) else None,
        left=known.suppressed is not None,
        said=words[said] if said else "",
        faults={field: words[key] for field, key in (faults or {}).items()},
        soonest=(today + timedelta(days=1)).isoformat(),
        suggested=(today + timedelta(days=14)).isoformat(),
        latest=(today + leaving.LONGEST_PAUSE).isoformat(),
        stamp=stamp(service.tokens, FORM, service.clock()),
    )


@router.post(f"/{PREFIX}preferences/{{token}}")
async def change(request: Request, token: str) -> Response:
    """Change what was asked for: `act` names it."""
    service = service_of(request)
    form = await read_form(request, service.tokens, FORM, service.clock())
    if form.verdict in ("old", "robot"):
        return await run_in_threadpool(_page, request, token, "", {"form": "fault_old"})
    match form.one("act"):
        case "save":
            return await _save(request, service, token, form)
        case "pause" | "resume":
            return await _pause(request, service, token, form)
        case "move":
            return await _move(request, service, token, form)
        case "export":
            return await run_in_threadpool(_export, service, token)
        case "erase":
            return await _erase(request, service, token, form)
    return await run_in_threadpool(_page, request, token)


async def _save(request: Request, service: Service, token: str, form: Form) -> Response:
    now = service.clock()
    undo_until = now + timedelta(days=leaving.UNDO_DAYS)

    def save(tx: Transaction) -> dict[str, str]:
        known = _owner(service, tx, token)
        whose = Form({**form.values, "address": (known.contact.address,), "name": (known.contact.name,)}, "good")
        wish, faults = read_wish(whose, service)
        if wish:
            choosing.choose(service.newsroom, tx, known, wish, now, undo_until)
        return faults

    faults = await service.pen.write(save)
    if not faults:
        service.meters.acts.labels("chose").inc()
    return await run_in_threadpool(_page, request, token, "" if faults else "web_saved", faults or None)


async def _pause(request: Request, service: Service, token: str, form: Form) -> Response:
    now = service.clock()
    until = day(service, form.one("until")) if form.one("act") == "pause" else now
    if until is None or (form.one("act") == "pause" and until <= now):
        return await run_in_threadpool(_page, request, token, "", {"until": "fault_until"})
    await service.pen.write(lambda tx: leaving.pause(tx, _owner(service, tx, token), until, now))
    service.meters.acts.labels("paused").inc()
    return await run_in_threadpool(_page, request, token, "web_saved")


async def _move(request: Request, service: Service, token: str, form: Form) -> Response:
    """Ask the new address whether it is theirs."""
    try:
        address = email_address(form.one("address", 254))
    except RuleError:
        return await run_in_threadpool(_page, request, token, "", {"address": "fault_address"})
    network, now, secret = take(request, service, FORM), service.clock(), secrets.token_urlsafe(24)
    origin = Origin(service.url(f"{PREFIX}preferences/"), "", network)

    def ask(tx: Transaction) -> None:
        known = _owner(service, tx, token)
        wish = joining.pending(
            service.newsroom, joining.MOVE, address, secret, origin, now, wishes="", contact_id=known.id
        )
        choosing.move_letter(service.newsroom, tx, wish, secret, service.url(f"{PREFIX}confirm/"), now)

    await service.pen.write(ask)
    service.wake()
    return await run_in_threadpool(_page, request, token, "web_asked_new")


def _export(service: Service, token: str) -> Response:
    """Everything stored about the reader, as a file."""
    with service.ledger.reading() as tx:
        known = _owner(service, tx, token)
    told = disclosing.disclose(service.newsroom, known.contact.address)
    content = json.dumps(told, ensure_ascii=False, indent=2, default=str).encode()
    headers = {"Content-Disposition": 'attachment; filename="my-data.json"'}
    return Response(content, media_type="application/json", headers=headers)


async def _erase(request: Request, service: Service, token: str, form: Form) -> Response:
    if form.one("sure") != "yes":
        return await run_in_threadpool(_page, request, token, "", {"sure": "fault_sure"})

    def erase(tx: Transaction) -> Stored:
        known = _owner(service, tx, token)
        choosing.erase(tx, known, service.clock())
        return known

    known = await service.pen.write(erase)
    service.meters.acts.labels("erased").inc()
    language = language_of(request, service.publisher.languages, known.contact.language)
    return message(service.pages, language, "web_erased", address=mask(known.contact.address))


def _owner(service: Service, tx: Transaction, token: str) -> Stored:
    """Whose link it is; raises HTTPException for one that is no good any more."""
    try:
        known = choosing.owner(service.newsroom, tx, token, service.clock())
    except InputError as error:
        raise HTTPException(404, "web_link") from error
    if known is None:
        raise HTTPException(404, "web_link_old")
    return known
