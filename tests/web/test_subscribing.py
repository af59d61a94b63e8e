"""Subscribing: asked on a page, confirmed from the address itself, written down with its proof."""

import re
from typing import Any

import pytest

from pressflow.ledger import consent, contacts
from pressflow.model.contact import Reason
from tests import builders
from tests.web.reading import ADDRESS, Reader, link_in

FULL: dict[str, Any] = {  # Any: one value or several
    "name": "Mila Roth",
    "lists": ["arts", "local"],
    "topics": ["culture"],
    "frequency": "daily",
    "speaks": "en",
}


def test_nobody_is_on_a_list_before_the_address_itself_said_yes(reader: Reader) -> None:
    page = reader.subscribe()
    assert (page.status, page.title) == (200, "Fast geschafft")
    assert reader.known() is None


def test_yes_from_the_address_puts_it_on_the_lists_with_what_was_chosen(reader: Reader) -> None:
    contact = reader.join(**FULL).contact
    assert (contact.address, contact.name, contact.language) == (ADDRESS, "Mila Roth", "en")
    assert (set(contact.lists), contact.topics, contact.frequency) == ({"arts", "local"}, ("culture",), "daily")
    assert contact.basis == "consent"


def test_letter_that_asks_holds_one_link_and_nothing_else(reader: Reader) -> None:
    reader.subscribe()
    letter = reader.letter()
    assert (letter["To"], letter["From"].addresses[0].addr_spec) == (ADDRESS, "presse@lohtal.example.org")
    assert letter.get_content_type() == "text/plain"
    assert not [name for name in letter.keys() if name.startswith("List-")]  # noqa: SIM118  repeated names
    assert len(re.findall(r"https?://\S+/service/\S+", letter.get_content())) == 1
    assert letter["Auto-Submitted"] == "auto-generated"


def test_lines_of_the_letter_are_short_and_seven_bit(reader: Reader) -> None:
    reader.subscribe()
    content = bytes(reader.letter())
    assert content.isascii()
    assert max(map(len, content.splitlines())) <= 78


def test_looking_at_the_link_changes_nothing_however_often(reader: Reader) -> None:
    reader.subscribe()
    link = reader.link()
    for _ in range(3):
        assert reader.open(link).title == "Anmeldung bestätigen"
        assert reader.client.head(link).status_code in (200, 405)
    assert reader.known() is None
    assert reader.send(reader.open(link), "yes").title == "Sie sind angemeldet"


def test_saying_yes_twice_counts_once(reader: Reader) -> None:
    reader.subscribe()
    link = reader.link()
    page = reader.open(link)
    for _ in range(2):
        assert reader.send(page, "yes").title == "Sie sind angemeldet"
    assert reader.open(link).title == "Sie sind angemeldet"
    with reader.newsroom.ledger.reading() as tx:
        assert len(list(consent.consents_of(tx, reader.newsroom.tokens.address_hash(ADDRESS)))) == 1


def test_consent_is_kept_with_its_words_hash_time_source_and_proof(reader: Reader) -> None:
    shown = reader.open("/service/de/subscribe").text
    known = reader.join()
    with reader.newsroom.ledger.reading() as tx:
        (given,) = consent.consents_of(tx, known.address_hash)
    assert given.wording in shown
    assert given.source == "https://presse.lohtal.example.org/service/de/subscribe"
    assert given.at > builders.NOW
    assert "double opt-in" in given.proof
    assert "127.0.0.1" not in given.proof


def test_link_is_good_for_a_week_and_no_longer(reader: Reader) -> None:
    reader.subscribe()
    link = reader.link()
    reader.wait(days=6, hours=23)
    page = reader.open(link)
    assert page.title == "Anmeldung bestätigen"
    reader.wait(hours=2)
    assert reader.open(link).status == 404
    assert reader.send(page, "yes").status == 404
    assert reader.known() is None


def test_one_question_waits_for_an_address_in_a_day(reader: Reader) -> None:
    for _ in range(3):
        assert reader.subscribe().title == "Fast geschafft"
    assert len(reader.letters()) == 1
    reader.wait(days=1)
    reader.subscribe()
    assert len(reader.letters()) == 1


def test_answer_is_the_same_whether_an_address_is_known_barred_or_new(reader: Reader) -> None:
    known = reader.join("known@desk.example.org")
    with reader.newsroom.ledger.writing() as tx:
        contacts.suppress(
            tx, reader.newsroom.tokens.address_hash("barred@desk.example.org"), Reason.BY_HAND, reader.now
        )
    pages = [
        reader.subscribe(address)
        for address in (known.contact.address, "barred@desk.example.org", "new@desk.example.org")
    ]
    assert len({(page.status, page.text, str(sorted(page.response.headers.items()))) for page in pages}) == 1
    assert sorted(letter["To"] for letter in reader.letters()) == ["known@desk.example.org", "new@desk.example.org"]


