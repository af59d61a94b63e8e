"""The parts of a page: what stands around the text is told from the text, line by line."""

import re
from dataclasses import dataclass

from pressflow.source.plain.blocks import Doubt, join_lines
from pressflow.source.plain.contacts import gives_address, is_contact_heading
from pressflow.source.plain.dates import Day, find_days, find_time, local_time
from pressflow.source.plain.places import PLACE, in_mixed_case

_END_MARK = re.compile(r"#(?:\s*#){2,}|[-–—*(\s]*(?:Ende|End|Ends)[-–—*).\s]*|[-–—]\s*30\s*[-–—]", re.IGNORECASE)
_KIND = re.compile(
    r"(?:(?:Presse|Medien)-?\s?(?:mitteilung|information|info|meldung|aussendung)|(?:Press|News|Media) release)"
    r"(?:\s+(?:der|des|vom|von|by|of|from)\s[^:.!?]{1,60})?"
    r"|(?:Presse|Medien)(?:einladung|termin|statement|erklärung)|Einladung|Statement|Erklärung"
    r"|Media (?:advisory|invitation|statement)|Press statement",
    re.IGNORECASE,
)
_FRAME = re.compile(
    r"(?:Zur|Mit der Bitte um) (?:sofortigen\s)?Veröffentlichung|For immediate release"
    r"|(?:Von|An|Gesendet|Betreff|From|To|Cc|Sent|Subject):.*"
    r"|(?:Startseite|Home|Sie sind hier|You are here)(?:\s*[>»›/|:].*)?",
    re.IGNORECASE,
)
_CRUMBS = re.compile(r"\s[>»›]\s")
_NUMBER = re.compile(r"(?:\b(?:Nr|No)\.?\s*|#)?\b[0-9]+(?:\s?[/-]\s?[0-9]+)*")
_BUTTONS = re.compile(
    r"(?:\W|\b(?:teilen|drucken|share|print|tweet|twittern|facebook|twitter|x|whatsapp|linkedin|xing|instagram|e-?mail|mail"
    r"|vorlesen|merken|pdf|download|herunterladen|zurück|back|seite|diese|page|this|link|kopieren|copy|per|auf|on|via|und"
    r"|and|versenden|senden|send)\b)+",
    re.IGNORECASE,
)
_DATE_LABEL = re.compile(
    r"(?:(?:Datum|Date|Stand|Erstellt|Veröffentlicht|Published|Gesendet|Sent)\s?(?:am|on)?:?\s*|vom\s|den\s|\()*",
    re.IGNORECASE,
)
_PLACE_LABEL = re.compile(rf"({PLACE}),\s+(?:den\s)?")
_EMBARGO = re.compile(
    r"\W*(?:Achtung\W+)?(?:(?P<event>Sperrfrist\b(?:\s+bis\b)?|(?:strictly\s|under\s)?embargo(?:ed)?\s+(?:until|till)\b)"
    r"|embargo(?:\s+bis\b|\s*:))\W*(?P<end>.+)",
    re.IGNORECASE,
)
_ZONE = re.compile(r"\b(?:GMT|UTC|BST|CES?T|E[SD]T|P[SD]T|MES?Z)\b")
_ABOUT = re.compile(
    r"(?:Über|About)\s(?=[^\W\d])[^.!?]{2,80}|Notes to editors:?|Hinweise? (?:an|für) die Redaktion\w*:?"
)
_SENTENCE = re.compile(r"\b(?:ist|sind|hat|haben|wird|werden|wurde|ein|eine|sich|nicht|is|are|has|was|will|this|its)\b")


@dataclass(frozen=True)
class Sections:
    """The lines of a page, by what they are for."""

    story: list[str]
    contacts: list[str]
    notes: list[str]
    furniture: list[str]


@dataclass(frozen=True)
class DateLine:
    """A line that is nothing but a date: "16.05.2026, 10.30 Uhr", "Siegburg, 16. Mai 2026"."""

    day: Day
    place: str | None = None


def cut_sections(lines: list[str], doubt: Doubt) -> Sections:
    """Text, press contacts and notes; what a web site or a mail puts around them is dropped with a doubt."""
    story, below = _cut_end_mark(lines)
    story, contacts = _cut_contacts(story)
    below, contacts_below = _cut_contacts(below)
    contacts = [*contacts, "", *contacts_below]
    if not any(contacts):
        story, contacts = _cut_last_lines(story)
    story, about = _cut_about(story)
    story, furniture = _cut_furniture(story)
    buttons = [line for line in (*story, *about, *below) if _is_button(line)]
    if furniture or buttons:
        named = ", ".join(f"“{line}”" for line in (*furniture, *buttons))
        doubt(f"These lines were dropped, because a web site or a mail puts them around the text: {named}.")
    return Sections(_with_words(story), contacts, _with_words([*about, "", *below]), furniture)


def take_embargo(lines: list[str], doubt: Doubt) -> tuple[dict[str, str] | None, list[str]]:
    """The embargo a line of its own imposes, and the other lines."""
    for number, line in enumerate(lines):
        embargo = _read_embargo(line, doubt)
        if embargo:
            return embargo, [*lines[:number], *lines[number + 1 :]]
    return None, lines


def _read_embargo(line: str, doubt: Doubt) -> dict[str, str] | None:
    match = _EMBARGO.fullmatch(line) if len(line) <= 160 else None
    if not match:
        return None
    day = next(iter(find_days(match["end"])), None)
    if day:
        time = day.time or find_time(match["end"][: day.start] + match["end"][day.end :])
        doubt(
            f"The embargo was read from “{line}”; check that its day and time are right."
            + ("" if time else " The line names no time: 10:00 is a guess.")
            + (" It names a time zone; the record takes the time as the newsroom's." if _ZONE.search(line) else "")
        )
        return {"until": local_time(day.day, time)}
    # "Embargo bis 2030 verlängert" may be the headline.
    if match["event"]:
        doubt(f"The embargo (“{line}”) has no date; it was read as lasting until an event. Check it.")
        return {"event": match["end"]}
    return None


