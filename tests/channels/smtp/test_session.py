"""A session is opened by the book: encrypted where it is to be, logged in, and with nothing said in between lost."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pressflow.channels.smtp import Mode, RelayMemory, Verdict, open_line
from pressflow.errors import RelayError
from tests.channels.smtp.relay import BDAT, LETTER, PIPELINED, STEPWISE, Sent, settings
from tests.smtp_server import Rule, Script, certificates, port

LARGE = b"Subject: A bridge\r\n\r\n" + b"It carries buses.\r\n" * 100_000


@pytest.fixture
def encrypted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Script], Script]:
    """Gives a server a certificate that we trust."""
    certificate, trusted = certificates(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", trusted)
    return lambda script: replace(script, certificate=certificate)


@pytest.mark.parametrize("wire", ["fast", "plain"])
@pytest.mark.parametrize("script", [BDAT, PIPELINED, STEPWISE], ids=list(Mode))
@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_letters_of_any_size_arrive_encrypted(
    tmp_path: Path, encrypted: Callable[[Script], Script], script: Script, security: str, wire: str
) -> None:
    script = replace(encrypted(script), tls=security == "tls", offers=(*script.offers, "STARTTLS"))
    sent = Sent(tmp_path, script, letters=[LETTER, LARGE, LETTER], security=security, wire=wire)
    assert [answer.verdict for answer in sent.answers] == [Verdict.SENT] * 3
    assert (sent.kept, sent.server.connections) == ([LETTER, LARGE, LETTER], 1)


def test_login_is_given_after_encryption(tmp_path: Path, encrypted: Callable[[Script], Script]) -> None:
    script = replace(encrypted(BDAT), login="open sesame", offers=(*BDAT.offers, "STARTTLS", "AUTH PLAIN"))
    sent = Sent(tmp_path, script, security="starttls", username="robin", password="open sesame")  # noqa: S106  a test's
    assert [answer.verdict for answer in sent.answers] == [Verdict.SENT]
    verbs = [command.partition(" ")[0] for command in sent.server.heard]
    assert verbs == ["EHLO", "STARTTLS", "EHLO", "AUTH", "MAIL", "RCPT", "BDAT", "QUIT"]


@pytest.mark.parametrize("wire", ["fast", "plain"])
@pytest.mark.parametrize(
    ("script", "rules", "words"),
    [
        (BDAT, [Rule("connect", "554 5.3.2 no service", close=True)], "554 5.3.2 no service"),
        (BDAT, [Rule("connect", "421 4.3.2 not now")], "421 4.3.2 not now"),
        (BDAT, [Rule("connect", close=True)], "Unexpected EOF"),
        (BDAT, [Rule("connect")], "Timed out"),
        (BDAT, [Rule("ehlo", "421 4.3.2 not now")], "421 4.3.2 not now"),
        (BDAT, [Rule("ehlo", "\x1b[2J hello")], "[2J hello"),
        (replace(BDAT, login="x", offers=("AUTH PLAIN",)), [], "535 5.7.8 no"),
    ],
)
def test_relay_that_does_not_let_us_in_is_the_one_to_blame(
    tmp_path: Path, script: Script, rules: list[Rule], words: str, wire: str
) -> None:
    login: dict[str, Any] = {"username": "robin", "password": "wrong"} if script.login else {}  # any settings
    with pytest.raises(RelayError, match=r"^the mail relay 127\.0\.0\.1:\d+ does not take our mail: ") as caught:
        Sent(tmp_path, script, *rules, wire=wire, **login)
    assert words in str(caught.value)
    assert str(caught.value).isprintable()


def test_relay_without_encryption_gets_no_letter_that_was_to_be_encrypted(tmp_path: Path) -> None:
    with pytest.raises(RelayError, match="STARTTLS"):
        Sent(tmp_path, BDAT, security="starttls")


def test_relay_whose_certificate_nobody_vouches_for_gets_no_letter(tmp_path: Path) -> None:
    certificate, _ = certificates(tmp_path)
    script = replace(BDAT, certificate=certificate, offers=("STARTTLS",))
    with pytest.raises(RelayError, match="certificate"):
        Sent(tmp_path, script, security="starttls")


def test_relay_that_speaks_before_it_is_asked_gets_no_letter(tmp_path: Path) -> None:
    early = Rule("ehlo", "250 mail.example.org\r\n250 2.1.0 ok\r\n250 2.1.5 ok\r\n250 2.0.0 kept")
    with pytest.raises(RelayError, match=r"it speaks out of turn: 250 2\.1\.0 ok"):
        Sent(tmp_path, replace(BDAT, rules=()), early)


def test_relay_from_before_extensions_is_greeted_as_it_knows(tmp_path: Path) -> None:
    sent = Sent(tmp_path, replace(BDAT, unknown=("EHLO",)))
    assert [answer.verdict for answer in sent.answers] == [Verdict.SENT]
    assert sent.modes == [Mode.STEPWISE]


def test_connection_that_nobody_waits_for_any_more_is_closed() -> None:
    async def give_up() -> bytes:
        asked, heard = asyncio.Event(), asyncio.get_running_loop().create_future()

        async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"220 mail.example.org\r\n")
            await reader.readline()
            asked.set()
            heard.set_result(await reader.read())
            writer.close()

        async with await asyncio.start_server(silent, "127.0.0.1", 0) as listening:
            opening = asyncio.create_task(open_line(settings(port(listening)), RelayMemory()))
            await asked.wait()
            opening.cancel()
            with pytest.raises(asyncio.CancelledError):
                await opening
            return bytes(await asyncio.wait_for(heard, 20))

    assert asyncio.run(give_up()) == b""
