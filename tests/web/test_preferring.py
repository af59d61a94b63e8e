"""One's own settings: opened by a link from one's own mailbox, changed, moved, read out, erased."""

import json

from pressflow.ledger import contacts, letterbox
from tests.web.reading import ADDRESS, Reader

NEW = "mila@neuedesk.example.org"


def test_link_is_sent_to_the_address_alone_and_everybody_is_told_the_same(reader: Reader) -> None:
    reader.join()
    pages = [
        reader.send(reader.open("/service/de/preferences"), "send", address=address)
        for address in (ADDRESS, "nobody@desk.example.org")
    ]
    assert pages[0].text == pages[1].text
    assert [letter["To"] for letter in reader.letters()] == [ADDRESS]


def test_link_is_good_for_two_days(reader: Reader) -> None:
    reader.join()
    link = reader.settings_path()
    reader.wait(days=1, hours=23)
    assert reader.open(link).status == 200
    reader.wait(hours=2)
    page = reader.open(link)
    assert (page.status, page.title) == (404, "Dieser Link gilt nicht mehr")


def test_link_that_is_not_ours_opens_nothing(reader: Reader) -> None:
    known = reader.join()
    other = reader.newsroom.tokens.unsubscribe(known.id, "local")
    assert reader.open(f"/service/preferences/{other}").status == 404
    assert reader.open("/service/preferences/abc").status == 404


def test_everything_that_was_chosen_can_be_chosen_anew(reader: Reader) -> None:
    reader.join()
    page = reader.open(reader.settings_path())
    saved = reader.send(page, "save", lists=["arts"], topics=["culture"], speaks="en", frequency="weekly")
    assert "Gespeichert." in saved.text or "Saved." in saved.text
    known = reader.known()
    assert known
    contact = known.contact
    assert (contact.lists, contact.topics) == (("arts",), ("culture",))
    assert (contact.language, contact.frequency) == ("en", "weekly")


def test_saving_without_a_list_is_refused(reader: Reader) -> None:
    reader.join()
    page = reader.send(reader.open(reader.settings_path()), "save", lists=[], speaks="de", frequency="daily")
    assert page.status == 422
    known = reader.known()
    assert known
    assert (known.contact.lists, known.contact.frequency) == (("local",), "immediate")


def test_break_can_be_taken_and_ended(reader: Reader) -> None:
    reader.join()
    page = reader.send(reader.open(reader.settings_path()), "pause", until="2026-06-10")
    assert "Pause bis 10. Juni 2026." in page.text
    page = reader.send(page, "resume")
    known = reader.known()
    assert known
    assert known.contact.paused_until is None


def test_address_changes_when_the_new_one_says_yes_and_the_old_one_is_told(reader: Reader) -> None:
    known = reader.join()
    link = reader.settings_path()
    reader.send(reader.open(link), "move", address=NEW)
    letter = reader.letter()
    assert letter["To"] == NEW
    assert reader.known()
    confirm = letter.get_content().split("example.org")[1].split()[0]
    page = reader.open(confirm)
    assert page.title == "Neue Adresse bestätigen"
    assert reader.send(page, "yes").title == "Adresse geändert"
    assert reader.known() is None
    moved = reader.known(NEW)
    assert moved
    assert (moved.id, moved.contact.lists) == (known.id, ("local",))
    assert reader.letter()["To"] == ADDRESS
    assert reader.open(link).status == 404


def test_address_of_somebody_else_cannot_be_taken(reader: Reader) -> None:
    reader.join(NEW)
    reader.join()
    page = reader.send(reader.open(reader.settings_path()), "move", address=NEW)
    assert "An die neue Adresse ist ein Brief unterwegs" in page.text
    assert reader.letters() == []
    assert reader.known()


def test_everything_stored_about_somebody_comes_as_a_file(reader: Reader) -> None:
    reader.join(name="Mila Roth")
    page = reader.send(reader.open(reader.settings_path()), "export")
    assert page.response.headers["content-disposition"].startswith("attachment")
    assert page.response.headers["cache-control"] == "no-store"
    about = json.loads(page.text)
    assert ADDRESS in page.text
    assert about


def test_erasing_leaves_a_hash_and_no_import_brings_anybody_back(reader: Reader) -> None:
    known = reader.join()
    page = reader.open(reader.settings_path())
    assert reader.send(page, "erase").status == 422
    assert reader.known()
    assert reader.send(page, "erase", sure="yes").title == "Gelöscht"
    assert reader.known() is None
    with reader.newsroom.ledger.reading() as tx:
        assert contacts.suppressed(tx, known.address_hash)
        assert letterbox.waiting(tx) == 0
