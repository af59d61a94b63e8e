"""Markdown without its markup, each letter that is left knowing where it stood."""

import re

# Stands for what is no words: a web address in the middle of them.
THING = "\ufffc"
ADDRESS = re.compile(r"https?://[^\s<>\"“”„«»]+(?<![.,;:!?)\]])")
_THINGS = re.compile(ADDRESS.pattern + r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|(?<![\w@.])www\.[\w-]+(?:\.[\w-]+)+(?:/\S*)?")
# A link's brackets and address, stress, a backslash, the sign of a passage from elsewhere.
_MARKS = re.compile(
    r"\]\(\s*<?[^\s)>]+[^)\n]*\)|(?<!!)\[(?=[^\[\]\n]*\]\()|\*+|(?<!\w)_+(?=\w)|(?<=\w)_+(?!\w)|\\(?=[^\w\s])|`+"
    r"|(?m:^> ?)"
)


def without_markup(raw: str, *, marked: bool) -> tuple[str, list[int] | None]:
    """The words, and the place in `raw` of each of their letters; None for the places where nothing was left out.

    Web and mail addresses become one sign. Without `marked`, there is no markup, only addresses.
    """
    spans = [(found.start(), found.end(), "") for found in _MARKS.finditer(raw)] if marked else []
    covered = [(start, end) for start, end, _ in spans]
    spans += [
        (found.start(), found.end(), THING)
        for found in _THINGS.finditer(raw)
        if not any(start <= found.start() < end for start, end in covered)
    ]
    if not spans:
        return raw, None
    words: list[str] = []
    places: list[int] = []
    at = 0
    for start, end, instead in sorted(spans):
        if start < at:
            continue
        words.append(raw[at:start] + instead)
        places.extend(range(at, start))
        places.extend([start] * len(instead))
        at = end
    words.append(raw[at:])
    places.extend(range(at, len(raw)))
    return "".join(words), places
