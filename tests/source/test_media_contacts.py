"""Media contacts come from a CSV file row by row; a row that is wrong is refused, named, and harms no other."""

import csv
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pressflow.errors import InputError
from pressflow.model.contact import MediaContact
from pressflow.model.finding import Finding
from pressflow.source.media_contacts import Offered, read_media_contacts, write_media_contacts

OFFERED = Offered(("local", "arts"), ("culture", "city_hall"), ("north",))
NAMES = ("address", "name", "language", "medium", "lists", "basis", "proof")
HEADER = ",".join(NAMES) + "\n"
ROW = "anna@desk.example.org,Anna Berg,de,Tageblatt,local,consent,form\n"


def read(tmp_path: Path, text: str | bytes) -> list[MediaContact | Finding]:
    file = tmp_path / "contacts.csv"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(read_media_contacts(file, OFFERED).rows)


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


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_umlauts_are_read_however_they_were_written(tmp_path: Path, encoding: str, delimiter: str) -> None:
    text = (HEADER + ROW.replace("Anna", "Änne €")).replace(",", delimiter)
    (contact,) = read(tmp_path, text.encode(encoding))
    assert isinstance(contact, MediaContact)
    assert contact.name == "Änne € Berg"


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
    cells = dict(zip(NAMES, ROW.strip().split(","), strict=True))
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
        (HEADER.replace(",proof", ""), "contacts.csv:1: there is no proof; the columns are address, name, language"),
        (HEADER.replace(",basis,proof", ""), "there is no basis and no proof;"),
        (HEADER.replace("address", "Telefon"), "there is no address; the columns are Telefon, name"),
        (HEADER.replace("\n", ",Name\n"), "the columns name, Name both seem to hold name; say which: --column name="),
        ("", "the file is empty"),
    ],
)
def test_wrong_header_is_refused_as_a_whole(tmp_path: Path, header: str, says: str) -> None:
    with pytest.raises(InputError) as error:
        read(tmp_path, header + ROW if header else "")
    assert says in str(error.value)


def test_column_nobody_knows_is_left_and_told(tmp_path: Path) -> None:
    file = tmp_path / "contacts.csv"
    file.write_text(HEADER.replace("\n", ",Telefon\n") + ROW.replace("\n", ",0211 123\n"), "utf-8")
    reading = read_media_contacts(file, OFFERED)
    assert reading.columns.left == ("Telefon",)
    assert list(reading.rows) == [ANNA]


def test_columns_of_an_address_book_are_guessed(tmp_path: Path) -> None:
    (contact,) = read(
        tmp_path,
        "E-Mail-Adresse;Vorname;Nachname;Sprache;Firma;Verteiler;Rechtsgrundlage;Nachweis;Anrede;Themen;Häufigkeit\r\n"
        "anna@desk.example.org;Anna;Berg;de;Tageblatt;local, arts;Einwilligung;form;Liebe Anna;culture;täglich\r\n",
    )
    changes = {"lists": ("local", "arts"), "salutations": {"de": "Liebe Anna"}, "topics": ("culture",)}
    assert contact == ANNA.model_copy(update={**changes, "frequency": "daily"})


def test_what_is_said_for_all_rows_fills_empty_cells(tmp_path: Path) -> None:
    file = tmp_path / "contacts.csv"
    file.write_text("Mail,Sprache\nanna@desk.example.org,\nben@desk.example.org,en\n", "utf-8")
    filled = {"language": "de", "lists": "local", "basis": "consent", "proof": "form"}
    languages = [
        row.language for row in read_media_contacts(file, OFFERED, filled=filled).rows if not isinstance(row, Finding)
    ]
    assert languages == ["de", "en"]


def test_office_may_say_which_column_holds_a_field(tmp_path: Path) -> None:
    file = tmp_path / "contacts.csv"
    file.write_text(HEADER.replace("address", "privat") + ROW, "utf-8")
    assert list(read_media_contacts(file, OFFERED, said={"address": "privat"}).rows) == [ANNA]
    with pytest.raises(InputError, match="there is no column 'dienstlich'; there are: privat, name"):
        read_media_contacts(file, OFFERED, said={"address": "dienstlich"})
    with pytest.raises(InputError, match="phone is not a field of a contact"):
        read_media_contacts(file, OFFERED, said={"phone": "privat"})


