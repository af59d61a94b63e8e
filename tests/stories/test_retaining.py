"""What was kept long enough is erased, told, and nobody comes back because of it; the record says so."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from pressflow import importing, processing, subscribing
from pressflow.ledger import consent, contacts, preferences, returns
from pressflow.ledger.consent import SignUp
from pressflow.ledger.returns import Return
from pressflow.ledger.tables import letters, progress
from pressflow.model.letter import Letter
from pressflow.newsroom import Newsroom
from pressflow.retaining import retain
from tests import builders
from tests.builders import NOW
from tests.cli.run import Terminal

FIRST = "reader0@desk.example.org"


def after(days: int, newsroom: Newsroom) -> str:
    return "; ".join(retain(newsroom, NOW + timedelta(days=days, seconds=1)))


def people(newsroom: Newsroom) -> list[str]:
    return [one.contact.address for one in subscribing.list_contacts(newsroom)]


def test_nothing_is_erased_before_its_time(newsroom: Newsroom, release: Path) -> None:
    builders.add_contacts(newsroom, 2)
    builders.publish(newsroom, release)
    with newsroom.ledger.writing() as tx:
        consent.put_sign_up(tx, SignUp("token", "subscribe", FIRST, "hash", "{}", "", "", "", NOW, NOW))
    assert after(6, newsroom) == ""
    assert after(7, newsroom) == "erased, as [privacy] says: 1 sign-ups that nobody confirmed"


def test_erasing_is_done_once_a_day(newsroom: Newsroom) -> None:
    assert after(6, newsroom) == ""
    with newsroom.ledger.writing() as tx:
        consent.put_sign_up(tx, SignUp("token", "subscribe", FIRST, "hash", "{}", "", "", "", NOW - timedelta(9), NOW))
    assert after(6, newsroom) == ""
    assert "1 sign-ups" in after(7, newsroom)


@pytest.mark.parametrize("everything", [True, False], ids=["all at once", "list by list"])
def test_who_left_is_erased_and_stays_away(newsroom: Newsroom, release: Path, everything: bool) -> None:
    file = builders.contacts_csv(newsroom.folder / "contacts.csv", 2)
    importing.import_contacts(newsroom, file, NOW)
    with newsroom.ledger.writing() as tx:
        known = contacts.contact_by_id(tx, 1)
        assert known
        if everything:
            preferences.leave_all(tx, known, NOW)
        else:
            preferences.leave(tx, known, "local", NOW)
    assert after(27, newsroom) == ""
    assert after(28, newsroom) == "erased, as [privacy] says: 1 contacts who left"
    importing.import_contacts(newsroom, file, NOW)
    assert people(newsroom) == ["reader1@desk.example.org"]


def test_who_left_one_list_only_is_kept(newsroom: Newsroom) -> None:
    builders.add_contacts(newsroom, 1, lists="local arts")
    with newsroom.ledger.writing() as tx:
        known = contacts.contact_by_id(tx, 1)
        assert known
        preferences.leave(tx, known, "arts", NOW)
    assert after(400, newsroom) == ""


def test_letters_are_emptied_when_none_can_be_sent_any_more(newsroom: Newsroom, release: Path) -> None:
    builders.add_contacts(newsroom, 2)
    builders.publish(newsroom, release)
    assert after(91, newsroom) == ""
    with newsroom.ledger.writing() as tx:
        tx.execute(update(progress).values(state="sent"))
    assert after(92, newsroom) == "erased, as [privacy] says: 1 texts of letters"
    with newsroom.ledger.reading() as tx:
        (kept,) = tx.execute(select(letters.c.content)).scalars()
    assert (Letter.from_json(kept).text, Letter.from_json(kept).html, Letter.from_json(kept).subject) == ("", "", "")
    assert Letter.from_json(kept).domain, "a late correction answers in the reader's own thread"
    assert after(95, newsroom) == ""


def test_returned_mail_is_forgotten(newsroom: Newsroom) -> None:
    with newsroom.ledger.writing() as tx:
        returns.put_return(tx, "mail", "hash", Return("soft bounce", "4.2.2", "full", NOW))
        returns.propose(tx, "absent", "2026-06-15", "away", NOW, address_hash="hash", contact_id=None)
    assert after(179, newsroom) == ""
    assert after(180, newsroom) == "erased, as [privacy] says: 2 mails that came back"


@pytest.mark.parametrize("language", ["de", "en"])
def test_record_of_processing_says_what_the_settings_say(newsroom: Newsroom, language: str) -> None:
    record = "\n".join(processing.record_of_processing(newsroom, language))
    assert record.count("\n## ") == 8
    for part in (newsroom.publisher.named(language), "127.0.0.1", "28", "Rathausplatz 1"):
        assert part in record


def test_record_of_processing_is_printed(newsroom: Newsroom, terminal: Terminal) -> None:
    terminal.cd(newsroom.folder)
    assert terminal("privacy-report").out.startswith("# Verzeichnis")
    assert terminal("privacy-report", "--language", "en").out.startswith("# Record of processing")
