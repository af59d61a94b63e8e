"""Several relays share a blast: each its part, each at its limits; where one dies, the others carry its letters."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from time import monotonic

import pytest
from sqlalchemy import update

from pressflow import delivering, withdrawing
from pressflow.delivering import Outcome
from pressflow.delivering.lanes import patience
from pressflow.errors import RelayError
from pressflow.ledger.tables import deliveries
from pressflow.model.delivery import after_doubt
from pressflow.worker import work
from tests import builders
from tests.smtp_server import MailServer, Rule, running
from tests.stories.test_sending import Office, _told, everybody

GONE = Rule("connect", "554 5.3.2 no service", close=True)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path / "office")
    yield office
    office.shut()


@contextmanager
def relays(
    office: Office, *of: tuple[str, Sequence[Rule]], delay: float = 0.0, **mail: float
) -> Iterator[list[MailServer]]:
    """Relays that behave so, each with what the settings say of it."""
    with ExitStack() as stack:
        servers = []
        for number, (_, rules) in enumerate(of):
            (folder := office.folder.parent / f"relay{number}").mkdir()
            servers.append(stack.enter_context(running(folder, *rules, delay=delay)))
        office.use(25, **mail)
        file = office.folder / "pressflow.toml"
        tables = "".join(
            f'\n[[mail.relays]]\nhost = "127.0.0.1"\nsecurity = "none"\nport = {server.port}\n{more}\n'
            for server, (more, _) in zip(servers, of, strict=True)
        )
        file.write_text(file.read_text("utf-8") + tables, "utf-8")
        office.newsroom = type(office.newsroom).at(office.folder)
        yield servers


def connections(relay: MailServer) -> int:
    """Over how many connections letters came."""
    return len({entry.connection for entry in relay.accepted()})


def test_relays_share_a_blast_by_their_weights(office: Office) -> None:
    office.publish(readers=80)
    with relays(office, ("weight = 3", ()), ("weight = 1", ()), delay=0.05, connections=4) as (large, small):
        assert office.work()
        assert sorted(large.recipients() + small.recipients()) == everybody(80)
        assert [connections(relay) for relay in (large, small)] == [3, 1]
        assert 2 < len(large.recipients()) / len(small.recipients()) < 4.5


def test_relay_with_its_own_number_of_connections_has_that(office: Office) -> None:
    office.publish(readers=40)
    with relays(office, ("connections = 1", ()), ("", ()), delay=0.02, connections=6) as (one, other):
        assert office.work()
        assert [connections(relay) for relay in (one, other)] == [1, 3]
        assert sorted(one.recipients() + other.recipients()) == everybody(40)


def test_letters_of_a_relay_that_dies_midway_go_over_the_others_and_the_spare_rests(office: Office) -> None:
    office.publish(readers=60)
    dies = [Rule("mail", "421 4.3.0 going down", nth=number) for number in range(10, 40)]
    with relays(office, ("", dies), ("", ()), ("weight = 0", ()), delay=0.01, connections=2, retry_after=0) as three:
        dying, other, spare = three
        while not office.work():
            office.now = max(office.now, *(entry.due_at for entry in office.letters().values()))
        assert sorted(dying.recipients() + other.recipients()) == everybody(60)
        assert 0 < len(dying.recipients()) < 30
        assert spare.recipients() == []
    assert office.states() == {"sent": 60}


def test_spare_relay_steps_in_when_no_other_lets_us_in(office: Office) -> None:
    office.publish(readers=20)
    with relays(office, ("", [GONE]), ("", [GONE]), ("weight = 0", ()), connections=2) as (_, _, spare):
        assert office.work()
        assert spare.recipients() == everybody(20)
        assert connections(spare) == 2


def test_spare_relay_rests_again_when_another_is_back(office: Office) -> None:
    office.publish(readers=60)
    back_soon = Rule("connect", "421 4.3.0 in a moment", close=True, times=2)
    with relays(office, ("", [back_soon]), ("weight = 0", ()), delay=0.06, connections=1) as (usual, spare):
        assert office.work()
        assert sorted(usual.recipients() + spare.recipients()) == everybody(60)
        first = min(entry.time for entry in usual.accepted())
        assert len([entry for entry in spare.accepted() if entry.time > first]) <= 1
        assert spare.recipients()


def test_no_relay_at_all_is_one_error(office: Office) -> None:
    office.publish(readers=5)
    with (
        relays(office, ("", [GONE]), ("weight = 0", [GONE])),
        pytest.raises(RelayError, match="does not take our mail"),
    ):
        office.work()
    assert office.states() == {"planned": 5}


def test_limit_of_one_relay_leaves_the_rest_to_the_other(office: Office) -> None:
    office.publish(readers=40)
    with relays(office, ("per_minute = 60", ()), ("", ()), delay=0.02, connections=2) as (slow, quick):
        begun = monotonic()
        assert office.work()
        lasted = monotonic() - begun
        assert sorted(slow.recipients() + quick.recipients()) == everybody(40)
        assert 1 <= len(slow.recipients()) <= 2 + lasted


def test_connection_ends_after_so_many_letters(office: Office) -> None:
    office.publish(readers=20)
    with office.relay(connections=1, letters_per_connection=6) as relay:
        assert office.work()
        assert [entry.connection for entry in relay.accepted()] == [*[1] * 6, *[2] * 6, *[3] * 6, 4, 4]


def test_wait_before_a_connection_doubles_to_a_minute_and_is_never_the_same_for_all() -> None:
    def least(low: float, _: float) -> float:
        return low

    def most(_: float, high: float) -> float:
        return high

    assert [patience(failures, most) for failures in (0, 1, 2, 3, 7, 8, 99)] == [0.0, 0.5, 1.0, 2.0, 32.0, 60.0, 60.0]
    assert [patience(failures, least) for failures in (0, 1, 8)] == [0.0, 0.25, 30.0]


def test_recall_overtakes_a_running_blast(office: Office) -> None:
    office.publish(readers=3)
    with running(office.folder.parent, delay=0.02) as relay:
        office.use(relay.port, connections=2)
        assert office.work()
        other = builders.add_release(office.newsroom, "2026-05-17-market")
        builders.add_contacts(office.newsroom, 500)
        builders.publish(office.newsroom, other, office.now)
        recalled: list[int] = []

        def recall_meanwhile(_: Sequence[Outcome]) -> None:
            if not recalled:
                recalled.append(len(relay.accepted()))
                withdrawing.withdraw(office.newsroom, office.release, "Colleague", office.now, "It was wrong.")

        assert work(office.newsroom, lambda: office.now, recall_meanwhile, _told, once=True)
        letters = [relay.content(entry) for entry in relay.accepted()]
    recalls = [place for place, letter in enumerate(letters) if b"\r\nReferences: " in letter]
    assert (len(recalls), len(letters)) == (3, 506)
    assert 3 < recalled[0] <= recalls[0]
    assert recalls[-1] < 400


def test_stop_in_the_middle_of_a_blast_lets_only_those_arrive_that_are_leaving(office: Office) -> None:
    office.publish(readers=200)
    with office.relay(connections=4) as relay:
        leaving: list[set[str]] = []

        def stop_meanwhile(outcomes: Sequence[Outcome]) -> None:
            if not leaving and len(relay.accepted()) > 20:
                stopped, now_leaving = delivering.stop(office.newsroom, office.release, "Kim Berger", office.now)
                sending = {to for to, entry in office.letters().items() if entry.state == "sending"}
                assert (now_leaving, stopped > 100) == (len(sending), True)
                leaving.append(sending | set(relay.recipients()))

        assert work(office.newsroom, lambda: office.now, stop_meanwhile, _told, once=True)
        assert set(relay.recipients()) == leaving[0]
        assert office.states() == {"sent": len(leaving[0]), "suppressed": 200 - len(leaving[0])}
        assert office.resume() == (0, 0, 200 - len(leaving[0]))
        assert office.work(later=1)
        assert relay.recipients() == everybody(200)


def test_stop_that_is_taken_back_at_once_sends_nothing_twice(office: Office) -> None:
    office.publish(readers=200)
    with office.relay(connections=4) as relay:

        def waver(_: Sequence[Outcome]) -> None:
            delivering.stop(office.newsroom, office.release, "Kim Berger", office.now)
            office.resume()

        work(office.newsroom, lambda: office.now, waver, _told, once=True)
        office.work(later=1)
        assert relay.recipients() == everybody(200)


@pytest.mark.parametrize(
    ("kind", "states"), [("release", {"uncertain": 1}), ("correction", {"sent": 1}), ("kill", {"sent": 1})]
)
def test_what_becomes_of_doubt_depends_on_the_kind(office: Office, kind: str, states: dict[str, int]) -> None:
    office.publish(readers=1)
    with office.newsroom.ledger.writing() as tx:
        tx.execute(update(deliveries).values(kind=kind))
    with office.relay(Rule("dot", times=1, close=True, keep=True), retry_after=1) as relay:
        office.work()
        office.work(later=5)
        assert len(relay.recipients()) == (1 if kind == "release" else 2)
        assert len({entry.message_id for entry in relay.accepted()}) == 1
    assert office.states() == states


def test_correction_in_doubt_twice_waits_and_a_kill_goes_on(office: Office) -> None:
    for kind, waits in (("correction", True), ("kill", False)):
        assert (after_doubt(kind, 2) == "uncertain") == waits
