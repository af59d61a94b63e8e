"""JSON for the office's other sites and apps: what is offered, and how somebody is subscribed there."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.exceptions import HTTPException
from starlette.requests import Request

from pressflow.model.base import Value
from pressflow.model.wish import Wish
from pressflow.web.newest import address_of
from pressflow.web.pages import PREFIX
from pressflow.web.service import service_of
from pressflow.web.subscribing import ask, choices, wording

router = APIRouter(prefix=f"/{PREFIX}api", tags=["subscriptions"])
LanguageQuery = Annotated[str, Query(max_length=35, description="One of the newsroom's languages; else its first.")]


class Choosable(Value):
    """Something to choose, and what it is called."""

    id: str
    title: str


class Offer(Value):
    """What can be chosen, and the words that people must be shown before they subscribe."""

    lists: list[Choosable]
    topics: list[Choosable]
    regions: list[Choosable]
    languages: list[Choosable]
    frequencies: list[Choosable]
    wording: str


class Release(Value):
    """A release that a choice would have brought."""

    title: str
    date: str
    url: str


class Preview(Value):
    """What a choice would have brought out of the last releases, and the newest of them."""

    count: int
    of: int
    releases: list[Release]


class Subscription(Wish):
    """A wish, and the words its owner was shown, as the offer gives them."""

    wording: Annotated[str, Field(max_length=2000)]


class Answer(Value):
    """What became of a request; the same for each address."""

    status: str


_FAULTS: dict[int | str, dict[str, str]] = {
    400: {"description": "The request cannot be read, or names what is not offered."},
    409: {"description": "The words are not those of today's offer; show them and ask again."},
    413: {"description": "The request is too large."},
    429: {"description": "Too many requests; come back after as many seconds as Retry-After says."},
}


@router.get("/offer")
def offer(request: Request, language: LanguageQuery = "") -> Offer:
    """What can be chosen, and the words to show."""
    service = service_of(request)
    spoken = language if language in service.publisher.languages else service.publisher.languages[0]
    offered = {
        name.removeprefix("all_"): [Choosable(id=one[0], title=one[1]) for one in found]
        for name, found in choices(service, spoken).items()
    }
    return Offer(**offered, wording=wording(service, spoken))


@router.get("/preview")
def preview(
    request: Request,
    lists: Annotated[list[str], Query(max_length=100)],
    topics: Annotated[list[str], Query(max_length=200)] = [],  # noqa: B006  FastAPI copies it
    region: Annotated[str, Query(max_length=100)] = "",
    language: LanguageQuery = "",
) -> Preview:
    """What a choice would have brought."""
    service = service_of(request)
    spoken = language if language in service.publisher.languages else service.publisher.languages[0]
    brought = service.newest.brought(spoken, lists, topics, region)
    found = [
        Release(title=one.title, date=one.date.isoformat(), url=address_of(service.publisher, one))
        for one in brought.entries
    ]
    return Preview(count=brought.count, of=brought.of, releases=found)


@router.post("/subscriptions", status_code=202, responses=_FAULTS)
async def subscribe(request: Request, wish: Subscription) -> Answer:
    """Ask for a subscription: a letter goes to the address, and its owner confirms there."""
    service = service_of(request)
    try:
        wish.fits(service.publisher)
    except ValueError as error:
        raise HTTPException(400, str(error)) from error
    words = wording(service, wish.language)
    if wish.wording != words:
        raise HTTPException(409)
    await ask(request, service, Wish(**wish.model_dump(exclude={"wording"})), str(request.url), words)
    return Answer(status="a letter was sent, if it may be; its owner confirms")
