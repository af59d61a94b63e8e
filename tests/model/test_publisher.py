"""What a publisher answers of itself: terms of office, and whom to tell of barriers."""

from datetime import datetime

import pytest

from pressflow.model.publisher import Publisher, Term
from pressflow.newsroom import Newsroom

LIND = Term.model_validate({"name": "Lind", "from": "2020-01-01", "until": "2026-05-16"})
SOMMER = Term.model_validate({"name": "Sommer", "from": "2026-05-17"})


@pytest.fixture
def publisher(newsroom: Newsroom) -> Publisher:
    return newsroom.publisher.model_copy(update={"terms": (LIND, SOMMER)})


@pytest.mark.parametrize(
    ("moment", "term"),
    [
        ("2019-12-31T22:59:59+00:00", None),
        ("2019-12-31T23:00:00+00:00", LIND),
        ("2026-05-16T21:59:59+00:00", LIND),
        ("2026-05-16T22:00:00+00:00", None),
        ("2030-01-01T12:00:00+00:00", None),
    ],
)
def test_past_term_is_one_with_an_end_and_days_are_the_newsroom_s(
    publisher: Publisher, moment: str, term: Term | None
) -> None:
    assert publisher.past_term(datetime.fromisoformat(moment)) == term


def test_barriers_are_told_to_the_office_itself_unless_it_names_another_address(publisher: Publisher) -> None:
    assert publisher.feedback == "presse@lohtal.example.org"
    other = publisher.model_copy(update={"accessibility_contact": "it@lohtal.example.org"})
    assert other.feedback == "it@lohtal.example.org"
