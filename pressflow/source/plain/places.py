"""Where a release is issued: from its dateline, else guessed from the running text."""

import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import cache

from pressflow.source.plain.blocks import Block, Doubt
from pressflow.source.plain.dates import Day, find_days
from pressflow.source.plain.language import is_small_word

_WORD = r"(?:St\.|[^\W\d_a-zäöüß][\w'’-]*(?:\.\w+)*)"
_NAME = rf"{_WORD}(?:[ /](?:{_WORD}|am|an der|ob der|im|in der|upon|on|of|vor|bei)){{0,4}}"
PLACE = rf"{_NAME}(?:, {_NAME})?"
_BEFORE_DAY = re.compile(rf"\(?({PLACE})\)?,?\s*(?:(?:den|am|on)\s+)?")
_AFTER_DAY = re.compile(
    r"\)?\s*(?P<agency>\([\w ./-]{2,20}\)|/[\w ]{2,20}/)?\s*(?:(?:[–—:]|-{1,2})\s*(?=\S)|\.\s+(?=[^\W\d_a-zäöüß]))"
)
_NO_DAY = re.compile(
    rf"(?P<place>{PLACE})(?:\s*(?P<agency>\((?:ots|dpa|epd|kna|afp)\b[^)]{{0,12}}\))\s*(?:[–—:]|-{{1,2}})\s*(?=\S)"
    r"|\s+(?:[–—]|-{1,2})\s+(?=[^\W\d_a-zäöüß]|[„“»\"]))"
)
_IN = re.compile(
    rf"\bin ((?:(?:Bad|Sankt) |St\. )?{_WORD}"
    r"(?: (?:am Main|am Rhein|am Neckar|an der [A-ZÄÖÜ]\w+|ob der Tauber|im Breisgau))?)(?! (?:von|des)\b)"
)
_IN_ENGLISH = re.compile(rf"\bin ({_WORD}(?: {_WORD}){{0,2}})")
# Nouns that stand behind "in" without an article as towns do, and states.
_NO_PLACE = re.compile(
    r"(?:\w+(?:ung|ungen|heit|heiten|keit|keiten|schaft|schaften|tion|tionen|ität|nahme|ismus|weise)"
    r"|\w*(?:arbeit|form|höhe|kraft|zukunft|zeit|zeiten|schulen|kommunen|städten|gemeinden|ländern|unternehmen|euro)"
    r"|anwesenheit|absprache|sachen|sicht|fällen|fall|teilen|summe|kürze|gang|planung|betrieb|frieden|freiheit|not)"
    r"|spring|summer|autumn|fall|winter|english|german|french|parliament|it|addition|total|person"
    r"|(?:Baden-)?Württemberg|Bayern|Brandenburg|Hessen|Mecklenburg-Vorpommern|Niedersachsen|Nordrhein-Westfalen|NRW"
    r"|Rheinland-Pfalz|Saarland|Sachsen(?:-Anhalt)?|Schleswig-Holstein|Thüringen|Europa|Europe",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Dateline:
    """What opens a release: "Siegburg, 16. Mai 2025 –"."""

    place: str | None = None
    day: Day | None = None


def take_dateline(blocks: list[Block], doubt: Doubt) -> tuple[Dateline, list[Block]]:
    """The dateline of the first two paragraphs, for a teaser may stand above it, and the blocks without it."""
    found = Dateline()
    for number, block in enumerate(blocks[:2]):
        dateline, end = _read_dateline(block.text)
        if not end or (found.place and found.place != dateline.place):
            continue
        if not dateline.day or set("(/") & set(block.text[:end]):
            doubt(f"“{block.text[:end].strip()}” was read as the dateline and taken out of the text.")
        found = found if found.place else dateline
        blocks = [*blocks[:number], replace(block, text=block.text[end:]), *blocks[number + 1 :]]
    return found, blocks


def _read_dateline(text: str) -> tuple[Dateline, int]:
    day = next(iter(find_days(text[:120])), None)
    if day:
        before, after = _BEFORE_DAY.fullmatch(text[: day.start]), _AFTER_DAY.match(text, day.end)
        if before and after:
            return Dateline(in_mixed_case(before[1]), day), after.end()
    match = _NO_DAY.match(text)
    if match and (match["agency"] or len(match["place"].split()) <= 3) and not is_small_word(match[0].split()[0]):
        return Dateline(in_mixed_case(match["place"])), match.end()
    return Dateline(), 0


def in_mixed_case(place: str) -> str:
    """BERLIN as Berlin; short forms such as UK stay."""
    return " ".join(word.title() if word.isupper() and len(word.strip(",.")) > 3 else word for word in place.split())


def guess_place(text: str, language: str, doubt: Doubt) -> str | None:
    """The place the running text names most often behind "in"."""
    pattern = _IN_ENGLISH if language == "en" else _IN
    found = [match for match in pattern.finditer(text) if _may_be_place(match[1])]
    if not found:
        doubt("No place was found; add where the release is issued, it opens the text with the date.")
        return None
    place = Counter(match[1] for match in found).most_common(1)[0][0]
    first = next(match for match in found if match[1] == place)
    around = " ".join([*text[: first.start()].split()[-3:], *text[first.start() :].split()[:5]])
    doubt(
        f"The place {place} was taken from the running text (“… {around} …”); check that the release is issued there."
    )
    return place


def _may_be_place(name: str) -> bool:
    return len(name) > 1 and not (_NO_PLACE.fullmatch(name) or is_small_word(name) or name.lower() in _no_places())


@cache
def _no_places() -> frozenset[str]:
    """Countries and months: a release is issued in a town."""
    from babel import Locale

    locales = [Locale("de"), Locale("en")]
    countries = {name for locale in locales for name in locale.territories.values()}
    months = {name for locale in locales for name in locale.months["format"]["wide"].values()}
    return frozenset(name.lower() for name in countries | months)
