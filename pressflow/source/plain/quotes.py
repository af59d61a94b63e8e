"""Spoken statements with their speakers, taken out of the text, each leaving a mark in its place."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from itertools import count

from pressflow.source.plain.blocks import Block, Doubt
from pressflow.source.plain.people import Person, find_full_name, find_role, read_person

Quote = dict[str, str]

_CLOSING = {"„": '“”"', "“": '”"', "»": "«", "«": "»", '"': '"'}
_MARKS = '„“”»«"'
# Verbs that say no more than that somebody spoke; with any other the sentence stays as it is.
_SAID = (
    r"(?:(?:sagt|erklärt|betont|meint|ergänzt|kommentiert|berichtet)e?|so"
    r"|said|says|explained|explains|added|adds|commented|comments|stated|states)"
)
_ARTICLE = r"(?:(?:der|die|the|Herr|Frau|Mr\.?|Ms\.?|Mrs\.?)\s+)?"
_BEHIND = (
    re.compile(rf"{_SAID}\s+{_ARTICLE}(?P<who>.+)"),  # sagte Ministerin Jana Muster, Land Musterland
    re.compile(rf"{_ARTICLE}(?P<who>.+?),?\s+{_SAID}"),  # Mayor Jane Doe said
    re.compile(rf"[–—-]+\s*{_ARTICLE}(?P<who>.+)"),  # – Jana Muster, Ministerin
)
_BEFORE = re.compile(
    rf"(?:(?:Dazu|Hierzu)\s+)?(?P<verb>{_SAID}\s+)?{_ARTICLE}(?P<who>.+?)(?P<verb_last>,?\s+{_SAID}(?:\s+dazu)?)?"
)
_FULL_STOP = re.compile(r"(?<!\be\.V)(?<!\be\. V)(?<!\bInc)(?<!\bLtd)\.$")
_SENTENCE_BREAK = re.compile(r"(?<!\b\w)(?<!Dr)(?<!Prof)(?<!\bSt)(?<!\bMr)(?<!\bMs)[.!?]\s+(?=\S)")


def take_quotes(blocks: list[Block], source: str, language: str, doubt: Doubt) -> tuple[list[Quote], list[Block]]:
    """The quotes, and the blocks with the place of each; what is not surely a quote stays running text."""
    quotes: list[Quote] = []
    kept: list[Block] = []
    for block in _with_attributions(blocks):
        # A statement of several paragraphs closes its marks in the last one only.
        goes_on = bool(kept) and (0, len(kept[-1].text)) in _passages(kept[-1].text)
        read = _read_statement(block.text, source) if block.kind == "text" and not goes_on else None
        if read:
            quotes.append(_quote(*read, {quote["id"] for quote in quotes}, language, doubt))
            kept.append(Block(quotes[-1]["id"], "quote"))
        else:
            _doubt_passage(block.text, doubt)
            kept.append(block)
    return quotes, kept


def _with_attributions(blocks: list[Block]) -> Iterator[Block]:
    """The blocks, a line "– Jana Muster, Ministerin" joined to the statement above it."""
    waiting = iter(range(len(blocks)))
    for number in waiting:
        below = blocks[number + 1].text if number + 1 < len(blocks) else ""
        parts = _split_statement(blocks[number].text)
        if parts and not (parts[0] or parts[2]) and _names_role(below):
            next(waiting)
            yield Block(f"{blocks[number].text} – {below.lstrip('–—- ')}")
        else:
            yield blocks[number]


def _names_role(text: str) -> bool:
    person = read_person(text.lstrip("–—- ")) if len(text) <= 120 else None
    return bool(person and person.role)


def _read_statement(text: str, source: str) -> tuple[str, Person] | None:
    parts = _split_statement(text)
    if not parts:
        return None
    before, statement, after = parts
    if after and not before:
        person = _speaker_behind(after)
    elif before.endswith(":") and not after:
        person = _speaker_before(before.removesuffix(":"), source)
    else:
        return None
    person = _as_known(person, source) if person else None
    return (_whole_sentence(statement), person) if person else None


def _split_statement(text: str) -> tuple[str, str, str] | None:
    """What stands before, between and behind the outer marks, when there is one pair of these only."""
    spans = [*_passages(text)]
    if len(spans) != 1 or spans[0][1] == len(text):
        return None
    start, end = spans[0]
    before, inner, after = text[:start].strip(), text[start + 1 : end].strip(), text[end + 1 :].strip()
    if not inner or set(before + after) & set(_MARKS):
        return None
    return before, inner, _FULL_STOP.sub("", after)


def _passages(text: str) -> Iterator[tuple[int, int]]:
    """Where the passages in quotation marks begin and end, if need be with the text; inner marks belong to them."""
    start, depth = 0, 0
    for place, char in enumerate(text):
        if not depth and char in _CLOSING:
            start, depth = place, 1
        elif depth and char in _CLOSING[text[start]]:
            depth -= 1
            if not depth:
                yield start, place
        elif depth and char == text[start]:
            depth += 1
    if depth:
        yield start, len(text)


def _speaker_behind(after: str) -> Person | None:
    after = after.lstrip(", ")
    if len(after) > 250 or _SENTENCE_BREAK.search(after):
        return None
    matches = (form.fullmatch(after) for form in _BEHIND)
    return next((person for match in matches if match and (person := read_person(match["who"]))), None)


def _speaker_before(before: str, source: str) -> Person | None:
    match = _BEFORE.fullmatch(before) if len(before) <= 250 else None
    person = read_person(match["who"]) if match else None
    # "Aktuelles Motto: „…“" looks like a name; a person has a role, or speaks, or is named elsewhere as well.
    if match and person and (person.role or match["verb"] or match["verb_last"] or source.count(person.name) > 1):
        return person
    return None


def _as_known(person: Person, source: str) -> Person | None:
    """The person with the first name and the role the text gives elsewhere; None for an unknown single word."""
    if " " not in person.name:
        full = find_full_name(person.name, source)
        if full:
            return replace(person, name=full.name, role=person.role or full.role)
        return person if person.role else None
    return replace(person, role=person.role or find_role(person.name, source))


def _whole_sentence(statement: str) -> str:
    """The statement closed by a full stop: before "said" a comma or nothing stands in its place."""
    return statement if statement[-1] in ".!?…:“”«»" else statement.rstrip(",") + "."


def _quote(statement: str, person: Person, taken: set[str], language: str, doubt: Doubt) -> Quote:
    if not person.role:
        doubt(f"The text gives no role for {person.name}; add it to the quote, so that readers know who speaks.")
    if " " not in person.name:
        doubt(f"The text gives no first name for {person.name}; add it to the quote.")
    quote = {"id": _id(person.surname, taken, language), "text": statement, "speaker": person.name}
    return quote | {key: value for key in ("role", "organisation") if (value := getattr(person, key))}


def _id(surname: str, taken: set[str], language: str) -> str:
    name = surname.lower()
    if language == "de":
        name = name.translate({ord("ä"): "ae", ord("ö"): "oe", ord("ü"): "ue"})
    name = name.replace("ß", "ss")
    ascii_only = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    id_ = re.sub(r"[^a-z0-9]+", "-", ascii_only.replace("'", "")).strip("-") or "quote"
    numbered = (f"{id_}-{number}" if number > 1 else id_ for number in count(1))
    return next(one for one in numbered if one not in taken)


def _doubt_passage(text: str, doubt: Doubt) -> None:
    """Doubt a text in which somebody may speak; the title of something is short, and nobody says it."""
    for start, end in _passages(text):
        inner = text[start + 1 : end]
        is_said = not start and re.match(rf",?\s*{_SAID}\b", text[end + 1 :])
        if len(inner) >= 60 or is_said or re.search(r"\w[.!?,]$", inner):
            doubt(
                f"“{inner[:60].rstrip()} …” stays in the running text, because it is not clear who says it or "
                "where it ends; if somebody is quoted here, move it to quotes."
            )
            return
