"""A line writes without waiting, hears while it writes, and is never left hanging by a relay."""

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import pytest

from pressflow.channels.smtp import Answer, Line, Mode, RelayMemory, Verdict, open_line, wire
from pressflow.channels.smtp.meaning import Step
from pressflow.channels.smtp.wire import limits
from pressflow.settings import MailSettings
from tests.channels.smtp.relay import BDAT, ENVELOPE, LETTER, PIPELINED, STEPWISE, Sent, send, settings
from tests.smtp_server import Rule, Script, port

# More than two kernels keep for each other on loopback.
ENDLESS = b"Subject: A bridge\r\n\r\n" + b"It carries buses.\r\n" * 2_000_000
GREETING = b"250-mail.example.org\r\n250-PIPELINING\r\n250 CHUNKING\r\n"

Manners = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Talk:
    """What comes of some letters to a relay that has manners of its own."""

    def __init__(self, manners: Manners, letters: int = 1, letter: bytes = LETTER, **mail: object) -> None:
        self.manners, self.letters, self.letter = manners, letters, letter
        self.answers = asyncio.run(self._run(mail))

    async def _run(self, mail: dict[str, object]) -> list[Answer]:
        listening = await asyncio.start_server(greeting(self.manners), "127.0.0.1", 0)
        self.line = await open_line(settings(port(listening), **mail), RelayMemory())
        answers = [await send(self.line, self.letter) for _ in range(self.letters)]
        await self.line.close()
        listening.close()
        return answers


def greeting(manners: Manners) -> Manners:
    """A relay that greets politely, and then has manners of its own."""

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example.org\r\n")
        await reader.readline()
        writer.write(GREETING)
        try:
            with suppress(asyncio.IncompleteReadError, ConnectionError):
                await manners(reader, writer)
        finally:
            writer.close()

    return serve


async def says_yes_at_once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readline()
    writer.write(b"250 2.1.0 ok\r\n250 2.1.5 ok\r\n250 2.0.0 kept\r\n")
    await asyncio.sleep(30)


async def stops_reading(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(30)


async def resets(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(0.1)
    linger = struct.pack("ii", 1, 0)
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    writer.transport.abort()


async def refuses_while_it_reads(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readline()
    writer.write(b"250 2.1.0 ok\r\n550 5.1.1 unknown\r\n")
    await reader.readuntil(b"LAST\r\n")
    await reader.readexactly(len(ENDLESS))
    writer.write(b"503 5.5.1 nobody\r\n")
    while await reader.readline() == b"RSET\r\n":
        writer.write(b"250 ok\r\n")


def test_yes_that_comes_before_the_letter_has_left_is_none() -> None:
    (answer,) = Talk(says_yes_at_once, letter=ENDLESS).answers
    assert (answer.verdict, answer.code) == (Verdict.UNCERTAIN, 250)


@pytest.mark.parametrize("manners", [stops_reading, resets])
def test_letter_whose_end_never_left_is_for_later(manners: Manners) -> None:
    talk = Talk(manners, letter=ENDLESS, timeout=0.5)
    assert [answer.verdict for answer in talk.answers] == [Verdict.LATER]
    assert talk.line.closed


def test_relay_is_heard_while_a_letter_is_written() -> None:
    talk = Talk(refuses_while_it_reads, letter=ENDLESS)
    (answer,) = talk.answers
    assert (answer.verdict, answer.status) == (Verdict.REFUSED, "5.1.1")


async def hangs_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(LETTER)
    writer.write(b"250 ok\r\n250 ok\r\n250 ok\r\n421 4.3.2 enough\r\n")


def test_letter_on_a_line_that_is_closed_is_for_later() -> None:
    talk = Talk(hangs_up, letters=2)
    assert [answer.verdict for answer in talk.answers] == [Verdict.SENT, Verdict.LATER]
    assert (talk.line.closed, talk.line.idle, talk.line.carried) == (True, False, 1)


async def holds_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(LETTER)
    await reader.read()


async def _closed_under_way() -> tuple[Line, Answer]:
    listening = await asyncio.start_server(greeting(holds_on), "127.0.0.1", 0)
    line = await open_line(settings(port(listening)), RelayMemory())
    answered: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
    line.start(ENVELOPE, LETTER + b"more", answered.set_result)
    with pytest.raises(RuntimeError, match="under way"):
        line.start(ENVELOPE, LETTER, answered.set_result)
    await line.close()
    listening.close()
    return line, answered.result()


def test_line_that_is_closed_under_way_answers_first() -> None:
    line, answer = asyncio.run(_closed_under_way())
    assert (answer.verdict, line.closed) == (Verdict.UNCERTAIN, True)


async def idles(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(LETTER)
    writer.write(b"250 ok\r\n250 ok\r\n250 ok\r\n")
    if await reader.readline() == b"RSET\r\n":
        writer.write(b"250 still here\r\n")
    await reader.read()


async def forgets_us(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(LETTER)
    writer.write(b"250 ok\r\n250 ok\r\n250 ok\r\n")
    await reader.readline()
    writer.write(b"421 4.4.2 you were idle for too long\r\n")


async def says_nothing_more(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.readuntil(LETTER)
    writer.write(b"250 ok\r\n250 ok\r\n250 ok\r\n")
    await asyncio.sleep(30)


@pytest.mark.parametrize(
    ("manners", "alive"), [(idles, True), (forgets_us, False), (says_nothing_more, False), (hangs_up, False)]
)
def test_line_that_was_idle_for_long_is_tried_before_it_is_used(
    monkeypatch: pytest.MonkeyPatch, manners: Manners, alive: bool
) -> None:
    monkeypatch.setattr(wire, "_STALE", 0)

    async def run() -> tuple[bool, bool]:
        listening = await asyncio.start_server(greeting(manners), "127.0.0.1", 0)
        line = await open_line(
            settings(port(listening), timeout=0.5 if manners is says_nothing_more else 30), RelayMemory()
        )
        await send(line)
        fresh = await line.freshen()
        idle = line.idle
        await line.close()
        listening.close()
        return fresh, idle

    assert asyncio.run(run()) == (alive, alive)


@pytest.mark.parametrize(
    ("mode", "script"), [(Mode.BDAT, BDAT), (Mode.PIPELINED, PIPELINED), (Mode.STEPWISE, STEPWISE)]
)
def test_no_is_forgotten_by_the_relay_before_the_next_letter(tmp_path: Path, mode: Mode, script: Script) -> None:
    sent = Sent(tmp_path, script, Rule("dot", "451 4.3.0 later", nth=1), letters=[LETTER, LETTER])
    assert [answer.verdict for answer in sent.answers] == [Verdict.LATER, Verdict.SENT]
    verbs = [command.partition(" ")[0] for command in sent.heard]
    assert verbs[len(verbs) // 2] == "RSET"


def test_answers_may_take_as_long_as_the_standard_says_and_less_where_the_office_says_so() -> None:
    command, letter = (MailSettings.model_fields[name].default for name in ("timeout", "answer_timeout"))
    assert limits(command, letter) == {
        Step.MAIL: 300,
        Step.RCPT: 300,
        Step.DATA: 120,
        Step.MESSAGE: 600,
        Step.RSET: 300,
        Step.QUIT: 300,
    }
    assert set(limits(5, 9).values()) == {5, 9}
    assert limits(5, 9)[Step.MESSAGE] == 9
