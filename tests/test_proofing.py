"""A test letter is made as a real one, goes to the office's own addresses alone, and leaves no trace in the ledger."""

import asyncio
import json
from collections.abc import Sequence
from email import message_from_bytes
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest

from pressflow import correcting, withdrawing
from pressflow.dkim import make_key
from pressflow.errors import InputError, Refused, StateError
from pressflow.ledger import records
from pressflow.model.delivery import Envelope, Receipt
from pressflow.model.edition import Document
from pressflow.newsroom import Newsroom
from pressflow.proofing import Proof, send_test
from tests import builders, smtp_server
from tests.builders import NOW, SETTINGS
from tests.cli.run import Terminal
from tests.formats.reading import body, mail
from tests.formats.rfc import faults

KIM, ROBIN = "kim@lohtal.example.org", "robin@lohtal.example.org"
ALLOWED = SETTINGS.replace("port = 25", f'port = 25\ntest_addresses = ["{KIM}", "{ROBIN}"]')


class Kept:
    """A channel that keeps what it is given."""

    def __init__(self, refuses: str = "") -> None:
        self.carried: list[tuple[Envelope, bytes]] = []
        self.refuses, self.closed = refuses, False

    async def ready(self) -> None:
        pass

    async def deliver(self, envelope: Envelope, documents: Sequence[Document]) -> Receipt:
        if envelope.recipient == self.refuses:
            raise Refused("550 no such mailbox")
        (document,) = documents
        self.carried.append((envelope, document.content))
        return Receipt("250 kept")

    async def close(self) -> None:
        self.closed = True


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    return builders.make_newsroom(tmp_path / "office", ALLOWED)


def sent(newsroom: Newsroom, folder: Path, *to: str, channel: Kept | None = None) -> tuple[Kept, tuple[Proof, ...]]:
    kept = channel or Kept()
    return kept, asyncio.run(send_test(newsroom, folder, to, kept, NOW))


def test_test_goes_to_all_test_addresses_in_each_language_and_says_so(newsroom: Newsroom, release: Path) -> None:
    english = {"title": "New bridge opens", "lead": "The City of Lohtal opened the new bridge on Saturday morning."}
    builders.add_release(newsroom, language="en", **english)
    kept, proofs = sent(newsroom, release)
    assert [(proof.address, proof.language) for proof in proofs] == [
        (KIM, "de"),
        (KIM, "en"),
        (ROBIN, "de"),
        (ROBIN, "en"),
    ]
    assert {proof.reply for proof in proofs} == {"250 kept"}
    assert [envelope.recipient for envelope, _ in kept.carried] == [KIM, KIM, ROBIN, ROBIN]
    assert [str(mail(content)["Subject"])[:11] for _, content in kept.carried] == ["[TEST] Neue", "[TEST] New "] * 2
    assert kept.closed


def test_test_letter_is_a_letter_like_others(newsroom: Newsroom, release: Path) -> None:
    ((envelope, content),) = sent(newsroom, release, KIM)[0].carried
    assert faults(content) == []
    message = mail(content)
    assert (message["To"], envelope.sender) == (KIM, "bounces@lohtal.example.org")
    assert body(message, "plain").startswith("Guten Tag,\n\nStadt Lohtal · Pressemitteilung\n")
    assert parsedate_to_datetime(message["Date"]) == NOW


def test_two_tests_are_two_messages(newsroom: Newsroom, release: Path) -> None:
    kept, _ = sent(newsroom, release)
    assert len({message_from_bytes(content)["Message-ID"] for _, content in kept.carried}) == 2


def test_test_letter_is_signed_as_real_ones_are(tmp_path: Path) -> None:
    newsroom = builders.make_newsroom(tmp_path, f'{ALLOWED}\n[dkim]\nselectors = ["press"]\n')
    make_key(newsroom.dkim_folder, "lohtal.example.org", "press", "ed25519")
    ((_, content),) = sent(newsroom, builders.add_release(newsroom), KIM)[0].carried
    assert content.startswith(b"DKIM-Signature: v=1; a=ed25519-sha256;")
    assert faults(content) == []


def test_ledger_knows_nothing_of_tests(newsroom: Newsroom, release: Path) -> None:
    sent(newsroom, release)
    with newsroom.ledger.reading() as tx:
        assert records.versions_of(tx) == set()
    assert builders.publish(newsroom, release).promised == 0


