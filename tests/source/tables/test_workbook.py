"""Excel workbooks are read as people see them, and never grow larger than is safe."""

import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from pressflow.errors import InputError
from pressflow.source.tables import read_table


def workbook(tmp_path: Path, *rows: tuple[Any, ...]) -> Path:  # Any: what a cell can hold
    file = tmp_path / "contacts.xlsx"
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(file)
    return file


def test_cells_are_texts(tmp_path: Path) -> None:
    cells = (
        "a@example.org",
        12.0,
        1.5,
        True,
        date(2026, 1, 15),
        datetime(2026, 1, 15, 9, 30, tzinfo=UTC).replace(tzinfo=None),
        None,
        "Änne",
    )
    table = read_table(workbook(tmp_path, tuple("abcdefgh"), cells))
    assert table.columns == tuple("abcdefgh")
    assert list(table.rows) == [
        (2, ["a@example.org", "12", "1.5", "True", "2026-01-15", "2026-01-15T09:30:00", "", "Änne"])
    ]


def test_empty_sheet_is_an_empty_table(tmp_path: Path) -> None:
    table = read_table(workbook(tmp_path))
    assert (table.columns, list(table.rows)) == ((), [])


def test_formula_is_not_computed(tmp_path: Path) -> None:
    table = read_table(workbook(tmp_path, ("a",), ("=1+1",)))
    assert not any("".join(cells) for _, cells in table.rows)


def test_workbook_that_unpacks_to_a_flood_is_refused(tmp_path: Path) -> None:
    file = workbook(tmp_path, ("a",))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", bytes(1 << 28))
    with pytest.raises(InputError, match="too large when unpacked"):
        read_table(file)


def test_far_cell_does_not_make_a_row_wide(tmp_path: Path) -> None:
    book = Workbook()
    book.worksheets[0].append(("a",))
    book.worksheets[0]["XFD2"] = "far"
    book.save(tmp_path / "contacts.xlsx")
    table = read_table(tmp_path / "contacts.xlsx")
    assert all(len(row) <= 200 for _, row in table.rows)


def test_entity_bomb_is_refused(tmp_path: Path) -> None:
    file, bomb = workbook(tmp_path, ("a",)), tmp_path / "bomb.xlsx"
    lol = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(bomb, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, lol.encode() + data if name == "xl/worksheets/sheet1.xml" else data)
    with pytest.raises(InputError, match="damaged Excel workbook"):
        list(read_table(bomb).rows)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"address;name\n", b"\xd0\xcf\x11\xe0" + bytes(600)])
def test_file_that_is_no_workbook_is_refused(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "contacts.xlsx"
    file.write_bytes(content)
    with pytest.raises(InputError, match="is not an Excel workbook"):
        read_table(file)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_damaged_workbook_is_read_or_refused(tmp_path: Path, data: st.DataObject) -> None:
    if not (tmp_path / "contacts.xlsx").exists():  # once: another one bears another moment
        workbook(tmp_path, ("address", "name"), ("a@example.org", "Anna"))
    content = bytearray((tmp_path / "contacts.xlsx").read_bytes())
    for _ in range(data.draw(st.integers(1, 20))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    (tmp_path / "damaged.xlsx").write_bytes(content)
    try:
        assert all(isinstance(cell, str) for _, row in read_table(tmp_path / "damaged.xlsx").rows for cell in row)
    except InputError:
        return
