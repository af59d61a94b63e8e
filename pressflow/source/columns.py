"""Which column of a table holds which field of a contact: guessed by its name, or said by the office."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pressflow.errors import InputError

# The fields a table may have, with what their columns are called elsewhere: spreadsheets, address books, newsletters.
NAMES: dict[str, tuple[str, ...]] = {
    "address": ("email", "e-mail", "mail", "mailadresse", "e-mail-adresse", "email address", "e-mail 1 - value"),
    "name": ("full name", "display name", "anzeigename", "ansprechpartner", "ansprechpartnerin", "kontakt"),
    "given": ("vorname", "first name", "given name", "firstname"),
    "family": ("nachname", "familienname", "last name", "family name", "surname"),
    "language": ("sprache", "lang"),
    "medium": ("media", "outlet", "firma", "company", "organisation", "organization", "zeitung", "redaktion"),
    "lists": ("list", "liste", "listen", "verteiler", "verteilerliste"),
    "basis": ("rechtsgrundlage", "legal basis"),
    "proof": ("nachweis", "beleg", "consent proof"),
    "kind": ("art", "typ", "type"),
    "salutation": ("anrede", "briefanrede", "greeting"),
    "topics": ("themen", "thema", "topic", "beats", "ressort", "ressorts"),
    "region": ("gebiet",),
    "frequency": ("häufigkeit", "haeufigkeit", "rhythmus"),
    "paused_until": ("pause bis", "pausiert bis"),
    "accredited": ("akkreditiert", "akkreditiert am"),
    "accredited_by": ("akkreditiert von", "akkreditiert durch"),
}
# One salutation for each language: salutation_de.
_SALUTATION = re.compile(r"(?:salutation|anrede|briefanrede)[ _-]([a-z]{2,3}(?:-[a-z0-9]{1,8})*)")


@dataclass(frozen=True, slots=True)
class Columns:
    """The field each column holds, in the table's order; None for a column that is not taken."""

    fields: tuple[str | None, ...]
    names: tuple[str, ...]

    @property
    def taken(self) -> dict[str, str]:
        """The column of each field."""
        return {field: name for field, name in zip(self.fields, self.names, strict=True) if field}

    @property
    def left(self) -> tuple[str, ...]:
        """The columns that are not taken."""
        return tuple(name for field, name in zip(self.fields, self.names, strict=True) if not field)


def columns(names: Sequence[str], said: Mapping[str, str]) -> Columns:
    """Which field each column holds; `said` gives the column of a field where the name does not tell.

    Raises InputError where two columns hold one field, or a column that was said is not there.
    """
    shown = tuple(name.strip() for name in names)
    wanted = {_key(column): field for field, column in said.items()}
    if absent := [column for column in said.values() if _key(column) not in map(_key, shown)]:
        raise InputError(f"there is no column {absent[0]!r}; there are: {', '.join(shown)}")
    if unknown := [field for field in said if _field(field) != field]:
        raise InputError(f"{unknown[0]} is not a field of a contact; there are: {', '.join(NAMES)}")
    found = [wanted.get(_key(name)) or (_field(name) if _field(name) not in said else None) for name in shown]
    if twice := [field for field in dict.fromkeys(found) if field and found.count(field) > 1]:
        both = ", ".join(name for name, field in zip(shown, found, strict=True) if field == twice[0])
        raise InputError(f"the columns {both} both seem to hold {twice[0]}; say which: --column {twice[0]}=NAME")
    return Columns(tuple(found), shown)


def _key(name: str) -> str:
    return " ".join(re.sub(r"[\s_-]+", " ", name.casefold()).split())


_KNOWN = {_key(name): field for field, names in NAMES.items() for name in (field, *names)}


def _field(name: str) -> str | None:
    if found := _SALUTATION.fullmatch(name.strip().casefold()):
        return f"salutation_{found[1]}"
    return _KNOWN.get(_key(name))
