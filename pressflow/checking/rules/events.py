"""Dates of events belong to this release: none is over, none is last year's."""

import re
from collections.abc import Iterator
from datetime import timedelta

from pressflow.checking.dates import Said, dates
from pressflow.checking.rule import rule
from pressflow.checking.text import BODY, Found, Passage, Text

_LABEL = re.compile(r"(?:Wann|Termin|Datum|When|Date)\s*:", re.IGNORECASE)
_INVITES = {
    "de": re.compile(r"\b(?:lädt|laden)\b[^!?]*\bein\b|\bEinladung (?:zum|zur|für)\b|\bsind\b[^!?]*\beingeladen\b"),
    "en": re.compile(r"\binvites?\b|\binvitation to\b|\b(?:is|are) invited\b|\bis inviting\b"),
}
_AHEAD = {
    "de": re.compile(
        r"\b(?:findet|finden|lädt|laden|beginnt|beginnen|startet|starten|öffnet|öffnen|eröffnet|wird|werden|soll|Anmeldeschluss)\b"
    ),
    "en": re.compile(r"\b(?:takes? place|will|invites?|begins?|starts?|opens?|is held|are invited|is due)\b"),
}
_BEHIND = {
    "de": re.compile(r"\b(?:war|waren|wurden?|hatten?|hat|haben|fand|fanden|seit|Vorjahr|worden|gegründet|bereits)\b"),
    "en": re.compile(r"\b(?:was|were|had|has|have|since|previous|last|been|founded|already)\b"),
}
_LATELY, _SEASON, _OLD = timedelta(days=90), 31, 6


@rule(
    "DATE-PAST",
    "error",
    chapter="Dates and times",
    says="An invitation names a day that lies before the day of the release. Correct the day.",
    wrong="Die Stadt lädt am Donnerstag, 14. Mai 2026, zur Besichtigung ein.",
    right="Die Stadt lädt am Donnerstag, 21. Mai 2026, zur Besichtigung ein.",
    message="14 May 2026 is over when the release appears, on 16 May 2026",
)
def past(text: Text) -> Iterator[Found]:
    """Invitations to what is over."""
    for passage in text.of("title", "subtitle", "lead", "notes", *BODY):
        for start, words in passage.sentences:
            if not (_LABEL.match(words) or _invites(words, text) or _announces(passage, words, text)):
                continue
            said = [(one, one.near(text.day)) for one in dates(words, text.language)]
            days = [day for _, day in said if day]
            if said and days and max(days) < text.day and _meant(said[0][0], text):
                first, day = said[0]
                message = f"{_written(day or days[0])} is over when the release appears, on {_written(text.day)}"
                yield passage.found(start + first.start, start + first.end, message)


def _invites(words: str, text: Text) -> bool:
    return bool(_INVITES.get(text.language, _INVITES["en"]).search(words))


def _announces(passage: Passage, words: str, text: Text) -> bool:
    """Whether the lead of an invitation to the media tells what is to come."""
    behind = _BEHIND.get(text.language, _BEHIND["en"])
    return text.record.type == "media_advisory" and passage.kind == "lead" and not behind.search(words)


def _meant(said: Said, text: Text) -> bool:
    """Whether a day without a year can only be the one before the release."""
    day = said.near(text.day)
    return day is not None and (said.year is not None or text.day - day < _LATELY)


@rule(
    "DATE-RECYCLED",
    "warning",
    chapter="Dates and times",
    says="Something is announced for a day of an earlier year, or the folder's name and the `date` are of different "
    "years: it looks as if it came from an older release. Correct the year.",
    wrong="Das Fest findet am 30. Mai 2025 im Stadtpark statt.",
    right="Das Fest findet am 30. Mai 2026 im Stadtpark statt.",
    message="2025 is over, and this is announced; does the year come from an older release?",
)
def recycled(text: Text) -> Iterator[Found]:
    """Announcements for an earlier year."""
    yield from _folder(text)
    for passage in text.of("title", "subtitle", "lead", "notes", *BODY):
        for start, words in passage.sentences:
            if not ahead(words, text.language) or _INVITES.get(text.language, _INVITES["en"]).search(words):
                continue
            for said in dates(words, text.language):
                if _last_years(said, text):
                    message = f"{said.year} is over, and this is announced; does the year come from an older release?"
                    yield passage.found(start + said.start, start + said.end, message)


def _folder(text: Text) -> Iterator[Found]:
    slug = text.around.release.slug
    if text.record.date and re.match(r"20\d\d-\d\d-\d\d-", slug):
        year = int(slug[:4])
        if 1 <= abs(year - text.day.year) <= _OLD and slug[5:10] != "01-01" and slug[5:7] == f"{text.day.month:02}":
            yield text.at(
                "date", message=f"date: is of {text.day.year}, and the folder's name of {year}; which is right?"
            )


def ahead(words: str, language: str) -> bool:
    """Whether words tell what is to come, and nothing that was."""
    language = language if language in _AHEAD else "en"
    return bool(_AHEAD[language].search(words)) and not _BEHIND[language].search(words)


def _last_years(said: Said, text: Text) -> bool:
    """Whether a date of an earlier year would lie near the release's day, were it of this year."""
    now = said.on(text.day.year)
    if said.year is None or now is None or not 0 < text.day.year - said.year < _OLD:
        return False
    day = said.on(said.year)
    fits = said.weekday is None or (day is not None and day.weekday() == said.weekday)
    return fits and abs((now - text.day).days) <= 2 * _SEASON


def _written(day: object) -> str:
    return f"{day:%-d %B %Y}"
