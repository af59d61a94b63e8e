"""One person has one name and one role, and whoever speaks is introduced."""

import re
from collections.abc import Iterator
from itertools import combinations, pairwise

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from pressflow.checking.persons import Person, mentions, named, owned, person, spelling
from pressflow.checking.roles import conflict, roles_in
from pressflow.checking.rule import rule
from pressflow.checking.text import RUNNING, Found, Text

# Measured on the corpus: Rolf and Ralf, Andrea and Andreas, Stefan and Steffen are above, Hans and Hanna below.
_SAME_FIRST = 74
_WORD = re.compile(r"[A-ZÄÖÜ][^\W\d_]+(?:-[A-ZÄÖÜ][^\W\d_]+)*")


@rule(
    "NAME-DRIFT",
    "error",
    chapter="Names",
    says="A name is written in two ways: with another letter, or with another first name. Find out which is "
    "right; where "
    "they are two persons, name both under `people`.",
    wrong="people: [Ute Mueller]\nlead: Die Stadt hat am Samstag mit Ute Müller die neue Brücke über die Loh eröffnet.",
    right="people: [Ute Müller]\nlead: Die Stadt hat am Samstag mit Ute Müller die neue Brücke über die Loh eröffnet.",
    message="lead: Ute Müller is written Ute Mueller elsewhere; which is right?",
)
def drift(text: Text) -> Iterator[Found]:
    """Names that are written in two ways."""
    known = _each_once(named(text))
    for one, other in combinations(known, 2):
        if _differs(one, other.given, other.family):
            yield text.at(*other.field, message=f"{other.whole} is written {one.whole} elsewhere; which is right?")
    seen: set[tuple[int, int]] = set()
    wholes = {one.whole for one in known}
    for passage, start, words in mentions(text):
        for at, given, family in _pairs(words):
            whole = f"{given} {family}"
            if whole in wholes or any(owned(family, one.family) and given in one.given.split() for one in known):
                continue
            before = passage.text[max(0, start + at - 40) : start + at]
            meant = next((one for one in known if _differs(one, given, family, before)), None)
            if meant:
                place = passage.found(start + at, start + at + len(whole), "")
                if (place.line, place.column) not in seen:
                    seen.add((place.line, place.column))
                    message = f"{whole} is written {meant.whole} elsewhere; which is right?"
                    yield passage.found(start + at, start + at + len(whole), message)
    yield from _families(text, known, seen)


def _each_once(persons: list[Person]) -> list[Person]:
    return list({one.whole: one for one in reversed(persons)}.values())[::-1]


def _pairs(words: str) -> Iterator[tuple[int, str, str]]:
    """Each first name and family name that the words may hold, with where it begins."""
    found = [*_WORD.finditer(words)]
    for one, other in pairwise(found):
        yield one.start(), one[0], other[0]


def _differs(one: Person, given: str, family: str, before: str = "") -> bool:
    """Whether a name is that of a person, but written in another way."""
    first, *_ = one.given.split() or [""]
    same_family = owned(family, one.family)
    if same_family and given.split(maxsplit=1)[0] != first:
        other = given.split(maxsplit=1)[0]
        return _alike(first, other) or bool(one.role and before.rstrip().endswith(one.role.split(",")[0]))
    return given.split(maxsplit=1)[0] == first and not same_family and _misspelt(one.family, family)


def _alike(first: str, other: str) -> bool:
    """Whether two first names are so much alike that one is likely the other's misspelling."""
    if spelling(first) == spelling(other):
        return True
    near = fuzz.ratio(first, other) >= _SAME_FIRST or first[:4] == other[:4]
    return near and first[0] == other[0] and min(len(first), len(other)) > 3


def _misspelt(family: str, other: str) -> bool:
    bare = re.sub(r"(?:’s|'s|’|')$", "", other)
    if spelling(family) in (spelling(bare), spelling(bare.removesuffix("s"))):
        return True
    room = 2 if len(family) > 7 else 1
    return len(family) > 3 and family[0] == bare[0] and OSA.distance(family, bare.removesuffix("s")) <= room


def _families(text: Text, known: list[Person], seen: set[tuple[int, int]]) -> Iterator[Found]:
    """Family names alone that sound like a known one and are written otherwise."""
    right = {word for one in known for word in one.whole.split()} | set(text.record.place.split())
    right |= {word for place in text.record.places for word in re.split(r"[\s-]+", place)}
    sounds = {spelling(one.family): one for one in known if len(one.family) > 4}
    for passage in text.passages:
        if passage.kind == "speaker":
            continue
        for found in _WORD.finditer(passage.text):
            word = found[0]
            one = sounds.get(spelling(word)) or sounds.get(spelling(word.removesuffix("s")))
            if one and not any(owned(word, name) for name in right | {one.family}):
                place = passage.found(
                    found.start(), found.end(), f"{word} is written {one.family} elsewhere; which is right?"
                )
                if all(place.line != line or not 0 <= place.column - column < 40 for line, column in seen):
                    yield place


