"""The headline is short enough, is no sentence with an end, and says who speaks."""

import re
from collections.abc import Iterator
from dataclasses import replace

from pressflow.checking.rule import rule
from pressflow.checking.text import Found, Text
from pressflow.model.base import in_language

_LONG = 100
_WE = {
    "de": re.compile(r"\b(?:[Ww]ir|[Uu]ns|[Uu]nser(?:e[nmrs]?)?)\b"),
    "en": re.compile(r"\b(?:[Ww]e|[Oo]ur|[Oo]urs|us)\b"),
}
_SMALL = {
    "stadt",
    "city",
    "gmbh",
    "presse",
    "press",
    "office",
    "über",
    "verein",
    "amt",
    "museum",
    "the",
    "und",
    "and",
    "kreis",
}


@rule(
    "HEAD-LEN",
    "warning",
    chapter="Headline and lead",
    says="The headline has more than 100 characters; in feeds, subjects and search results many readers see it "
    "cut off. "
    "Shorten it. The second half may be a `subtitle`.",
    wrong="title: Neue Brücke über die Loh ist nach vierzehn Monaten Bauzeit fertig, und der Bus fährt ab "
    "Montag wieder "
    "bis ins Tal",
    right="title: Neue Brücke über die Loh ist fertig",
    message="title: has 113 characters; over 100 many readers see it cut off",
)
def length(text: Text) -> Iterator[Found]:
    """Headlines that are cut off."""
    if len(text.record.title) > _LONG:
        message = f"title: has {len(text.record.title)} characters; over {_LONG} many readers see it cut off"
        yield text.at("title", message=message)


@rule(
    "HEAD-STOP",
    "warning",
    chapter="Headline and lead",
    says="The headline ends with a full stop or an exclamation mark. Leave it out.",
    wrong="title: Neue Brücke über die Loh ist fertig.",
    right="title: Neue Brücke über die Loh ist fertig",
    message="title: ends with a full stop; headlines have none",
)
def stop(text: Text) -> Iterator[Found]:
    """Headlines with a full stop."""
    for passage in text.of("title"):
        end = len(passage.text.rstrip())
        if re.search(r"(?<![.\s])[.!]$", passage.text.rstrip()) and not re.search(
            r"\b(?:e\. ?V|u\. ?a|St|Inc|Co|Ltd|Jr)\.$", passage.text
        ):
            named = "a full stop" if passage.text[end - 1] == "." else "an exclamation mark"
            new = "" if named == "a full stop" else None
            yield passage.found(end - 1, end, f"ends with {named}; headlines have none", new)


@rule(
    "HEAD-ISSUER",
    "warning",
    chapter="Headline and lead",
    says="The headline says `we`, and readers elsewhere do not know who that is; or neither headline nor lead name who "
    "speaks. Name the office.",
    wrong="title: Wir eröffnen unsere neue Brücke über die Loh",
    right="title: Lohtal eröffnet neue Brücke über die Loh",
    message='title: says "Wir", and nobody knows who that is in a list of headlines; name the office',
)
def issuer(text: Text) -> Iterator[Found]:
    """Headlines and leads that do not say who speaks."""
    pattern = _WE.get(text.language, _WE["en"])
    for passage in text.of("title"):
        outside = re.sub(r"[„“\"»«‚‘].*?[“”\"«»‘’]", lambda quoted: " " * len(quoted[0]), passage.text)
        if found := pattern.search(outside):
            message = f'says "{found[0]}", and nobody knows who that is in a list of headlines; name the office'
            yield passage.found(found.start(), found.end(), message)
            return
    head = text.within("kicker", "title", "subtitle", "lead").casefold()
    if not any(word in head for word in _issuer(text)):
        nameless = text.at("title", message="neither headline nor lead name who speaks; name the office or its place")
        yield replace(nameless, severity="hint")


def _issuer(text: Text) -> set[str]:
    """The words by which an office is known: its name, its place, its people and their houses."""
    record = text.record
    organisations = [in_language(one, text.language) for one in _organisations(text) if one]
    names = (text.around.publisher.named(text.language), record.place, *record.people, *organisations, *record.places)
    words = {word.casefold() for name in names for word in re.findall(r"[^\W\d_]{3,}", name)}
    return {word for word in words if word not in _SMALL} | {"stadt", "city"} & words


def _organisations(text: Text) -> Iterator[str | None]:
    for quote in text.record.quotes:
        yield from (quote.organisation, quote.speaker.split()[-1], quote.role)
    for contact in text.record.press_contacts:
        yield contact.organisation
