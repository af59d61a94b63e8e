"""The lead: the teaser a web site prints above the text, else the first paragraph or its first sentences."""

import re
from dataclasses import replace

from pressflow.source.plain.blocks import Block, Doubt

_SHORTEST, _LONGEST = 40, 600
# Not behind an ordinal, an initial or an abbreviation: "am 16. Mai", "J. Muster", "Dr. Muster".
_SENTENCE_END = re.compile(
    r"(?<!\d)(?<!\b\w)(?<!\bDr)(?<!\bProf)(?<!\bSt)(?<!\bNr)(?<!\bca)(?<!\bMr)(?<!\bMrs)(?<!\bMs)"
    r"[.!?…]+[“”\"»«)’]*(?=\s+[^\W_a-zäöü]|\s+[„“»\"(])"
)
_CUT_OFF = re.compile(r"\s*(?:…|\.{3}|\[(?:…|\.{3})\])$")


def take_lead(blocks: list[Block], doubt: Doubt) -> tuple[str, list[Block]]:
    """The lead, and the blocks that do not repeat it."""
    number = next((number for number, block in enumerate(blocks) if block.kind == "text"), None)
    if number is None:
        doubt("No paragraph was found that could be the lead; write one of 40 to 600 characters.")
        return "", blocks
    before, first, after = blocks[:number], blocks[number], blocks[number + 1 :]
    lead, rest, after = _split_teaser(first.text, after)
    if len(lead) > _LONGEST:
        lead, more = _first_sentences(lead)
        rest = f"{more} {rest}".strip()
    _doubt_length(lead, doubt)
    if not (before or rest or after):
        doubt("Below the lead there is no further text; add some, or check that nothing got lost.")
    return lead, [*before, *([replace(first, text=rest)] if rest else []), *after]


def _split_teaser(first: str, after: list[Block]) -> tuple[str, str, list[Block]]:
    """The first paragraph, and, where it is a teaser, what the paragraph that repeats it says beyond it."""
    if not after or after[0].kind != "text":
        return first, "", after
    second = after[0].text
    for teaser in (first, f"{first}."):
        if second == teaser or second.startswith(f"{teaser} "):
            return teaser, second[len(teaser) :].strip(), after[1:]
    if _CUT_OFF.search(first) and second.startswith(_CUT_OFF.sub("", first)):
        return second, "", after[1:]
    return first, "", after


def _first_sentences(text: str) -> tuple[str, str]:
    ends = [match.end() for match in _SENTENCE_END.finditer(text)]
    cut = max((end for end in ends if end <= _LONGEST), default=ends[0] if ends else len(text))
    return text[:cut], text[cut:].strip()


def _doubt_length(lead: str, doubt: Doubt) -> None:
    if not _SHORTEST <= len(lead) <= _LONGEST:
        doubt(f"The lead has {len(lead)} characters; a record wants {_SHORTEST} to {_LONGEST}. Rewrite it.")
