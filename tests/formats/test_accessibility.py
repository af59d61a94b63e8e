"""The statement on accessibility: it claims only what the office's site has, and says whom to tell of barriers."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pressflow.model.edition import Edition
from tests.formats.reading import Tags, shown
from tests.formats.standing import assert_sound, html


def page(edition: Edition, language: str = "de", **changes: Any) -> str:  # Any: the publisher's fields
    """The statement of an office with other settings."""
    publisher = edition.publisher.model_copy(update=changes)
    return html(replace(edition, publisher=publisher), "accessibility", f"{language}/accessibility.html")


@pytest.mark.parametrize("language", ["de", "en"])
def test_page_is_sound(edition: Edition, language: str) -> None:
    assert_sound(edition, "accessibility", f"{language}/accessibility.html")


def test_barriers_are_told_to_the_address_for_that_else_to_the_office_s_own(edition: Edition) -> None:
    def addresses(html: str) -> set[str]:
        return {link["href"] for link in Tags(html).named("a") if link["href"].startswith("mailto:")}

    assert addresses(page(edition)) == {"mailto:presse@lohtal.example.org"}
    given = page(edition, accessibility_contact="barrieren@lohtal.example.org")
    assert addresses(given) == {"mailto:barrieren@lohtal.example.org"}


def test_statement_bears_the_date_the_settings_give_and_none_otherwise(edition: Edition) -> None:
    assert "Stand dieser Erklärung" not in page(edition)
    assert "Stand dieser Erklärung: 1. November 2026" in page(edition, accessibility_date=date(2026, 11, 1))
    assert "As of 1 November 2026" in page(edition, "en", accessibility_date=date(2026, 11, 1))


@pytest.mark.parametrize(("name", "says"), [("pdf", "PDF/UA"), ("search", "Die Suche braucht Skripte")])
def test_nothing_is_said_of_what_the_office_leaves_out(edition: Edition, name: str, says: str) -> None:
    assert says in shown(page(edition))
    assert says not in shown(page(edition, omit=(name,)))
