"""What looks after the service: whether it lives, how it does, and the files its pages need."""

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from pressflow.ledger import letterbox
from pressflow.web.meters import CONTENT_TYPE
from pressflow.web.pages import PREFIX
from pressflow.web.service import service_of

router = APIRouter(include_in_schema=False)
_AN_HOUR = "public, max-age=3600"


@router.get("/healthz")
def healthz(request: Request) -> PlainTextResponse:
    """Whether the service can do its work: it reads the ledger. 503 where it cannot."""
    with service_of(request).ledger.reading() as tx:
        letterbox.waiting(tx)
    return PlainTextResponse("ok\n")


@router.get("/metrics")
def metrics(request: Request) -> Response:
    """The counters, for machines that ask this machine: a proxy's requests are not answered."""
    if "x-forwarded-for" in request.headers or "forwarded" in request.headers:
        raise HTTPException(404)
    service = service_of(request)
    with service.ledger.reading() as tx:
        service.meters.waiting.set(letterbox.waiting(tx))
    return Response(service.meters.text(), media_type=CONTENT_TYPE)


@router.get(f"/{PREFIX}theme/{{name}}")
def theme(request: Request, name: str) -> Response:
    """The style sheet, the icon and the logo."""
    found = service_of(request).pages.theme.get(f"theme/{name}")
    if found is None:
        raise HTTPException(404)
    content, media_type = found
    headers = {"Cache-Control": _AN_HOUR, "Content-Type": media_type}
    return Response(content, headers=headers)