def test_who_left_can_come_back_by_their_own_yes(reader: Reader) -> None:
    known = reader.join()
    reader.client.post(reader.unsubscribe_path(known), data={"List-Unsubscribe": "One-Click"})
    reader.letters()
    assert reader.join().contact.lists == ("local",)


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"address": "no address"}, "Das ist keine Mailadresse"),
        ({"address": "a@b.example.org\r\nBcc: c@example.org"}, "Das ist keine Mailadresse"),
        ({"lists": []}, "mindestens einen Verteiler"),
        ({"lists": ["secret"]}, "mindestens einen Verteiler"),
        ({"name": "x" * 201}, "Der Name ist zu lang"),
        ({"name": "a\u202eb"}, "Der Name ist zu lang"),
        ({"frequency": "hourly"}, "wie oft"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_stored(
    reader: Reader, fields: dict[str, object], fault: str
) -> None:
    page = reader.subscribe(**fields)  # type: ignore[arg-type]  # one value or several
    assert page.status == 422
    assert fault in page.text
    assert reader.letters() == []


def test_page_shows_what_the_choice_would_have_brought_and_keeps_what_was_written(reader: Reader) -> None:
    page = reader.open("/service/de/subscribe")
    assert "Neue Brücke über die Loh ist fertig" in page.text
    shown = reader.send(page, "preview", lists=["arts"], address="half@")
    assert "Neue Brücke" not in shown.text
    assert "Von den letzten 1 Mitteilungen hätten Sie mit dieser Auswahl 0 bekommen." in shown.text
    assert 'value="half@"' in shown.text
    assert reader.letters() == []


def test_address_of_the_page_can_choose_beforehand(reader: Reader) -> None:
    page = reader.open("/service/de/subscribe?list=arts&topic=culture")
    assert re.search(r'value="arts" checked', page.text)
    assert re.search(r'value="culture" checked', page.text)


def test_robots_that_fill_in_every_field_are_thanked_and_forgotten(reader: Reader) -> None:
    page = reader.subscribe(website="https://spam.example.com")
    assert page.title == "Fast geschafft"
    assert reader.letters() == []


def test_form_sent_faster_than_anybody_reads_is_asked_for_again(reader: Reader) -> None:
    page = reader.open("/service/de/subscribe")
    fields = {"stamp": page.stamp, "act": "subscribe", "address": ADDRESS, "lists": ["local"], "speaks": "de"}
    answer = reader.client.post("/service/de/subscribe", data=fields)
    assert answer.status_code == 422
    assert "sehr schnell" in answer.text
    assert ADDRESS in answer.text
    assert reader.letters() == []


@pytest.mark.parametrize("stamp", ["", "x", "é", "WyJjb25maXJtIiwxXQ.abc"])
def test_form_without_our_stamp_does_nothing(reader: Reader, stamp: str) -> None:
    page = reader.subscribe(stamp=stamp)
    assert page.status == 422
    assert reader.letters() == []


def test_stamp_of_another_form_is_no_good(reader: Reader) -> None:
    other = reader.open("/service/de/preferences").stamp
    assert reader.subscribe(stamp=other).status == 422


def test_stamp_is_good_for_half_a_day(reader: Reader) -> None:
    page = reader.open("/service/de/subscribe")
    reader.wait(hours=13)
    answer = reader.send(page, "subscribe", address=ADDRESS, lists=["local"], speaks="de")
    assert answer.status == 422


def test_network_that_sends_too_many_forms_is_asked_to_wait(reader: Reader) -> None:
    reader.newsroom.settings.web.per_network  # noqa: B018  the limit is the default
    for number in range(30):
        assert reader.subscribe(f"reader{number}@desk.example.org").status == 200
    page = reader.subscribe("one.more@desk.example.org")
    assert page.status == 429
    assert 0 < int(page.response.headers["retry-after"]) <= 3600
    reader.wait(hours=1)
    assert reader.subscribe("one.more@desk.example.org").status == 200


def test_page_is_in_the_language_of_its_address_or_the_browsers(reader: Reader) -> None:
    assert 'lang="en"' in reader.open("/service/en/subscribe").text
    answer = reader.client.get("/service/subscribe", headers={"Accept-Language": "fr, en-GB;q=0.8, de;q=0.5"})
    assert (answer.status_code, answer.headers["location"]) == (302, "/service/en/subscribe")
    assert reader.open("/service/fr/subscribe").status == 404


def test_letter_of_a_desk_in_english_is_in_english(reader: Reader) -> None:
    reader.subscribe(language="en")
    letter = reader.letter()
    assert letter["Subject"] == "Please confirm: press releases by City of Lohtal"
    assert "?language=en" in link_in(letter)
