"""vCards (RFC 6350, also versions 3.0 and 2.1) as rows: address, name, medium, language and kind of each card."""

import re
from binascii import a2b_qp
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pressflow.errors import InputError
from pressflow.source.tables.table import Table, lines

COLUMNS = ("address", "name", "medium", "language", "kind")
# item1.EMAIL;TYPE=work;PREF=1:anna@desk.example.org
_PROPERTY = re.compile(r"(?:[\w-]+\.)?([\w-]+)((?:;(?:\"[^\"]*\"|[^:\";])*)*):(.*)", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
# Longer than any line somebody typed; photos are longer, and are not read.
_LONGEST = 10_000
_PERSONS = ("", "individual", "person")


@dataclass(slots=True)
class _Card:
    """What is read of one card; of several addresses the preferred one, else the first."""

    line: int
    addresses: list[tuple[int, str]] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)

    def row(self) -> list[str]:
        name = self.texts.get("FN") or " ".join(part for part in reversed(_parts(self.texts.get("N", ""))[:2]) if part)
        address = min(self.addresses, default=(0, ""), key=lambda one: one[0])[1]
        medium = next(iter(_parts(self.texts.get("ORG", ""))), "")
        desk = self.texts.get("KIND", "").casefold() not in _PERSONS
        return [address, _plain(name), medium, self.texts.get("LANG", ""), "desk" if desk else ""]


def read_vcards(file: Path) -> Table:
    """The cards of a file, each with the line it begins on; raises InputError for a file without any, or a torn one."""
    cards = _cards(file)
    first = next(cards, None)
    if first is None:
        raise InputError(f"{file}: holds no vCard (no line BEGIN:VCARD); export the contacts anew")
    return Table(COLUMNS, _rows(first, cards))


def _rows(first: _Card, others: Iterator[_Card]) -> Iterator[tuple[int, list[str]]]:
    yield first.line, first.row()
    for card in others:
        yield card.line, card.row()


def _cards(file: Path) -> Iterator[_Card]:
    card: _Card | None = None
    for number, line in _unfolded(file):
        name, parameters, value = _property(line)
        if name == "BEGIN" and value.casefold() == "vcard":
            card = _Card(number)
        elif card and name == "END":
            yield card
            card = None
        elif card and name == "EMAIL":
            card.addresses.append((_rank(parameters), _plain(value)))
        elif card and name:
            card.texts.setdefault(name, value)
    if card:
        raise InputError(f"{file}:{card.line}: this card has no end (END:VCARD); export the contacts anew")


def _unfolded(file: Path) -> Iterator[tuple[int, str]]:
    """Each logical line with its number: what begins with a space goes on the line before (RFC 6350, section 3.2)."""
    start, parts, length = 0, list[str](), 0
    for number, raw in enumerate(lines(file), 1):
        line = raw.rstrip("\r\n")
        soft = bool(parts) and parts[-1].endswith("=") and "QUOTED" in parts[0].upper()
        if parts and (soft or line[:1] in (" ", "\t")):
            length += len(line)
            if length < _LONGEST:
                parts[-1] = parts[-1].removesuffix("=") if soft else parts[-1]
                parts.append(line if soft else line[1:])
            continue
        if parts:
            yield start, "".join(parts)
        start, parts, length = number, [line[:_LONGEST]], len(line)
    if parts:
        yield start, "".join(parts)


def _property(line: str) -> tuple[str, str, str]:
    """Name, parameters and value of a line; nothing for one that is none."""
    if not (found := _PROPERTY.fullmatch(line)):
        return "", "", ""
    name, parameters, value = found[1].upper(), found[2].upper(), found[3]
    if "QUOTED" in parameters:  # version 2.1
        charset = re.search(r"CHARSET=\"?([\w-]+)", parameters)
        try:
            value = a2b_qp(value.encode()).decode(charset[1] if charset else "utf-8", "replace")
        except LookupError:
            value = a2b_qp(value.encode()).decode("utf-8", "replace")
    return name, parameters, value.strip()


def _rank(parameters: str) -> int:
    """How preferred an address is, 1 the most: PREF=1 in version 4, TYPE=PREF in those before."""
    found = re.search(r"PREF=\"?(\d{1,3})", parameters)
    return int(found[1]) if found else (1 if "PREF" in parameters else 101)


def _parts(value: str) -> list[str]:
    """The parts of a structured value, parted by semicolons that are not escaped."""
    return [_plain(part).strip() for part in re.split(r"(?<!\\);", value)] if value else []


def _plain(value: str) -> str:
    return _ESCAPED.sub(lambda found: " " if found[1] in "nN" else found[1], value)