@rule(
    "ROLE-DRIFT",
    "warning",
    chapter="Names",
    says="A person has two roles that do not go together, as mayor and deputy mayor. Keep the right one.",
    wrong="Bürgermeisterin Ute Sommer dankte allen.\n\nOberbürgermeisterin Ute Sommer kommt wieder.",
    right="Bürgermeisterin Ute Sommer dankte allen.\n\nUte Sommer kommt wieder.",
    message="Ute Sommer is Oberbürgermeisterin here and Bürgermeisterin elsewhere; which is right?",
)
def roles(text: Text) -> Iterator[Found]:
    """Persons with two roles."""
    said: dict[str, str] = {}
    for one in named(text):
        if not one.role:
            continue
        before = said.setdefault(one.whole, one.role)
        if conflict(before, one.role):
            yield text.at(*one.field, message=f"{one.whole} is {one.role} here and {before} elsewhere; which is right?")
    for passage, start, end, whole, role in roles_in(text):
        before = said.setdefault(whole, role)
        if conflict(before, role):
            message = f"{whole} is {role} here and {before} elsewhere; which is right?"
            yield passage.found(start, end, message)


_SAID = {
    "de": re.compile(
        r"[“”\"«],?\s*(?:so|sagte?|erklärte?|betonte?|meinte?|ergänzte?|freut sich|resümierte?)\s+"
        r"(?:(?:Frau|Herr|Dr\.|Prof\.)\s+)*(?P<name>[A-ZÄÖÜ][^\W\d_]+(?:-[A-ZÄÖÜ][^\W\d_]+)?)(?=[.,;]|$)"
    ),
    "en": re.compile(
        r"[”\"],?\s*(?:(?:said|says|added|explained)\s+(?:(?:Mr|Mrs|Ms|Dr)\.?\s+)*(?P<name>[A-Z][^\W\d_]+)(?=[.,;]|$)"
        r"|(?:(?:Mr|Mrs|Ms|Dr)\.?\s+)*(?P<name2>[A-Z][^\W\d_]+)\s+(?:said|says|added|explained)\b)"
    ),
}


@rule(
    "NAME-UNKNOWN",
    "warning",
    chapter="Names",
    says="Somebody is quoted whom the release does not introduce: with a family name alone, or as the speaker "
    "of a quote "
    "without role, organisation or a word about them. Give their full name and what they do.",
    wrong="„Das wird ein gutes Jahr für uns alle“, sagte Hofmann.",
    right="Kassenwart Jan Hofmann dankte.\n\n„Das wird ein gutes Jahr für uns alle“, sagte Hofmann.",
    message="Hofmann is quoted and not introduced; give the full name and the role where it first appears",
)
def unknown(text: Text) -> Iterator[Found]:
    """Speakers nobody introduces."""
    known = named(text)
    everywhere = text.within("title", "subtitle", "caption", *RUNNING, "heading")
    for number, quote in enumerate(text.record.quotes):
        one = person(quote.speaker)
        others = " ".join((*text.record.people, *(contact.name or "" for contact in text.record.press_contacts)))
        if one and not (quote.role or quote.organisation) and one.family not in f"{everywhere} {others}":
            message = f"quotes {number + 1} speaker: {one.whole} speaks, and nothing says who that is; give a role"
            yield text.at("quotes", number, "speaker", message=message)
    for passage in text.of("lead", "item", "paragraph", "notes"):
        for found in _SAID.get(text.language, _SAID["en"]).finditer(passage.text):
            name = found["name"] or found.groupdict().get("name2") or ""
            introduced = any(owned(name, one.family) for one in known) or _named_fully(name, everywhere)
            if not introduced and name not in _NOBODY:
                start = found.start("name") if found["name"] else found.start("name2")
                message = f"{name} is quoted and not introduced; give the full name and the role where it first appears"
                yield passage.found(start, start + len(name), message)


_NOBODY = {"He", "She", "They", "It", "Er", "Sie", "Es", "The", "Die", "Der", "Das"}


def _named_fully(name: str, everywhere: str) -> bool:
    return (
        bool(re.search(rf"[A-ZÄÖÜ][\w.-]*[^\W\d_.]\s+(?:von\s+|van\s+|de\s+)?{name}\b", everywhere))
        or everywhere.count(name) > 1
    )
