"""Contacts come in from any file, twice is once, and nobody who left ever comes back."""

from pathlib import Path
from typing import Any

import pytest

from pressflow import disclosing, importing, reporting, subscribing
from pressflow.errors import InputError
from pressflow.importing import Imported, import_contacts
from pressflow.newsroom import Newsroom
from tests import builders
from tests.builders import NOW

ANNA, BEN = "reader0@desk.example.org", "reader1@desk.example.org"


def imported(newsroom: Newsroom, file: Path, **how: Any) -> Imported:  # Any: as import_contacts takes it
    return import_contacts(newsroom, file, NOW, **how)


def promised(newsroom: Newsroom, folder: Path) -> set[str]:
    return {entry.address for entry in reporting.deliveries(newsroom, folder) if entry.state == "planned"}


def test_who_was_erased_gets_nothing_when_the_same_file_is_imported_again(newsroom: Newsroom, release: Path) -> None:
    file = builders.contacts_csv(newsroom.folder / "contacts.csv", 2)
    imported(newsroom, file)
    subscribing.forget(newsroom, ANNA, NOW)
    assert imported(newsroom, file).outcomes == {"suppressed": 1, "unchanged": 1}
    builders.publish(newsroom, release)
    assert promised(newsroom, release) == {BEN}


def test_dry_run_says_what_would_happen_and_writes_nothing(newsroom: Newsroom) -> None:
    file = builders.contacts_csv(newsroom.folder / "contacts.csv", 3)
    imported(newsroom, builders.contacts_csv(newsroom.folder / "one.csv", 1))
    subscribing.suppress(newsroom, BEN, "complaint", NOW)
    with file.open("a", encoding="utf-8") as more:
        more.write("READER2@desk.example.org,Cara,de,Tageblatt,local,consent,form\n")
        more.write("nobody,,de,Tageblatt,local,consent,form\n")
    looked = imported(newsroom, file, dry=True)
    assert looked.outcomes == {"unchanged": 1, "suppressed": 1, "new": 1, "changed": 1}
    assert [(finding.line, finding.code) for finding in looked.refused] == [(6, "CONTACT-ADDRESS")]
    assert len(list(subscribing.list_contacts(newsroom))) == 1
    assert imported(newsroom, file).outcomes == looked.outcomes


def test_one_address_on_two_files_is_one_contact_on_both_lists(newsroom: Newsroom) -> None:
    imported(newsroom, builders.contacts_csv(newsroom.folder / "local.csv", 1))
    shouting = builders.contacts_csv(newsroom.folder / "arts.csv", 1, lists="arts")
    shouting.write_text(shouting.read_text("utf-8").replace("reader0@desk", "Reader0@DESK"), "utf-8")
    assert imported(newsroom, shouting).outcomes == {"changed": 1}
    (one,) = subscribing.list_contacts(newsroom)
    assert one.contact.lists == ("arts", "local")


def test_import_may_be_broken_off_and_begun_again(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "_BATCH", 2)
    file = builders.contacts_csv(newsroom.folder / "contacts.csv", 5)

    def enough(read: int) -> None:
        if read == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        imported(newsroom, file, report=enough)
    assert imported(newsroom, file).outcomes == {"unchanged": 4, "new": 1}


def test_export_can_be_imported_and_holds_nobody_who_is_suppressed(newsroom: Newsroom) -> None:
    builders.add_contacts(newsroom, 3)
    subscribing.suppress(newsroom, BEN, "unsubscribed", NOW)
    file = newsroom.folder / "export.csv"
    assert importing.export_file(newsroom, file) == 2
    assert file.stat().st_mode & 0o777 == 0o600
    assert BEN not in file.read_text("utf-8-sig")
    assert imported(newsroom, file).outcomes == {"unchanged": 2}
    with pytest.raises(InputError, match="is there already"):
        importing.export_file(newsroom, file)


def test_disclosure_tells_everything_and_after_forgetting_nothing_but_that(newsroom: Newsroom, release: Path) -> None:
    builders.add_contacts(newsroom, 1, name="Anna Berg")
    builders.publish(newsroom, release)
    disclosing.note(newsroom, ANNA, "calls back", "answering questions", "Kim", NOW)
    disclosing.accredit(newsroom, ANNA, "Kim", NOW)
    told = disclosing.disclose(newsroom, ANNA)
    assert told["contact"]["accredited"] == "2026-05-20"
    assert [letter["release"] for letter in told["letters"]] == [builders.SLUG]
    assert "calls back" in "\n".join(disclosing.in_words(told))
    subscribing.forget(newsroom, ANNA, NOW)
    told = disclosing.disclose(newsroom, ANNA)
    assert told.pop("suppressed")["reason"] == "erased at their own request"
    assert [letter.pop("state") for letter in told["letters"]]
    assert "Anna" not in str(told)
    assert told["contact"] is None


@pytest.mark.parametrize(("text", "purpose"), [("", "answering"), ("calls back", " ")])
def test_note_without_purpose_is_refused(newsroom: Newsroom, text: str, purpose: str) -> None:
    builders.add_contacts(newsroom, 1)
    with pytest.raises(InputError, match="purpose"):
        disclosing.note(newsroom, ANNA, text, purpose, "Kim", NOW)


def test_nobody_is_shown_who_is_not_there(newsroom: Newsroom) -> None:
    with pytest.raises(InputError, match="nobody has this address"):
        disclosing.show(newsroom, ANNA)
