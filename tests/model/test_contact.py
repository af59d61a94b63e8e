"""Who may receive, what they chose, and which reason against writing to them weighs most."""

from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from pressflow.model.contact import MediaContact, Reason
from tests.builders import NOW


def contact(**changes: Any) -> MediaContact:  # Any: whatever a contact may hold
    fields = {"address": "anna@desk.example.org", "language": "de", "lists": ["local"]}
    return MediaContact.model_validate({**fields, "basis": "consent", "proof": "form", **changes})


def test_contact_without_a_legal_basis_is_refused() -> None:
    with pytest.raises(ValidationError, match="basis"):
        contact(basis="")


def test_international_domain_is_written_one_way() -> None:
    assert contact(address="a@Ostermühl.example").address == contact(address="a@xn--ostermhl-c6a.example").address


@pytest.mark.parametrize(
    ("language", "greeting"), [("de", "Liebe Anna"), ("de-x-ls", "Liebe Anna"), ("en", ""), ("fr", "Chère Anna")]
)
def test_greeting_is_the_one_of_the_language_or_its_base(language: str, greeting: str) -> None:
    assert contact(salutations={"de": "Liebe Anna", "fr": "Chère Anna"}).greeting(language) == greeting


def test_pause_ends_at_its_moment() -> None:
    paused = contact(paused_until=NOW)
    assert paused.paused(NOW - timedelta(seconds=1))
    assert not paused.paused(NOW)
    assert not contact().paused(NOW)


def test_erasure_outweighs_every_other_reason_and_no_reason_itself() -> None:
    assert {other for other in Reason if Reason.ERASED.outweighs(other)} == set(Reason) - {Reason.ERASED}
    assert not any(other.outweighs(Reason.ERASED) for other in Reason)
