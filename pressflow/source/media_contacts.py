"""Media contacts from a CSV file, row by row, each with its line."""

import csv
import io
from collections.abc import Collection, Iterator
from pathlib import Path

from pydantic import ValidationError

from pressflow.errors import InputError
from pressflow.model.contact import MediaContact
from pressflow.model.finding import Finding
from pressflow.model.mistakes import in_plain_words

COLUMNS = ("address", "name", "language", "medium", "lists", "basis", "proof")


def read_media_contacts(file: Path, lists: Collection[str]) -> Iterator[MediaContact | Finding]:
    """Each row as a contact, or as the findings that say what is wrong with it; `lists` are those there are.

    The file is UTF-8 with a header line; columns are parted by commas or semicolons. Raises InputError for a
    file that cannot be read as that at all.
    """
    rows = csv.reader(io.StringIO(_text(file), newline=""), delimiter=_delimiter(file), strict=True)
    try:
        header = [name.strip().casefold() for name in next(rows, [])]
        _know_columns(header, file)
        line = rows.line_num + 1
        for row in rows:
            if any(cell.strip() for cell in row):
                yield from _contact(
                    dict(zip(header, row, strict=False)), len(row) - len(header), str(file), line, lists
                )
            line = rows.line_num + 1  # a cell may hold several lines
    except csv.Error as error:
        raise InputError(f"{file}:{rows.line_num}: is not a CSV line ({error}); mend the quotation marks") from error


def _text(file: Path) -> str:
    try:
        return file.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{file}: is not UTF-8; save it as CSV UTF-8 from your spreadsheet") from error
    except OSError as error:
        raise InputError(f"{file}: cannot be read: {error.strerror}") from error


def _delimiter(file: Path) -> str:
    first = _text(file).split("\n", 1)[0]
    return ";" if first.count(";") > first.count(",") else ","


def _know_columns(header: list[str], file: Path) -> None:
    missing = [name for name in COLUMNS if name not in header]
    unknown = [name for name in header if name not in COLUMNS]
    twice = [name for name in COLUMNS if header.count(name) > 1]
    mistakes = (("lacks", missing), ("does not know", unknown), ("has twice", twice))
    if wrong := "; ".join(f"{what} {', '.join(names)}" for what, names in mistakes if names):
        raise InputError(f"{file}:1: {wrong}; the columns are {','.join(COLUMNS)}")


def _contact(
    row: dict[str, str], surplus: int, name: str, line: int, lists: Collection[str]
) -> Iterator[MediaContact | Finding]:
    if surplus:
        yield Finding(name, line, 1, "CSV-ROW", 'has more or fewer cells than the header; put cells with commas in "…"')
        return
    cells = {key: value.strip() for key, value in row.items()}
    on = tuple(cells["lists"].split())
    if unknown := [list_id for list_id in on if list_id not in lists]:
        message = f"lists: pressflow.toml has no list {', '.join(unknown)}; there are: {', '.join(lists)}"
        yield Finding(name, line, 1, "LIST-UNKNOWN", message)
        return
    try:
        yield MediaContact.model_validate({**cells, "lists": on})
    except ValidationError as error:
        for mistake in in_plain_words(error, MediaContact):
            yield Finding(name, line, 1, mistake.code, f"{mistake.location[0]}: {mistake.message}")
