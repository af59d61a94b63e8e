"""Each quotation is somebody's, stands in its place, and once."""

import re
from collections.abc import Iterator

from pressflow.checking.persons import NAME
from pressflow.checking.rule import rule
from pressflow.checking.text import Found, Text
from pressflow.model.body import places

_QUOTATION = re.compile(r"[„“\"»«]([^„“”\"»«]{30,})([“”\"«»])")
_SHORT_QUOTATION = re.compile(r"[„“\"»«]([^„“”\"»«]{15,})[“”\"«»]")
_VERBS = re.compile(
    r"\b(?:sag\w*|erklär\w*|beton\w*|mein\w*|ergänz\w*|so\b|laut|heißt|heisst|lautet\w*|steht|schreib\w*|schrieb\w*|zitier\w*|"
    r"nenn\w*|nannte|unter dem (?:Titel|Motto)|Titel|Motto|freut\w*|resümier\w*|fass\w*|kündig\w*|fordert\w*"
    r"|dankt\w*|berichtet\w*|"
    r"said|says|saying|told|adds?|added|explain\w*|according|called|calls|titled|entitled|wrote|writes|reads|motto|announc\w*)\b|:\s*$"
)
_SHARE = 0.6
_LONG = 8
_MUCH = 120


@rule(
    "QUOTE-UNATTRIBUTED",
    "warning",
    chapter="Quotes",
    says="A quotation in the text is nobody's: its paragraph names neither a person nor a source. Say who said it, or "
    "make it one of the `quotes`.",
    wrong="Ein Jahr liegt hinter dem Verein.\n\n„Wir haben in diesem Jahr sehr viel mehr geschafft als gedacht.“",
    right="Ein Jahr liegt hinter dem Verein.\n\n„Wir haben in diesem Jahr sehr viel mehr geschafft als gedacht“, sagte "
    "Ute Sommer.",
    message="nobody is named who says this; add who it is",
)
def unattributed(text: Text) -> Iterator[Found]:
    """Quotations nobody is named for."""
    passages = text.of("paragraph", "item", "lead")
    for number, passage in enumerate(passages):
        for found in _QUOTATION.finditer(passage.text):
            around = passage.text[: found.start()] + " | " + passage.text[found.end() :]
            before = passages[number - 1].text if number and found.start() == 0 else ""
            after = passages[number + 1].text if number + 1 < len(passages) else ""
            if len(found[1].split()) >= _LONG and not _attributed(around, before, after):
                yield passage.found(found.start(), found.end(), "nobody is named who says this; add who it is")


def _attributed(around: str, before: str, after: str) -> bool:
    told = _VERBS.search(around) or NAME.search(around)
    return bool(told or before.rstrip().endswith(":") or re.match(r"(?:[A-Z]\w+ )?(?:Das )?(?:sag|said)", after))


@rule(
    "QUOTE-UNUSED",
    "warning",
    chapter="Quotes",
    says="The text places some of the quotes, and not this one; it will follow the text. Place it, or remove it.",
    wrong="quotes: [{id: a, text: Ein guter Tag., speaker: Ute Sommer, role: Bürgermeisterin}, {id: b, text: "
    "Wir kommen "
    "wieder., speaker: Ute Sommer, role: Bürgermeisterin}]\nbody: |\n  Die Brücke ist offen.\n\n  [quote: a]",
    right="quotes: [{id: a, text: Ein guter Tag., speaker: Ute Sommer, role: Bürgermeisterin}]\nbody: |\n  Die "
    "Brücke ist "
    "offen.\n\n  [quote: a]",
    message="the text does not place the quote 'b', and it places others; write [quote: b] where it belongs",
)
def unused(text: Text) -> Iterator[Found]:
    """Quotes that were left over."""
    placed = set(places(text.record.body))
    for number, quote in enumerate(text.record.quotes):
        if placed and quote.id not in placed:
            there = f"write [quote: {quote.id}] where it belongs"
            message = f"the text does not place the quote {quote.id!r}, and it places others; {there}"
            yield text.at("quotes", number, message=message)


@rule(
    "QUOTE-TWICE",
    "error",
    chapter="Quotes",
    says="The same words are quoted twice: the text places a quote twice, two quotes are the same, or the text repeats "
    "in its own lines what a quote says. Keep one.",
    wrong="quote: {text: Jetzt fährt der Bus wieder bis ins Tal., speaker: Ute Sommer, role: "
    "Bürgermeisterin}\nbody: |\n  "
    "„Jetzt fährt der Bus wieder bis ins Tal“, sagte Ute Sommer.",
    right="quote: {text: Jetzt fährt der Bus wieder bis ins Tal., speaker: Ute Sommer, role: "
    "Bürgermeisterin}\nbody: Die "
    "Brücke ist offen.",
    message="the text repeats a quote that stands under quotes:; keep one",
)
def twice(text: Text) -> Iterator[Found]:
    """Quotes whose words stand in the release again."""
    seen: dict[str, str] = {}
    for number, quote in enumerate(text.record.quotes):
        said = _bare(quote.text)
        if said in seen:
            yield text.at("quotes", number, message=f"says the same as the quote {seen[said]!r}; keep one")
        elif len(said.split()) >= 5:
            seen[said] = quote.id
    for passage in text.of("paragraph", "item", "lead"):
        for start, words in passage.sentences:
            if len(_bare(words).split()) >= 5 and any(
                _bare(words).startswith(said) or _holds(said, words) for said in seen
            ):
                yield passage.found(
                    start, start + len(words), "the text repeats a quote that stands under quotes:; keep one"
                )
                break


def _holds(said: str, words: str) -> bool:
    quoted = _SHORT_QUOTATION.search(words)
    return bool(quoted and len(_bare(quoted[1]).split()) >= 5 and _bare(quoted[1]) in said)


def _bare(words: str) -> str:
    return " ".join(re.findall(r"\w+", words.casefold()))


@rule(
    "QUOTE-SHARE",
    "warning",
    chapter="Quotes",
    says="More than 60 per cent of a release is quoted. Editors take facts from the text and one or two quotes; "
    "tell more "
    "in your own words. Statements and speeches may.",
    wrong="quote: {text: "
    + "Wir haben lange gewartet und dann gebaut. " * 30
    + ", speaker: Ute Sommer, role: Bürgermeisterin}"
    "\nbody: Die Brücke ist offen.",
    right="Die Brücke ist offen.",
    message="92 per cent of the text is quoted; tell more in your own words",
)
def share(text: Text) -> Iterator[Found]:
    """Releases that are mostly quotes."""
    if text.record.type not in ("press_release", "media_advisory"):
        return
    quoted = sum(len(quote.text) for quote in text.record.quotes)
    own = 0
    for passage in text.of("lead", "heading", "item", "row", "paragraph"):
        inside = sum(len(found[1]) for found in _QUOTATION.finditer(passage.text))
        quoted, own = quoted + inside, own + len(passage.text) - inside
    if quoted > _SHARE * (quoted + own) and quoted > 5 * _MUCH:
        part = round(100 * quoted / (quoted + own))
        field = "quotes" if text.record.quotes else "title"
        yield text.at(field, message=f"{part} per cent of the text is quoted; tell more in your own words")
