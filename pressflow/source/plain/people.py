"""A person as an attribution names them: "Staatssekretärin Andrea Milz", "Jane Doe, Mayor, City of Sampletown"."""

import re
from dataclasses import dataclass

from pressflow.source.plain.language import is_small_word

ROLE = re.compile(
    r"\b(?:[\w-]*(?:minister|sekretär|meister|präsident|direktor|leit|sprech|vorsitzend|vorst[aä]nd|geschäftsführ"
    r"|dezernent|beauftragt|referent|r[aä]t|rektor|kanzler|senator|intendant|kommissar|professor|abgeordnet"
    r"|bischöf|bischof|pfarrer|chef|inhaber|gründer|koordinator|trainer|kurator|manager|mitglied)"
    r"(?:innen|in|erin|ung|e|er|en|r|s)?"
    r"|mayor|secretary|president|director|chair(?:man|woman|person)?|chief|head|officer|spokes\w+|ceo|c[fto]o"
    r"|founder|commissioner|councillor|leader|editor|dean|governor|coordinator|curator|coach|owner)\b",
    re.IGNORECASE,
)
ORGANISATION = re.compile(
    r"\b(?:(?:landes|bundes|bezirks|kreis|stadt)?(?:regierung|verwaltung|amt)|\w*ministerium|\w*kanzlei|stadt|land"
    r"|gemeinde|kreis|\w*kreis|\w*stelle|\w*büro|\w*werke?|universität|hochschule|\w*verein|\w*verband|stiftung|museum"
    r"|theater|\w*gesellschaft|institut|\w*kammer|\w*agentur|g?gmbh|ag|se|kg|e\.\s?v|ltd|inc|plc|council|city|office"
    r"|university|ministry|department|foundation|association|museum|institute|agency|company|centre|center)\b",
    re.IGNORECASE,
)
_TITLE = re.compile(r"(?:Dr|Prof|Dipl|Ing|Dr\.-Ing|med|Mr|Mrs|Ms)\.?|Sir|Dame|Lady|Lord|h\.\s?c\.|[^\W\d_]\.")
_PARTICLE = re.compile(r"von|van|vom|der|den|de|del|di|da|la|le|zu|zur|zum|bin|al")
_NAME_WORD = re.compile(r"[^\W\d_][\w.'’-]*")
_OF = re.compile(r"^(?:of|at|from|von|bei)\s+(?:the\s+)?")


@dataclass(frozen=True)
class Person:
    """Who speaks; a record wants the full name and the role."""

    name: str
    role: str | None = None
    organisation: str | None = None

    @property
    def surname(self) -> str:
        """The last word of the name."""
        return self.name.split()[-1]


def read_person(text: str) -> Person | None:
    """The person, when the text is nothing but name, role and organisation; else None, lest words be lost."""
    first, *further = (part.strip() for part in text.split(","))
    named = _split_name(first.split())
    if not named or not all(_is_apposition(part) for part in further):
        return _read_long_role(text)
    role, name = named
    # "said Mary Ann Smith, Mayor": three names and the role behind, not a role of its own in front.
    if role and further and not ROLE.search(role) and ROLE.search(further[0]):
        role, name = "", f"{role} {name}"
    if further and (ROLE.search(further[0]) or not (role or ORGANISATION.search(further[0]))):
        role = ", ".join(filter(None, (role, further.pop(0))))
    return Person(name, role or None, _OF.sub("", ", ".join(further)) or None)


def _read_long_role(text: str) -> Person | None:
    """A role with commas of its own: "Ministerin für Kinder, Jugend und Familie Jana Muster"."""
    words = text.split()
    named = _split_name(words) if words and ROLE.fullmatch(words[0]) else None
    return Person(named[1], named[0]) if named and named[0] else None


def is_name(text: str) -> bool:
    """Whether the text is a name with a first name, and nothing else."""
    words = [word for word in text.split() if not _TITLE.fullmatch(word) and not _PARTICLE.fullmatch(word)]
    return 2 <= len(words) <= 3 and all(_is_name_word(word) and not ROLE.fullmatch(word) for word in words)


def find_full_name(surname: str, text: str) -> Person | None:
    """The person the text elsewhere names with the first name before this surname."""
    name = r"[^\W\d_][\w.-]*"
    for before, first in re.findall(rf"(?:({name})\s+)?({name})\s+{re.escape(surname)}\b", text):
        if first[0].isupper() and not ROLE.search(first) and not is_small_word(first):
            return Person(f"{first} {surname}", before if ROLE.search(before) else None)
    return None


def find_role(name: str, text: str) -> str | None:
    """The role the text elsewhere puts in front of this name."""
    before = re.findall(rf"([\w-]+)\s+{re.escape(name)}\b", text)
    return next((word for word in before if ROLE.fullmatch(word)), None)


def _split_name(words: list[str]) -> tuple[str, str] | None:
    """Role and name: the last two capitalised words are the name, with what belongs to them."""
    start, names = len(words), 0
    while start and names < 2:
        word = words[start - 1]
        if names and _PARTICLE.fullmatch(word):
            start -= 1
            continue
        if not _is_name_word(word) or (names and ROLE.fullmatch(word)):
            break
        start, names = start - 1, names + 1
    while start < len(words) and _PARTICLE.fullmatch(words[start]):
        start += 1
    while start and _TITLE.fullmatch(words[start - 1]):
        start -= 1
    role, name = words[:start], words[start:]
    return (" ".join(role), " ".join(name)) if names and _is_role(role) else None


def _is_name_word(word: str) -> bool:
    return bool(_NAME_WORD.fullmatch(word)) and word[0].isupper() and not is_small_word(word)


def _is_role(words: list[str]) -> bool:
    if not words:
        return True
    if len(words) > 10 or is_small_word(words[0]) or not (words[-1][0].isupper() or ROLE.fullmatch(words[-1])):
        return False
    return len(words) == 1 or bool(ROLE.search(" ".join(words[:3])))


def _is_apposition(part: str) -> bool:
    """Whether what follows a name behind a comma is a role or an organisation, not a clause."""
    if not part or len(part) > 100:
        return False
    if _OF.match(part):
        return True
    return not is_small_word(part.split(maxsplit=1)[0]) and (part[0].isupper() or bool(ROLE.search(part)))
