"""Mail that came back: a mark of ours suppresses, everything else is proposed, and a forged one suppresses nobody."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from email import message_from_bytes
from mailbox import Maildir
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, update

from pressflow import returning, subscribing
from pressflow.channels.imap import fetch_unseen
from pressflow.delivering.letters import Letters
from pressflow.errors import InputError
from pressflow.ledger import contacts, letterbox
from pressflow.ledger.tables import ITS_OWN, deliveries, media_contacts, progress
from pressflow.model.delivery import Delivery
from pressflow.newsroom import Newsroom
from pressflow.source.returned.mailbox import read_mail
from tests import builders
from tests.builders import NOW
from tests.cli.run import Terminal
from tests.imap_server import Mailbox, reading
from tests.smtp_server import certificates
from tests.source.returned.corpus import COMPLAINT, MAILS, PATH, READER, report

FIRST, SECOND = "reader0@desk.example.org", "reader1@desk.example.org"
GONE = report("5.1.1", "550 5.1.1 user unknown")
FULL = report("5.2.2", "552 5.2.2 mailbox full")


@pytest.fixture
def office(newsroom: Newsroom, release: Path) -> Newsroom:
    """A newsroom that has written to three readers."""
    builders.add_contacts(newsroom, 3)
    builders.publish(newsroom, release)
    return newsroom


def path(office: Newsroom, address: str = FIRST) -> str:
    """The return path of the letter to a reader."""
    with office.ledger.reading() as tx:
        delivery = tx.execute(select(deliveries.c.id).where(deliveries.c.address == address)).scalar_one()
    return office.tokens.return_path(delivery, office.settings.mail.bounce_address)


def leave_address(office: Newsroom, address: str = FIRST) -> str:
    return office.tokens.leave_address(_id(office, address), "local", "leave@lohtal.example.org")


def _id(office: Newsroom, address: str) -> int:
    with office.ledger.reading() as tx:
        return int(tx.execute(select(media_contacts.c.id).where(media_contacts.c.address == address)).scalar_one())


def came(office: Newsroom, *mails: str, days: int = 0) -> dict[str, int]:
    return returning.take_in(office, [mail.encode() for mail in mails], NOW + timedelta(days=days))


def suppressed(office: Newsroom) -> dict[str, str]:
    return {one.contact.address: one.suppressed for one in subscribing.list_contacts(office) if one.suppressed}


def test_mailbox_that_is_gone_is_written_to_no_more(office: Newsroom) -> None:
    assert came(office, GONE.replace(PATH, path(office))) == {"hard bounce": 1}
    assert suppressed(office) == {FIRST: "hard bounce"}
    with office.ledger.reading() as tx:
        why = contacts.suppression(tx, office.tokens.address_hash(FIRST))
    assert why
    assert why.detail == "5.1.1 550 5.1.1 user unknown"


def test_who_the_report_names_is_not_believed_but_the_mark_is(office: Newsroom) -> None:
    came(office, GONE.replace(PATH, path(office)).replace(READER, SECOND))
    assert set(suppressed(office)) == {FIRST}


@pytest.mark.parametrize(
    "forge",
    [
        lambda mark: mark.replace("-", "-a"),
        lambda mark: mark[:-30] + "@lohtal.example.org",
        lambda mark: re.sub(r"[+](\d+)-", lambda own: f"+{int(own[1]) % 3 + 1}-", mark),
        lambda mark: "bounces@lohtal.example.org",
    ],
)
def test_forged_report_suppresses_nobody_and_is_proposed(office: Newsroom, forge: Callable[[str], str]) -> None:
    came(office, GONE.replace(PATH, forge(path(office))).replace(READER, SECOND))
    assert suppressed(office) == {}
    assert [(one.address, one.kind) for one in returning.review(office)] == [(SECOND, "hard bounce")]


def test_full_mailbox_is_written_to_until_it_was_full_on_enough_days(office: Newsroom) -> None:
    mails = [FULL.replace(PATH, path(office)) + f"\n{number}" for number in range(7)]
    came(office, *mails[:3])
    for day in range(1, 4):
        came(office, mails[2 + day], days=day)
        assert suppressed(office) == {}
    came(office, mails[6], days=4)
    assert suppressed(office) == {FIRST: "soft bounces"}


def test_failures_long_ago_do_not_count(office: Newsroom) -> None:
    for day in (0, 1, 2, 3, 40):
        came(office, FULL.replace(PATH, path(office)) + f"\n{day}", days=day)
    assert suppressed(office) == {}


def test_mail_read_twice_counts_once(office: Newsroom) -> None:
    mail = FULL.replace(PATH, path(office))
    assert came(office, mail) == {"soft bounce": 1}
    assert came(office, mail, days=1) == {"read before": 1}


def test_complaint_suppresses_though_the_reader_is_blacked_out(office: Newsroom) -> None:
    assert came(office, COMPLAINT.replace(PATH, path(office)).replace(READER, "redacted")) == {"complaint": 1}
    assert suppressed(office) == {FIRST: "complaint"}


def test_complaint_is_known_by_the_link_of_the_letter(office: Newsroom) -> None:
    link = f"https://presse.lohtal.example.org/unsubscribe/{office.tokens.unsubscribe(_id(office, FIRST), 'local')}"
    mail = COMPLAINT.replace(PATH, "redacted").replace("The bridge is open.\n--b2", f"Unsubscribe: {link}\n--b2")
    came(office, mail)
    assert suppressed(office) == {FIRST: "complaint"}


@pytest.mark.parametrize("name", ["apple", "mail program"])
def test_mail_to_the_address_for_leaving_leaves_that_list_and_tells_the_reader(office: Newsroom, name: str) -> None:
    assert came(office, MAILS[name].text.replace(PATH, leave_address(office))) == {"opt-out": 1}
    with office.ledger.writing() as tx:
        assert [one.address for one in contacts.audience(tx, ["local"])] == [SECOND, "reader2@desk.example.org"]
        (notice,) = letterbox.take(tx, 10, NOW)
    assert (notice.kind, notice.address) == ("left", FIRST)
    assert b"service/undo/" in notice.content.replace(b"=\r\n", b"")


def test_letters_offer_leaving_by_mail_only_where_such_mail_is_read(office: Newsroom) -> None:
    with office.ledger.writing() as tx:
        row = tx.execute(select(deliveries).where(deliveries.c.address == FIRST)).one()
    delivery = Delivery(row.id, row.key, row.contact_id, row.address, row.name, row.list_id, row.letter_id, 0, NOW)
    bounces = office.settings.bounces.model_copy(update={"unsubscribe_address": "leave@lohtal.example.org"})
    reading = Newsroom(office.folder, office.settings.model_copy(update={"bounces": bounces}))
    with_mail, without = (message_from_bytes(b"".join(Letters(one).fill(delivery)[1])) for one in (reading, office))
    assert "mailto:" not in without["List-Unsubscribe"]
    address = re.search(r"<mailto:([^?]+)\?subject=unsubscribe>", with_mail["List-Unsubscribe"])
    assert address
    assert office.tokens.read_leave_address(address[1]) == (row.contact_id, "local")
    reading.ledger.close()


def test_wish_to_leave_without_a_mark_waits_for_a_person(office: Newsroom) -> None:
    came(office, MAILS["person, in German"].text.replace(READER, FIRST))
    assert suppressed(office) == {}
    ((number, kind),) = [(one.id, one.kind) for one in returning.review(office)]
    assert kind == "opt-out"
    returning.decide(office, number, "Kim", NOW, accept=True)
    assert suppressed(office) == {FIRST: "unsubscribed"}
    assert returning.review(office) == ()


@pytest.mark.parametrize(("name", "kind", "value"), [
    ("holiday, German", "absent", "2026-06-15"),
    ("left the house", "left", "kultur@desk.example.org"),
])  # fmt: skip
def test_automatic_reply_is_proposed_and_changes_nothing_by_itself(
    office: Newsroom, name: str, kind: str, value: str
) -> None:
    assert came(office, MAILS[name].text.replace(PATH, path(office))) == {"auto-reply": 1, "proposed": 1}
    assert suppressed(office) == {}
    assert [(one.address, one.kind, one.value) for one in returning.review(office)] == [(FIRST, kind, value)]


def test_same_proposal_waits_once(office: Newsroom) -> None:
    mail = MAILS["holiday, German"].text.replace(PATH, path(office))
    came(office, mail, mail + "\n", mail + "\n\n")
    assert len(returning.review(office)) == 1


def test_accepted_absence_is_a_pause_and_a_dismissed_one_nothing(office: Newsroom) -> None:
    for address in (FIRST, SECOND):
        came(office, MAILS["holiday, German"].text.replace(PATH, path(office, address)))
    first, second = (one.id for one in returning.review(office))
    assert "2026-06-15" in returning.decide(office, first, "Kim", NOW, accept=True)
    returning.decide(office, second, "Kim", NOW, accept=False)
    with office.ledger.reading() as tx:
        marked = {one.address: one.suppressed for one in contacts.audience(tx, ["local"], now=NOW)}
    assert (marked[FIRST], marked[SECOND]) == ("paused", None)
    with pytest.raises(InputError, match="no open proposal"):
        returning.decide(office, first, "Kim", NOW, accept=True)


def test_mailbox_that_a_relay_refused_at_once_is_suppressed_too(office: Newsroom) -> None:
    refused = {FIRST: "550 5.1.1 no such mailbox here", SECOND: "554 5.7.1 spam"}
    with office.ledger.writing() as tx:
        for address, reply in refused.items():
            theirs = (ITS_OWN, deliveries.c.address == address)
            tx.execute(update(progress).where(*theirs).values(state="refused", reason=reply))
    assert returning.count_refusals(office, NOW) == {"hard bounce": 1, "soft bounce": 1}
    assert returning.count_refusals(office, NOW) == {}
    assert suppressed(office) == {FIRST: "hard bounce"}


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_garbage_to_a_true_mark_suppresses_nobody(office: Newsroom, data: st.DataObject) -> None:
    header = f"To: {path(office)}\nSubject: {data.draw(st.text(max_size=30))}\n\n".encode("utf-8", "replace")
    returning.take_in(office, [header + data.draw(st.binary(max_size=500))], NOW)
    assert suppressed(office) == {}


@pytest.mark.parametrize("kind", ["file", "mbox", "maildir"])
def test_mail_is_read_from_where_it_lies(tmp_path: Path, kind: str) -> None:
    place = tmp_path / "mail"
    if kind == "maildir":
        for mail in (GONE, FULL):
            Maildir(place, create=True).add(mail.encode())
    else:
        mbox = "".join(f"From MAILER-DAEMON Wed May 20 09:00:00 2026\n{mail}\n" for mail in (GONE, FULL))
        place.write_text(GONE if kind == "file" else mbox)
    read = list(read_mail(place))
    assert len(read) == (1 if kind == "file" else 2)
    assert all(b"Diagnostic-Code" in mail for mail in read)
    assert len(list(read_mail(place))) == {"file": 1, "mbox": 2, "maildir": 0}[kind]


def test_place_that_holds_no_mail_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is not a Maildir"):
        list(read_mail(tmp_path))
    with pytest.raises(InputError, match="cannot be read"):
        list(read_mail(tmp_path / "nothing"))


@pytest.fixture
def box(office: Newsroom, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    """The mailbox of returned mail on a server, as the settings name it, with two mails."""
    certificate, trusted = certificates(office.folder)
    monkeypatch.setenv("SSL_CERT_FILE", trusted)
    with reading(certificate) as box:
        monkeypatch.setenv("BOUNCES_PASSWORD", box.password)
        box.mails += [mail.replace("\n", "\r\n").encode() for mail in (GONE.replace(PATH, path(office)), FULL)]
        lines = ["[bounces.imap]", 'host = "127.0.0.1"', f"port = {box.port}", f'username = "{box.user}"']
        lines += ['password_variable = "BOUNCES_PASSWORD"', f'folder = "{box.folder}"']
        with (office.folder / "pressflow.toml").open("a", encoding="utf-8") as stream:
            stream.write("\n" + "\n".join(lines) + "\n")
        yield box


def test_mailbox_on_a_server_is_read_and_each_mail_once(office: Newsroom, box: Mailbox, terminal: Terminal) -> None:
    terminal.cd(office.folder)
    assert terminal("bounces", "--imap").out == "2 mails read, 1 hard bounce, 1 soft bounce\n"
    assert suppressed(office) == {FIRST: "hard bounce"}
    assert box.seen == {1, 2}
    assert terminal("bounces", "--imap").out == "0 mails read\n"


def test_mail_on_a_server_that_was_not_acted_on_stays_unseen(office: Newsroom, box: Mailbox) -> None:
    mails = fetch_unseen(Newsroom.at(office.folder).settings.bounces.imap)  # type: ignore[arg-type]  # there is one
    next(mails)
    mails.close()  # type: ignore[attr-defined]  # as an interrupt does
    assert box.seen == set()


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("password", "", "the environment variable BOUNCES_PASSWORD is not set"),
        ("password", "guessed", "not you"),
        ("folder", "Elsewhere", "there is no folder Press copies"),
    ],
)
def test_mailbox_on_a_server_that_cannot_be_read_is_told(
    office: Newsroom,
    box: Mailbox,
    terminal: Terminal,
    monkeypatch: pytest.MonkeyPatch,
    setting: str,
    value: str,
    said: str,
) -> None:
    setattr(box, setting, value)
    if not value:
        monkeypatch.delenv("BOUNCES_PASSWORD")
    terminal.cd(office.folder)
    answer = terminal("bounces", "--imap")
    assert answer.status == 1
    assert f"the mailbox of returned mail at 127.0.0.1:{box.port} cannot be read: " in answer.err
    assert said in answer.err
    assert suppressed(office) == {}


def test_commands_read_and_decide(office: Newsroom, terminal: Terminal) -> None:
    terminal.cd(office.folder)
    (office.folder / "gone.eml").write_text(GONE.replace(PATH, path(office)))
    (office.folder / "away.eml").write_text(MAILS["left the house"].text.replace(PATH, path(office, SECOND)))
    assert terminal("bounces", "gone.eml").out == "1 mail read, 1 hard bounce\n"
    assert "1 proposed" in terminal("bounces", "away.eml").out
    answer = terminal("contacts", "review")
    assert answer.out.startswith("1  ")
    assert answer.out.endswith("1 proposal\n")
    assert "will not be written to any more" in terminal("contacts", "review", "1", "--accept", "--as", "Kim").out
    assert terminal("contacts", "review").out == "0 proposals\n"
    assert terminal("bounces").status == terminal("bounces", "--imap").status == 1
