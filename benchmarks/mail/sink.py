"""A mail server that takes everything and writes down who got what: `sink.py PORT-FILE LOG [EXTENSION …]`.

Each line of the log is the recipient, the Message-ID and the bytes of a letter, in the order in which they came.
"""

import asyncio
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import cast

_WORDS = {b"MAIL": b"250 2.1.0 ok\r\n", b"RCPT": b"250 2.1.5 ok\r\n", b"RSET": b"250 2.0.0 ok\r\n"}


class Sink(asyncio.Protocol):
    """One connection; commands may come together (RFC 2920), letters by DATA or BDAT (RFC 3030)."""

    def __init__(self, offers: list[str], log: list[bytes]) -> None:
        lines = ["sink.example.org", *offers]
        self.greeting = "".join(f"250{'-' if line != lines[-1] else ' '}{line}\r\n" for line in lines).encode()
        self.log, self.buffer, self.to, self.data = log, b"", b"", False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greet."""
        self.transport = cast("asyncio.Transport", transport)
        self.transport.write(b"220 sink.example.org ready\r\n")

    def data_received(self, data: bytes) -> None:
        """Answer all that is whole."""
        self.buffer += data
        said: list[bytes] = []
        while self._step(said):
            pass
        if said:
            self.transport.write(b"".join(said))

    def _step(self, said: list[bytes]) -> bool:
        if self.data:
            return self._letter(self.buffer.find(b"\r\n.\r\n"), 5, said)
        end = self.buffer.find(b"\r\n")
        if end < 0:
            return False
        line, word = self.buffer[:end], self.buffer[:4].upper()
        if word == b"BDAT":
            size = int(line.split()[1])
            if len(self.buffer) < end + 2 + size:
                return False
            self.buffer = self.buffer[end + 2 :]
            return self._letter(size, 0, said)
        self.buffer = self.buffer[end + 2 :]
        if word == b"RCPT":
            self.to = line[line.find(b"<") + 1 : line.rfind(b">")]
        self.data = word == b"DATA"
        said.append(b"354 go on\r\n" if self.data else self._reply(word))
        return True

    def _reply(self, word: bytes) -> bytes:
        if word in (b"EHLO", b"HELO"):
            return self.greeting
        return b"221 bye\r\n" if word == b"QUIT" else _WORDS.get(word, b"250 ok\r\n")

    def _letter(self, size: int, after: int, said: list[bytes]) -> bool:
        if size < 0:
            return False
        start = self.buffer.find(b"Message-ID: ", 0, 4000)
        id_ = self.buffer[start + 12 : self.buffer.find(b"\r\n", start)] if start >= 0 else b"-"
        self.log.append(b"%b %b %d\n" % (self.to, id_, size))
        self.buffer, self.data = self.buffer[size + after :], False
        said.append(b"250 2.0.0 ok queued as 0123456789\r\n")
        return True


async def _serve(port_file: Path, log_file: Path, offers: list[str]) -> None:
    log: list[bytes] = []
    server = await asyncio.get_running_loop().create_server(lambda: Sink(offers, log), "127.0.0.1", 0, backlog=256)
    draft = port_file.with_suffix(".draft")
    draft.write_text(str(server.sockets[0].getsockname()[1]))
    draft.rename(port_file)
    parent = os.getppid()
    with log_file.open("ab") as stream:
        while os.getppid() == parent:
            await asyncio.sleep(0.2)
            stream.write(b"".join(log))
            stream.flush()
            log.clear()


def _fast_loop() -> Callable[[], asyncio.AbstractEventLoop] | None:
    """A server that is slower than a sender would measure itself."""
    with suppress(ImportError):
        import uvloop

        return uvloop.new_event_loop
    return None


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=_fast_loop()) as runner:
        runner.run(_serve(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:]))
