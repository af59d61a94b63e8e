"""Quotation marks are set as each language sets them, and nothing else of a text changes."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pressflow.model.typography import quoted, typeset

ENGLISH, GERMAN = "en", "de"


@pytest.mark.parametrize(
    ("language", "written", "set_"),
    [
        (GERMAN, '"Hallo"', "„Hallo“"),
        (GERMAN, 'Er sagte "ja", dann "nein".', "Er sagte „ja“, dann „nein“."),
        (GERMAN, '("so") – "so"/"so"', "(„so“) – „so“/„so“"),
        (GERMAN, "\"Er sagte 'ja'\", sagte sie.", "„Er sagte ‚ja‘“, sagte sie."),
        (GERMAN, "\"'Ja' sagte er\"", "„‚Ja‘ sagte er“"),
        (GERMAN, "'Er sagte \"ja\"' und 'so'", "‚Er sagte „ja“‘ und ‚so‘"),
        (GERMAN, "Wie geht's? Hans' Haus", "Wie geht’s? Hans’ Haus"),
        (GERMAN, "„schon“ und ‚gut‘", "„schon“ und ‚gut‘"),
        (GERMAN, '„schon“ und "neu"', "„schon“ und „neu“"),
        (ENGLISH, "\"It's 'fine',\" he said.", "“It’s ‘fine’,” he said."),
        (ENGLISH, "\"'Fine' is a word\"", "“‘Fine’ is a word”"),
        (ENGLISH, "the dogs' bowl", "the dogs’ bowl"),
        (ENGLISH, 'one—"two"', "one—“two”"),
        ("en-GB", '"Hello"', "“Hello”"),
        ("de-x-ls", '"Hallo"', "„Hallo“"),
        ("de-CH", "\"Hallo 'Welt'\"", "„Hallo ‚Welt‘“"),
        ("fr", '"Bonjour"', "“Bonjour”"),
        (GERMAN, "", ""),
        (GERMAN, '""', "„“"),
        (GERMAN, "Ohne Zeichen – so.", "Ohne Zeichen – so."),
    ],
)
def test_marks_are_those_of_the_language(language: str, written: str, set_: str) -> None:
    assert typeset(written, language) == set_


@pytest.mark.parametrize(
    ("language", "marked"), [("de", "„Ja“"), ("de-x-ls", "„Ja“"), ("en", "“Ja”"), ("en-GB", "“Ja”"), ("fr", "“Ja”")]
)
def test_quote_stands_in_the_marks_of_the_language(language: str, marked: str) -> None:
    assert quoted("Ja", language) == marked


TEXT = st.one_of(st.text(), st.text(st.sampled_from("ab \"'„“‚‘’-–(.,\n"), max_size=40))


@settings(max_examples=150, deadline=None)
@given(TEXT, st.sampled_from(["de", "en", "de-x-ls", "fr"]))
def test_only_typewriter_marks_change_and_the_length_stays(text: str, language: str) -> None:
    done = typeset(text, language)
    assert len(done) == len(text)
    assert all(after == before or before in "\"'" for before, after in zip(text, done, strict=True))
    assert '"' not in done
    assert "'" not in done


@settings(max_examples=100, deadline=None)
@given(TEXT, st.sampled_from(["de", "en"]))
def test_what_is_set_once_stays(text: str, language: str) -> None:
    assert typeset(typeset(text, language), language) == typeset(text, language)
