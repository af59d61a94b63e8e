"""What a relay teaches a sender: it is learned once, said once, and kept for as long as the sender lives."""

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from pressflow.delivering import Sender
from pressflow.errors import RelayError
from pressflow.ledger import blasts
from pressflow.locks import WorkerId
from pressflow.worker import work
from tests import builders
from tests.smtp_server import MailServer, Rule, Script, running
from tests.stories.test_holding import SEED, settings
from tests.stories.test_sending import Office, _told, everybody

BDAT, PIPELINED = ("PIPELINING", "CHUNKING"), ("PIPELINING",)
# Relays that offer more than they understand, and the words by which that is known.
BOASTERS = [
    pytest.param(Script(offers=BDAT, unknown=("BDAT",)), "500 5.5.2 what?", id="no BDAT"),
    pytest.param(Script(offers=PIPELINED, alone=True), "554 5.5.0 SMTP synchronization error", id="no pipelining"),
]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path / "office")
    yield office
    office.shut()


def rounds(office: Office, relay: MailServer, number: int, said: list[str]) -> list[set[int]]:
    """Let one sender carry so many releases, one a round; over which connections the letters of each came."""
    came: list[set[int]] = []
    worker = WorkerId(office.newsroom.workers)
    sender = Sender(office.newsroom, worker.name, lambda: office.now, _told, said.append)

    async def carry() -> None:
        for count in range(number):
            release = builders.add_release(office.newsroom, f"2026-05-17-market-{count}")
            builders.publish(office.newsroom, release, office.now)
            with office.newsroom.ledger.writing() as tx:
                for held in blasts.held(tx):
                    blasts.clear(tx, held.id, office.now)
            before = len(relay.accepted())
            await sender.send_due()
            came.append({entry.connection for entry in relay.accepted()[before:]})

    asyncio.run(carry())
    worker.close()
    return came


@pytest.mark.parametrize(("script", "words"), BOASTERS)
def test_relay_that_offers_more_than_it_understands_costs_one_connection_and_no_letter(
    office: Office, script: Script, words: str
) -> None:
    said: list[str] = []
    builders.add_contacts(office.newsroom, 5)
    with running(office.folder.parent, script=script) as relay:
        office.use(relay.port, connections=1)
        assert rounds(office, relay, 3, said) == [{2}, {3}, {4}]
        assert relay.recipients() == sorted(everybody(5) * 3)
    (line,) = said
    assert line.startswith("the mail relay 127.0.0.1 offers more than it understands; letters go to it one command")
    assert line.endswith(f": {words}")


@pytest.mark.parametrize(("script", "words"), BOASTERS)
def test_letters_that_were_only_misunderstood_go_at_once_and_count_one_attempt(
    office: Office, script: Script, words: str
) -> None:
    office.publish(readers=12)
    said: list[str] = []
    with running(office.folder.parent, script=script) as relay:
        office.use(relay.port, connections=3)
        settings(office, hold=0, canary=SEED)
        assert work(office.newsroom, lambda: office.now, _told, _told, once=True, told=said.append)
        assert relay.accepted()[0].to == SEED
        assert relay.recipients() == sorted([*everybody(12), SEED])
    assert {(entry.state, entry.attempts, entry.doubts) for entry in office.letters().values()} == {("sent", 1, 0)}
    assert [line.endswith(words) for line in said] == [True]


def test_misunderstood_letter_is_due_again_where_the_relay_lets_nobody_in_any_more(office: Office) -> None:
    office.publish(readers=1)
    shut, script = Rule("connect", "554 5.3.2 no service", nth=2, close=True), Script(offers=BDAT, unknown=("BDAT",))
    with running(office.folder.parent, shut, script=script) as relay:
        office.use(relay.port, connections=1)
        with pytest.raises(RelayError, match=r"does not take our mail: 554 .* no service"):
            office.work()
        assert office.states() == {"deferred": 1}
        assert office.work()
        assert relay.recipients() == everybody(1)


def test_work_says_that_letters_go_one_command_at_a_time(office: Office) -> None:
    office.publish(readers=3)
    with running(office.folder.parent, script=Script(offers=BDAT, unknown=("BDAT",))) as relay:
        office.use(relay.port, connections=2)
        answer, complaint = office.start("work", "--once").communicate()
    assert complaint == ""
    assert len(re.findall(r"one command at a time", answer)) == 1
    assert "3 letters sent" in answer
