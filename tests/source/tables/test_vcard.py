"""vCards of all versions are read as rows, each with the line it begins on."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pressflow.errors import InputError
from pressflow.source.tables import read_table

MODERN = """BEGIN:VCARD
VERSION:4.0
FN:Anna Berg
N:Berg;Anna;;;
ORG:Tageblatt\\, Ausgabe Nord;Kultur
item1.EMAIL;TYPE=home:anna@privat.example.org
item2.EMAIL;TYPE=work;PREF=1:anna@desk.exam
 ple.org
LANG:de
END:VCARD
"""
OUTLOOK = """BEGIN:VCARD
VERSION:2.1
N;LANGUAGE=de;CHARSET=Windows-1252:M=FCller;J=F6rg
N;CHARSET=Windows-1252;ENCODING=QUOTED-PRINTABLE:M=FCller;J=F6rg
FN;CHARSET=Windows-1252;ENCODING=QUOTED-PRINTABLE:J=F6rg =
M=FCller
EMAIL;PREF;INTERNET:joerg@desk.example.org
END:VCARD
"""


def cards(tmp_path: Path, text: str) -> list[tuple[int, list[str]]]:
    file = tmp_path / "contacts.vcf"
    file.write_bytes(text.encode())
    return list(read_table(file).rows)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_card_is_a_row(tmp_path: Path, end: str) -> None:
    row = ["anna@desk.example.org", "Anna Berg", "Tageblatt, Ausgabe Nord", "de", ""]
    assert cards(tmp_path, MODERN.replace("\n", end)) == [(1, row)]


def test_old_card_of_a_mail_program_is_read(tmp_path: Path) -> None:
    assert cards(tmp_path, OUTLOOK) == [(1, ["joerg@desk.example.org", "Jörg Müller", "", "", ""])]


def test_each_card_has_the_line_it_begins_on(tmp_path: Path) -> None:
    assert [line for line, _ in cards(tmp_path, MODERN + "\n" + OUTLOOK)] == [1, 12]


def test_name_is_put_together_where_nobody_wrote_it_out(tmp_path: Path) -> None:
    ((_, row),) = cards(tmp_path, MODERN.replace("FN:Anna Berg\n", ""))
    assert row[1] == "Anna Berg"


@pytest.mark.parametrize(("kind", "read"), [("individual", ""), ("org", "desk"), ("group", "desk")])
def test_card_of_an_office_is_a_desk(tmp_path: Path, kind: str, read: str) -> None:
    ((_, row),) = cards(tmp_path, MODERN.replace("LANG:de", f"LANG:de\nKIND:{kind}"))
    assert row[4] == read


def test_photo_is_passed_over(tmp_path: Path) -> None:
    photo = "PHOTO;ENCODING=b:" + "\n ".join(["/9j/4AAQ=" * 8] * 20_000)
    ((_, row),) = cards(tmp_path, MODERN.replace("LANG:de", f"{photo}\nLANG:de"))
    assert row[3] == "de"


@pytest.mark.parametrize(("text", "says"), [("", "holds no vCard"), (MODERN.replace("END:VCARD\n", ""), "has no end")])
def test_file_without_whole_cards_is_refused(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(InputError, match=says):
        cards(tmp_path, text)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from([*MODERN.splitlines(), *OUTLOOK.splitlines()]) | st.text(), max_size=30))
def test_whatever_a_file_holds_it_is_read_or_refused(tmp_path: Path, lines: list[str]) -> None:
    try:
        assert all(len(row) == 5 for _, row in cards(tmp_path, "\n".join(lines).encode("utf-8", "replace").decode()))
    except InputError:
        return
