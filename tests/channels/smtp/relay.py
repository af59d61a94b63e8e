"""A relay in this process, the lines to it, and what came of each letter sent to it."""

import asyncio
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from pressflow.channels.smtp import Answer, Line, RelayMemory, open_line
from pressflow.model.delivery import Envelope
from pressflow.settings import MailSettings
from tests.smtp_server import MailServer, Rule, Script, Server, port

BDAT = Script(offers=("PIPELINING", "CHUNKING", "SIZE 1000000", "8BITMIME"))
PIPELINED = Script(offers=("PIPELINING", "SIZE 1000000", "8BITMIME"))
STEPWISE = Script(offers=("8BITMIME",))
LETTER = b"Subject: A bridge\r\nMessage-ID: <1@lohtal.example.org>\r\n\r\nA bridge.\r\n.\r\n..\r\nIt carries buses.\r\n"
ENVELOPE = Envelope("bounces+1@lohtal.example.org", "reader@desk.example.org")


def settings(at: int, **more: object) -> MailSettings:
    """How a relay at a port of this machine is reached."""
    values: dict[str, object] = {
        "host": "127.0.0.1",
        "port": at,
        "security": "none",
        "from_name": "Stadt Lohtal",
        "from_address": "presse@lohtal.example.org",
        "bounce_address": "bounces@lohtal.example.org",
        "timeout": 30,
        "answer_timeout": 30,
    }
    return MailSettings.model_validate(values | more)


def patience(*rules: Rule) -> float:
    """How long to wait for a reply: a moment where a rule says that none will come, else as long as a machine takes."""
    return 0.5 if any(not rule.reply and not rule.close for rule in rules) else 30


class Sent:
    """What came of some letters, sent one after the other; a line that is closed is opened again."""

    def __init__(
        self,
        folder: Path,
        script: Script,
        *rules: Rule,
        letters: Sequence[bytes | Sequence[bytes]] = (LETTER,),
        **mail: object,
    ) -> None:
        self.memory, self.modes = RelayMemory(), list[str]()
        self._mail = {"timeout": patience(*rules), "answer_timeout": patience(*rules)} | mail
        self.server = Server(replace(script, rules=rules), folder / "accepted.jsonl")
        self.answers = asyncio.run(self._send(letters))

    async def _send(self, letters: Sequence[bytes | Sequence[bytes]]) -> list[Answer]:
        with closing(self.server.log):
            listening = await self.server.listen()
            try:
                return await self._send_to(settings(port(listening), **self._mail), letters)
            finally:
                listening.close()
                await asyncio.gather(*self.server.held)

    async def _send_to(self, relay: MailSettings, letters: Sequence[bytes | Sequence[bytes]]) -> list[Answer]:
        line: Line | None = None
        answers = []
        for letter in letters:
            if line is None or line.closed:
                line = await open_line(relay, self.memory)
                self.modes.append(line.mode)
            answers.append(await send(line, letter))
        if line:
            await line.close()
        return answers

    @property
    def heard(self) -> list[str]:
        """The commands the server got, without the session's opening and end."""
        return [command for command in self.server.heard if not command.startswith(("EHLO", "QUIT"))]

    @property
    def kept(self) -> list[bytes]:
        """The messages the server took, as they came."""
        box = MailServer(0, Path(self.server.log.name))
        return [box.content(entry) for entry in box.accepted()]


async def send(line: Line, letter: bytes | Sequence[bytes] = LETTER, envelope: Envelope = ENVELOPE) -> Answer:
    """Hand a letter over and wait for its answer."""
    answered: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
    line.start(envelope, letter, answered.set_result)
    assert not answered.done(), "never from within start"
    return await answered
