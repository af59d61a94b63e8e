"""JSON for the office's other sites: what is offered, and a subscription that its owner confirms."""

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import positive_data_acceptance

from tests.web.reading import ADDRESS, Reader

API = "/service/api"


def wish(reader: Reader, **changes: Any) -> dict[str, Any]:  # Any: whatever JSON holds
    """A subscription as another site would send it."""
    wording = reader.client.get(f"{API}/offer?language=de").json()["wording"]
    return {"address": ADDRESS, "lists": ["local"], "language": "de", "wording": wording, **changes}


def test_offer_names_what_can_be_chosen(reader: Reader) -> None:
    offer = reader.client.get(f"{API}/offer?language=en").json()
    assert offer["lists"] == [{"id": "local", "title": "Local press"}, {"id": "arts", "title": "Arts desks"}]
    assert [one["id"] for one in offer["frequencies"]] == ["immediate", "daily", "weekly"]
    assert "City of Lohtal" in offer["wording"]


def test_preview_tells_what_a_choice_would_have_brought(reader: Reader) -> None:
    both = reader.client.get(f"{API}/preview", params={"lists": ["local", "arts"]}).json()
    assert (both["count"], both["of"]) == (1, 1)
    assert both["releases"][0]["url"].startswith("https://presse.lohtal.example.org/de/")
    assert reader.client.get(f"{API}/preview", params={"lists": ["arts"]}).json()["count"] == 0


def test_subscription_is_confirmed_by_letter_like_any_other(reader: Reader) -> None:
    answer = reader.client.post(f"{API}/subscriptions", json=wish(reader))
    assert answer.status_code == 202
    assert reader.known() is None
    reader.send(reader.open(reader.link()), "yes")
    assert reader.known()


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"wording": "whatever"}, 409),
        ({"lists": ["secret"]}, 400),
        ({"language": "fr"}, 400),
        ({"lists": []}, 422),
        ({"address": "x"}, 422),
        ({"surprise": 1}, 422),
    ],
)
def test_what_does_not_fit_is_refused(reader: Reader, changes: dict[str, Any], status: int) -> None:
    assert reader.client.post(f"{API}/subscriptions", json=wish(reader, **changes)).status_code == status
    assert reader.letters() == []


def test_browsers_cannot_be_made_to_send_it_from_another_site(reader: Reader) -> None:
    """A page elsewhere can send forms and text, but JSON only after asking (CORS), and nobody answers that."""
    answer = reader.client.post(f"{API}/subscriptions", content=b"{}", headers={"Content-Type": "text/plain"})
    assert answer.status_code == 422
    asked = reader.client.options(f"{API}/subscriptions", headers={"Origin": "https://evil.example.com"})
    assert "access-control-allow-origin" not in asked.headers


def test_answers_are_what_openapi_says(reader: Reader) -> None:
    """A schema cannot say which lists there are, or what an address is: what fits it may still be refused."""
    schema = schemathesis.openapi.from_asgi("/service/openapi.json", reader.client.app)
    for operation in schema.get_all_operations():
        assert isinstance(operation, Ok)

        @settings(max_examples=20, suppress_health_check=list(HealthCheck))
        @given(case=operation.ok().as_strategy())
        def answered(case: Any) -> None:  # Any: generated
            case.call_and_validate(excluded_checks=[positive_data_acceptance])

        answered()
