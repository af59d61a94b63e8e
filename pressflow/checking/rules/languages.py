"""All languages of a release tell the same facts."""

import re
from collections.abc import Iterator
from decimal import Decimal

from pressflow.checking.dates import dates
from pressflow.checking.numbers import in_words, numbers
from pressflow.checking.persons import person
from pressflow.checking.rule import rule
from pressflow.checking.text import Found, Passage, Text

# Smaller ones are often written in words, and hours are told otherwise.
_TELLING = 13
_CLOCK = re.compile(r"^[\s\u00a0]*(?:Uhr|[ap]\.?m\b|noon)|^[.:]\d\d")
_RUNNING = ("title", "subtitle", "lead", "quote", "item", "row", "paragraph")


@rule(
    "LANG-FACTS",
    "error",
    chapter="The languages",
    says="The languages of a release differ in what cannot differ: `date`, `topics`, the end of the `embargo`; "
    "or a number, "
    "a day, a name or the number of quotes in the text. Or `translation_of` names a language the release is not "
    "written in. Make them the same.",
    wrong="en: The bridge is 48 metres long.\nbody: Die Brücke ist 84 Meter lang.",
    right="en: The bridge is 84 metres long.\nbody: Die Brücke ist 84 Meter lang.",
    message="48 is not in de.md, which has 84 instead; which is right?",
)
def facts(text: Text) -> Iterator[Found]:
    """Numbers, days, names and quotes that the original does not have."""
    original = text.around.texts.get(text.around.release.original.language)
    if original is None or original is text or text.record.variant or "-" in text.record.language:
        return
    yield from _numbers(text, original)
    yield from _days(text, original)
    yield from _people(text, original)
    if len(text.record.quotes) != len(original.record.quotes):
        counts = f"{len(text.record.quotes)} quotes here, {len(original.record.quotes)} in {_file(original)}"
        yield text.at("quotes", message=f"{counts}; make them the same")
    if len(text.record.links) != len(original.record.links):
        counts = f"{len(text.record.links)} links here, {len(original.record.links)} in {_file(original)}"
        yield text.at("links", message=f"{counts}; make them the same")


def _numbers(text: Text, original: Text) -> Iterator[Found]:
    """A number only this language has, where the original has one only it has: one of them is wrong."""
    here, there = _values(text), _values(original)
    spare = [value for value in there if value not in here and value not in _worded(text)]
    for value, (passage, start, end) in here.items():
        if value in there or value in _worded(original) or not spare:
            continue
        other = min(spare, key=lambda one: abs(one - value))
        said, instead = passage.text[start:end], _said(there[other])
        yield passage.found(
            start, end, f"{said} is not in {_file(original)}, which has {instead} instead; which is right?"
        )


def _values(text: Text) -> dict[Decimal, tuple[Passage, int, int]]:
    """The numbers that tell something, each where it first stands."""
    found: dict[Decimal, tuple[Passage, int, int]] = {}
    for passage in text.passages:
        if passage.kind not in _RUNNING:
            continue
        days = [(said.start, said.end) for said in dates(passage.text, text.language)]
        for number in numbers(passage.text, text.language):
            inside = any(start <= number.start < end for start, end in days)
            clock = _CLOCK.match(passage.text[number.end :]) or number.unit in ("uhr", "am", "pm")
            if not inside and not clock and (number.value >= _TELLING or number.decimals):
                found.setdefault(number.value, (passage, number.start, number.end))
    return found


def _said(place: tuple[Passage, int, int]) -> str:
    passage, start, end = place
    return passage.text[start:end]


def _worded(text: Text) -> set[Decimal]:
    return in_words(text.words, text.language)


def _days(text: Text, original: Text) -> Iterator[Found]:
    """A day only this language names, where the original names one only it has."""
    here, there = _named_days(text), _named_days(original)
    missing = [day for day in there if day not in here]
    for day, (passage, start, end) in here.items():
        if day not in there and missing:
            instead = _said(there[missing[0]])
            message = (
                f"{passage.text[start:end]} is not in {_file(original)}, which has {instead} instead; which is right?"
            )
            yield passage.found(start, end, message)


def _named_days(text: Text) -> dict[tuple[int, int], tuple[Passage, int, int]]:
    found: dict[tuple[int, int], tuple[Passage, int, int]] = {}
    for passage in text.passages:
        if passage.kind in _RUNNING:
            for said in dates(passage.text, text.language):
                found.setdefault((said.month, said.day), (passage, said.start, said.end))
    return found


def _people(text: Text, original: Text) -> Iterator[Found]:
    """Speakers and people under another name than in the original."""
    pairs: list[tuple[tuple[str | int, ...], str, str]] = [
        (("quotes", number, "speaker"), quote.speaker, other.speaker)
        for number, (quote, other) in enumerate(zip(text.record.quotes, original.record.quotes, strict=False))
    ]
    if len(text.record.people) == len(original.record.people):
        both = zip(text.record.people, original.record.people, strict=True)
        pairs += [(("people", number), name, other) for number, (name, other) in enumerate(both)]
    for field, name, other in pairs:
        one, two = person(name), person(other)
        if one and two and one.family != two.family:
            yield text.at(*field, message=f"{one.whole} is {two.whole} in {_file(original)}; which is right?")


def _file(text: Text) -> str:
    return f"{text.record.language}.md"
