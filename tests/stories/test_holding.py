"""Before the first letter: the hold, the office's own copy, and stopping, as a press officer meets them."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from pressflow import delivering
from pressflow.cli.sendinglog import SendingLog
from pressflow.ledger import blasts
from pressflow.worker import work
from tests import builders
from tests.imap_server import Mailbox, reading
from tests.smtp_server import MailServer, Rule, certificates, running
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


def test_own_copy_that_arrives_late_lets_the_others_go_when_they_are_resumed(office: Office) -> None:
    office.publish()
    (new := office.folder / "seed" / "new").mkdir(parents=True)
    with office.relay() as relay:
        settings(office, hold=0, canary=SEED, canary_maildir="seed", canary_patience=30)
        assert not office.work()
        assert not office.work(later=60)
        (new / "1").write_bytes(relay.content(relay.accepted()[0]))
        assert not office.work(later=60)
        assert "did not arrive within 30 seconds" in office.duties()
        office.resume()
        assert office.work(later=1)
        assert relay.recipients() == sorted([*everybody(3), SEED, SEED])
        assert len({entry.message_id for entry in relay.accepted() if entry.to == SEED}) == 1


def test_letter_that_a_mail_program_moves_while_we_look_is_found_the_next_time(office: Office) -> None:
    office.publish()
    (new := office.folder / "seed" / "new").mkdir(parents=True)
    (new / "moving").symlink_to("gone")  # listed, and not there any more
    (new / "folder").mkdir()
    with office.relay() as relay:
        settings(office, hold=0, canary=SEED, canary_maildir="seed", canary_patience=30)
        assert not office.work()
        (new / "1").write_bytes(relay.content(relay.accepted()[0]))
        assert office.work(later=5)


PASSWORD = "SEED_PASSWORD"  # noqa: S105  the name of a variable


@contextmanager
def seed_inbox(
    office: Office, monkeypatch: pytest.MonkeyPatch, folder: str = "Press copies"
) -> Iterator[tuple[MailServer, Mailbox]]:
    """A relay, and the canary's mailbox on a server that the settings name."""
    certificate, trusted = certificates(office.folder)
    monkeypatch.setenv("SSL_CERT_FILE", trusted)
    with running(office.folder) as relay, reading(certificate, relay) as box:
        office.use(relay.port)
        monkeypatch.setenv(PASSWORD, box.password)
        settings(office, hold=0, canary=SEED, canary_patience=30)
        of_mailbox = f'host = "127.0.0.1"\nport = {box.port}\nusername = "{box.user}"\n'
        of_mailbox += f'password_variable = "{PASSWORD}"\nfolder = "{folder}"\n'
        file = office.folder / "pressflow.toml"
        file.write_text(f"{file.read_text('utf-8')}\n[mail.canary_imap]\n{of_mailbox}", "utf-8")
        office.close()
        office.newsroom = type(office.newsroom).at(office.folder)
        yield relay, box


def test_others_wait_until_the_own_copy_is_in_its_mailbox_on_a_server(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.publish()
    with seed_inbox(office, monkeypatch) as (relay, box):
        assert not office.work()
        assert not office.work(later=5)
        assert relay.recipients() == [SEED]
        box.delivers = True
        assert office.work(later=5)
        assert relay.recipients() == sorted([*everybody(3), SEED])
    assert {words.split()[0] for words in box.heard} == {"CAPABILITY", "LOGIN", "EXAMINE", "SEARCH", "LOGOUT"}


def test_own_copy_that_is_missing_on_a_server_holds_all_others(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.publish()
    with seed_inbox(office, monkeypatch) as (relay, _):
        assert not office.work()
        assert not office.work(later=60)
        assert not office.work(later=3600)
        assert relay.recipients() == [SEED]
    assert f"the first copy, to {SEED}, did not arrive within 30 seconds" in office.duties()


def _wrong_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PASSWORD, "wrong")


def _password_of_umlauts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PASSWORD, "Schlüssel")


def _no_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PASSWORD)


def _strange_certificate(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")


def _nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """All is well but the folder."""


@pytest.mark.parametrize(
    ("wrong", "folder", "says"),
    [
        (_wrong_password, "Press copies", "AUTHENTICATIONFAILED"),
        (_password_of_umlauts, "Press copies", "letters of ASCII"),
        (_no_password, "Press copies", f"variable {PASSWORD} is not set"),
        (_strange_certificate, "Press copies", "certificate verify failed"),
        (_nothing, "Elsewhere", "there is no folder Elsewhere"),
    ],
)
def test_mailbox_that_cannot_be_read_holds_its_letters_and_no_others(
    office: Office,
    monkeypatch: pytest.MonkeyPatch,
    wrong: Callable[[pytest.MonkeyPatch], None],
    folder: str,
    says: str,
) -> None:
    office.publish()
    other = builders.add_release(office.newsroom, "2026-05-17-market")
    with seed_inbox(office, monkeypatch, folder) as (relay, box):
        box.delivers = True
        wrong(monkeypatch)
        told: list[str] = []

        def once_more() -> bool:
            office.now += timedelta(seconds=20)
            return work(office.newsroom, lambda: office.now, _told, _told, once=True, told=told.append)

        assert not once_more()
        builders.publish(office.newsroom, other, office.now)
        with office.newsroom.ledger.writing() as tx:
            blasts.clear(tx, blasts.held(tx)[-1].id, office.now)
        assert not once_more()
        assert relay.recipients() == sorted([*everybody(3), SEED])
        assert not once_more()
    assert all(says in words for words in told)
    assert says in office.duties()


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
