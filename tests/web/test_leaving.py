"""Leaving: with one click or on a page, for a while or for good, and back again."""

import pytest

from pressflow.web.masks import mask
from tests import builders
from tests.web.reading import ADDRESS, URL, Reader, link_in

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def test_one_click_leaves_the_list_without_cookie_or_redirect(reader: Reader) -> None:
    """RFC 8058, section 3.2."""
    path = reader.unsubscribe_path(reader.join())
    answer = reader.client.post(path, data=ONE_CLICK)
    assert answer.status_code == 200
    assert not {"location", "set-cookie"} & set(answer.headers)
    known = reader.known()
    assert known
    assert known.contact.lists == ()


def test_one_click_may_come_as_multipart_and_as_often_as_one_likes(reader: Reader) -> None:
    path = reader.unsubscribe_path(reader.join())
    for _ in range(3):
        answer = reader.client.post(path, files={"List-Unsubscribe": (None, "One-Click")})
        assert answer.status_code == 200
    assert len(reader.letters()) == 1


def test_one_click_leaves_other_lists_alone(reader: Reader) -> None:
    known = reader.join(lists=["local", "arts"])
    reader.client.post(reader.unsubscribe_path(known, "arts"), data=ONE_CLICK)
    known = reader.known()  # type: ignore[assignment]  # still there
    assert known.contact.lists == ("local",)


def test_one_click_of_somebody_who_is_gone_is_fine(reader: Reader) -> None:
    known = reader.join()
    reader.send(reader.open(reader.settings_path()), "erase", sure="yes")
    assert reader.client.post(reader.unsubscribe_path(known), data=ONE_CLICK).status_code == 200


def test_link_that_is_not_ours_says_so(reader: Reader) -> None:
    for answer in (reader.client.get("/unsubscribe/abc"), reader.client.post("/unsubscribe/abc", data=ONE_CLICK)):
        assert answer.status_code == 404
        assert "Link stimmt nicht" in answer.text


def test_looking_at_the_page_changes_nothing(reader: Reader) -> None:
    path = reader.unsubscribe_path(reader.join())
    for _ in range(3):
        page = reader.open(path)
    assert page.title == "Abmelden"
    assert mask(ADDRESS) in page.text
    assert ADDRESS not in page.text
    known = reader.known()
    assert known
    assert known.contact.lists == ("local",)


def test_page_leaves_one_list_or_all(reader: Reader) -> None:
    path = reader.unsubscribe_path(reader.join(lists=["local", "arts"]))
    page = reader.send(reader.open(path), "list")
    assert (page.title, "Lokalpresse" in page.text) == ("Abgemeldet", True)
    known = reader.known()
    assert known
    assert known.contact.lists == ("arts",)
    page = reader.send(reader.open(reader.unsubscribe_path(known, "arts")), "all")
    known = reader.known()
    assert known
    assert known.suppressed == "unsubscribed"


def test_owner_of_the_mailbox_is_told_and_can_undo_it_for_two_weeks(reader: Reader) -> None:
    known = reader.join()
    reader.send(reader.open(reader.unsubscribe_path(known)), "all")
    letter = reader.letter()
    assert letter["To"] == ADDRESS
    link = link_in(letter)
    reader.wait(days=13)
    page = reader.open(link)
    assert page.title == "Wieder dabei sein?"
    known = reader.known()  # type: ignore[assignment]  # still there
    assert known.suppressed
    assert reader.send(page, "undo").title == "Willkommen zurück"
    known = reader.known()  # type: ignore[assignment]  # still there
    assert (known.suppressed, known.contact.lists) == (None, ("local",))


def test_undoing_is_not_possible_after_two_weeks(reader: Reader) -> None:
    known = reader.join()
    reader.client.post(reader.unsubscribe_path(known), data=ONE_CLICK)
    link = reader.link()
    reader.wait(days=15)
    assert reader.send(reader.open(link), "undo").title == "Dafür ist es zu spät"


def test_page_after_leaving_offers_to_undo_it(reader: Reader) -> None:
    known = reader.join()
    page = reader.send(reader.open(reader.unsubscribe_path(known)), "list")
    assert reader.send(page, "undo").title == "Willkommen zurück"
    again = reader.known()
    assert again
    assert again.contact.lists == ("local",)


def test_somebody_may_take_a_break_until_a_day(reader: Reader) -> None:
    known = reader.join()
    page = reader.send(reader.open(reader.unsubscribe_path(known)), "pause", until="2026-06-10")
    assert "bis zum 10. Juni 2026" in page.text
    known = reader.known()  # type: ignore[assignment]  # still there
    assert known.contact.paused(reader.now)
    assert known.contact.lists == ("local",)


@pytest.mark.parametrize("until", ["", "tomorrow", "2020-01-01", "9999-99-99", "0001-01-01"])
def test_break_until_no_day_or_a_past_one_is_none(reader: Reader, until: str) -> None:
    known = reader.join()
    assert reader.send(reader.open(reader.unsubscribe_path(known)), "pause", until=until).title == "Abmelden"
    known = reader.known()  # type: ignore[assignment]  # still there
    assert known.contact.paused_until is None


def test_break_is_a_year_at_most(reader: Reader) -> None:
    known = reader.join()
    reader.send(reader.open(reader.unsubscribe_path(known)), "pause", until="2099-01-01")
    known = reader.known()  # type: ignore[assignment]  # still there
    assert known.contact.paused_until
    assert (known.contact.paused_until - reader.now).days <= 366


def test_settings_are_sent_to_the_owner_and_not_shown_to_whoever_has_the_letter(reader: Reader) -> None:
    known = reader.join()
    page = reader.send(reader.open(reader.unsubscribe_path(known)), "link")
    assert "/service/preferences/" not in page.text
    letter = reader.letter()
    assert letter["To"] == ADDRESS
    assert reader.open(link_in(letter)).title == "Ihre Einstellungen"


def test_desk_is_told_that_a_colleague_unsubscribed_it(reader: Reader) -> None:
    builders.add_contacts(reader.newsroom, 1)
    known = reader.known("reader0@desk.example.org")
    assert known
    with reader.newsroom.ledger.writing() as tx:
        from pressflow.ledger.tables import media_contacts

        tx.execute(media_contacts.update().values(kind="desk"))
    page = reader.open(reader.unsubscribe_path(known))
    assert "gemeinsames Postfach" in page.text
    reader.send(page, "list")
    assert "jemand, der dieses gemeinsame Postfach liest" in " ".join(reader.letter().get_content().split())


def test_links_of_letters_lead_here(reader: Reader) -> None:
    """What the sender of letters writes into them, the service answers."""
    known = reader.join()
    url = f"{URL}unsubscribe/{reader.newsroom.tokens.unsubscribe(known.id, 'local')}"
    assert url.removeprefix(URL.rstrip("/")) == reader.unsubscribe_path(known)
