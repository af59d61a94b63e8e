"""Sending, as the press office sees it: whatever the relay does, everybody gets one letter, or status says why not."""

import re
import shutil
import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from sqlalchemy import delete

from pressflow import clock, delivering, locks, publishing, reporting, subscribing
from pressflow.building import Staged
from pressflow.errors import RelayError
from pressflow.ledger.outbox import Entry, Resumed
from pressflow.ledger.tables import memberships
from pressflow.worker import work
from tests import builders
from tests.smtp_server import MailServer, Rule, Step, running, settings, wait_until

FIRST, SECOND, THIRD = (f"reader{number}@desk.example.org" for number in range(3))
# `pressflow` in a process whose files may not grow beyond so many bytes: as far as it can tell, the disk is full.
ON_A_SMALL_DISK = """
import resource, sys
size = int(sys.argv.pop(1))
resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
from pressflow.cli import main
main()
"""


class Office:
    """A newsroom with a release, and a clock on its wall."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.now = folder, clock.now()
        self.newsroom = builders.make_newsroom(folder)
        self.release = builders.add_release(self.newsroom)
        self.processes: list[subprocess.Popen[str]] = []

    @contextmanager
    def relay(self, *rules: Rule, most_connections: int = 0, **mail: float) -> Iterator[MailServer]:
        """A relay that behaves so, and is used from now on."""
        with running(self.folder.parent, *rules, most_connections=most_connections) as server:
            self.use(server.port, **mail)
            yield server

    def use(self, port: int, **mail: float) -> None:
        """Send to this port from now on, with these settings."""
        self.close()
        self.newsroom = builders.make_newsroom(self.folder, settings(port, **mail))

    def publish(self, readers: int = 3) -> int:
        """Publish the release for so many readers; how many letters that promises."""
        builders.add_contacts(self.newsroom, readers)
        promised: int = builders.publish(self.newsroom, self.release, self.now).promised
        return promised

    def work(self, later: float = 0) -> bool:
        """`pressflow work --once`, so many seconds later; whether nothing is left to do."""
        self.now += timedelta(seconds=later)
        return work(self.newsroom, lambda: self.now, _told, _told, once=True)

    def resume(self) -> Resumed:
        return delivering.resume(self.newsroom, self.release, self.now)

    def letters(self) -> dict[str, Entry]:
        """What became of the letter to each address."""
        return {entry.address: entry for entry in reporting.deliveries(self.newsroom, self.release)}

    def states(self) -> dict[str, int]:
        """How many letters are in which state."""
        return dict(Counter(str(entry.state) for entry in self.letters().values()))

    def status(self) -> str:
        """What `pressflow status` says about the release."""
        process = self.start("status", builders.SLUG)
        answer, complaint = process.communicate()
        assert process.returncode == 0, complaint
        return answer

    def duties(self) -> str:
        """What somebody still has to do about the release."""
        return "\n".join(duty for standing in reporting.overview(self.newsroom) for duty in standing.duties)

    def start(self, *words: str, disk: int | None = None) -> "subprocess.Popen[str]":
        """`pressflow` in a process of its own, on a disk with so much room for each file."""
        begin = ["-m", "pressflow"] if disk is None else ["-c", ON_A_SMALL_DISK, str(disk)]
        command = [sys.executable, *begin, *words, "-C", str(self.folder)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.processes.append(process)
        return process

    def close(self) -> None:
        self.newsroom.ledger.close()

    def shut(self) -> None:
        """Leave nothing running, however a test ends."""
        self.close()
        for process in self.processes:
            process.kill()
            process.communicate()


def _told(*_: object) -> None:
    """Nobody watches the progress."""


def ends_badly(process: "subprocess.Popen[str]") -> str:
    """The one line with which a command ends that could not do its work."""
    _, complaint = process.communicate()
    assert process.returncode == 1
    assert complaint.count("\n") == 1
    assert "Traceback" not in complaint
    return complaint


def everybody(number: int) -> list[str]:
    return sorted(f"reader{count}@desk.example.org" for count in range(number))


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path / "office")
    yield office
    office.shut()


def test_letter_that_is_put_off_is_tried_again_when_it_is_due_and_arrives_once(office: Office) -> None:
    office.publish()
    with office.relay(Rule("rcpt", "450 4.2.0 come back later", to=SECOND, times=1), retry_after=60) as relay:
        assert not office.work()
        assert office.letters()[SECOND].state == "deferred"
        assert office.letters()[SECOND].reason == "450 4.2.0 come back later"
        assert not office.work(later=59)
        assert office.work(later=1)
        assert relay.recipients() == everybody(3)
    assert office.states() == {"sent": 3}


def test_work_waits_for_what_is_due_later_and_ends_when_nothing_is_open(office: Office) -> None:
    office.publish()
    with office.relay(Rule("rcpt", "450 4.2.0 come back later", to=SECOND, times=1), retry_after=1) as relay:
        process = office.start("work")
        answer, _ = process.communicate()
        assert (process.returncode, relay.recipients()) == (0, everybody(3))
    assert "3 letters sent" in answer


def test_status_names_twenty_letters_of_a_group_and_says_where_the_others_are(office: Office) -> None:
    office.publish(readers=24)
    with office.relay(Rule("rcpt", "550 5.1.1 no such mailbox here", to=SECOND)):
        office.work()
    status = office.status()
    assert "24 letters promised = 23 sent + 0 not yet + 0 perhaps + 1 will not" in status
    assert len(re.findall(r"@desk\.example\.org  sent ", status)) == 20
    assert len(re.findall(r"@desk\.example\.org  refused ", status)) == 1
    assert f"… and 3 more: pressflow report {builders.SLUG} --csv FILE" in status


def test_reader_whom_the_relay_does_not_know_is_refused_in_its_own_words(office: Office) -> None:
    office.publish()
    with office.relay(Rule("rcpt", "550 5.1.1 no such mailbox here", to=SECOND)) as relay:
        assert office.work()
        assert office.work(later=86400)
        assert relay.recipients() == [FIRST, THIRD]
    assert office.letters()[SECOND].attempts == 1
    status = office.status()
    assert "3 letters promised = 2 sent + 0 not yet + 0 perhaps + 1 will not" in status
    assert f"{SECOND}  refused" in status
    assert "550 5.1.1 no such mailbox here" in status


def test_letter_whose_content_is_refused_is_refused_in_the_relays_own_words(office: Office) -> None:
    office.publish()
    with office.relay(Rule("dot", "554 5.6.0 we do not like it", to=SECOND)) as relay:
        assert office.work()
        assert relay.recipients() == [FIRST, THIRD]
    assert office.letters()[SECOND].state == "refused"
    assert office.letters()[SECOND].reason == "554 5.6.0 we do not like it"


def test_relay_that_has_no_room_just_now_gets_the_letter_later(office: Office) -> None:
    office.publish()
    with office.relay(Rule("mail", "452 4.3.1 out of storage", nth=2)) as relay:
        assert not office.work()
        assert office.states() == {"sent": 2, "deferred": 1}
        assert office.work(later=5)
        assert relay.recipients() == everybody(3)


@pytest.mark.parametrize("step", ["mail", "rcpt", "data", "dot"])
def test_relay_that_hangs_up_with_421_is_called_again_and_loses_nobody(office: Office, step: Step) -> None:
    office.publish(readers=20)
    with office.relay(Rule(step, "421 4.3.0 going down for a moment", nth=3), connections=1) as relay:
        assert not office.work()
        assert office.states() == {"sent": 19, "deferred": 1}
        assert {entry.connection for entry in relay.accepted()} == {1, 2}
        assert office.work(later=5)
        assert relay.recipients() == everybody(20)


@pytest.mark.parametrize(
    ("rule", "copies"),
    [
        pytest.param(Rule("body", to=SECOND, times=1, close=True), 1, id="hangs up in the middle of the letter"),
        pytest.param(Rule("dot", to=SECOND, times=1, close=True), 1, id="hangs up after the letter"),
        pytest.param(Rule("dot", to=SECOND, times=1, close=True, keep=True), 2, id="takes it and hangs up"),
        pytest.param(Rule("dot", to=SECOND, times=1), 1, id="does not answer"),
        pytest.param(Rule("dot", to=SECOND, times=1, keep=True), 2, id="takes it and does not answer"),
        pytest.param(Rule("dot", "done!", to=SECOND, times=1, keep=True), 2, id="takes it and talks nonsense"),
    ],
)
def test_letter_that_perhaps_arrived_waits_for_resume_and_is_then_the_same_letter(
    office: Office, rule: Rule, copies: int
) -> None:
    office.publish()
    with office.relay(rule, timeout=2, answer_timeout=2) as relay:
        assert office.work()
        assert office.letters()[SECOND].state == "uncertain"
        assert "1 letters may have arrived or not: pressflow resume sends them again" in office.duties()
        assert office.work(later=86400)
        assert relay.recipients().count(SECOND) == copies - 1

        assert office.resume() == (1, 0, 0)
        assert office.work()
        assert relay.recipients() == sorted([FIRST, *[SECOND] * copies, THIRD])
        assert len({(entry.message_id, entry.sha256) for entry in relay.accepted() if entry.to == SECOND}) == 1
    assert office.states() == {"sent": 3}
    assert office.letters()[SECOND].doubts == 1


def test_relay_that_cannot_be_reached_is_said_in_a_line_and_nothing_is_lost(office: Office) -> None:
    office.publish()
    before = _what_happened(office)
    with _silent_port() as port:
        office.use(port)
        complaint = ends_badly(office.start("work", "--once"))
    assert complaint.startswith(f"the mail relay 127.0.0.1:{port} does not take our mail: ")
    assert _what_happened(office) == before
    assert office.states() == {"planned": 3}
    with office.relay() as relay:
        assert office.work()
        assert relay.recipients() == everybody(3)


def _what_happened(office: Office) -> dict[str, tuple[object, ...]]:
    return {to: (entry.state, entry.attempts, entry.doubts, entry.reason) for to, entry in office.letters().items()}


@contextmanager
def _silent_port() -> Iterator[int]:
    """A port that nobody listens on, and that nobody else gets."""
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        yield holder.getsockname()[1]


# Fewer readers than connections, and more than a worker takes at a time.
@pytest.mark.parametrize("readers", [1, 60])
def test_relay_that_does_not_let_us_in_is_named_with_its_words(office: Office, readers: int) -> None:
    office.publish(readers)
    shut = Rule("connect", "554 5.3.2 no service for you", close=True)
    with office.relay(shut), pytest.raises(RelayError, match=r"does not take our mail: 554 .* no service for you"):
        office.work()
    assert office.states() == {"planned": readers}


@pytest.mark.parametrize("readers", [1, 60])
def test_relay_that_refuses_our_sender_address_costs_no_reader_the_letter(office: Office, readers: int) -> None:
    office.publish(readers)
    distrust = Rule("mail", "550 5.7.1 not from you")
    with office.relay(distrust), pytest.raises(RelayError, match=r"refuses our sender address: 550 .* not from you"):
        office.work()
    assert set(office.states()) <= {"planned", "deferred"}
    with office.relay() as relay:
        assert office.work(later=5)
        assert relay.recipients() == everybody(readers)


@pytest.mark.parametrize("readers", [2, 60])
def test_relay_that_allows_one_connection_gets_everything_over_that(office: Office, readers: int) -> None:
    office.publish(readers)
    with office.relay(most_connections=1) as relay:
        assert office.work()
        assert relay.recipients() == everybody(readers)


def test_letter_whose_connection_is_refused_at_last_goes_over_one_that_had_ended(office: Office) -> None:
    office.publish(readers=2)
    slow = Rule("connect", "421 4.7.0 too many connections", times=1, wait=1)
    with office.relay(slow, connections=2) as relay:
        assert office.work()
        assert relay.recipients() == everybody(2)


def test_two_workers_at_once_send_each_letter_once(office: Office, tmp_path: Path) -> None:
    office.publish(readers=300)
    with running(tmp_path, busy_until=5) as relay:  # so many connections as only two workers open
        office.use(relay.port, connections=4)
        workers = [office.start("work") for _ in range(2)]
        answers = [worker.communicate() for worker in workers]
        assert [worker.returncode for worker in workers] == [0, 0], answers
        assert relay.recipients() == everybody(300)
    assert office.states() == {"sent": 300}
    assert not any(entry.doubts for entry in office.letters().values())


def test_letters_of_a_worker_that_died_are_sent_by_the_other_at_once(office: Office, tmp_path: Path) -> None:
    office.publish(readers=12)
    with running(tmp_path, delay=1) as relay:
        office.use(relay.port, connections=2)
        first = office.start("work")
        wait_until(lambda: office.states().get("claimed"), "all letters are the first worker's")
        second = office.start("work")
        wait_until(lambda: len(locks.living_workers(office.newsroom.workers)) == 2, "the second one waits")
        first.kill()
        second.communicate(timeout=30)  # far less than the minute after which it would have looked again by itself
        recipients = set(relay.recipients())
    uncertain = {entry.address for entry in office.letters().values() if entry.state == "uncertain"}
    assert recipients | uncertain == set(everybody(12))
    assert len(uncertain) <= 2
    assert set(office.states()) <= {"sent", "uncertain"}


def test_sigterm_lets_letters_arrive_that_are_leaving_and_keeps_the_others(office: Office, tmp_path: Path) -> None:
    office.publish(readers=40)
    with running(tmp_path, delay=1) as relay:
        office.use(relay.port, connections=4)
        process = office.start("work")
        wait_until(lambda: office.states().get("sending") == 4, "four letters are leaving")
        process.send_signal(signal.SIGTERM)
        answer, complaint = process.communicate()
        assert (process.returncode, complaint) == (0, "")
        assert "some letters wait" in answer
        arrived = relay.recipients()
    assert office.states() == {"sent": len(arrived), "planned": 40 - len(arrived)}
    assert 4 <= len(arrived) < 40
    with office.relay() as relay:
        assert office.work()
        assert relay.recipients() == everybody(40)


@pytest.mark.parametrize(("asked", "status"), [(signal.SIGINT, 130), (signal.SIGTERM, -signal.SIGTERM)])
def test_second_request_to_stop_does_not_wait_for_the_relay_and_leaves_its_doubt_in_the_open(
    office: Office, asked: signal.Signals, status: int
) -> None:
    office.publish(readers=6)
    with office.relay(Rule("dot"), connections=2, timeout=3600):
        process = office.start("work")
        wait_until(lambda: office.states().get("sending") == 2, "two letters are leaving")
        for patience in (3, 60):  # the first is understood by then, and shows nothing; after the second it ends
            process.send_signal(asked)
            with suppress(subprocess.TimeoutExpired):
                process.wait(patience)
    assert process.returncode == status
    assert office.resume() == (2, 0, 0)
    with office.relay() as relay:
        assert office.work()
        assert relay.recipients() == everybody(6)


def test_full_disk_stops_the_work_and_only_letters_then_leaving_may_come_twice(office: Office) -> None:
    office.publish(readers=200)
    with office.relay() as relay:
        size = (office.newsroom.var / "ledger.sqlite").stat().st_size
        assert "the ledger cannot be used" in ends_badly(office.start("work", disk=size))
        assert 0 < len(relay.recipients()) < 200
        leaving = {to for to, entry in office.letters().items() if entry.state == "sending"}
        assert 0 < len(leaving) <= 4

        assert office.work()
        assert {to for to, entry in office.letters().items() if entry.state == "uncertain"} == leaving
        assert office.resume() == (len(leaving), 0, 0)
        assert office.work()
        copies = Counter(relay.recipients())
        assert sorted(copies) == everybody(200)
        assert {to for to, number in copies.items() if number > 1} <= leaving
        assert max(copies.values()) <= 2
        assert len({entry.message_id for entry in relay.accepted()}) == 200
    assert office.states() == {"sent": 200}


def test_worker_that_begins_while_another_looks_around_is_not_taken_for_dead(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take = locks._take

    def looked_at(handle: int) -> bool:
        monkeypatch.undo()
        assert locks.living_workers(tmp_path) == set()
        return take(handle)

    monkeypatch.setattr(locks, "_take", looked_at)
    worker = locks.WorkerId(tmp_path)
    assert locks.living_workers(tmp_path) == {worker.name}
    worker.close()
    assert locks.living_workers(tmp_path) == set()


def _suppress(office: Office) -> None:
    subscribing.suppress(office.newsroom, SECOND, "unsubscribed", office.now)


def _forget(office: Office) -> None:
    assert subscribing.forget(office.newsroom, SECOND, office.now)


def _take_off_the_lists(office: Office) -> None:
    contact_id = 2  # the second that was imported
    with office.newsroom.ledger.writing() as tx:
        tx.execute(delete(memberships).where(memberships.c.contact_id == contact_id))


@pytest.mark.parametrize(
    ("bar", "who", "why"),
    [
        (_suppress, SECOND, "unsubscribed"),
        (_forget, "(erased)", "erased at their own request"),
        (_take_off_the_lists, SECOND, "no longer on the list"),
    ],
    ids=["suppressed", "forgotten", "off the lists"],
)
def test_reader_barred_after_the_publish_gets_nothing_and_status_says_why(
    office: Office, bar: Callable[[Office], None], who: str, why: str
) -> None:
    office.publish()
    bar(office)
    with office.relay() as relay:
        assert office.work()
        assert relay.recipients() == [FIRST, THIRD]
    assert office.states() == {"sent": 2, "suppressed": 1}
    assert re.search(rf"{re.escape(who)}  suppressed .*: {why}\n", office.status())


def test_many_readers_barred_after_the_publish_do_not_keep_the_letter_from_the_others(office: Office) -> None:
    office.publish(readers=100)
    for address in (f"reader{number}@desk.example.org" for number in range(90)):
        subscribing.suppress(office.newsroom, address, "unsubscribed", office.now)
    with office.relay() as relay:
        assert office.work()
        assert relay.recipients() == [f"reader{number}@desk.example.org" for number in range(90, 100)]
    assert office.states() == {"suppressed": 90, "sent": 10}


def test_publishing_twice_promises_nothing_new(office: Office) -> None:
    assert office.publish() == 3
    builders.add_contacts(office.newsroom, 5)
    with office.relay() as relay:
        for _ in range(2):
            assert publishing.publish(office.newsroom, office.release, "Author", office.now).promised == 0
            assert office.work(later=86400)
        assert relay.recipients() == everybody(3)


def test_publish_that_was_interrupted_is_finished_before_its_letters_go(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def power_cut(*_: object) -> None:
        raise OSError("the power is cut")

    with office.relay() as relay:
        monkeypatch.setattr(Staged, "show", power_cut)
        for act in (office.publish, office.work):
            with pytest.raises(OSError, match="the power is cut"):
                act()
        assert office.states() == {"planned": 3}
        assert (relay.recipients(), office.newsroom.public.exists()) == ([], False)

        monkeypatch.undo()
        assert office.work()
        assert list(office.newsroom.public.glob(f"**/{builders.SLUG}*"))
        assert relay.recipients() == everybody(3)


def test_letters_carry_what_was_approved_even_when_its_files_are_gone(office: Office) -> None:
    office.publish()
    with office.relay() as relay:
        shutil.rmtree(office.folder / "releases")
        shutil.rmtree(office.folder / "boilerplate")
        (office.folder / "press-contacts.yaml").unlink()
        assert office.work()
        assert relay.recipients() == everybody(3)
        letters = [message_from_bytes(relay.content(entry), policy=policy.default) for entry in relay.accepted()]
    for letter in letters:
        text = letter.get_body(("plain",))
        assert text is not None
        assert "Die Stadt Lohtal hat am Samstag die neue Brücke" in " ".join(text.get_content().split())
        assert letter["Subject"] == "Neue Brücke über die Loh ist fertig"


def test_letter_put_off_too_long_is_given_up_with_the_reason(office: Office) -> None:
    office.publish()
    never = Rule("rcpt", "450 4.2.1 mailbox busy", to=SECOND)
    with office.relay(never, retry_after=60, give_up_after=3600) as relay:
        while not office.work():
            office.now = office.letters()[SECOND].due_at
        assert relay.recipients() == [FIRST, THIRD]
    assert office.states() == {"sent": 2, "refused": 1}
    # After 1, 3, 7, 15 and 31 minutes; the next time would be after 63.
    assert office.letters()[SECOND].reason == "given up after 6 attempts: 450 4.2.1 mailbox busy"
