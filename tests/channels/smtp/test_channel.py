"""What a relay answers, and what that means for one letter."""

import asyncio
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from pressflow.channels.smtp import SmtpChannel
from pressflow.errors import ChannelError, Refused, RelayError, Unavailable, Uncertain
from pressflow.model.delivery import Receipt
from pressflow.model.edition import Document
from tests.channels.smtp.relay import BDAT, ENVELOPE, LETTER, STEPWISE, patience, settings
from tests.smtp_server import MailServer, Rule, Script, Server, Step, port

READER = ENVELOPE.recipient


class Relay:
    """A relay in this process, and what came of each letter sent to it."""

    def __init__(self, folder: Path, *rules: Rule, letters: int = 1, script: Script = STEPWISE) -> None:
        self.log = folder / "accepted.jsonl"
        self.outcomes = asyncio.run(self._send(replace(script, rules=rules), letters))

    async def _send(self, script: Script, letters: int) -> list[Receipt | ChannelError]:
        server = Server(script, self.log)
        with closing(server.log):
            listening = await server.listen()
            self.port = port(listening)
            wait = patience(*script.rules)
            channel = SmtpChannel(settings(self.port, timeout=wait, answer_timeout=wait))
            outcomes = [await _outcome(channel) for _ in range(letters)]
            await channel.close()
            listening.close()
            await asyncio.gather(*server.held)
        return outcomes

    @property
    def server(self) -> MailServer:
        return MailServer(self.port, self.log)


async def _outcome(channel: SmtpChannel) -> Receipt | ChannelError:
    document = Document("letter.eml", "message/rfc822", LETTER)
    try:
        return await channel.deliver(ENVELOPE, [document])
    except ChannelError as error:
        return error


def test_letter_that_is_accepted_arrives_byte_by_byte_with_the_relays_words_as_receipt(tmp_path: Path) -> None:
    relay = Relay(tmp_path)
    assert relay.outcomes == [Receipt("250 2.0.0 kept")]
    (entry,) = relay.server.accepted()
    assert (entry.to, entry.message_id) == (READER, "<1@lohtal.example.org>")
    assert relay.server.content(entry) == LETTER


def test_receipt_of_several_lines_is_one_line(tmp_path: Path) -> None:
    talkative = Rule("dot", "250-2.0.0 kept\r\n250 as number 17", keep=True)
    assert Relay(tmp_path, talkative).outcomes == [Receipt("250 2.0.0 kept as number 17")]


def test_letters_go_over_one_connection(tmp_path: Path) -> None:
    relay = Relay(tmp_path, letters=3)
    assert [entry.connection for entry in relay.server.accepted()] == [1, 1, 1]


@pytest.mark.parametrize(
    ("rule", "meaning", "words"),
    [
        (Rule("mail", "421 4.3.2 closing"), Unavailable, "421 4.3.2 closing"),
        (Rule("mail", "450 4.3.1 later"), Unavailable, "450 4.3.1 later"),
        (Rule("mail", "452 4.3.1 no room"), Unavailable, "452 4.3.1 no room"),
        (Rule("mail", "530 5.7.0 who?"), RelayError, "the mail relay refuses our sender address: 530 5.7.0 who?"),
        (Rule("mail", "550 5.7.1 no"), RelayError, "the mail relay refuses our sender address: 550 5.7.1 no"),
        (Rule("mail", close=True), Unavailable, "the connection was lost before the letter left"),
        (Rule("rcpt", "421 4.3.2 closing"), Unavailable, "421 4.3.2 closing"),
        (Rule("rcpt", "450 4.2.0 later"), Unavailable, "450 4.2.0 later"),
        (Rule("rcpt", "451 4.7.1 greylisted"), Unavailable, "451 4.7.1 greylisted"),
        (Rule("rcpt", "550 5.1.1 unknown"), Refused, "550 5.1.1 unknown"),
        (Rule("rcpt", "553 5.1.3 what?"), Refused, "553 5.1.3 what?"),
        (Rule("rcpt", "550-5.1.1 unknown\r\n550 5.1.1 here"), Refused, "550 5.1.1 unknown 5.1.1 here"),
        (Rule("rcpt", close=True), Unavailable, "the connection was lost before the letter left"),
        (Rule("rcpt"), Unavailable, "the connection was lost before the letter left: Timed out"),
        (Rule("data", "421 4.3.2 closing"), Unavailable, "421 4.3.2 closing"),
        (Rule("data", "451 4.3.0 later"), Unavailable, "451 4.3.0 later"),
        (Rule("data", "554 5.5.1 no"), Refused, "554 5.5.1 no"),
        (Rule("dot", "421 4.3.2 closing"), Unavailable, "421 4.3.2 closing"),
        (Rule("dot", "452 4.3.1 no room"), Unavailable, "452 4.3.1 no room"),
        (Rule("dot", "552 5.3.4 too large"), Refused, "552 5.3.4 too large"),
        (Rule("dot", "554 5.6.0 spam"), Refused, "554 5.6.0 spam"),
        (Rule("body", close=True), Uncertain, "the connection was lost while the letter was leaving"),
        (Rule("dot", close=True), Uncertain, "the connection was lost while the letter was leaving"),
        (Rule("dot"), Uncertain, "the connection was lost while the letter was leaving: Timed out"),
        (Rule("dot", "354 go on", keep=True), Uncertain, "means neither yes nor no: 354 go on"),
        (Rule("dot", "thanks", keep=True), Uncertain, "means neither yes nor no"),
    ],
)
def test_answer_decides_between_never_later_and_perhaps(
    tmp_path: Path, rule: Rule, meaning: type[ChannelError], words: str
) -> None:
    (error,) = Relay(tmp_path, rule).outcomes
    assert type(error) is meaning
    assert words in error.reply


@pytest.mark.parametrize("step", ["mail", "rcpt", "data", "dot"])
@pytest.mark.parametrize(("reply", "connection"), [("450 4.2.0 later", 1), ("421 4.3.2 closing", 2)])
def test_connection_is_kept_after_a_no_and_opened_again_after_421(
    tmp_path: Path, step: Step, reply: str, connection: int
) -> None:
    relay = Relay(tmp_path, Rule(step, reply, nth=1), letters=2)
    assert [type(outcome) for outcome in relay.outcomes] == [Unavailable, Receipt]
    assert [entry.connection for entry in relay.server.accepted()] == [connection]


@pytest.mark.parametrize(
    "rule",
    [
        Rule("connect", "421 4.3.2 not now", close=True),
        Rule("connect", "554 5.3.2 no service", close=True),
        Rule("connect", close=True),
    ],
    ids=lambda rule: rule.reply or "hangs up",
)
def test_relay_that_does_not_let_us_in_is_the_one_to_blame(tmp_path: Path, rule: Rule) -> None:
    relay = Relay(tmp_path, rule)
    (error,) = relay.outcomes
    assert type(error) is RelayError
    assert error.reply.startswith(f"the mail relay 127.0.0.1:{relay.port} does not take our mail: {rule.reply}")


def test_relay_that_offers_more_than_it_understands_gets_the_letter_all_the_same(tmp_path: Path) -> None:
    relay = Relay(tmp_path, script=replace(BDAT, unknown=("BDAT",)))
    assert relay.outcomes == [Receipt("250 2.0.0 kept")]
