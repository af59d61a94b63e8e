"""Media contacts from a table, row by row, each with its line; and the table they are given out as."""

import csv
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any, TextIO

from pydantic import ValidationError

from pressflow.errors import InputError
from pressflow.model.contact import MediaContact
from pressflow.model.finding import Finding
from pressflow.model.mistakes import in_plain_words
from pressflow.source.columns import Columns, columns
from pressflow.source.tables import read_table

# What every contact must have, by a column or by what is said for all; then what one may have.
NEEDED = ("address", "language", "lists", "basis", "proof")
COLUMNS = (
    *("address", "name", "language", "medium", "lists", "basis", "proof", "kind", "topics", "region", "frequency"),
    *("paused_until", "accredited", "accredited_by"),
)
# The words of German tables, and of those who think of a desk as a newsroom.
_WORDS = {
    "basis": {"einwilligung": "consent", "gesetzlich": "statutory", "gesetz": "statutory", "vertrag": "contract"},
    "frequency": {"sofort": "immediate", "täglich": "daily", "wöchentlich": "weekly"},
    "kind": {"redaktion": "desk", "person": "person", "newsroom": "desk", "": "person"},
}
_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
# What spreadsheets take for a formula at the beginning of a cell (and the apostrophe that says it is none).
_FORMULA = re.compile(r"[=+\-@\t\r']")


@dataclass(frozen=True, slots=True)
class Offered:
    """The lists, topics and regions there are."""

    lists: Collection[str]
    topics: Collection[str] = ()
    regions: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """The contacts of a table, each or what is wrong with it; and which columns they are read from."""

    columns: Columns
    rows: Iterator[MediaContact | Finding] = field(compare=False)


def read_media_contacts(
    file: Path, offered: Offered, *, said: Mapping[str, str] | None = None, filled: Mapping[str, str] | None = None
) -> Reading:
    """Each row of a table as a contact, or as the findings that say what is wrong with it.

    `said` gives the column of a field where its name does not tell, `filled` a field's value where a row has none.
    Raises InputError for a file that cannot be read at all, or in which nothing says why we may write to anybody.
    """
    table, filled = read_table(file), filled or {}
    try:
        known = columns(table.columns, said or {})
    except InputError as error:
        raise InputError(f"{file}:1: {error}") from error
    if missing := [name for name in NEEDED if name not in known.taken and not filled.get(name)]:
        raise InputError(f"{file}:1: {_missing(missing, known)}")
    return Reading(known, _contacts(file, table.rows, known, offered, filled))


def _missing(missing: list[str], known: Columns) -> str:
    there = f"the columns are {', '.join(known.names)}" if any(known.names) else "the file is empty"
    ways = " ".join(f"--{name} …" for name in missing if name != "address") or "--column address=NAME"
    return f"there is no {' and no '.join(missing)}; {there}; name the column, or give it for all rows: {ways}"


def _contacts(
    file: Path,
    rows: Iterator[tuple[int, list[str]]],
    known: Columns,
    offered: Offered,
    filled: Mapping[str, str],
) -> Iterator[MediaContact | Finding]:
    for line, row in rows:
        if any(cell.strip() for cell in row):
            here = _Row(str(file), line)
            if len(row) != len(known.names):
                message = 'has more or fewer cells than the header; put cells with commas in "…"'
                yield here.finding("CSV-ROW", message)
            else:
                yield from here.contact(_cells(row, known, filled), offered)


def _cells(row: list[str], known: Columns, filled: Mapping[str, str]) -> dict[str, str]:
    cells = {
        field: _unquoted(cell.strip()) for field, cell in zip(known.fields, row, strict=False) if field and cell.strip()
    }
    given, family = cells.pop("given", ""), cells.pop("family", "")
    if given or family:
        cells.setdefault("name", f"{given} {family}".strip())
    return {**filled, **cells}


