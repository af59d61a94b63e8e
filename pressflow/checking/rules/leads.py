"""The lead tells who, what, when and where, and the text below does not tell it again."""

import re
from collections.abc import Iterator

from rapidfuzz import fuzz

from pressflow.checking.dates import dates, months, weekdays
from pressflow.checking.rule import rule
from pressflow.checking.rules.events import ahead
from pressflow.checking.text import Found, Text

# Measured on the corpus: leads told again are above 90, texts that take up the lead's words below 80.
_ALIKE = 90
_WORDS = 10
_WHEN = re.compile(
    r"\b(?:\d{4}|\w*jahr\w*|heute|gestern|morgen|ab sofort|Woche|Monat|Jahr\w*|Sommer|Herbst|Winter|Frühjahr|seit|Uhr"
    r"|today|yesterday|tomorrow|week|month|year|summer|autumn|winter|spring|since|now|[ap]m)\b"
)


@rule(
    "LEAD-DUP",
    "error",
    chapter="Headline and lead",
    says="The text below repeats the lead, or one of its sentences. Every channel shows the lead above the "
    "text. Remove "
    "it from the text.",
    wrong="lead: Die Stadt Lohtal hat am Samstag die neue Brücke über die Loh für den Verkehr "
    "freigegeben.\nbody: Die Stadt "
    "Lohtal hat am Samstag die neue Brücke über die Loh für den Verkehr jetzt freigegeben. Sie ist 84 Meter lang.",
    right="lead: Die Stadt Lohtal hat am Samstag die neue Brücke über die Loh für den Verkehr freigegeben.\nbody: Die "
    "Brücke ist 84 Meter lang.",
    message="the text repeats the lead; every channel shows the lead above the text, so remove it here",
)
def repeated(text: Text) -> Iterator[Found]:
    """Sentences of the lead that the text tells again, word for word or nearly so."""
    told = [words for one in text.of("lead") for _, words in one.sentences if len(words.split()) >= _WORDS]
    for passage in text.of("paragraph", "item"):
        for start, words in passage.sentences:
            near = (fuzz.ratio(_bare(words), _bare(lead)) for lead in told)
            if len(words.split()) >= _WORDS and max(near, default=0) >= _ALIKE:
                message = "the text repeats the lead; every channel shows the lead above the text, so remove it here"
                yield passage.found(start, start + len(words), message)
                return


def _bare(words: str) -> str:
    return " ".join(words.casefold().split()).rstrip(".")


@rule(
    "LEAD-W",
    "hint",
    chapter="Headline and lead",
    says="The lead seems to leave out who or where, or tells what is to come and not when. "
    "Editors cut from the end: what the lead lacks may be lost.",
    wrong="lead: es wird wieder einen weg über den fluss geben, und alle werden ihn dann auch benutzen dürfen.",
    right="lead: Die Stadt Lohtal hat am Samstag die neue Brücke über die Loh für den Verkehr freigegeben.",
    message="no who, when, where found; add them if the news needs them",
)
def answers(text: Text) -> Iterator[Found]:
    """Leads that leave out who, when or where."""
    lead = " ".join(one.text for one in text.of("lead"))
    names = re.compile(
        rf"\b(?:{'|'.join(name.capitalize() for name in (*months(text.language), *weekdays(text.language)))})\b"
    )
    when = not ahead(lead, text.language) or any(dates(lead, text.language)) or names.search(lead) or _WHEN.search(lead)
    capital = re.findall(r"(?<!^)(?<![.!?] )\b[A-ZÄÖÜ]\w+", lead)
    known = {word for place in (text.record.place, *text.record.places) for word in re.findall(r"\w{3,}", place)}
    publisher = set(re.findall(r"\w{4,}", text.around.publisher.named(text.language)))
    where = text.record.place or any(word in lead for word in known | publisher)
    missing = [name for name, there in (("who", capital), ("when", when), ("where", where and capital)) if not there]
    if missing:
        yield text.at("lead", message=f"no {', '.join(missing)} found; add them if the news needs them")
