"""Spaces, dashes and units as printers set them; all of it can be mended by `check --fix`."""

import re
from collections.abc import Iterator

from pressflow.checking.rule import rule
from pressflow.checking.text import Found, Text

_NARROW = "\u00a0"
_UNITS = r"(?:km|m|cm|mm|kg|g|t|l|ml|ha|km²|m²|m³|kWh|MWh|GWh|TWh|kW|MW|GW|MB|GB|TB|dB|Hz|€|°C|%|‰|Mio\.|Mrd\.|Tsd\.)"
_DOUBLE = re.compile(r"(?<=\S)[ ]{2,}(?=\S)")
_BEFORE_SIGN = re.compile(r"(?<=[\w)“”]) +(?=[,;!?](?:\s|$))|(?<=[^\W\d_]) +(?=\.(?:\s|$))")
_SPACED_HYPHEN = re.compile(r"(?<=[\w“”\".,)]) - (?=[\w„“\"(])")
_RANGE = re.compile(
    r"(?<![\w./–-])(\d{1,4}(?:[.,:]\d{1,3})?)(-)(\d{1,4}(?:[.,:]\d{1,3})?)(?=\s?(?:Uhr\b|Prozent\b|per cent\b"
    r"|[ap]m\b|[ap]\.m\.|%|€|Euro\b|Jahre|years\b"
    r"|Personen\b|people\b|Meter\b|metres\b|Kilometer\b|kilometres\b|km\b|m\b|Grad\b|Seiten\b|pages\b|Tage|days\b|Wochen\b|weeks\b|Monate|months\b))"
)
_YEARS = re.compile(r"(?<![\w./–-])((?:19|20)\d\d)(-)((?:19|20)\d\d)(?![\w/-]|[.,]\d)")
_UNIT = re.compile(rf"(?<![\w.,])(\d{{1,3}}(?:[.,]\d{{1,3}})*)( )({_UNITS})(?![\w²³/])")
_PERCENT_DE, _PERCENT_EN = re.compile(r"(?<=\d)(%)(?!\w|-)"), re.compile(r"(?<=\d)([ \u00a0])(%)(?!\w)")


@rule(
    "SPACE",
    "hint",
    chapter="Typography",
    says="Two spaces stand where one belongs, or one before a comma or a full stop.",
    wrong="Die Brücke ist  offen.",
    right="Die Brücke ist offen.",
    message="two spaces; one is enough",
)
def space(text: Text) -> Iterator[Found]:
    """Spaces too many."""
    for passage in text.passages:
        for found in _DOUBLE.finditer(passage.text):
            yield passage.found(found.start(), found.end(), "two spaces; one is enough", " ")
        for found in _BEFORE_SIGN.finditer(passage.text):
            yield passage.found(found.start(), found.end(), "a space before the sign; it belongs behind it", "")


@rule(
    "DASH",
    "hint",
    chapter="Typography",
    says="A hyphen stands for a dash: between words, or from one number to another. Write –.",
    wrong="Geöffnet ist von 8-10 Uhr.",
    right="Geöffnet ist von 8–10 Uhr.",
    message="a hyphen in a range; a dash belongs there: –",
)
def dash(text: Text) -> Iterator[Found]:
    """Hyphens that are dashes."""
    for passage in text.passages:
        for found in _SPACED_HYPHEN.finditer(passage.text):
            at = found.start() + 1
            yield passage.found(at, at + 1, "a hyphen between words; a dash belongs there: –", "–")
        for pattern in (_RANGE, _YEARS):
            for found in pattern.finditer(passage.text):
                at = found.start(2)
                yield passage.found(at, at + 1, "a hyphen in a range; a dash belongs there: –", "–")


@rule(
    "UNIT",
    "hint",
    chapter="Typography",
    says="A number and its unit may be torn apart at the end of a line; a non-breaking space holds them "
    "together. German "
    "has one before %, English has none.",
    wrong="Die Brücke kostet 84 € und 20% mehr.",
    right="Die Brücke kostet 84\u00a0€ und 20\u00a0% mehr.",
    message="a space that does not break belongs between number and unit",
)
def unit(text: Text) -> Iterator[Found]:
    """Units without their space, or with one that breaks."""
    german = text.language == "de"
    for passage in text.passages:
        for found in _UNIT.finditer(passage.text):
            if german or found[3] != "%":
                at = found.start(2)
                yield passage.found(at, at + 1, "a space that does not break belongs between number and unit", _NARROW)
        for found in (_PERCENT_DE if german else _PERCENT_EN).finditer(passage.text):
            message = "German has a space before %" if german else "English has no space before %"
            yield passage.found(found.start(), found.end(), message, f"{_NARROW}%" if german else "%")
