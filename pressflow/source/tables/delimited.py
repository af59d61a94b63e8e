"""CSV files as spreadsheets write them: parted by commas, semicolons or tabs, with or without a byte order mark."""

import csv
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from pressflow.errors import InputError
from pressflow.source.tables.table import Table, lines

if TYPE_CHECKING:
    import _csv


def read_delimited(file: Path) -> Table:
    """The table of a CSV file (RFC 4180); raises InputError for what is none, naming the line."""
    text = lines(file)
    first = next(text, "")
    rows = csv.reader(chain([first], text), delimiter=max(",;\t", key=first.count), strict=True)
    cells = _rows(rows, file)
    _, header = next(cells, (1, []))
    return Table(tuple(header), cells)


def _rows(rows: "_csv.Reader", file: Path) -> Iterator[tuple[int, list[str]]]:
    line = 1
    try:
        for row in rows:
            yield line, row
            line = rows.line_num + 1  # a cell may hold several lines
    except csv.Error as error:
        raise InputError(f"{file}:{rows.line_num}: is not a CSV line ({error}); mend the quotation marks") from error
