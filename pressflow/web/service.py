"""What one running service is made of, and how handlers of requests come by it."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

from starlette.requests import Request

from pressflow.newsroom import Newsroom
from pressflow.web.limits import Limits
from pressflow.web.meters import Meters
from pressflow.web.newest import Newest
from pressflow.web.pages import Pages
from pressflow.web.pen import Pen

Clock = Callable[[], datetime]


class Service:
    """The parts of a service; `clock` tells the time."""

    def __init__(self, newsroom: Newsroom, clock: Clock) -> None:
        settings = newsroom.settings.web
        self.newsroom, self.clock = newsroom, clock
        self.tokens, self.ledger, self.publisher = newsroom.tokens, newsroom.ledger, newsroom.publisher
        self.pen = Pen(newsroom.ledger)
        self.pages = Pages(newsroom)
        self.newest = Newest(newsroom)
        self.limits = Limits(settings.per_network, settings.per_form)
        self.meters = Meters()
        self.letter_put = asyncio.Event()
        self.loop: asyncio.AbstractEventLoop | None = None

    @property
    def host(self) -> str:
        """The host readers know the service by; nothing where the settings do not say."""
        return urlsplit(self.publisher.service).netloc

    def wake(self) -> None:
        """Tell the postman that there is a letter; from any thread."""
        if self.loop and not self.loop.is_closed():
            self.loop.call_soon_threadsafe(self.letter_put.set)

    def url(self, path: str) -> str:
        """The address on the web of a path of the service."""
        return self.publisher.front + path


def service_of(request: Request) -> Service:
    """The service that a request is to."""
    service: Service = request.app.state.service
    return service