def take_date_line(sections: Sections, doubt: Doubt) -> tuple[DateLine | None, list[str]]:
    """The date that stands alone in one of the first lines, or beside "Pressemitteilung"; and the other lines."""
    lines = sections.story
    for number in [number for number, line in enumerate(lines) if line][:6]:
        dated = _read_date_line(lines[number])
        if dated:
            if dated.place:
                doubt(f"“{lines[number]}” was read as the place and the date of the release.")
            return dated, [*lines[:number], "", *lines[number + 1 :]]
    beside = (day for line in sections.furniture if _KIND.match(line) for day in find_days(line))
    return next((DateLine(day) for day in beside), None), lines


def _read_date_line(line: str) -> DateLine | None:
    days = find_days(line)
    if len(days) != 1 or re.search(r"\w", line[days[0].end :]):
        return None
    before = line[: days[0].start]
    if _DATE_LABEL.fullmatch(before):
        return DateLine(days[0])
    place = _PLACE_LABEL.fullmatch(before)
    return DateLine(days[0], in_mixed_case(place[1])) if place else None


def _cut_end_mark(lines: list[str]) -> tuple[list[str], list[str]]:
    """What stands above and below the end mark; a mark above any text is none."""
    for number, line in enumerate(lines):
        if _END_MARK.fullmatch(line) and sum(map(bool, lines[:number])) > 1:
            return lines[:number], lines[number + 1 :]
    return lines, []


def _cut_contacts(lines: list[str]) -> tuple[list[str], list[str]]:
    """The lines without, and those of, the sections that a heading such as "Pressekontakt" opens."""
    rest: list[str] = []
    contacts: list[str] = []
    addresses = [gives_address(line) for line in lines]
    number = 0
    while number < len(lines):
        end = _contact_end(lines, number, addresses) if is_contact_heading(lines[number]) else number
        contacts += lines[number:end]
        if end == number:
            rest.append(lines[number])
        number = max(end, number + 1)
    return rest, contacts


def _contact_end(lines: list[str], start: int, addresses: list[bool]) -> int:
    """The line behind the section, or `start` when it is none: it gives no phone number and no mail address.

    Where running text follows, the last number or address closes the section.
    """
    end = start
    if not any(addresses[start:]):
        return end
    for number in range(start, len(lines)):
        # A sentence such as "Wenden Sie sich gern an" may stand above the first address, not below the last.
        is_over = end > start or not any(addresses[number : number + 6])
        if addresses[number]:
            end = number + 1
        elif is_over and number > start and _is_running_text(lines[number]):
            return end
    return len(lines)


def _cut_last_lines(lines: list[str]) -> tuple[list[str], list[str]]:
    """Contact lines without a heading: the last short lines, if they give a phone number or a mail address."""
    lines = lines[: len(lines) - next((number for number, line in enumerate(reversed(lines)) if line), 0)]
    start = len(lines)
    while start and lines[start - 1] and not _is_sentence(lines[start - 1], shortest=3):
        start -= 1
    last = lines[start:]
    return (lines[:start], last) if start and any(map(gives_address, last)) else (lines, [])


def _cut_about(lines: list[str]) -> tuple[list[str], list[str]]:
    """A last section "Über …", "About …"; above much text the same words are a heading of the text itself."""
    headings = [number for number, line in enumerate(lines) if number > 1 and _ABOUT.fullmatch(line)]
    with_colon = [number for number in headings if lines[number].endswith(":")]
    for number in [*with_colon[:1], *headings[-1:]]:
        below = len(join_lines(lines[number + 1 :]))
        if below and (below <= 2 or number in with_colon):
            return lines[:number], lines[number:]
    return lines, []


def _cut_furniture(lines: list[str]) -> tuple[list[str], list[str]]:
    """The lines from the headline on, and what stood above it; dates stay, they are read later."""
    kept: list[str] = []
    furniture: list[str] = []
    for number, line in enumerate(lines):
        if _is_furniture(line):
            furniture.append(line)
        elif not line or _read_date_line(line) or _is_button(line):
            kept.append(line)
        else:
            return [*kept, *lines[number:]], furniture
    return kept, furniture


def _is_furniture(line: str) -> bool:
    days = find_days(line)
    bare = line[: days[0].start] + line[days[0].end :] if days else line
    bare = re.sub(r"\s(?:vom|of|from)?[\s|,:–-]*$", "", _NUMBER.sub("", bare) + " ")
    bare = bare.strip(" |,:–-")
    return bool(_KIND.fullmatch(bare) or _FRAME.fullmatch(bare)) or len(_CRUMBS.findall(line)) > 1


def _is_button(line: str) -> bool:
    return bool(_BUTTONS.fullmatch(line) and re.search(r"\w", line))


def _is_running_text(line: str) -> bool:
    is_contact = gives_address(line) or line.endswith(":")
    return bool(_ABOUT.fullmatch(line)) or (not is_contact and _is_sentence(line))


def _is_sentence(line: str, shortest: int = 6) -> bool:
    closed = bool(re.search(r"[.!?][“”\"»]?$", line) or _SENTENCE.search(line))
    return len(line) > 120 or (len(line.split()) >= shortest and closed)


def _with_words(lines: list[str]) -> list[str]:
    """The lines that say something; a rule of dashes parts paragraphs as a blank line does."""
    return ["" if _is_button(line) or not re.search(r"\w", line) else line for line in lines]