def test_address_is_meant_however_it_is_written_and_once(newsroom: Newsroom, release: Path) -> None:
    _, proofs = sent(newsroom, release, "KIM@Lohtal.example.org", KIM)
    assert [proof.address for proof in proofs] == [KIM]


def test_no_other_address_gets_a_test(newsroom: Newsroom, release: Path) -> None:
    kept = Kept()
    with pytest.raises(InputError, match=r"^anna@desk\.example\.org: is not in mail\.test_addresses"):
        sent(newsroom, release, KIM, "anna@desk.example.org", channel=kept)
    assert kept.carried == []


def test_office_without_test_addresses_is_told_where_they_stand(tmp_path: Path) -> None:
    newsroom = builders.make_newsroom(tmp_path)
    with pytest.raises(InputError, match="test_addresses in pressflow"):
        sent(newsroom, builders.add_release(newsroom))


def test_release_with_errors_is_not_tested(newsroom: Newsroom) -> None:
    with pytest.raises(StateError, match="FIELD-EMPTY"):
        sent(newsroom, builders.add_release(newsroom, lead=""))


def test_refusal_is_told_and_the_line_is_closed(newsroom: Newsroom, release: Path) -> None:
    kept = Kept(refuses=ROBIN)
    with pytest.raises(Refused, match="550 no such mailbox"):
        sent(newsroom, release, channel=kept)
    assert ([envelope.recipient for envelope, _ in kept.carried], kept.closed) == ([KIM], True)


def test_release_that_bears_no_date_yet_can_be_tested(newsroom: Newsroom) -> None:
    folder = builders.add_release(newsroom, date=None, embargo={"event": "Festakt im Rathaus"})
    ((_, content),) = sent(newsroom, folder, KIM)[0].carried
    message = mail(content)
    assert str(message["Subject"]).startswith("[TEST] SPERRFRIST: ")
    assert "https://presse.lohtal.example.org/embargo/test" in body(message, "plain")
    assert ".pdf" not in body(message, "plain") + body(message, "html")


def test_correction_is_tested_as_its_readers_will_see_it(newsroom: Newsroom, release: Path) -> None:
    builders.publish(newsroom, release)
    builders.add_release(newsroom, body=builders.BODY.replace("84 Meter", "48 Meter"))
    note = "Die Brücke ist 48 Meter lang."
    correcting.correct(newsroom, release, "Author", NOW, "correction", {"de": note})
    ((_, content),) = sent(newsroom, release, KIM)[0].carried
    assert faults(content) == []
    message = mail(content)
    assert str(message["Subject"]) == "[TEST] KORREKTUR: Neue Brücke über die Loh ist fertig"
    assert f"KORREKTUR (20. Mai 2026): {note}" in body(message, "plain")
    assert "[bisher: 84 | jetzt: 48] Meter" in " ".join(body(message, "plain").split())


def test_correction_that_is_not_opened_yet_can_be_tested(newsroom: Newsroom, release: Path) -> None:
    builders.publish(newsroom, release)
    builders.add_release(newsroom, body=builders.BODY.replace("84 Meter", "48 Meter"))
    ((_, content),) = sent(newsroom, release, KIM)[0].carried
    assert str(mail(content)["Subject"]).startswith("[TEST] KORREKTUR: ")


def test_withdrawn_release_is_tested_as_its_recall(newsroom: Newsroom, release: Path) -> None:
    builders.publish(newsroom, release)
    withdrawing.withdraw(newsroom, release, "Colleague", NOW, "Der Beschluss ist aufgehoben.")
    ((_, content),) = sent(newsroom, release, KIM)[0].carried
    assert str(mail(content)["Subject"]).startswith("[TEST] RÜCKRUF: ")
    assert "Der Beschluss ist aufgehoben." in body(mail(content), "plain")


def test_command_sends_through_the_relay(tmp_path: Path, terminal: Terminal) -> None:
    with smtp_server.running(tmp_path) as server:
        newsroom = builders.make_newsroom(tmp_path / "office", ALLOWED.replace("port = 25", f"port = {server.port}"))
        builders.add_release(newsroom)
        answer = terminal("send-test", builders.SLUG, "--to", KIM, "-C", str(newsroom.folder))
        told = terminal("send-test", builders.SLUG, "--json", "-C", str(newsroom.folder))
        assert sorted(server.recipients()) == [KIM, KIM, ROBIN]
    assert answer.out == f"{KIM}: [TEST] Neue Brücke über die Loh ist fertig\n  250 2.0.0 kept\n"
    assert [proof["address"] for proof in json.loads(told.out)] == [KIM, ROBIN]
