"""Words become a part of a web address that everybody can type, the same on each machine."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressflow.model.slug import name_slug, slug


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Wärme für 3.600 Häuser", "waerme-fuer-3600-haeuser"),
        ("Œuvre & Ærø: Łódź, İzmir", "oeuvre-aero-lodz-izmir"),
        ("Lenz’ Idee, Jo's Plan", "lenz-idee-jos-plan"),
        ("½ Stadt, 2,5 km, 1.000.000 Euro", "1-2-stadt-2-5-km-1000000-euro"),
        ("STRASSE, Straße, ẞ", "strasse-strasse-ss"),
        ("The city’s CO₂ – don't ask", "the-citys-co2-dont-ask"),
        ("Am 16.05.2026 um 10.30 Uhr", "am-16-05-2026-um-10-30-uhr"),
        ("東京", ""),
        ("  – !  ", ""),
    ],
)
def test_words_are_written_in_plain_letters(words: str, expected: str) -> None:
    assert slug(words) == expected


def test_long_words_are_cut_between_two_of_them_where_that_is_possible() -> None:
    assert slug("haus " * 20) == "-".join(["haus"] * 12)
    assert slug("x" * 59 + " yy") == "x" * 59
    assert slug("x" * 60 + " yy") == "x" * 60
    assert slug("x" * 70) == "x" * 60


@given(st.text(max_size=200))
def test_slug_is_fit_for_any_web_server_and_stays_as_it_is(words: str) -> None:
    made = slug(words)
    assert re.fullmatch(r"([a-z0-9]+(-[a-z0-9]+)*)?", made)
    assert len(made) <= 60
    assert slug(made) == made


@given(st.text(max_size=100))
def test_slug_does_not_depend_on_how_marks_are_written(words: str) -> None:
    assert slug(unicodedata.normalize("NFD", words)) == slug(unicodedata.normalize("NFC", words))


@given(st.text(max_size=100))
def test_each_name_has_a_slug(name: str) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name_slug(name))
    assert not slug(name) or name_slug(name) == slug(name)


def test_names_in_other_scripts_are_told_apart_and_however_they_are_written_one_is_one() -> None:
    assert name_slug("東京") != name_slug("京都")
    assert name_slug("が") == name_slug("か\u3099")
    assert re.fullmatch("[0-9a-f]{12}", name_slug("東京"))