@pytest.mark.parametrize(
    ("column", "cell", "field", "value"),
    [
        ("kind", "Redaktion", "kind", "desk"),
        ("accredited", "15.01.2026", "accredited", date(2026, 1, 15)),
        ("accredited", "2026-01-15", "accredited", date(2026, 1, 15)),
        ("paused_until", "2026-06-01", "paused_until", datetime(2026, 6, 1, tzinfo=UTC)),
        ("paused_until", "2026-06-01T08:00:00+02:00", "paused_until", datetime(2026, 6, 1, 6, tzinfo=UTC)),
        ("topics", "culture city_hall", "topics", ("culture", "city_hall")),
        ("region", "north", "region", "north"),
        ("salutation_en", "Dear Anna", "salutations", {"en": "Dear Anna"}),
    ],
)
def test_cell_is_read_as_people_write_it(tmp_path: Path, column: str, cell: str, field: str, value: object) -> None:
    (contact,) = read(tmp_path, HEADER.replace("\n", f",{column}\n") + ROW.replace("\n", f",{cell}\n"))
    assert getattr(contact, field) == value


@pytest.mark.parametrize(
    ("column", "cell", "says"),
    [
        ("topics", "sports", "TOPIC-UNKNOWN topics: pressflow.toml has no topic sports; there are: culture, city_hall"),
        ("region", "south", "REGION-UNKNOWN region: pressflow.toml has no region south; there are: north"),
        ("frequency", "hourly", "FIELD-VALUE frequency: 'hourly' is not possible; choose one of 'immediate'"),
        ("accredited", "soon", "FIELD-VALUE accredited: 'soon'"),
    ],
)
def test_wish_nobody_can_fulfil_is_refused(tmp_path: Path, column: str, cell: str, says: str) -> None:
    line = refused(tmp_path, HEADER.replace("\n", f",{column}\n") + ROW.replace("\n", f",{cell}\n"))
    assert line.startswith(f"contacts.csv:2:1: {says}")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (HEADER + ROW.replace("Anna Berg", '"Anna Berg'), "contacts.csv:2: is not a CSV line"),
        (HEADER + ROW + ROW.replace("Anna Berg", '"Anna" Berg'), "contacts.csv:3: is not a CSV line"),
        (
            (HEADER + ROW).encode() + b"\xff\x81\n",
            "contacts.csv: is neither UTF-8 nor Windows-1252; save it as CSV UTF",
        ),
        (b"\xef\xbb\xbf" + (HEADER + ROW).encode() + b"\xff\n", "contacts.csv: is damaged: its first bytes say utf-8"),
    ],
)
def test_file_that_is_no_table_is_refused_as_a_whole(tmp_path: Path, content: str | bytes, says: str) -> None:
    with pytest.raises(InputError, match=says):
        read(tmp_path, content)


def test_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"contacts\.csv: cannot be read: No such file"):
        read_media_contacts(tmp_path / "contacts.csv", OFFERED)


@pytest.mark.parametrize("name", ["=1+1", "+49 211", "-Anna", "@anna", "=cmd|' /C calc'!A0", "'=1"])
def test_no_cell_of_an_export_is_a_formula_and_an_import_reads_it_back(tmp_path: Path, name: str) -> None:
    out = StringIO(newline="")
    contact = ANNA.model_copy(update={"name": name, "salutations": {"de": name}})
    assert write_media_contacts([contact], ("de", "en"), out) == 1
    cells = next(csv.reader(out.getvalue().splitlines()[1:]))
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)
    assert read(tmp_path, out.getvalue()) == [contact]


def test_everything_known_of_a_contact_is_exported_and_read_back(tmp_path: Path) -> None:
    full = ANNA.model_copy(
        update={
            "kind": "desk",
            "topics": ("city_hall", "culture"),
            "region": "north",
            "frequency": "weekly",
            "paused_until": datetime(2026, 6, 1, tzinfo=UTC),
            "accredited": date(2026, 1, 15),
            "accredited_by": "Kim Berger",
            "salutations": {"de": "Liebe Kultur", "en": "Dear desk"},
            "lists": ("arts", "local"),
        }
    )
    out = StringIO(newline="")
    write_media_contacts([full], ("de", "en"), out)
    assert read(tmp_path, out.getvalue()) == [full]


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(st.characters(codec="utf-8")), min_size=7, max_size=7))
def test_whatever_cells_hold_they_are_read_or_refused(tmp_path: Path, cells: list[str]) -> None:
    row = ",".join('"' + cell.replace('"', '""') + '"' for cell in cells)
    for entry in read(tmp_path, f"{HEADER}{row}\n"):
        assert isinstance(entry, MediaContact) or entry.line == 2
