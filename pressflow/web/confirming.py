"""The links in letters that ask for a yes: looking at them changes nothing, the button does."""

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from pressflow import choosing, joining
from pressflow.ledger import Transaction
from pressflow.ledger.consent import SignUp
from pressflow.model.base import in_language
from pressflow.model.wish import Wish
from pressflow.web.forms import read_form, stamp
from pressflow.web.masks import mask
from pressflow.web.pages import PREFIX, message
from pressflow.web.service import Service, service_of
from pressflow.web.speaking import language_of

router = APIRouter(include_in_schema=False)
FORM = "confirm"


@router.get(f"/{PREFIX}confirm/{{token}}")
def look(request: Request, token: str) -> Response:
    """The page with the button."""
    service = service_of(request)
    with service.ledger.reading() as tx:
        found = joining.waiting(tx, token, service.clock())
    language = language_of(request, service.publisher.languages)
    if found is None:
        return _expired(service, language)
    if found.used_at:
        return _done(service, language, found)
    return service.pages.render(
        "confirm",
        language,
        f"{PREFIX}confirm/{token}",
        moving=found.purpose == joining.MOVE,
        address=mask(found.address),
        titles=_titles(service, found, language),
        stamp=stamp(service.tokens, FORM, service.clock()),
    )


@router.post(f"/{PREFIX}confirm/{{token}}")
async def confirm(request: Request, token: str) -> Response:
    """Say yes; as often as one likes, it counts once."""
    service = service_of(request)
    form = await read_form(request, service.tokens, FORM, service.clock())
    if form.verdict in ("old", "robot"):
        return await run_in_threadpool(look, request, token)
    found, done = await service.pen.write(lambda tx: _yes(service, tx, token))
    language = language_of(request, service.publisher.languages)
    if found is None:
        return _expired(service, language)
    if not done:
        return message(service.pages, language, "web_not_moved")
    return _done(service, language, found)


def _yes(service: Service, tx: Transaction, token: str) -> tuple[SignUp | None, bool]:
    found = joining.confirm(tx, token, service.clock())
    if found and found.purpose == joining.MOVE:
        moved = choosing.move(service.newsroom, tx, found, service.clock())
        service.wake()
        return found, moved
    if found and found.used_at is None:
        service.meters.acts.labels("confirmed").inc()
    return found, True


def _done(service: Service, language: str, found: SignUp) -> Response:
    key = "web_moved" if found.purpose == joining.MOVE else "web_confirmed"
    words = service.pages.words(language)
    return message(
        service.pages,
        language,
        key,
        address=mask(found.address),
        items=_titles(service, found, language),
        onward=((words["all_releases"], f"{language}/index.html"),),
    )


def _titles(service: Service, found: SignUp, language: str) -> list[str]:
    if found.purpose == joining.MOVE:
        return []
    lists = service.publisher.lists
    chosen = Wish.model_validate_json(found.wishes).lists
    return [in_language(lists[id_].title, language) for id_ in chosen if id_ in lists]


def _expired(service: Service, language: str) -> Response:
    again = (service.pages.words(language)["subscribe"], f"{PREFIX}{language}/subscribe")
    days = service.newsroom.settings.privacy.unconfirmed_days
    return message(service.pages, language, "web_expired", status=404, onward=(again,), days=days)
