"""Telling: open pages learn of changes as they happen (server-sent events, HTML standard, section 9.2)."""

import asyncio
import json
from collections.abc import AsyncIterator

from pressflow.desk.room import Change

# So often an open page hears that the desk is still there, in seconds; a connection that broke is noticed then.
_STILL_THERE = 15.0
HELLO, PULSE = ": hello\n\n", ": still here\n\n"


def event(name: str, data: object) -> str:
    """An event as it goes over the wire."""
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


class Listeners:
    """The pages that are open: each hears what is told from now on, until the desk closes."""

    def __init__(self) -> None:
        self._open: set[asyncio.Queue[Change | None]] = set()
        self._loop: asyncio.AbstractEventLoop | None = None

    def begin(self) -> None:
        """Belong to the event loop that runs now."""
        self._loop = asyncio.get_running_loop()

    def tell(self, change: Change | None) -> None:
        """Tell all of them, from any thread; None bids them goodbye."""
        if self._loop and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._put, change)

    def _put(self, change: Change | None) -> None:
        for queue in self._open:
            queue.put_nowait(change)

    async def listen(self) -> AsyncIterator[Change | None]:
        """What is told, as it happens; None where nothing was for a while."""
        queue: asyncio.Queue[Change | None] = asyncio.Queue()
        self._open.add(queue)
        try:
            while True:
                try:
                    change = await asyncio.wait_for(queue.get(), _STILL_THERE)
                except TimeoutError:
                    yield None
                    continue
                if change is None:
                    return
                yield change
        finally:
            self._open.discard(queue)
