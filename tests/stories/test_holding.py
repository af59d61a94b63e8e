"""Before the first letter: the hold, the office's own copy, and stopping, as a press officer meets them."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from pressflow import delivering
from pressflow.cli.sendinglog import SendingLog
from pressflow.worker import work
from tests.smtp_server import Rule
from tests.stories.test_sending import Office, _told, everybody

SEED = "seed@lohtal.example.org"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path / "office")
    yield office
    office.shut()


def settings(office: Office, **mail: object) -> None:
    """Have other settings for mail from now on."""
    file = office.folder / "pressflow.toml"
    lines = "".join(f"{name} = {json.dumps(value)}\n" for name, value in mail.items())
    file.write_text(file.read_text("utf-8").replace("hold = 0\n", lines), "utf-8")
    office.close()
    office.newsroom = type(office.newsroom).at(office.folder)


def test_letters_wait_for_the_hold_and_can_be_stopped_meanwhile(office: Office) -> None:
    office.publish()
    with office.relay() as relay:
        settings(office, hold=60)
        assert not office.work(later=58)
        assert relay.recipients() == []
        assert delivering.stop(office.newsroom, office.release, "Kim Berger", office.now) == (3, 0)
        assert office.work(later=60)
        assert (relay.recipients(), office.states()) == ([], {"suppressed": 3})
        assert "stopped by Kim Berger" in office.status()
        assert office.resume() == (0, 0, 3)
        assert office.work(later=1)
        assert relay.recipients() == everybody(3)


def test_own_copy_goes_before_all_others(office: Office) -> None:
    office.publish()
    with office.relay() as relay:
        settings(office, hold=0, canary=SEED)
        assert office.work()
        assert relay.accepted()[0].to == SEED
        assert relay.recipients() == sorted([*everybody(3), SEED])
    assert office.states() == {"sent": 3}


def test_own_copy_that_is_refused_holds_all_others_until_they_are_resumed(office: Office) -> None:
    office.publish()
    with office.relay(Rule("dot", "554 5.7.1 looks like spam", to=SEED, times=1)) as relay:
        settings(office, hold=0, canary=SEED)
        assert not office.work()
        assert not office.work(later=3600)
        assert relay.recipients() == []
        office.resume()
        assert office.work(later=1)
        assert len(relay.recipients()) == 4


def test_others_wait_until_the_own_copy_is_in_its_mailbox(office: Office) -> None:
    office.publish()
    (new := office.folder / "seed" / "new").mkdir(parents=True)
    with office.relay() as relay:
        settings(office, hold=0, canary=SEED, canary_maildir="seed", canary_patience=30)
        assert not office.work()
        assert relay.recipients() == [SEED]
        (new / "1").write_bytes(relay.content(relay.accepted()[0]))
        assert office.work(later=5)
        assert relay.recipients() == sorted([*everybody(3), SEED])


def test_own_copy_that_does_not_arrive_in_time_holds_all_others(office: Office) -> None:
    office.publish()
    (office.folder / "seed" / "new").mkdir(parents=True)
    with office.relay() as relay:
        settings(office, hold=0, canary=SEED, canary_maildir="seed", canary_patience=30)
        assert not office.work()
        assert not office.work(later=60)
        assert not office.work(later=3600)
        assert relay.recipients() == [SEED]


def test_log_has_a_line_for_each_letter_and_names_nobody(office: Office, tmp_path: Path) -> None:
    office.publish()
    refusing = Rule("rcpt", "550 5.1.1 reader1@desk.example.org is unknown", to="reader1@desk.example.org")
    with office.relay(refusing), SendingLog(tmp_path / "log", lambda: office.now) as log:
        assert work(office.newsroom, lambda: office.now, log.write, _told, once=True)
    lines = [json.loads(line) for line in (tmp_path / "log").read_text("utf-8").splitlines()]
    assert sorted(line["state"] for line in lines) == ["refused", "sent", "sent"]
    assert "reader1" not in (tmp_path / "log").read_text("utf-8")
    assert {line["to"] for line in lines} == {"r…@desk.example.org"}


def test_urgent_letters_do_not_wait(office: Office) -> None:
    from pressflow.delivering.clearing import Clear, Wait, next_step
    from pressflow.ledger.blasts import Held

    mail = office.newsroom.settings.mail.model_copy(update={"hold": 60, "canary": SEED})
    for kind, step in (
        ("kill", Clear()),
        ("withdrawal", Clear()),
        ("release", Wait(office.now + timedelta(minutes=1))),
    ):
        held = Held(1, "tag:a", 1, kind, "a", office.now, "", ())
        assert next_step(held, mail, office.now, lambda _: False) == step
