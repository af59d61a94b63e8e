"""Reaching the web: whether a page answers as it should, and telling a hub of a feed that changed."""

import http.client
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

_PATIENCE = 10.0
# More of a page is not looked at: what is looked for stands in its head.
_MOST = 2**20
_WHO = {"User-Agent": "pressflow", "Cache-Control": "no-cache"}


def missing(url: str, words: str) -> str:
    """Why a page does not show that it holds these words; nothing where it does."""
    try:
        with urlopen(Request(url, headers=_WHO), timeout=_PATIENCE) as answer:  # noqa: S310  https or http, as settings say
            content: bytes = answer.read(_MOST)
    except HTTPError as error:
        error.close()
        return f"{url} answers {error.code}"
    except (URLError, http.client.HTTPException, OSError, ValueError) as error:
        return f"{url} does not answer: {getattr(error, 'reason', None) or error}"
    return "" if words.encode() in content else f"{url} still shows another version"


def tell(hub: str, topic: str) -> str:
    """Tell a hub that a feed changed (W3C WebSub, section 7, with hub.mode=publish); why it was not told, if so."""
    # Hubs read the feed's address under either of two names.
    form = urlencode({"hub.mode": "publish", "hub.url": topic, "hub.topic": topic}).encode()
    try:
        with urlopen(Request(hub, form, headers=_WHO, method="POST"), timeout=_PATIENCE):  # noqa: S310  https, as settings say
            return ""
    except HTTPError as error:
        error.close()
        return f"answers {error.code}"
    except (URLError, http.client.HTTPException, OSError, ValueError) as error:
        return f"does not answer: {getattr(error, 'reason', None) or error}"
