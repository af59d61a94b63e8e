"""Safe changes are made where the finding stands, and nowhere else."""

import re
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from pressflow.checking import fixing
from pressflow.checking.fixing import fix, fixed
from pressflow.model.finding import Fix
from pressflow.newsroom import Newsroom
from tests import builders
from tests.checking import texts

TYPED = "Die Brücke  ist 84 m lang - und 20% schmaler. Geöffnet ist von 8-10 Uhr.\n"
SET = "Die Brücke ist 84\u00a0m lang – und 20\u00a0% schmaler. Geöffnet ist von 8–10 Uhr.\n"


def test_typography_is_mended_and_shown(newsroom: Newsroom) -> None:
    folder = builders.add_release(newsroom, body=TYPED)
    before = (folder / "de.md").read_text("utf-8")
    done = fix(newsroom, [folder])
    assert (folder / "de.md").read_text("utf-8") == before.replace(TYPED, SET)
    assert done.count == 5
    assert f"-{TYPED}" in done.diff
    assert f"+{SET}" in done.diff


def test_second_time_nothing_is_left_to_mend(newsroom: Newsroom) -> None:
    folder = builders.add_release(newsroom, body=TYPED)
    fix(newsroom, [folder])
    assert fix(newsroom, [folder]).count == 0


def test_windows_line_ends_and_folded_fields_are_kept(newsroom: Newsroom) -> None:
    folder = builders.add_release(
        newsroom, lead="Die Stadt Lohtal öffnet am Samstag die Brücke über die Loh - endlich. " * 2
    )
    file = folder / "de.md"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    lines = file.read_bytes().count(b"\r\n")
    fix(newsroom, [folder])
    assert file.read_bytes().count(b"\r\n") == lines
    assert file.read_text("utf-8").count("Loh – endlich") == 2


def test_public_text_is_not_changed(newsroom: Newsroom) -> None:
    folder = builders.add_release(newsroom, body=f"[quote: mayor]\n\n{TYPED}")
    builders.publish(newsroom, folder)
    before = (folder / "de.md").read_bytes()
    assert fix(newsroom, [folder]).public == (folder.name,)
    assert (folder / "de.md").read_bytes() == before


def test_waived_finding_is_not_mended(newsroom: Newsroom) -> None:
    folder = builders.add_release(newsroom, body="20% mehr.\n", waive={"code": "UNIT", "reason": "the sponsor's name"})
    assert fix(newsroom, [folder]).count == 0


def test_marks_that_trace_readers_are_taken_out_of_an_address(newsroom: Newsroom) -> None:
    url = "https://www.lohtal.example.org/programm?utm_source=x&id=3"
    folder = builders.add_release(newsroom, body=f"Hier steht [das Programm]({url}).\n")
    fix(newsroom, [folder])
    assert "(https://www.lohtal.example.org/programm?id=3)" in (folder / "de.md").read_text("utf-8")


def test_change_is_not_made_where_the_file_reads_otherwise() -> None:
    assert fixed("one two\n", [Fix(1, 5, "too", "zwei"), Fix(9, 1, "x", "y")]) == ("one two\n", 0)


def test_changes_that_overlap_are_made_once() -> None:
    assert fixed("a  b\n", [Fix(1, 2, "  ", " "), Fix(1, 3, " ", "")]) == ("a b\n", 1)


TYPED_WORDS = st.lists(
    st.sampled_from(
        ["Die", "Brücke", "84", "m", "20%", "20 %", "8-10 Uhr", "8 - 10", "-", "–", "3,5", "1.200", "Euro", "km/h",
         "A-B", "„Ja“", "2026-05-16", "[hier](https://a.example.org/x-1?id=2)", "`8-10  %`", "z.",
         "B.", "", "30°C", "§", "5"]
    ),
    max_size=14,
).map(" ".join)  # fmt: skip


@given(body=st.lists(TYPED_WORDS, min_size=1, max_size=4).map("\n".join))
def test_fixing_changes_spaces_and_dashes_alone_and_comes_to_an_end(body: str) -> None:
    before = after = texts.source("de", f"Dies ist ein Satz. {body}").decode()
    for _ in range(fixing._ROUNDS):
        after, _ = fixed(after, _fixes(after))
    assert _bare(after) == _bare(before)
    assert re.findall(r"\d+", after) == re.findall(r"\d+", before)
    assert _fixes(after) == []


def _fixes(text: str) -> list[Fix]:
    return [one.fix for one in texts.found({"de": text.encode()}) if one.fix]


def _bare(text: str) -> str:
    return re.sub(r"[\s\u00a0\u202f–-]", "", text)


def test_places_are_right_in_folded_quoted_and_marked_text(tmp_path: Path) -> None:
    del tmp_path
    lead = 'Die Stadt Lohtal sagt: "Es ist so weit", und öffnet am Freitag, 16. Mai 2026, die neue Brücke über die Loh.'
    body = "Mehr steht **fett** und [im Netz](https://www.lohtal.example.org/); am Freitag, 23. Mai 2026, ist Fest."
    for width in (30, 60, 1000):
        data = texts.folded("de", width, body=body, lead=lead)
        places = [(one.line, one.column) for one in texts.found({"de": data}) if one.code == "DATE-WEEKDAY"]
        lines = data.decode().split("\n")
        starts = [
            " ".join((lines[line - 1][column - 1 :] + " " + lines[line].strip()).split())[:9] for line, column in places
        ]
        assert starts == ["Freitag, ", "Freitag, "], width
