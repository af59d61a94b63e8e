"""Abbreviations are explained, unless everybody knows them."""

import re
from collections.abc import Iterator

from pressflow.checking.rule import rule
from pressflow.checking.text import BODY, Found, Text

_CAPITALS = re.compile(r"(?<![\w.&/-])[A-ZÄÖÜ]{2,6}(?:s\b)?(?![\w&/]|[.-]\w)")


def _words(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


_KNOWN = _words(
    "XXX XXXX TODO TBD TBC TBA TKTK FIXME",  # placeholders, which another rule reports
    "AG AOK ARD ADAC BMW CD CDU CSU CSV CEO CO DDR DIN DNA DRK DSGVO DVD EDV EKG EMAS EU EUR FAQ FDP GPS HTML",
    "IBAN ICE IHK IPTC ISBN ISO IT KI KG KMU LED LKW MRT NASA NATO NGO NRW OP PC PDF PIN PKW QR RSS SMS SPD",
    "SUV TV TÜV UN UNESCO UNO UNICEF US USA USB UV VHS VIP VW WC WHO WLAN WWW ZDF ÖPNV BBC GDP GDPR HR ID MBE",
    "NHS OBE PLC PR UK USD VAT AI API CSS GB KB MB TB KWH MWH GWH EV MW KW GW OK THW BGB AM PM CET CEST MEZ",
    "MESZ GMT UTC II III IV VI VII VIII IX XI XII XIII XIV XV XVI XVII XVIII XIX XX XXI",
)


@rule(
    "ABBR",
    "hint",
    chapter="The text",
    says="Capitals that are explained nowhere in the release. Write out what they stand for where they first appear: "
    "`Entwicklungswerkstatt (EWS)`. What everybody knows needs no explanation.",
    wrong="Die Leitung hat die EWS mit neun Gemeinden.",
    right="Die Entwicklungswerkstatt (EWS) hat neun Gemeinden. Die Leitung hat die EWS.",
    message="EWS is not explained; write it out where it first appears",
)
def abbreviations(text: Text) -> Iterator[Found]:
    """Capitals nobody explains."""
    everything, told = text.words, _KNOWN | _own(text)
    for passage in text.of("title", "subtitle", "lead", *BODY):
        shouting = passage.text.upper() == passage.text
        for found in _CAPITALS.finditer(passage.text):
            word = found[0].removesuffix("s")
            if word not in told and not shouting and not _explained(word, everything):
                told |= {word}
                yield passage.found(
                    found.start(), found.end(), f"{word} is not explained; write it out where it first appears"
                )


def _own(text: Text) -> set[str]:
    """The capitals in the names of the office and of those who speak for it."""
    names = [text.around.publisher.named(text.language), *text.record.keywords]
    names += [one for quote in text.record.quotes for one in (quote.organisation, quote.role) if one]
    names += [contact.organisation for contact in text.record.press_contacts if contact.organisation]
    return {word for name in names for word in re.findall(r"[A-ZÄÖÜ]{2,6}", name)}


def _explained(word: str, everything: str) -> bool:
    """Whether brackets, a dash or the words behind it say what it stands for: FSI Forum für soziale Innovation."""
    signs = rf"\b{word}\s*(?:\(|[–—]\s|, (?:kurz für|short for))"
    if f"({word}" in everything or re.search(signs, everything):
        return True
    behind = (words.split() for words in re.findall(rf"\b{word}\s+((?:[^\W\d_][\w-]*\s+){{1,8}})", everything))
    return any(_begin(words, word) for words in behind)


def _begin(words: list[str], letters: str) -> bool:
    """Whether words begin with these letters in turn; small ones may stand between."""
    firsts = iter(word[0].upper() for word in words)
    return all(letter in firsts for letter in letters)
