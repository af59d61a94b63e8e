"""The form to subscribe, with what the choice would have brought; what is sent in is confirmed by mail."""

from typing import Any

from fastapi import APIRouter
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from pressflow import joining
from pressflow.joining import Origin
from pressflow.model.base import in_language
from pressflow.model.wish import Wish
from pressflow.theme.dates import language_name
from pressflow.web.forms import Form, read_form, stamp
from pressflow.web.limits import network_of
from pressflow.web.newest import address_of
from pressflow.web.pages import PREFIX, message
from pressflow.web.service import Service, service_of
from pressflow.web.speaking import language_of

router = APIRouter(include_in_schema=False)
FORM = "subscribe"
_PATH = f"{PREFIX}{{language}}/subscribe"
FREQUENCIES = ("immediate", "daily", "weekly")


@router.get(f"/{PREFIX}subscribe")
def any_language(request: Request) -> Response:
    """The form in the language the browser prefers."""
    service = service_of(request)
    language = language_of(request, service.publisher.languages)
    return RedirectResponse(service.pages.link(_PATH.format(language=language)), 302, {"Vary": "Accept-Language"})


@router.get(f"/{_PATH}")
def look(request: Request, language: str) -> Response:
    """The empty form; `list` and `topic` in the address choose beforehand."""
    service = spoken(request, language)
    given: dict[str, tuple[str, ...]] = {
        "lists": tuple(request.query_params.getlist("list")),
        "topics": tuple(request.query_params.getlist("topic")),
        "speaks": (language,),
    }
    return page(request, service, language, Form(given, "good"))


@router.post(f"/{_PATH}")
async def subscribe(request: Request, language: str) -> Response:
    """Write the wish down, or show what it would have brought. The answer is the same for every address."""
    service = spoken(request, language)
    form = await read_form(request, service.tokens, FORM, service.clock())
    if form.one("act") == "preview":
        return await run_in_threadpool(page, request, service, language, form)
    if form.verdict == "robot":
        service.meters.turned_away.labels(FORM, "robot").inc()
        return sent(service, language)
    wish, faults = read_wish(form, service)
    if form.verdict != "good":
        service.meters.turned_away.labels(FORM, form.verdict).inc()
        faults["form"] = service.pages.words(language)[f"fault_{form.verdict}"]
    if wish is None or faults:
        return await run_in_threadpool(page, request, service, language, form, faults)
    await ask(request, service, wish, service.url(_PATH.format(language=language)), wording(service, language))
    return sent(service, language)


def spoken(request: Request, language: str) -> Service:
    """The service, if the newsroom speaks the language."""
    service = service_of(request)
    if language not in service.publisher.languages:
        raise HTTPException(404)
    return service


async def ask(request: Request, service: Service, wish: Wish, source: str, words: str) -> None:
    """Write a wish down and send the letter that asks for a yes; raises HTTPException where there were too many."""
    network = take(request, service, FORM)
    asked = joining.ask(
        service.newsroom, wish, Origin(source, words, network), service.url(f"{PREFIX}confirm/"), service.clock()
    )
    await service.pen.write(lambda tx: joining.put(tx, asked, service.clock()))
    service.meters.acts.labels("asked").inc()
    service.wake()


def take(request: Request, service: Service, form: str) -> str:
    """Count a form that causes a letter; gives the client's network, raises HTTPException where there were too many."""
    client = request.client.host if request.client else ""
    if wait := service.limits.take(form, client, service.clock()):
        service.meters.turned_away.labels(form, "limit").inc()
        raise HTTPException(429, headers={"Retry-After": str(wait)})
    return network_of(client)


def wording(service: Service, language: str) -> str:
    """The words that are agreed to, as the page shows them."""
    return service.pages.words(language)["consent"].format(office=service.publisher.named(language))


def sent(service: Service, language: str) -> Response:
    """What everybody is told who sent the form."""
    home = (service.pages.words(language)["all_releases"], f"{language}/index.html")
    return message(
        service.pages, language, "web_sent", onward=(home,), days=service.newsroom.settings.privacy.unconfirmed_days
    )


def read_wish(form: Form, service: Service) -> tuple[Wish | None, dict[str, str]]:
    """The wish that a form holds, or what is wrong with it: by field, the name of the words that say so."""
    publisher = service.publisher
    given = {
        "address": form.one("address"),
        "name": form.one("name"),
        "lists": form.all("lists", publisher.offered_lists),
        "topics": form.all("topics", publisher.topics),
        "region": form.one("region", 100),
        "language": form.one("speaks") or publisher.languages[0],
        "frequency": form.one("frequency") or "immediate",
    }
    try:
        wish = Wish.model_validate(given)
        wish.fits(publisher)
    except ValidationError as error:
        return None, {str(one["loc"][0]): f"fault_{one['loc'][0]}" for one in error.errors(include_context=False)}
    except ValueError:
        return None, {"form": "fault_old"}
    return wish, {}


def page(
    request: Request, service: Service, language: str, form: Form, faults: dict[str, str] | None = None
) -> Response:
    """The form with what was filled in, what is wrong with it, and what the choice would have brought."""
    publisher, words = service.publisher, service.pages.words(language)
    lists = form.all("lists", publisher.offered_lists)
    topics = form.all("topics", publisher.topics)
    brought = service.newest.brought(language, lists or tuple(publisher.offered_lists), topics, form.one("region"))
    return service.pages.render(
        "subscribe",
        language,
        _PATH,
        status=422 if faults else 200,
        action=_PATH.format(language=language),
        **choices(service, language),
        lists=lists,
        topics=topics,
        region=form.one("region"),
        speaks=form.one("speaks") or language,
        frequency=form.one("frequency") or "immediate",
        address=form.one("address"),
        person=form.one("name"),
        faults={field: words.get(key, key) for field, key in (faults or {}).items()},
        consent=wording(service, language),
        brought=brought,
        found=[(entry, address_of(publisher, entry)) for entry in brought.entries],
        previewed=form.one("act") == "preview",
        stamp=stamp(service.tokens, FORM, service.clock()),
    )


def choices(service: Service, language: str) -> dict[str, Any]:  # Any: what templates show
    """What can be chosen, each with its id and what it is called: lists (with their topics), topics, and so on."""
    publisher, words = service.publisher, service.pages.words(language)
    topics = {id_: in_language(topic.title, language) for id_, topic in publisher.topics.items()}
    about = {id_: ", ".join(topics[topic] for topic in one.topics) for id_, one in publisher.offered_lists.items()}
    return {
        "all_lists": [
            (id_, in_language(one.title, language), about[id_] or words["by_mail_all"])
            for id_, one in publisher.offered_lists.items()
        ],
        "all_topics": list(topics.items()),
        "all_regions": [(id_, in_language(one.title, language)) for id_, one in publisher.regions.items()],
        "all_languages": [(tag, language_name(tag)) for tag in publisher.languages],
        "all_frequencies": [(one, words[f"frequency_{one}"]) for one in FREQUENCIES],
    }
