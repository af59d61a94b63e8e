"""Tests of what changed between two versions, and of the least class that this allows."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pressflow.model.body import Paragraph, Text
from pressflow.model.changes import changes, exchanged, shortened
from pressflow.model.diff import diff
from pressflow.model.grading import CLASSES, grade, graver, least
from pressflow.model.record import Record
from pressflow.model.release import Asset, Release
from pressflow.newsroom import Newsroom
from tests import builders


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    newsroom = builders.make_newsroom(tmp_path_factory.mktemp("grading") / "office")
    return read(newsroom, builders.add_release(newsroom))


def read(newsroom: Newsroom, folder: Path) -> Release:
    found = newsroom.read(folder).release
    assert found
    return found


def saying(release: Release, text: str, language: str = "de", **changes: object) -> Release:
    """The release with one paragraph as its text."""
    body = (Paragraph((Text(text),)),)
    record = release.original.model_copy(update={"body": body, "quotes": (), "language": language, **changes})
    return replace(release, records=(record,))


@pytest.mark.parametrize(
    ("language", "before", "after", "class_"),
    [
        ("de", "Die Brükke ist lang.", "Die Brücke ist lang.", "typo"),
        ("de", "Die Brücke ist lang", "Die Brücke ist lang.", "typo"),
        ("de", "Sie trägt , auch Busse.", "Sie trägt auch Busse.", "typo"),
        ("de", "Das Rat haus ist offen.", "Das Rathaus ist offen.", "typo"),
        ("de", "Die Brücke ist lang.", "Die Brücke ist sehr lang.", "update"),
        ("de", "Eine Brücke steht dort.", "Ein Steg steht dort.", "update"),
        ("de", "Die Brücke ist 48 Meter lang.", "Die Brücke ist 84 Meter lang.", "correction"),
        ("de", "Das kostet vier Euro.", "Das kostet fünf Euro.", "correction"),
        ("de", "Es sind 3 Millionen.", "Es sind 3 Milliarden.", "correction"),
        ("de", "Es sind 3 %.", "Es sind 3 ‰.", "correction"),
        ("de", "Ab Montag fährt der Bus.", "Ab Dienstag fährt der Bus.", "correction"),
        ("de", "Ab heute fährt der Bus.", "Ab morgen fährt der Bus.", "correction"),
        ("de", "Eröffnet hat Ute Sommer.", "Eröffnet hat Uta Sommer.", "correction"),
        ("de", "Frau Sommer kam.", "Frau Winter kam.", "correction"),
        ("de", "Berger kam.", "Burger kam.", "correction"),
        ("de", "Der Bus fährt.", "Der Bus fährt nicht.", "correction"),
        ("de", "Es gibt eine Lösung.", "Es gibt keine Lösung.", "correction"),
        ("en", "The bridge is long.", "The bridge is very long.", "update"),
        ("en", "The brigde is long.", "The bridge is long.", "typo"),
        ("en", "It may open soon.", "It might open soon.", "update"),
        ("en", "It opens in May.", "It opens in June.", "correction"),
        ("en", "The road to Lohtal is open.", "The road to Ostermuehl is open.", "correction"),
        ("en", "It does carry buses.", "It does not carry buses.", "correction"),
        ("en", "It cost 4.5m euros.", "It cost 5.4m euros.", "correction"),
    ],
)
def test_least_class_follows_from_what_changed(
    release: Release, language: str, before: str, after: str, class_: str
) -> None:
    assert least(grade(saying(release, before, language), saying(release, after, language))) == class_


def test_unchanged_release_has_no_reasons(release: Release) -> None:
    assert grade(release, release) == ()


def test_reasons_say_what_changed_in_words(release: Release) -> None:
    (reason,) = grade(saying(release, "Sie ist 48 Meter lang."), saying(release, "Sie ist 84 Meter lang."))
    assert str(reason) == "de: the number '48' became '84'"


def test_what_changed_in_several_places_is_one_reason(release: Release) -> None:
    twice = "Sie ist {0} Meter lang. Wer sie geht, geht {0} Meter."
    (reason,) = grade(saying(release, twice.format(48)), saying(release, twice.format(84)))
    assert str(reason) == "de: the number '48' became '84'"


def test_any_change_of_the_headline_is_a_correction(release: Release) -> None:
    record = release.original.model_copy(update={"title": release.original.title + "!"})
    assert least(grade(release, replace(release, records=(record,)))) == "correction"


@pytest.mark.parametrize("change", [{"text": "Wir haben lang gewartet."}, {"speaker": "Uta Sommer"}, {"role": "Rätin"}])
def test_any_change_of_a_quote_is_a_correction(release: Release, change: dict[str, str]) -> None:
    (quote,) = release.original.quotes
    record = release.original.model_copy(update={"quotes": (quote.model_copy(update=change),)})
    assert least(grade(release, replace(release, records=(record,)))) == "correction"


def test_new_press_contact_of_the_office_is_an_update(release: Release) -> None:
    (contact,) = release.original.press_contacts
    other = contact.model_copy(update={"name": "Jo Blau", "phone": "+492214710999"})
    record = release.original.model_copy(update={"press_contacts": (other,)})
    assert least(grade(release, replace(release, records=(record,)))) == "update"


def test_wrong_number_in_a_contact_of_the_release_is_a_correction(release: Release) -> None:
    (contact,) = release.original.press_contacts
    own = release.original.model_copy(update={"contacts": (contact,)})
    other = own.model_copy(update={"press_contacts": (contact.model_copy(update={"phone": "+492214710999"}),)})
    assert least(grade(replace(release, records=(own,)), replace(release, records=(other,)))) == "correction"


def test_exchanged_document_is_a_correction(release: Release) -> None:
    before = replace(release, assets=(Asset("assets/a.csv", "text/csv", b"1"),))
    after = replace(release, assets=(Asset("assets/a.csv", "text/csv", b"2"),))
    assert exchanged(before, after) == ("assets/a.csv",)
    assert least(grade(before, after)) == "correction"


def test_new_language_is_an_update_and_one_taken_away_a_correction(release: Release) -> None:
    english = release.original.model_copy(update={"language": "en"})
    both = replace(release, records=(release.original, english))
    assert least(grade(release, both)) == "update"
    assert least(grade(both, release)) == "correction"


@given(st.text(max_size=60), st.text(max_size=60))
def test_figure_that_changed_is_never_silent(release: Release, before: str, after: str) -> None:
    graded = least(grade(saying(release, f"{before} 48"), saying(release, f"{after} 84")))
    assert graver(graded, "update")


@given(st.text(max_size=60), st.text(max_size=60))
def test_every_difference_is_shown_and_has_a_reason(release: Release, before: str, after: str) -> None:
    old, new = saying(release, before), saying(release, after)
    shown = changes(old.original, new.original)
    assert bool(shown) == (before != after)
    assert bool(grade(old, new)) == (before != after)
    assert all(change.before == before and change.after == after for change in shown)


def test_changes_are_in_the_order_of_reading(release: Release) -> None:
    record: Record = release.original.model_copy(update={"lead": "Anders.", "title": "Ein anderer Titel"})
    assert [change.place for change in changes(release.original, record)] == ["title", "lead"]


def test_long_stretches_without_a_change_are_cut_at_words() -> None:
    words = " ".join(["Wort"] * 100)
    cut = shortened(diff(f"{words} 48 {words}", f"{words} 84 {words}"), 20)
    assert "".join(piece.text for piece in cut) == "… Wort Wort Wort 4884 Wort Wort Wort …"
    assert [piece.kind for piece in cut] == ["same", "gone", "new", "same"]


def test_classes_go_from_the_lightest_to_the_gravest() -> None:
    assert CLASSES == ("typo", "update", "correction", "material")
    assert graver("material", "correction")
    assert not graver("typo", "typo")
