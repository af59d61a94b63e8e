"""Excel workbooks (.xlsx): the first sheet, read row by row, never larger than is safe."""

import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from pathlib import Path

from pressflow.errors import InputError
from pressflow.source.tables.table import Table

# A workbook is a ZIP archive; a small one can unpack to more than any machine holds.
_LARGEST, _LARGEST_TEXTS, _MOST_PARTS = 1 << 30, 1 << 27, 1000
_MOST_COLUMNS = 200


def read_workbook(file: Path) -> Table:
    """The first sheet of a workbook; raises InputError for a file that is none, or is unreasonably large unpacked."""
    _is_safe(file)
    rows = _rows(file)
    _, header = next(rows, (1, []))
    width = len(header)
    return Table(tuple(header), ((line, row + [""] * (width - len(row))) for line, row in rows))


def _is_safe(file: Path) -> None:
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
    except Exception as error:  # a hostile archive raises more than BadZipFile
        raise InputError(f"{file}: is not an Excel workbook ({error}); save it as .xlsx or as CSV UTF-8") from error
    texts = sum(part.file_size for part in parts if part.filename.casefold().endswith("sharedstrings.xml"))
    if len(parts) > _MOST_PARTS or texts > _LARGEST_TEXTS or sum(part.file_size for part in parts) > _LARGEST:
        raise InputError(f"{file}: is too large when unpacked; save it as CSV UTF-8 from your spreadsheet")


def _rows(file: Path) -> Iterator[tuple[int, list[str]]]:
    from openpyxl import load_workbook

    try:
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        try:
            sheet = book.worksheets[0]
            sheet.reset_dimensions()  # a file may lie about its size
            for number, row in enumerate(sheet.iter_rows(max_col=_MOST_COLUMNS, values_only=True), 1):
                yield number, _texts(row)
        finally:
            book.close()
    except InputError:
        raise
    except Exception as error:  # a hostile file can make the library raise anything
        raise InputError(f"{file}: is a damaged Excel workbook ({error}); save it as CSV UTF-8") from error


def _texts(row: Iterable[object]) -> list[str]:
    """The cells of a row, those that are empty at its end left out."""
    texts = [_text(cell) for cell in row]
    while texts and not texts[-1]:
        texts.pop()
    return texts


def _text(cell: object) -> str:
    """A cell as a person reads it: days without the midnight, whole numbers without the comma."""
    if cell is None:
        return ""
    if isinstance(cell, datetime) and cell.time() == time():
        return cell.date().isoformat()
    if isinstance(cell, (date, datetime)):
        return cell.isoformat()
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
