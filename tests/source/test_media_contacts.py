"""Media contacts come from a CSV file row by row; a row that is wrong is refused, named, and harms no other."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pressflow.errors import InputError
from pressflow.model.contact import MediaContact
from pressflow.model.finding import Finding
from pressflow.source.media_contacts import COLUMNS, read_media_contacts

LISTS = ("local", "arts")
HEADER = ",".join(COLUMNS) + "\n"
ROW = "anna@desk.example.org,Anna Berg,de,Tageblatt,local,consent,form\n"


def read(tmp_path: Path, text: str | bytes) -> list[MediaContact | Finding]:
    file = tmp_path / "contacts.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(read_media_contacts(file, LISTS))


def changed(old: str, new: str) -> str:
    assert old in ROW
    return HEADER + ROW.replace(old, new)


def refused(tmp_path: Path, text: str | bytes) -> str:
    """The one finding of a file, without the file's own path."""
    (finding,) = read(tmp_path, text)
    assert isinstance(finding, Finding), finding
    return str(finding).removeprefix(f"{tmp_path}/")


ANNA = MediaContact(
    address="anna@desk.example.org",
    name="Anna Berg",
    language="de",
    medium="Tageblatt",
    lists=("local",),
    basis="consent",
    proof="form",
)


@pytest.mark.parametrize(
    "text",
    [
        HEADER + ROW,
        (HEADER + ROW).replace(",", ";"),
        "\ufeff" + HEADER + ROW,
        "\ufeff" + (HEADER + ROW).replace(",", ";").replace("\n", "\r\n"),
        (HEADER + ROW).replace("\n", "\r\n"),
        HEADER.upper() + "\n" + ROW + ",,,,,,\n\n",
        HEADER + '"anna@desk.example.org","Anna Berg","de","Tageblatt","local","consent","form"\n',
        HEADER + ROW.replace(",", " , "),
        HEADER + ROW.rstrip("\n"),
        "\n".join(",".join(reversed(line.split(","))) for line in (HEADER + ROW).splitlines()),
    ],
    ids=["commas", "semicolons", "BOM", "Excel", "Windows", "empty rows", "quoted", "spaces", "no last end", "order"],
)
def test_spreadsheets_of_all_kinds_read_the_same(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, text) == [ANNA]


def test_comma_inside_quotation_marks_is_part_of_the_cell(tmp_path: Path) -> None:
    (contact,) = read(tmp_path, changed("Anna Berg", '"Berg, Anna; Lokales"'))
    assert isinstance(contact, MediaContact)
    assert contact.name == "Berg, Anna; Lokales"


def test_contact_may_be_on_several_lists(tmp_path: Path) -> None:
    (contact,) = read(tmp_path, changed("local", "arts  local"))
    assert isinstance(contact, MediaContact)
    assert contact.lists == ("arts", "local")


def test_international_domain_is_written_in_ascii(tmp_path: Path) -> None:
    (contact,) = read(tmp_path, changed("desk.example.org", "Bücher.example.org"))
    assert isinstance(contact, MediaContact)
    assert contact.address == "anna@xn--bcher-kva.example.org"


def test_row_that_is_wrong_is_refused_with_its_line_and_the_others_are_read(tmp_path: Path) -> None:
    rows = [ROW, ROW.replace("anna@", "anna"), "\n", ROW.replace("consent", "yes"), "nur zwei,Zellen\n", ROW]
    found = read(tmp_path, HEADER + "".join(rows))
    assert [entry for entry in found if isinstance(entry, MediaContact)] == [ANNA, ANNA]
    findings = [entry for entry in found if isinstance(entry, Finding)]
    assert [(finding.line, finding.code) for finding in findings] == [
        (3, "CONTACT-ADDRESS"),
        (5, "FIELD-VALUE"),
        (6, "CSV-ROW"),
    ]
    assert "choose one of 'consent', 'statutory' or 'contract'" in findings[1].message


