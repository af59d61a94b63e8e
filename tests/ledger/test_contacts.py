"""Contacts are only ever added to; what somebody chose or left stays, and the suppressed stay out."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest

from pressflow.ledger import Ledger, Transaction, contacts, preferences
from pressflow.ledger.contacts import Stored
from pressflow.model.contact import MediaContact, Reason
from tests.builders import NOW

ANNA = "anna@desk.example.org"


@pytest.fixture
def tx(ledger: Ledger) -> Iterator[Transaction]:
    with ledger.writing() as tx:
        yield tx


def contact(address: str = ANNA, **changes: Any) -> MediaContact:  # Any: whatever a contact may hold
    fields = {"language": "de", "lists": ("local",), "basis": "consent", "proof": "form", "name": "Anna Berg"}
    return MediaContact.model_validate({"address": address, **fields, **changes})


def put(tx: Transaction, address: str = ANNA, **changes: Any) -> Stored:  # Any: as above
    contacts.put_contact(tx, contact(address, **changes), address, NOW)
    return known(tx, address)


def known(tx: Transaction, address: str = ANNA) -> Stored:
    found = contacts.contact_by_hash(tx, address)
    assert found
    return found


def reached(tx: Transaction, *lists: str, **wanted: Any) -> dict[str, str | None]:  # Any: a release's topics
    return {one.address: one.suppressed for one in contacts.audience(tx, lists or ("local",), **wanted)}


FULL: dict[str, Any] = {  # Any: whatever a contact may hold
    "kind": "desk",
    "medium": "Tageblatt",
    "salutations": {"de": "Liebe Kultur", "en": "Dear culture desk"},
    "topics": ("culture", "traffic"),
    "region": "north",
    "frequency": "daily",
    "paused_until": NOW,
    "accredited": date(2026, 1, 15),
    "accredited_by": "Kim Berger",
}


def test_contact_is_kept_as_it_was_given(tx: Transaction) -> None:
    assert put(tx, **FULL).contact == contact(**FULL)


def test_each_contact_is_listed_with_all_lists(tx: Transaction) -> None:
    put(tx, lists=("local", "arts"))
    put(tx, "ben@desk.example.org", lists=("arts",))
    assert [one.contact.lists for one in contacts.all_contacts(tx)] == [("arts", "local"), ("arts",)]


def test_one_batch_may_hold_an_address_twice(tx: Transaction) -> None:
    twice = [(contact(), ANNA), (contact(lists=("arts",)), ANNA), (contact(), ANNA)]
    assert contacts.put_contacts(tx, twice, NOW) == ["new", "changed", "unchanged"]
    assert known(tx).contact.lists == ("arts", "local")


def test_looking_changes_nothing(tx: Transaction) -> None:
    assert contacts.put_contacts(tx, [(contact(), ANNA)], NOW, dry=True) == ["new"]
    assert contacts.contact_by_hash(tx, ANNA) is None


def test_empty_field_takes_nothing_away(tx: Transaction) -> None:
    put(tx, **FULL)
    assert contacts.put_contact(tx, contact(name="", medium="", topics=()), ANNA, NOW) == "unchanged"
    assert known(tx).contact == contact(**FULL)


def test_what_somebody_chose_is_not_changed_by_an_import(tx: Transaction) -> None:
    here = put(tx)
    preferences.choose(tx, here.id, NOW, language="en", topics=("culture",), region="", frequency="weekly")
    contacts.put_contact(tx, contact(topics=("traffic",), frequency="daily", name="Anna Bergmann"), ANNA, NOW)
    now = known(tx).contact
    assert (now.language, now.topics, now.frequency, now.name) == ("en", ("culture",), "weekly", "Anna Bergmann")


def test_suppressed_address_is_not_taken_in(tx: Transaction) -> None:
    contacts.suppress(tx, ANNA, Reason.COMPLAINT, NOW)
    assert contacts.put_contact(tx, contact(), ANNA, NOW) == "suppressed"
    assert contacts.contact_by_hash(tx, ANNA) is None


def test_nobody_is_put_on_a_list_again_that_they_left(tx: Transaction) -> None:
    preferences.leave(tx, put(tx, lists=("local", "arts")), "local", NOW)
    assert contacts.put_contact(tx, contact(lists=("local", "arts")), ANNA, NOW) == "unchanged"
    assert known(tx).contact.lists == ("arts",)


def test_who_left_and_was_erased_does_not_come_back(tx: Transaction) -> None:
    put(tx)
    assert contacts.forget(tx, ANNA, NOW)
    assert contacts.put_contact(tx, contact(), ANNA, NOW) == "suppressed"
    assert reached(tx) == {}


@pytest.mark.parametrize(
    ("first", "second", "stays"),
    [
        (Reason.HARD_BOUNCE, Reason.ERASED, Reason.ERASED),
        (Reason.ERASED, Reason.HARD_BOUNCE, Reason.ERASED),
        (Reason.UNSUBSCRIBED, Reason.UNSUBSCRIBED, Reason.UNSUBSCRIBED),
        ("words of an old ledger", Reason.ERASED, "words of an old ledger"),
    ],
)
def test_stronger_reason_stays(tx: Transaction, first: str, second: str, stays: str) -> None:
    put(tx)
    for reason in (first, second):
        contacts.suppress(tx, ANNA, reason, NOW)
    assert known(tx).suppressed == stays


def test_stronger_reason_ends_the_time_to_undo(tx: Transaction) -> None:
    here = put(tx)
    preferences.leave_all(tx, here, NOW, NOW + timedelta(days=14))
    contacts.suppress(tx, ANNA, Reason.COMPLAINT, NOW)
    assert not preferences.undo(tx, here, None, NOW)


def test_audience_has_each_by_the_first_list(tx: Transaction) -> None:
    put(tx, lists=("arts", "local"))
    (one,) = contacts.audience(tx, ["local", "arts"])
    assert one.list_id == "local"


@pytest.mark.parametrize(
    ("wishes", "gets"),
    [
        ({}, True),
        ({"topics": ("traffic",)}, True),
        ({"topics": ("culture", "sports")}, False),
        ({"topics": ("traf",)}, False),
        ({"region": "north"}, True),
        ({"region": "south"}, False),
        ({"frequency": "daily"}, False),
        ({"frequency": "weekly"}, False),
    ],
)
def test_audience_follows_wishes(tx: Transaction, wishes: dict[str, Any], gets: bool) -> None:  # Any: wishes
    put(tx, **wishes)
    assert bool(reached(tx, topics=("traffic",), regions=("north",))) is gets


def test_topic_with_an_underscore_is_that_topic_alone(tx: Transaction) -> None:
    put(tx, topics=("city-hall",))
    assert reached(tx, topics=("city_hall",)) == {}


def test_release_from_no_region_is_for_every_region(tx: Transaction) -> None:
    put(tx, region="south")
    assert reached(tx, topics=("traffic",))


def test_who_paused_is_marked_until_the_pause_is_over(tx: Transaction) -> None:
    put(tx, paused_until=NOW + timedelta(days=1))
    assert reached(tx, now=NOW) == {ANNA: "paused"}
    assert reached(tx, now=NOW + timedelta(days=1)) == {ANNA: None}


def test_audience_knows_how_each_is_greeted(tx: Transaction) -> None:
    put(tx, salutations={"de": "Liebe Anna"})
    (one,) = contacts.audience(tx, ["local"])
    assert (one.salutation("de"), one.salutation("de-x-ls"), one.salutation("en")) == ("Liebe Anna", "Liebe Anna", "")


def test_number_of_somebody_erased_is_given_to_nobody_else(tx: Transaction) -> None:
    old = put(tx)
    contacts.forget(tx, ANNA, NOW)
    assert put(tx, "ben@desk.example.org").id > old.id
