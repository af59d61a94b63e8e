"""Nothing is left that was to be filled in."""

import re
from collections.abc import Iterator

from pressflow.checking.rule import rule
from pressflow.checking.text import Found, Text

_NAMES = (
    "name|vorname|nachname|datum|ort|uhrzeit|zahl|titel|funktion|zitat|telefon|telefonnummer|e-mail|link|betrag|text|thema|firma|unternehmen"
    "|date|place|time|number|title|role|first name|last "
    "name|surname|phone|email|amount|company|city|quote|topic|headline|insert[^\\]]*"
    "|[^\\]]*(?:einfügen|ergänzen|eintragen|einsetzen)"
    "|[^\\]]*\\b(?:to follow|to come|folgt|wird nachgereicht)|tbd|tbc|tba|xx+"
)
_LEFT = re.compile(
    rf"\bX{{3,}}(?!\.\s?[A-ZÄÖÜ]|I|V)\b|\bxxx+\b|\bTODO\b|\bFIXME\b|\bTBD\b|\bTBC\b|\bTBA\b|\bTKTK\b"
    rf"|\b[Ll]orem [Ii]psum\b|\?\?\?+|_{{4,}}"
    rf"|\[(?i:{_NAMES})\](?!\()|<!--.*?-->|\{{\{{.*?\}}\}}|<(?i:{_NAMES})>|\bNN\b(?=,|\s+\()|\bN\.\s?N\.",
    re.DOTALL,
)


@rule(
    "PLACEHOLDER",
    "error",
    chapter="The text",
    says="Something is left that was to be filled in: XXX, TODO, Lorem ipsum, [Name], ???, or a comment of a template. "
    "Fill it in.",
    wrong="Die Kosten trägt [Name] mit XXX Euro.",
    right="Die Kosten trägt die Sparkasse mit 500 Euro.",
    message="'[Name]' is left to be filled in",
)
def placeholders(text: Text) -> Iterator[Found]:
    """What was to be filled in, each passage told once."""
    for passage in text.passages:
        if found := _LEFT.search(passage.text):
            left = " ".join(found[0].split())
            yield passage.found(found.start(), found.end(), f"{left[:40]!r} is left to be filled in")
