"""A delivery has one key, whoever plans it and how often; and its message one id at every attempt."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from pressflow.model.delivery import (
    HAS_IT,
    NOT_YET,
    PERHAPS,
    WILL_NOT,
    DeliveryState,
    delivery_key,
    message_id,
    urgency,
)

URI = "tag:presse.example.org,2026-05-16:release/1"


def test_key_is_the_same_for_the_same_delivery() -> None:
    assert delivery_key(URI, 1, "release", "anna@example.org") == delivery_key(URI, 1, "release", "Anna@Example.ORG")


def test_key_differs_by_release_version_kind_and_address() -> None:
    keys = {
        delivery_key(URI, 1, "release", "anna@example.org"),
        delivery_key(URI + "2", 1, "release", "anna@example.org"),
        delivery_key(URI, 2, "release", "anna@example.org"),
        delivery_key(URI, 1, "correction", "anna@example.org"),
        delivery_key(URI, 1, "release", "anne@example.org"),
    }
    assert len(keys) == 5


_PART = st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=5)


@settings(max_examples=100, deadline=None)
@given(*[st.tuples(_PART, st.integers(1, 99), _PART, _PART)] * 2)
def test_two_deliveries_never_share_a_key(one: tuple[str, int, str, str], other: tuple[str, int, str, str]) -> None:
    same = (*one[:3], one[3].lower()) == (*other[:3], other[3].lower())
    assert (delivery_key(*one) == delivery_key(*other)) == same


def test_message_id_is_made_of_the_key_alone() -> None:
    key = delivery_key(URI, 1, "release", "anna@example.org")
    assert message_id(key, "example.org") == message_id(key, "example.org")
    assert re.fullmatch(r"<[0-9a-f]{40}@example\.org>", message_id(key, "example.org"))


def test_denial_overtakes_everything_and_what_nobody_knows_comes_last() -> None:
    assert sorted(["release", "poem", "kill", "denial", "correction", "withdrawal"], key=urgency) == [
        *("denial", "kill", "withdrawal", "correction", "release", "poem")
    ]


def test_every_state_answers_one_question() -> None:
    answers = [*HAS_IT, *NOT_YET, *PERHAPS, *WILL_NOT]
    assert sorted(answers) == sorted(DeliveryState)
