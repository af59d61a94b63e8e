"""What a relay teaches a sender: it is learned once, said once, and kept for as long as the sender lives."""

import asyncio
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import func, update

from pressflow.delivering import Outcome, Sender
from pressflow.errors import RelayError
from pressflow.ledger import blasts
from pressflow.ledger.tables import deliveries
from pressflow.locks import WorkerId
from pressflow.model.delivery import DeliveryState
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


def let_go(office: Office) -> None:
    """No hold keeps any letter."""
    with office.newsroom.ledger.writing() as tx:
        for held in blasts.held(tx):
            blasts.clear(tx, held.id, office.now)


def rounds(office: Office, relay: MailServer, number: int, said: list[str]) -> list[set[int]]:
    """Let one sender carry so many releases, one a round; over which connections the letters of each came."""
    came: list[set[int]] = []
    worker = WorkerId(office.newsroom.workers)
    sender = Sender(office.newsroom, worker.name, lambda: office.now, _told, said.append)

    async def carry() -> None:
        for count in range(number):
            release = builders.add_release(office.newsroom, f"2026-05-17-market-{count}")
            builders.publish(office.newsroom, release, office.now)
            let_go(office)
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


def carried(office: Office, relay: MailServer, connections: int = 1) -> Sender:
    """A sender that carried what was due, until the first letter was put off or no relay let it in."""
    office.use(relay.port, connections=connections)
    let_go(office)
    worker = WorkerId(office.newsroom.workers)

    def stop(outcomes: Sequence[Outcome]) -> None:
        if any(outcome.state == DeliveryState.DEFERRED for outcome in outcomes):
            sender.stop()

    sender = Sender(office.newsroom, worker.name, lambda: office.now, stop)
    with suppress(RelayError):
        asyncio.run(sender.send_due())
    worker.close()
    return sender


def has_complained(sender: Sender) -> bool:
    """Whether the first relay's letters rest since it complained; seen from long before."""
    return sender.relays[0].pace.wait(0.0) > 0


@pytest.mark.parametrize("reply", ["450 4.7.0 too fast", "452 no room", "452 4.3.1 no room", "421 4.3.2 busy"])
def test_relay_that_wants_fewer_letters_gets_a_rest_and_then_fewer(office: Office, reply: str) -> None:
    office.publish(readers=30)
    with running(office.folder.parent, Rule("mail", reply, nth=20)) as relay:
        sender = carried(office, relay)
        assert len(relay.recipients()) == 19
    assert has_complained(sender)
    assert sender.relays[0].pace.learned > 0


@pytest.mark.parametrize("reply", ["450 4.2.1 not this mailbox", "451 4.3.0 trouble", "421 4.3.0 going down"])
def test_relay_that_puts_a_letter_off_for_another_reason_gets_as_many_as_before(office: Office, reply: str) -> None:
    office.publish(readers=30)
    with running(office.folder.parent, Rule("mail", reply, nth=20)) as relay:
        assert not has_complained(carried(office, relay))


def test_domain_that_wants_fewer_letters_waits_and_others_do_not(office: Office) -> None:
    office.publish(readers=30)
    with running(office.folder.parent, Rule("rcpt", "450 4.7.0 too fast", nth=10)) as relay:
        office.use(relay.port, connections=1)
        with office.newsroom.ledger.writing() as tx:
            half = update(deliveries).where(deliveries.c.id % 2 == 0)
            tx.execute(half.values(address=func.replace(deliveries.c.address, "desk.example.org", "paper.example.net")))
        assert not office.work()
    waiting = {to: entry for to, entry in office.letters().items() if entry.state != "sent"}
    assert Counter(str(entry.state) for entry in waiting.values()) == {"deferred": 1, "planned": len(waiting) - 1}
    assert len(waiting) > 1
    assert len({to.partition("@")[2] for to in waiting}) == 1
    assert all(entry.due_at > office.now for entry in waiting.values())


def test_relay_that_greets_us_with_too_much_gets_a_rest(office: Office) -> None:
    office.publish(readers=3)
    with running(office.folder.parent, Rule("connect", "421 4.7.0 too fast", close=True)) as relay:
        assert has_complained(carried(office, relay, connections=2))
        assert relay.recipients() == []


def test_relay_that_lets_some_connections_in_gets_letters_as_fast_as_before(office: Office) -> None:
    office.publish(readers=60)
    with running(office.folder.parent, most_connections=1) as relay:
        assert not has_complained(carried(office, relay, connections=4))
        assert relay.recipients() == everybody(60)


def test_workers_share_the_limits_for_as_long_as_both_live(office: Office) -> None:
    office.use(25, per_minute=600, per_minute_domain=120)
    first, second = (WorkerId(office.newsroom.workers) for _ in range(2))
    sender = Sender(office.newsroom, first.name, lambda: office.now, _told)
    asyncio.run(sender.send_due())
    assert sender.relays[0].pace.rate == 300
    second.close()
    asyncio.run(sender.send_due())
    assert sender.relays[0].pace.rate == 600
    first.close()
