"""Plain text: 72 columns, footnotes in order, an end mark, the contacts; the same on every screen."""

import re
from dataclasses import replace

import pytest

from pressflow.model.edition import Edition
from pressflow.model.journal import State
from pressflow.model.record import Embargo
from tests.formats import editions
from tests.formats.golden import golden

PATH = "de/2026-05-16-bridge.txt"


def text(edition: Edition, path: str = PATH) -> str:
    document = editions.documents(edition, "text")[path]
    assert document.media_type == "text/plain; charset=utf-8"
    return document.content.decode()


def changed(edition: Edition, **fields: object) -> Edition:
    """The edition's only release with other fields in its original."""
    (release,) = edition.releases
    original, *others = release.records
    return edition.of(replace(release, records=(original.model_copy(update=fields), *others)))


def test_each_language_has_its_text(edition: Edition) -> None:
    assert set(editions.documents(edition, "text")) == {
        "de/2025-12-30-fire.txt",
        PATH,
        "de/2026-05-17-market.txt",
        "en/2026-05-16-bridge.txt",
    }


@pytest.mark.parametrize("path", [PATH, "en/2026-05-16-bridge.txt"])
def test_no_line_is_longer_than_72_columns_but_for_an_address(single: Edition, path: str) -> None:
    for line in text(single, path).split("\n"):
        assert len(line) <= 72 or re.fullmatch(r"\s*(\[\d+\] )?\S+", line), line


def test_headline_is_wrapped_and_underlined(single: Edition) -> None:
    long = "Ein Wort " * 14
    lines = text(changed(single, title=long.strip())).split("\n")
    under = lines.index("=" * 72)
    assert " ".join(lines[under - 2 : under]) == long.strip()


@pytest.mark.parametrize("path", [PATH, "en/2026-05-16-bridge.txt"])
def test_footnotes_are_numbered_from_one_without_gaps_in_the_order_of_the_text(single: Edition, path: str) -> None:
    found = text(single, path)
    notes = re.findall(r"^\[(\d+)\] (\S+)$", found, re.MULTILINE)
    assert [int(number) for number, _ in notes] == list(range(1, len(notes) + 1))
    assert len({url for _, url in notes}) == len(notes)
    above = found[: found.index(f"\n[1] {notes[0][1]}")]
    first_met = list(dict.fromkeys(re.findall(r"\[(\d+)\]", above)))
    assert first_met == [number for number, _ in notes]


def test_address_written_out_needs_no_footnote(single: Edition) -> None:
    found = text(single)
    assert found.count("https://www.lohtal.example.org/bruecke?jahr=2026&teil=2") == 1
    assert found.count("https://www.lohtal.example.org/chronik") == 1
    assert found.count("Chronik [1]") == 2


@pytest.mark.parametrize(("path", "mark"), [(PATH, "ENDE"), ("en/2026-05-16-bridge.txt", "END")])
def test_end_mark_parts_the_text_from_what_is_about_it(single: Edition, path: str, mark: str) -> None:
    above, below = text(single, path).split(f"\n\n{mark}\n\n")
    assert "Ute Sommer" in above
    assert "presse@lohtal.example.org" not in above
    assert "presse@lohtal.example.org" in below
    assert "12.000 Einwohner" in below


def test_contacts_stand_in_blocks_of_lines(single: Edition) -> None:
    assert (
        "\n\nPressekontakt\n\n"
        "Kim Berger\nPressesprecherin\nStadt Lohtal\n+49 221 4710123\npresse@lohtal.example.org\n\n"
        "Bauamt Lohtal\n+49 221 4710200\nbauamt@lohtal.example.org\n\n"
    ) in text(single)


def test_lists_in_lists_are_indented_below_their_point(single: Edition) -> None:
    assert (
        "\n\n- Abriss im Januar\n- Neubau bis April, in zwei Teilen:\n  1. Pfeiler\n  2. Fahrbahn\n- Mehr dazu unter\n"
    ) in text(single)


def test_quotes_stand_where_they_are_placed_with_their_speakers(single: Edition) -> None:
    found = text(single)
    quote = (
        "    „Wir haben lange gewartet. Jetzt fährt der Bus wieder bis ins Tal.“\n    – Ute Sommer, Bürgermeisterin\n"
    )
    assert found.index("nur Fußgänger.") < found.index(quote) < found.index("Was gebaut wurde\n----------------\n")
    assert found.index("Anschrift") < found.index("    „Das war unser schönster Bau.“\n    – Ali Kaya, Bau AG\n")


def test_text_without_a_date_begins_with_the_place_alone(single: Edition) -> None:
    undated = changed(single, date=None, embargo=Embargo(event="Festakt"))
    (release,) = undated.releases
    draft = undated.of(replace(release, events=(), version=0, reference="", state=State.APPROVED))
    assert "\nLohtal – Die Stadt Lohtal hat" in text(draft)
    assert "1970" not in text(draft)
    assert text(draft).startswith("SPERRFRIST: Festakt\n\n")


def test_embargo_is_the_first_line_until_the_release_is_public(single: Edition) -> None:
    (release,) = single.releases
    until = release.date.replace(day=18)
    withheld = changed(single, embargo=Embargo(until=until))
    (public,) = withheld.releases
    draft = withheld.of(replace(public, state=State.APPROVED))
    assert text(draft).startswith("SPERRFRIST: frei ab 18. Mai 2026, 10:30 Uhr\n\n")
    assert "SPERRFRIST" not in text(withheld)


def test_correction_stands_above_the_headline(corrected: Edition) -> None:
    found = text(corrected)
    notice = "KORREKTUR (18. Mai 2026): Es waren 84 Meter, nicht 48."
    assert found.index("Pressemitteilung") < found.index(notice) < found.index("Neue Brücke über die Loh ist fertig\n=")
    assert "CORRECTION (18 May 2026): It was 84 metres, not 48." in text(corrected, "en/2026-05-16-bridge.txt")


def test_text_is_as_it_was_found_right(corrected: Edition) -> None:
    content = editions.documents(corrected, "text")[PATH].content
    assert content == golden("text.txt", content)
