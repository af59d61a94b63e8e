"""An embargo in the words of a release is the one in its fields."""

import re
from collections.abc import Iterator

from pressflow.checking.dates import dates
from pressflow.checking.rule import rule
from pressflow.checking.text import Found, Text

_SAYS = re.compile(
    r"\bSperrfrist\s*(?::|bis\b|endet\b|,)|\bgesperrt bis\b|\bFrei(?:gabe)? (?:ab|erst ab)\b"
    r"|\bnicht (?:zur Veröffentlichung )?vor (?:dem|Beginn)\b[^.]*\bveröffentlich"
    r"|\b[Uu]nder (?:strict )?embargo\b|\b(?:[Ee]mbargo|EMBARGO)(?:ed|ED)?\s*(?::|(?i:until)\b)"
    r"|\b[Nn]ot for (?:publication|release) before\b"
)
_TIME = re.compile(r"\b(\d{1,2})(?:[.:](\d\d))?\s*(Uhr|[ap]\.?m\b)?")


@rule(
    "EMBARGO-TEXT",
    "error",
    chapter="Embargo",
    says="The words of the release speak of an embargo, and there is none in its fields, or it ends at another time. "
    "Only the field `embargo` keeps anything back. Write it there, and take the words out of the text: pressflow "
    "shows them wherever they belong.",
    wrong="Sperrfrist: 22. Mai 2026, 10 Uhr\n\nDie Brücke ist 84 Meter lang.",
    right="Die Brücke ist 84 Meter lang.",
    message="speaks of an embargo, and the release has none; give it in the field embargo:",
)
def embargo(text: Text) -> Iterator[Found]:
    """Embargoes the fields do not know."""
    for passage in text.passages:
        for found in _SAYS.finditer(passage.text):
            if wrong := _wrong(text, passage.text[found.start() : found.start() + 120]):
                yield passage.found(found.start(), found.end(), wrong)


def _wrong(text: Text, words: str) -> str:
    ends = text.record.embargo
    if not ends:
        return "speaks of an embargo, and the release has none; give it in the field embargo:"
    if not ends.until:
        return ""
    until = ends.until.astimezone(text.around.publisher.zone)
    for said in dates(words, text.language):
        day = said.near(until.date())
        if day and day != until.date():
            return f"names {day}, and the field embargo says {until:%Y-%m-%d %H:%M}; which is right?"
        time = _TIME.search(words, said.end)
        if (
            time
            and (time[2] or time[3])
            and time.start() - said.end < 20
            and _minutes(time) != (until.hour, until.minute)
        ):
            return f"names {time[0].strip()}, and the field embargo says {until:%H:%M}; which is right?"
        return ""
    return ""


def _minutes(time: re.Match[str]) -> tuple[int, int]:
    hour, half = int(time[1]), (time[3] or "U")[0].lower()
    if half in "ap":
        hour = hour % 12 + (12 if half == "p" else 0)
    return hour, int(time[2] or 0)
