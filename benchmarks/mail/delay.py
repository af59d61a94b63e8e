"""A relay that is far away: a TCP proxy that holds back each byte for a while: `delay.py PORT-FILE TO-PORT SECONDS`.

SECONDS is one way; there and back is twice that.
"""

import asyncio
import os
import sys
from pathlib import Path


class End(asyncio.Protocol):
    """One side of a connection; what it hears, the other side says later, in order."""

    def __init__(self, delay: float) -> None:
        self.delay, self.loop = delay, asyncio.get_running_loop()
        self.other: End | None = None
        self.transport: asyncio.BaseTransport | None = None
        self.early: list[bytes] = []

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Say what came early."""
        self.transport = transport
        for data in self.early:
            self.say(data)

    def data_received(self, data: bytes) -> None:
        """Let the other side say it later."""
        if self.other:
            self.loop.call_later(self.delay, self.other.say, data)

    def say(self, data: bytes) -> None:
        """Say it now, or when there is a connection."""
        if isinstance(self.transport, asyncio.Transport):
            self.transport.write(data)
        else:
            self.early.append(data)

    def connection_lost(self, exc: Exception | None) -> None:
        """Hang up on the other side, when it has said all."""
        if self.other and self.other.transport:
            self.loop.call_later(self.delay, self.other.transport.close)


async def _serve(port_file: Path, to: int, delay: float) -> None:
    loop = asyncio.get_running_loop()
    tasks = set()

    def met() -> End:
        near, far = End(delay), End(delay)
        near.other, far.other = far, near
        tasks.add(loop.create_task(loop.create_connection(lambda: far, "127.0.0.1", to)))
        return near

    server = await loop.create_server(met, "127.0.0.1", 0, backlog=256)
    draft = port_file.with_suffix(".draft")
    draft.write_text(str(server.sockets[0].getsockname()[1]))
    draft.rename(port_file)
    parent = os.getppid()
    while os.getppid() == parent:  # noqa: ASYNC110  nothing tells when a parent dies
        await asyncio.sleep(0.2)


if __name__ == "__main__":
    asyncio.run(_serve(Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])))
