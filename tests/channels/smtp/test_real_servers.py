"""Postfix, Exim and OpenSMTPD understand what we say, in the mode that each of them offers."""

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from pressflow.channels.smtp import Answer, Mode, RelayMemory, Verdict, open_line
from pressflow.model.delivery import Envelope
from tests.channels.smtp.relay import ENVELOPE, send, settings
from tests.mail_servers import RealServer, real_server, why_not

# Lines that begin with a dot, a lone one among them, and a text that is longer than any one read.
LETTERS = [
    b"From: press@lohtal.example.org\r\nMessage-ID: <%d@lohtal.example.org>\r\n\r\nA bridge.\r\n.\r\n..\r\n.end %d.\r\n"
    % (number, number)
    + b"It carries buses.\r\n" * (10_000 if number == 3 else 10)
    for number in range(1, 6)
]
UNKNOWN = Envelope(ENVELOPE.sender, "unknown@desk.example.org")

OFFERS = [
    ("postfix", "", Mode.BDAT),
    ("postfix", "chunking", Mode.PIPELINED),
    ("postfix", "chunking, pipelining", Mode.STEPWISE),
    ("exim", "", Mode.BDAT),
    ("exim", "chunking", Mode.PIPELINED),
    ("exim", "chunking, pipelining", Mode.STEPWISE),
    ("opensmtpd", "", Mode.STEPWISE),
]


@pytest.fixture
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[RealServer]:
    name, hidden = request.param
    if (reason := why_not(name)) and not os.environ.get("PRESSFLOW_TEST_NO_SKIP"):
        pytest.skip(f"NO {name.upper()}: our dialogue was not tried with it: {reason}")
    with real_server(name, tmp_path, hidden) as running:
        yield running


async def _talk(port: int) -> tuple[Mode, list[Answer], str]:
    memory = RelayMemory()
    line = await open_line(settings(port), memory)
    first, *others = LETTERS
    answers = [await send(line, first)]
    answers.append(await send(line, first, UNKNOWN))
    answers += [await send(line, letter) for letter in others]
    assert not line.closed
    await line.close()
    return line.mode, answers, memory.stepwise


@pytest.mark.parametrize(
    ("server", "mode"),
    [pytest.param((name, hidden), mode, id=f"{name}-{mode}") for name, hidden, mode in OFFERS],
    indirect=["server"],
)
def test_server_takes_letters_and_refuses_strangers_over_one_line(server: RealServer, mode: Mode) -> None:
    spoken, answers, stumbled = asyncio.run(_talk(server.port))
    first, stranger, *others = answers
    assert [answer.verdict for answer in (first, *others)] == [Verdict.SENT] * len(LETTERS), answers
    assert (stranger.verdict, stranger.stage) == (Verdict.REFUSED, "rcpt"), stranger
    assert (spoken, stumbled) == (mode, "")
    assert [server.spooled(b"end %d." % number) for number in range(1, 6)] == [1] * 5
