"""Quotation marks come in pairs, and in one kind."""

import re
from collections.abc import Iterator

from pressflow.checking.rule import rule
from pressflow.checking.text import Found, Passage, Text

_MARKS = re.compile(r"[„“”«»]|(?<![\d\w])\"|\"(?!\d)")
# Which marks open and close, by language; « and » may do either.
_PAIRS = {"de": {"„": "“"}, "en": {"“": "”"}}
_INCHES = re.compile(r"\d[\"”]$")


@rule(
    "QUOTE-UNBALANCED",
    "error",
    chapter="Quotes",
    says="A quotation mark opens and none closes, or the other way round. Put in the missing one; in a quotation of "
    "several paragraphs each may open anew.",
    wrong="Der Verein nennt den Abend „ein Fest für alle. Es beginnt um acht.",
    right="Der Verein nennt den Abend „ein Fest für alle“. Es beginnt um acht.",
    message="this quotation mark has no partner in its paragraph",
)
def unbalanced(text: Text) -> Iterator[Found]:
    """Quotation marks without a partner."""
    passages = [one for one in text.passages if one.kind != "speaker"]
    for number, passage in enumerate(passages):
        following = passages[number + 1] if number + 1 < len(passages) else None
        alone = _alone(passage, text.language)
        if alone is not None and not _goes_on(passage, alone, following):
            yield passage.found(alone, alone + 1, "this quotation mark has no partner in its paragraph")


def _alone(passage: Passage, language: str) -> int | None:
    """Where a mark stands that has no partner; straight marks only have to be an even number."""
    marks = [mark for mark in _MARKS.finditer(passage.text) if not _INCHES.search(passage.text[: mark.end()])]
    straight = [mark for mark in marks if mark[0] == '"']
    open_: list[int] = []
    for mark in marks:
        if mark[0] == '"' and len(straight) % 2 == 0 and not open_:
            continue
        if _opens(mark, passage.text, language, bool(open_)):
            open_.append(mark.start())
        elif open_:
            open_.pop()
        elif mark[0] != '"':
            return mark.start()
    if len(straight) % 2 and not open_ and len(marks) == len(straight):
        return straight[-1].start()
    return open_[-1] if open_ else None


def _opens(mark: re.Match[str], words: str, language: str, inside: bool) -> bool:
    sign = mark[0]
    if sign == "„":
        return True
    after = words[mark.end() : mark.end() + 1]
    before = words[mark.start() - 1 : mark.start()] if mark.start() else " "
    if sign in "«»“" and not (sign == "“" and language == "de" and inside):
        return (before.isspace() or before in "([{–—") and bool(after) and not after.isspace()
    return False


def _goes_on(passage: Passage, at: int, following: Passage | None) -> bool:
    """Whether a quotation goes on in the next paragraph, which opens it anew."""
    sign = passage.text[at]
    return following is not None and following.text[:1] == sign and sign in '„“»«"'


@rule(
    "QUOTE-MIXED",
    "warning",
    chapter="Quotes",
    says="Quotation marks of several kinds stand in one text, or a pair is made of two kinds. Use those of the "
    "language; straight ones become so by themselves.",
    wrong="Das Motto lautet „Wir sind da” und gilt.",
    right="Das Motto lautet „Wir sind da“ und gilt.",
    message="” closes what „ opened; the language has “",
)
def mixed(text: Text) -> Iterator[Found]:
    """Quotation marks of two kinds."""
    kinds: dict[str, str] = {}
    for passage in text.passages:
        for pair in re.finditer(r"„[^„“”\"]*([”\"])", passage.text):
            if not _INCHES.search(pair[0]):
                at = pair.end() - 1
                yield passage.found(at, at + 1, f"{pair[1]} closes what „ opened; the language has “", "“")
        for mark in re.finditer(r"[„«»]|“(?=\w)", passage.text):
            kind = {"„": "„…“", "“": "“…”"}.get(mark[0], "«…»")
            first = kinds.setdefault("first", kind)
            if kind != first and kinds.setdefault(kind, "new") == "new":
                kinds[kind] = "told"
                message = f"{kind} stands beside {first} in one text; use one kind"
                yield passage.found(mark.start(), mark.end(), message)
