"""Forms: read once, tied to a page of ours that a person had time to read, and sent from that page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import urlsplit

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request

from pressflow.errors import InputError
from pressflow.tokens import Tokens

STAMP, HONEYPOT = "stamp", "website"
Verdict = Literal["good", "quick", "old", "robot"]
_SOONEST, _LATEST = timedelta(seconds=2), timedelta(hours=12)
_MOST_FIELDS = 60


@dataclass(frozen=True, slots=True)
class Form:
    """What somebody filled in: the values of each field, and whether it may count."""

    values: Mapping[str, tuple[str, ...]]
    verdict: Verdict

    def one(self, name: str, most: int = 400) -> str:
        """The value of a field, trimmed; empty where there is none or it is longer than anything sensible."""
        value = next(iter(self.values.get(name, ())), "").strip()
        return value if len(value) <= most else ""

    def all(self, name: str, among: Mapping[str, object]) -> tuple[str, ...]:
        """The values of a field with several, those that can be chosen, in the order they are offered in."""
        given = self.values.get(name, ())
        return tuple(value for value in among if value in given)


def stamp(tokens: Tokens, form: str, now: datetime) -> str:
    """What a page puts into its form: which form it is and when the page was shown, signed."""
    return tokens.sign("form", [form, int(now.timestamp())])


async def read_form(request: Request, tokens: Tokens, form: str, now: datetime) -> Form:
    """The form of a request; raises HTTPException where it came from another site's page."""
    if not from_here(request):
        raise HTTPException(403)
    data: FormData = await request.form(max_files=0, max_fields=_MOST_FIELDS)
    values: dict[str, tuple[str, ...]] = {}
    for name, value in data.multi_items():
        if isinstance(value, str):
            values[name] = (*values.get(name, ()), _clean(value))
    return Form(values, _verdict(values, tokens, form, now))


def _clean(value: str) -> str:
    """The value without signs that no database and no header takes."""
    return value.replace("\x00", "").encode("utf-8", "ignore").decode()


def _verdict(values: Mapping[str, tuple[str, ...]], tokens: Tokens, form: str, now: datetime) -> Verdict:
    if any(values.get(HONEYPOT, ())):
        return "robot"
    try:
        named, at = tokens.read("form", "".join(values.get(STAMP, ())))
    except (InputError, ValueError):
        return "old"
    age = now - datetime.fromtimestamp(int(at), now.tzinfo)
    if named != form or age > _LATEST:
        return "old"
    return "quick" if age < _SOONEST else "good"


def from_here(request: Request) -> bool:
    """Whether a browser says that a page of ours sent this (Fetch Metadata; Origin, RFC 6454, where it lacks that)."""
    site = request.headers.get("sec-fetch-site")
    if site:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    return not origin or urlsplit(origin).netloc == request.headers.get("host", "")
