"""Quotation marks and apostrophes as each language sets them."""

import re

_MARKS = {"de": ("„", "“", "‚", "‘"), "en": ("“", "”", "‘", "’")}
_TYPEWRITER = re.compile("[\"']")
_OPENS_AFTER = re.compile(r"(?:^|[\s(\[{–—/„“‚‘-])$")


def marks(language: str) -> tuple[str, str, str, str]:
    """Opening and closing, inner opening and inner closing quotation marks; English ones for other languages."""
    return _MARKS.get(language.partition("-")[0], _MARKS["en"])


def quoted(text: str, language: str) -> str:
    """The text in the language's quotation marks."""
    opening, closing, *_ = marks(language)
    return f"{opening}{text}{closing}"


def typeset(text: str, language: str) -> str:
    """The text with typewriter marks made into the language's; its length stays the same."""
    if '"' not in text and "'" not in text:
        return text
    opening, closing, inner_opening, inner_closing = marks(language)
    letters = list(text)
    inner_open = False
    for mark in _TYPEWRITER.finditer(text):
        place, char = mark.start(), mark[0]
        before = text[max(0, place - 1) : place]
        nested = {before, char} == {'"', "'"} and letters[place - 1] in (opening, inner_opening)
        opens = nested or bool(_OPENS_AFTER.search(before))
        if char == '"':
            letters[place] = opening if opens else closing
        elif opens and "'" in text[place + 1 :]:
            letters[place] = inner_opening
            inner_open = True
        else:
            ends_word = not text[place + 1 : place + 2].isalnum()
            letters[place] = inner_closing if inner_open and ends_word else "’"
            inner_open = inner_open and not ends_word
    return "".join(letters)
