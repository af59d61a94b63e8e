"""Times of day are there once, and no midnight leaves open which day it belongs to."""

import re
from collections.abc import Iterator

from pressflow.checking.dates import dates
from pressflow.checking.rule import rule
from pressflow.checking.text import Found, Passage, Text
from pressflow.errors import RuleError
from pressflow.model.moment import read_moment

_TIME = re.compile(
    r"^[\s,()–-]*(?:(?:ab|um|von|gegen|at|from)\s+)?(?P<hour>\d{1,2})(?:[.:](?P<minute>\d\d))?\s*(?P<half>Uhr|[ap]\.?m\b\.?)"
)
_MIDNIGHT = {
    "de": re.compile(r"(?<![\d.:])(?:0?0|24)(?:[.:]00)?\s*Uhr\b|\bMitternacht\b"),
    "en": re.compile(r"\b12(?:[.:]00)?\s*(?:a\.?m\b\.?|p\.?m\b\.?|midnight)|\b(?:00:00|24:00)\b|(?<!12 )\bmidnight\b"),
}
_LABEL = re.compile(r"(?:Wann|Termin|Datum|Beginn|When|Date|Start)\s*:|.*\b(?:Sperrfrist|[Ee]mbargo)", re.DOTALL)


@rule(
    "TIME-DST",
    "error",
    chapter="Dates and times",
    says="A time does not exist, or comes twice, because the clocks change that night. Choose another time; in `date` "
    "and `embargo` you may add the distance from UTC as the message shows.",
    wrong="Die Anlage wird am 29. März 2026 um 2.30 Uhr umgestellt.",
    right="Die Anlage wird am 29. März 2026 um 3.30 Uhr umgestellt.",
    message="2026-03-29 02:30 does not exist in Europe/Berlin: the clocks are put forward then",
)
def dst(text: Text) -> Iterator[Found]:
    """Times in the text that the change of the clocks takes away or doubles."""
    for passage in text.passages:
        for said in dates(passage.text, text.language):
            day, time = said.near(text.day), _TIME.match(passage.text[said.end : said.end + 40])
            if not day or not time or not (hour := _hour(time)):
                continue
            try:
                read_moment(f"{day} {hour}", text.around.publisher.zone)
            except RuleError as error:
                if error.code == "TIME-DST":
                    yield passage.found(said.start, said.end + time.end(), str(error).split(";")[0])
            except ValueError:
                continue


def _hour(time: re.Match[str]) -> str:
    """A time of day as 02:30; nothing for one that is none."""
    hour, half = int(time["hour"]), time["half"][0].lower()
    if half in "ap":
        hour = hour % 12 + (12 if half == "p" else 0)
    return f"{hour:02}:{time['minute'] or '00'}" if hour < 24 else ""


@rule(
    "TIME-MIDNIGHT",
    "warning",
    chapter="Dates and times",
    says="An embargo ends, or an event begins, at midnight or at twelve: readers take 00:00, 12:00 and 24:00 for "
    "different moments. Name a minute before or after it.",
    wrong="- Wann: Freitag, 22. Mai, 24 Uhr\n- Wo: Rathaus",
    right="- Wann: Freitag, 22. Mai, 23.59 Uhr\n- Wo: Rathaus",
    message="24 Uhr is taken for different moments by different readers; name a minute before or after it",
)
def midnight(text: Text) -> Iterator[Found]:
    """Embargoes and events at midnight or twelve."""
    embargo = text.record.embargo
    if embargo and embargo.until:
        until = embargo.until.astimezone(text.around.publisher.zone)
        if (until.hour, until.minute) in ((0, 0), (12, 0)):
            yield text.at("embargo", "until", message=f"embargo until: {until:%H:%M} {_UNCLEAR}")
    pattern = _MIDNIGHT.get(text.language, _MIDNIGHT["en"])
    for passage in text.of("lead", "event", "notes", "item", "row", "paragraph"):
        for start, words in passage.sentences:
            if _is_event(words, text):
                yield from _at_midnight(passage, start, words, pattern)


_UNCLEAR = "is taken for different moments by different readers; name a minute before or after it"


def _is_event(words: str, text: Text) -> bool:
    return bool(_LABEL.match(words)) or text.record.type == "media_advisory"


def _at_midnight(passage: Passage, start: int, words: str, pattern: re.Pattern[str]) -> Iterator[Found]:
    for found in pattern.finditer(words):
        yield passage.found(start + found.start(), start + found.end(), f"{found[0].rstrip('.')} {_UNCLEAR}")
