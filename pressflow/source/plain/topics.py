"""A guess at the topics of a text, from the words of their titles."""

import re
from collections.abc import Iterable, Mapping

from pressflow.source.plain.blocks import Doubt

_PARTS = re.compile(r"\s*[,/&]\s*|\s+(?:und|and)\s+")
_INFLECTION = re.compile(r"(?<=\w{4})(?:en|er|es|e|n|s)$")


def guess_topics(words: str, topics: Mapping[str, Iterable[str]], doubt: Doubt) -> list[str]:
    """The ids of the topics one of whose titles, or a part of a title, occurs in the text."""
    found = {id_: hit for id_, titles in topics.items() if (hit := _first_hit(titles, words))}
    if found:
        named = ", ".join(f"{id_} (“{hit}”)" for id_, hit in found.items())
        doubt(f"The topics were guessed from words of the text: {named}. Check that they fit.")
    else:
        doubt("No topic was found in the words of the text; choose at least one, it decides who is written to.")
    return list(found)


def _first_hit(titles: Iterable[str], words: str) -> str | None:
    for title in titles:
        for part in filter(None, _PARTS.split(title)):
            hit = re.search(rf"\b{_stems(part)}", words, re.IGNORECASE)
            if hit:
                return hit[0]
    return None


def _stems(part: str) -> str:
    """A pattern for the words in any inflection; a word of three letters or fewer must stand alone."""
    stems = ((re.escape(_INFLECTION.sub("", word)), len(word)) for word in part.split())
    return r"\s+".join(stem + (r"\w*" if length > 3 else r"\b") for stem, length in stems)
