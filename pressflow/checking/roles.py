"""Roles as texts give them to persons, and which of them one person cannot have at once."""

import re
from collections.abc import Iterator

from pressflow.checking.persons import NAME, named
from pressflow.checking.text import Passage, Text

# The heart of a role; what stands before it says of what or in which rank.
_HEADS = (
    "bürgermeister", "dezernent", "minister", "sekretär", "direktor", "leiter", "präsident", "sprecher", "referent",
    "geschäftsführer", "vorsitzende", "vorstand", "intendant", "kämmerer", "rektor", "dekan", "mayor", "director",
    "president", "secretary", "chair", "spokesperson", "spokeswoman", "spokesman", "officer", "manager", "head",
)  # fmt: skip
# Heads that mean something else with a word before them: a minister is no prime minister.
_ALONE = {"bürgermeister", "mayor", "minister", "präsident", "president", "sekretär"}
_RANKS = ("stellvertret", "vize", "deputy", "vice", "former", "ehemalig", "alt", "assistant", "acting", "kommissarisch")
_ROLE_DE = re.compile(
    rf"\b[A-ZÄÖÜ][\wäöüß-]*?(?i:{'|'.join(_HEADS[:16])})(?:in|innen|r)?\b$|\b(?i:{'|'.join(_HEADS[:16])})(?:in)?\b$"
)
_ROLE_EN = re.compile(
    r"\b(?:(?:Lord|Deputy|Vice|Managing|Executive|Assistant|Acting|Former|Chief|Prime)\s+)*(?:Mayor|Director|Minister|President|Secretary|Chair(?:man|woman)?|Spokes(?:person|woman|man)|Officer|Manager)$"
)


def roles_in(text: Text) -> Iterator[tuple[Passage, int, int, str, str]]:
    """Each role that stands before the name of a person, with its place, and whose it is."""
    known = {one.whole for one in named(text)}
    pattern = _ROLE_DE if text.language == "de" else _ROLE_EN
    for passage in text.passages:
        for found in NAME.finditer(passage.text):
            for at, whole in _names(found[0], known):
                before = re.sub(r"\s*(?:Dr\.|Prof\.|Dr|Prof)?\s*$", "", passage.text[: found.start() + at])
                if role := pattern.search(before[-60:]):
                    start = len(before[:-60]) + role.start()
                    yield passage, start, found.start() + at + len(whole), whole, role[0]


def _names(words: str, known: set[str]) -> Iterator[tuple[int, str]]:
    """The names in words with capitals, with where they begin: known ones, and the last two words."""
    starts = [found.start() for found in re.finditer(r"\S+", words)]
    for first, start in enumerate(starts):
        for last in range(first + 1, len(starts)):
            end = starts[last + 1] - 1 if last + 1 < len(starts) else len(words)
            whole = words[start:end].rstrip("’' ")
            if whole in known or (last - first == 1 and last == len(starts) - 1):
                yield start, whole


def conflict(one: str, other: str) -> bool:
    """Whether one person can hardly be both."""
    if one == other:
        return False
    left, right = _parts(one), _parts(other)
    if not left or not right or left[0] != right[0]:
        return False
    head, before, rank, woman = left
    _, before2, rank2, woman2 = right
    if rank != rank2 or woman != woman2:
        return True
    return before != before2 and (bool(before and before2) or head in _ALONE)


def _parts(role: str) -> tuple[str, str, str, bool] | None:
    """The heart of a role, what stands before it, its rank, and whether a woman has it."""
    small = role.casefold().split(",")[0]
    head = next((head for head in _HEADS if head in small), None)
    if not head:
        return None
    rank = next((rank for rank in _RANKS if re.search(rf"\b{rank}", small)), "")
    at = small.index(head)
    before = re.sub(rf"\b(?:{'|'.join(_RANKS)})\w*\s*", "", small[:at]).strip(" -")
    word = re.match(r"[\w]*", small[at + len(head) :])
    woman = bool(word and word[0] == "in")
    return head, before.split()[-1] if before else "", rank, woman