@pytest.mark.parametrize(
    ("row", "says"),
    [
        (
            changed("local", "lokal"),
            "contacts.csv:2:1: LIST-UNKNOWN lists: pressflow.toml has no list lokal; there are",
        ),
        (changed("local", ""), "contacts.csv:2:1: FIELD-EMPTY lists: is empty"),
        (changed(",form", ","), "contacts.csv:2:1: FIELD-EMPTY proof: is empty; fill it in"),
        (
            changed(",de,", ",deutsch,"),
            "contacts.csv:2:1: FIELD-VALUE language: 'deutsch' does not have the right form",
        ),
        (changed("form\n", "form,mehr\n"), "contacts.csv:2:1: CSV-ROW has more or fewer cells than the header"),
        (changed("anna@", "änna@"), "contacts.csv:2:1: CONTACT-ADDRESS address: 'änna@desk.example.org' has letters"),
        (changed("Anna Berg", "A" * 201), "contacts.csv:2:1: FIELD-LENGTH name: has 201 characters; at most 200"),
    ],
)
def test_mistake_in_a_row_is_told_in_plain_words(tmp_path: Path, row: str, says: str) -> None:
    assert refused(tmp_path, row).startswith(says)


@pytest.mark.parametrize("column", ["name", "medium", "proof"])
@pytest.mark.parametrize(
    "hidden",
    [
        "\r\nBcc: all@example.org",
        "\nX",
        "\rX",
        "\0",
        "\x1b[31m",
        "\x7f",
        "\x85",
        "\u2028",
        "\u202e",
        "\u200f",
        "\ue000name\ue001",
    ],
    ids=repr,
)
def test_nothing_unseen_can_stand_in_a_cell(tmp_path: Path, column: str, hidden: str) -> None:
    cells = dict(zip(COLUMNS, ROW.strip().split(","), strict=True))
    cells[column] = f'"Anna{hidden}Berg"'
    line = refused(tmp_path, HEADER + ",".join(cells.values()) + "\n")
    assert (
        line
        == f"contacts.csv:2:1: FILE-CONTROL {column}: holds the invisible character U+{ord(hidden[0]):04X}; delete it"
    )


def test_address_cannot_carry_a_header(tmp_path: Path) -> None:
    line = refused(tmp_path, changed("anna@desk.example.org", '"anna@desk.example.org\r\nBcc: all@example.org"'))
    assert line.startswith("contacts.csv:2:1: CONTACT-ADDRESS address:")
    assert "\n" not in line


@pytest.mark.parametrize(
    ("header", "says"),
    [
        (HEADER.replace(",proof", ""), "lacks proof"),
        (HEADER.replace("\n", ",telefon\n"), "does not know telefon"),
        (HEADER.replace("\n", ",name\n"), "has twice name"),
        (HEADER.replace("address", "mail"), "lacks address; does not know mail"),
        ("", "lacks address, name, language, medium, lists, basis, proof"),
    ],
)
def test_wrong_header_is_refused_as_a_whole(tmp_path: Path, header: str, says: str) -> None:
    with pytest.raises(InputError) as error:
        read(tmp_path, header + ROW if header else "")
    assert f"contacts.csv:1: {says}; the columns are {','.join(COLUMNS)}" in str(error.value)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (HEADER + ROW.replace("Anna Berg", '"Anna Berg'), "contacts.csv:2: is not a CSV line"),
        (HEADER + ROW + ROW.replace("Anna Berg", '"Anna" Berg'), "contacts.csv:3: is not a CSV line"),
        ((HEADER + ROW.replace("Anna", "Änne")).encode("latin-1"), "contacts.csv: is not UTF-8; save it as CSV UTF-8"),
        ((HEADER + ROW).encode("utf-16"), "contacts.csv: is not UTF-8"),
    ],
)
def test_file_that_is_no_table_is_refused_as_a_whole(tmp_path: Path, content: str | bytes, says: str) -> None:
    with pytest.raises(InputError, match=says):
        read(tmp_path, content)


def test_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"contacts\.csv: cannot be read: No such file"):
        list(read_media_contacts(tmp_path / "contacts.csv", LISTS))


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(st.characters(codec="utf-8")), min_size=7, max_size=7))
def test_whatever_cells_hold_they_are_read_or_refused(tmp_path: Path, cells: list[str]) -> None:
    row = ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)
    for entry in read(tmp_path, f"{HEADER}{row}\n"):
        assert isinstance(entry, MediaContact) or entry.line == 2
