"""What people choose holds at once, can be taken back while they may, and moves with their address."""

from datetime import timedelta

import pytest

from pressflow.ledger import Transaction, consent, contacts, preferences
from pressflow.ledger.consent import Consent, SignUp
from pressflow.model.contact import Reason
from tests.builders import NOW
from tests.ledger.test_contacts import ANNA, contact, known, put, reached, tx

__all__ = ["tx"]
LATER = NOW + timedelta(days=14)
YES = Consent("I want to get releases", NOW, "https://presse.lohtal.example.org/subscribe", "confirmed by link")


def test_who_left_one_list_stays_on_the_others(tx: Transaction) -> None:
    assert preferences.leave(tx, put(tx, lists=("local", "arts")), "local", NOW)
    assert (reached(tx, "local"), reached(tx, "arts")) == ({}, {ANNA: None})


def test_leaving_twice_is_leaving_once(tx: Transaction) -> None:
    here = put(tx)
    assert preferences.leave(tx, here, "local", NOW, LATER)
    assert not preferences.leave(tx, known(tx), "local", NOW)
    assert preferences.undo(tx, here, "local", NOW)


def test_leaving_can_be_taken_back_for_a_while(tx: Transaction) -> None:
    here = put(tx)
    preferences.leave(tx, here, "local", NOW, LATER)
    assert not preferences.undo(tx, here, "local", LATER + timedelta(seconds=1))
    assert preferences.undo(tx, here, "local", LATER)
    assert not preferences.undo(tx, here, "local", LATER)
    assert reached(tx) == {ANNA: None}


def test_leaving_all_can_be_taken_back_with_all_lists(tx: Transaction) -> None:
    here = put(tx, lists=("local", "arts"))
    consent.put_consent(tx, ANNA, YES)
    assert preferences.leave_all(tx, here, NOW, LATER)
    assert reached(tx) == {ANNA: "unsubscribed"}
    assert [one.withdrawn_at for one in consent.consents_of(tx, ANNA)] == [NOW]
    assert preferences.undo(tx, here, None, NOW)
    assert reached(tx, "arts") == {ANNA: None}
    assert [one.withdrawn_at for one in consent.consents_of(tx, ANNA)] == [None]


def test_what_was_left_is_told(tx: Transaction) -> None:
    here = put(tx, lists=("local", "arts"))
    preferences.leave(tx, here, "arts", NOW, LATER)
    preferences.leave_all(tx, here, NOW)
    left = preferences.departed(tx, ANNA)
    assert [(one.list_id, one.undo_until) for one in left] == [(None, None), ("arts", LATER)]


def test_lists_become_those_chosen(tx: Transaction) -> None:
    preferences.choose_lists(tx, put(tx, lists=("local", "arts")), ("arts", "sports"), NOW)
    assert known(tx).contact.lists == ("arts", "sports")
    assert [one.list_id for one in preferences.departed(tx, ANNA)] == ["local"]


@pytest.mark.parametrize("reason", [Reason.UNSUBSCRIBED, Reason.HARD_BOUNCE, Reason.ERASED])
def test_fresh_yes_from_the_address_itself_brings_it_back(tx: Transaction, reason: Reason) -> None:
    contacts.suppress(tx, ANNA, reason, NOW)
    assert preferences.subscribe(tx, contact(topics=("culture",)), ANNA, NOW)
    assert reached(tx, topics=("culture",)) == {ANNA: None}


def test_what_the_office_entered_by_hand_outweighs_a_fresh_yes(tx: Transaction) -> None:
    contacts.suppress(tx, ANNA, Reason.BY_HAND, NOW)
    assert preferences.subscribe(tx, contact(), ANNA, NOW) is None
    assert reached(tx) == {}


def test_subscribing_sets_what_was_chosen_and_ends_a_pause(tx: Transaction) -> None:
    put(tx, topics=("traffic",), region="north", paused_until=LATER, basis="statutory")
    preferences.subscribe(tx, contact(topics=(), lists=("arts",)), ANNA, NOW)
    here = known(tx).contact
    assert (here.topics, here.region, here.paused_until, here.basis) == ((), "", None, "consent")
    assert here.lists == ("arts", "local")


def test_new_address_takes_everything_along(tx: Transaction) -> None:
    here = put(tx, lists=("local", "arts"))
    consent.put_consent(tx, ANNA, YES)
    preferences.leave(tx, here, "arts", NOW)
    assert preferences.change_address(tx, here, "New@desk.example.org", "new")
    assert reached(tx) == {"new@desk.example.org": None}
    assert list(consent.consents_of(tx, "new")) == [YES]
    assert contacts.put_contact(tx, contact("new@desk.example.org", lists=("arts",)), "new", NOW) == "unchanged"


def test_address_of_somebody_else_is_not_taken(tx: Transaction) -> None:
    put(tx, "ben@desk.example.org")
    contacts.suppress(tx, "barred", Reason.ERASED, NOW)
    here = put(tx)
    assert not preferences.change_address(tx, here, "ben@desk.example.org", "ben@desk.example.org")
    assert not preferences.change_address(tx, here, "barred@desk.example.org", "barred")


def test_token_is_used_once_and_not_after_its_time(tx: Transaction) -> None:
    wish = SignUp("token", "subscribe", ANNA, ANNA, "{}", YES.wording, YES.source, "network", NOW, LATER)
    consent.put_sign_up(tx, wish)
    assert consent.sign_up(tx, "token", NOW) == wish
    assert consent.sign_up(tx, "token", LATER) is None
    assert not consent.use_sign_up(tx, "token", LATER)
    assert [consent.use_sign_up(tx, "token", NOW) for _ in range(3)] == [True, False, False]


def test_sign_ups_are_counted_by_address_and_network(tx: Transaction) -> None:
    for number in range(3):
        address = f"{number}@desk.example.org"
        network = "one" if number else "other"
        consent.put_sign_up(tx, SignUp(address, "subscribe", address, address, "{}", "", "", network, NOW, LATER))
    assert consent.asked_since(tx, NOW) == 3
    assert consent.asked_since(tx, NOW, network_hash="one") == 2
    assert consent.asked_since(tx, NOW, address_hash="1@desk.example.org") == 1
    assert consent.asked_since(tx, LATER) == 0


def test_old_sign_ups_are_dropped(tx: Transaction) -> None:
    consent.put_sign_up(tx, SignUp("token", "subscribe", ANNA, ANNA, "{}", "", "", "", NOW, LATER))
    assert consent.drop_sign_ups(tx, NOW) == 0
    assert consent.drop_sign_ups(tx, LATER) == 1
    assert consent.sign_ups_of(tx, ANNA) == ()
