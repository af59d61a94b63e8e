"""Grading: the least class that a correction may have, by what it changes (DESIGN, section 5)."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import get_args

from pressflow.model.changes import Change, changes, exchanged
from pressflow.model.correction_class import CorrectionClass
from pressflow.model.facts import KINDS, facts, names_in
from pressflow.model.record import Record
from pressflow.model.release import Release

# From the lightest to the gravest.
CLASSES: tuple[CorrectionClass, ...] = get_args(CorrectionClass)
# The classes of which readers are told in the office's own words.
NOTED: tuple[CorrectionClass, ...] = ("correction", "material")

# A misspelt word resembles the right one by so much.
_MISSPELT = 0.6


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a class is the least: in which language, and what changed, in words."""

    least: CorrectionClass
    language: str
    words: str

    def __str__(self) -> str:
        return f"{self.language}: {self.words}" if self.language else self.words


def graver(one: CorrectionClass, other: CorrectionClass) -> bool:
    """Whether the one class is graver than the other."""
    return CLASSES.index(one) > CLASSES.index(other)


def least(reasons: Iterable[Reason]) -> CorrectionClass:
    """The least class that all reasons allow."""
    return max((reason.least for reason in reasons), key=CLASSES.index, default="typo")


def grade(before: Release, after: Release) -> tuple[Reason, ...]:
    """What changed from the public version to the next, each with the least class it allows; the gravest first."""
    found = [*_languages(before, after), *_files(before, after)]
    for record in after.records:
        if older := before.record(record.language):
            found.extend(_of_record(older, record))
    # A number that stands in three places is one reason.
    return tuple(sorted(dict.fromkeys(found), key=lambda reason: -CLASSES.index(reason.least)))


def _languages(before: Release, after: Release) -> Iterator[Reason]:
    for language in after.languages:
        if not before.record(language):
            yield Reason("update", language, "this language is new")
    for language in before.languages:
        if not after.record(language):
            yield Reason("correction", language, "this language is taken away")


def _files(before: Release, after: Release) -> Iterator[Reason]:
    for file in exchanged(before, after):
        if after.asset(file).picture:
            yield Reason("update", "", f"{file}: is another picture under the same name")
        else:
            yield Reason("correction", "", f"{file}: is another document under the same name")


def _of_record(before: Record, after: Record) -> Iterator[Reason]:
    names = _known_names(before) | _known_names(after)
    language = after.language
    for change in changes(before, after):
        yield from (Reason(class_, language, words) for class_, words in _of_change(change, language, names))
    for field in ("people", "places"):
        if getattr(before, field) != getattr(after, field):
            yield Reason("correction", language, f"{field}: the names are others")
    if before.type != after.type:
        yield Reason("update", language, "type: is another")


def _of_change(change: Change, language: str, names: frozenset[str]) -> Iterator[tuple[CorrectionClass, str]]:
    """The reasons in one passage; wording alone allows an update, misspelling a typo."""
    before, after = change.before, change.after
    match change.place:
        case "title":
            yield "correction", f"the title was {before!r}"
        case "quote":
            yield "correction", f"a quote is not as it was: {_beginning(before or after)!r}"
        case "attachment" if before:
            yield "correction", f"a document is another or was taken away: {_beginning(before)!r}"
        case "shared contact":
            yield "update", f"the press contact is another: {_beginning(after or before)!r}"
            return
    turned = [*_facts(before, after, language, names)] if before else []
    yield from (("correction", words) for words in turned)
    if not turned and not _misspelt(before, after):
        yield "update", f"the wording is another: {_beginning(after or before)!r}"
    elif not turned:
        yield "typo", f"a misspelling: {_beginning(after)!r}"


def _facts(before: str, after: str, language: str, names: frozenset[str]) -> Iterator[str]:
    """The numbers, dates, names and turning words that are not the same, in words."""
    old, new = facts(before, language, names), facts(after, language, names)
    for kind in KINDS:
        lost, come = (Counter(word for word, of in found if of == kind) for found in (old, new))
        gone, there = list(lost - come), list(come - lost)  # each once, however often it stands there
        if gone or there:
            yield _turned(kind, gone, there)


def _turned(kind: str, gone: list[str], there: list[str]) -> str:
    if gone and there:
        return f"the {kind} {' '.join(gone)!r} became {' '.join(there)!r}"
    return f"the {kind} {' '.join(gone)!r} is gone" if gone else f"the {kind} {' '.join(there)!r} is new"


def _known_names(record: Record) -> frozenset[str]:
    """The words of the names that a record itself says are names."""
    contacts = (part for contact in record.press_contacts for part in (contact.name, contact.organisation) if part)
    quotes = (part for quote in record.quotes for part in (quote.speaker, quote.organisation) if part)
    return names_in((*record.people, *record.places, record.place, *contacts, *quotes))


def _misspelt(before: str, after: str) -> bool:
    """Whether the texts differ by signs, by room, and by words that resemble those they replace."""
    old, new = (_WORDS.findall(text) for text in (before, after))
    for tag, first, last, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        left, right = "".join(old[first:last]), "".join(new[start:end])
        if SequenceMatcher(None, left.casefold(), right.casefold(), autojunk=False).ratio() < _MISSPELT:
            return False
    return True


_WORDS = re.compile(r"\w+")


def _beginning(text: str) -> str:
    return text if len(text) <= 60 else text[:60].rpartition(" ")[0] + " …"