def _unquoted(cell: str) -> str:
    """A cell without the apostrophe that kept a spreadsheet from reading it as a formula."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell, 1) else cell


@dataclass(frozen=True, slots=True)
class _Row:
    """A row's place, for what is wrong with it."""

    file: str
    line: int

    def finding(self, code: str, message: str) -> Finding:
        return Finding(self.file, self.line, 1, code, message)

    def contact(self, cells: dict[str, str], offered: Offered) -> Iterator[MediaContact | Finding]:
        """The contact, or what is wrong with it."""
        data = _data(cells)
        if wrong := _not_offered(data, offered):
            yield self.finding(*wrong)
            return
        try:
            yield MediaContact.model_validate(data)
        except ValidationError as error:
            for mistake in in_plain_words(error, MediaContact):
                yield self.finding(mistake.code, f"{mistake.location[0]}: {mistake.message}")


def _data(cells: dict[str, str]) -> dict[str, Any]:  # Any: what a contact is made of
    data: dict[str, Any] = dict.fromkeys(NEEDED, "")  # Any: as above
    salutations: dict[str, str] = {}
    for name, cell in cells.items():
        if name in ("lists", "topics"):
            data[name] = tuple(dict.fromkeys(re.split(r"[\s,;]+", cell.strip(" ,;"))))
        elif name.startswith("salutation"):
            salutations[name.partition("_")[2] or cells.get("language", "")] = cell
        elif name in ("paused_until", "accredited"):
            data[name] = _moment(cell) if name == "paused_until" else _day(cell)
        else:
            data[name] = _WORDS.get(name, {}).get(cell.casefold(), cell)
    if not data["lists"]:
        data["lists"] = ()
    return {**data, "salutations": salutations} if salutations else data


def _day(cell: str) -> str:
    """A day as ISO 8601 writes it, also where the cell has it as 15.01.2026."""
    found = _DAY.fullmatch(cell)
    return f"{found[3]}-{found[2]:0>2}-{found[1]:0>2}" if found else cell


def _moment(cell: str) -> datetime | str:
    """The beginning of a day, in UTC, where the cell says no more."""
    try:
        return datetime.combine(datetime.fromisoformat(_day(cell)), time(), UTC) if len(_day(cell)) == 10 else cell
    except ValueError:
        return cell


def _not_offered(data: dict[str, Any], offered: Offered) -> tuple[str, str] | None:  # Any: as above
    chosen = (
        ("LIST-UNKNOWN", "lists", "list", data["lists"], offered.lists),
        ("TOPIC-UNKNOWN", "topics", "topic", data.get("topics", ()), offered.topics),
        ("REGION-UNKNOWN", "region", "region", (data["region"],) if data.get("region") else (), offered.regions),
    )
    for code, name, word, given, there in chosen:
        if unknown := [id_ for id_ in given if id_ not in there]:
            known = f"there are: {', '.join(there)}" if there else "there are none"
            return code, f"{name}: pressflow.toml has no {word} {', '.join(unknown)}; {known}"
    return None


def write_media_contacts(contacts: Iterable[MediaContact], languages: Collection[str], out: TextIO) -> int:
    """Write contacts as CSV that can be imported again; gives how many.

    A cell that a spreadsheet would run as a formula gets an apostrophe before it, which an import takes off.
    """
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow((*COLUMNS, *(f"salutation_{language}" for language in languages)))
    count = 0
    for contact in contacts:
        count += 1
        data = contact.model_dump(mode="json")
        salutations = (contact.salutations.get(language, "") for language in languages)
        writer.writerow([harmless(cell) for cell in (*(data[name] for name in COLUMNS), *salutations)])
    return count


def harmless(value: object) -> str:
    """A cell as no spreadsheet runs it: what looks like a formula gets an apostrophe before it."""
    text = " ".join(value) if isinstance(value, list) else str(value or "")
    return f"'{text}" if _FORMULA.match(text) else text
