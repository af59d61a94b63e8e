"""Compounds: the seams of German words, so that who searches for a part finds the whole."""

import re
from collections import Counter
from functools import cache
from typing import NamedTuple

import pyphen  # type: ignore[import-untyped]  # it has no types

# Stands at the seams of an opened text. Pagefind takes the words between punctuation for parts of a longer one, found
# by each of them; of all ASCII signs, which alone count for that, people hardly ever write this one.
SEAM = "^"

# The dictionary marks their seams, too, but what follows belongs to the same word: an1lage, ver1trag.
_PREFIXES = frozenset(
    """
    ab an auf aus be bei da dar daran de dis durch ein emp ent er ex fort ge gegen her hin hinter in inter kon
    miss mit nach neu nieder ob pro re sub trans um un unter ur ver vor wider wieder zer zu zurück zusammen über
    """.split()  # noqa: SIM905  a word a line would fill a page
)
# What looks like a word at the end or the beginning of others, and is none.
_NO_WORDS = frozenset(
    """
    ander artig ation bar chen demie den donners dung ende enden erweise fach frei haft halb heit isch ismus ist
    ität keit lich liche ling loge logie los losig lung mal ment mente menten mäßig ner nierung nis ration ren rin
    rung sam schaft sche schen seits stisch ten ter tion tisch tische tischen tisches tum ung voll weise woch
    wärts
    """.split()  # noqa: SIM905  a word a line would fill a page
)
# What links a word to the next, and what a word ends in where it is inflected.
_LINKS = ("", "s", "es", "n", "en", "er", "e")
_INFLECTIONS = ("", "s", "es", "n", "en", "e", "er", "em", "ern", "ns", "in", "innen")
# In how many compounds a word of so many letters must be found, since short ones come about by chance; and in how many,
# else in three, if the piece before it is a word that nobody knows.
_ENOUGH = {3: 20, 4: 4, 5: 2}
_SURE = {4: 20}
_SHORTEST = 7

_LISTED = re.compile(r"[a-zäöüß]+(?:\d[a-zäöüß]+)*\d?")
_WORD = re.compile(r"[A-Za-zÄÖÜäöüß]+")


def parts(word: str, language: str) -> tuple[str, ...]:
    """The words that a compound is made of, in small letters and without what links them; nothing for other words."""
    *heads, last = _pieces(word, language)
    return (*(_unlinked(head.lower()) for head in heads), last.lower()) if heads else ()


def opened(text: str, language: str) -> str:
    """The text with signs at the seams of its compounds, which who shows it leaves out: Groß^wärme^pumpe."""
    return _WORD.sub(lambda found: SEAM.join(_pieces(found[0], language)), text.replace(SEAM, " "))


def compounds_within(text: str, language: str) -> tuple[str, ...]:
    """The compounds that longer ones end in, each once: Wärmepumpe in Großwärmepumpe."""
    found = (_pieces(word, language) for word in _WORD.findall(text))
    return tuple(dict.fromkeys("".join(pieces[first:]) for pieces in found for first in range(1, len(pieces) - 1)))


class _Lexicon(NamedTuple):
    """The words that compounds are made of: in how many each is found, and in how many it is the last."""

    compounds: Counter[str]
    last: Counter[str]


class _Way(NamedTuple):
    """A way to take a word apart: the lengths of its pieces, and in how many compounds the rarest of them is found."""

    lengths: tuple[int, ...]
    rarest: int

    @property
    def order(self) -> tuple[int, int]:
        """The best comes first: the fewest pieces; of as many, Gesundheits|amt before Gesundheit|samt."""
        return len(self.lengths), -self.rarest


@cache
def _lexicon() -> _Lexicon:
    """What the compounds tell that precede the patterns in Pyphen's dictionary, as in geld1an1lage1strategie."""
    listed = pyphen.LANGUAGES["de"].read_text("iso8859-1").partition("NEXTLEVEL")[0]
    compounds: Counter[str] = Counter()
    last: Counter[str] = Counter()
    for line in filter(_LISTED.fullmatch, listed.split()):
        words = [""]
        for syllables in re.split(r"\d", line):
            words[-1] += syllables
            if syllables not in _PREFIXES:
                words.append("")
        compounds.update(words)
        last.update(words[-2:-1])
    return _Lexicon(compounds, last)


@cache
def _pieces(word: str, language: str) -> tuple[str, ...]:
    """A word in the pieces that its seams make of it; only nouns, which German writes with a capital, have seams."""
    if language.partition("-")[0] != "de" or len(word) < _SHORTEST or not word[0].isupper():
        return (word,)
    lengths = _lengths(word.lower())
    starts = [sum(lengths[:count]) for count in range(len(lengths))]
    return tuple(word[start : start + length] for start, length in zip(starts, lengths, strict=True))


def _lengths(word: str) -> tuple[int, ...]:
    """How long the pieces of a word are: all of them known, else all but the first."""

    @cache
    def best(start: int) -> _Way | None:
        if found := _found(word[start:], _INFLECTIONS):
            return _Way((len(word) - start,), found)
        ways = (way(start, end, _found(word[start:end], _LINKS)) for end in range(start + 3, len(word) - 2))
        return min(filter(None, ways), key=lambda found: found.order, default=None)

    def way(start: int, end: int, found: int) -> _Way | None:
        rest = best(end) if found else None
        return rest and _Way((end - start, *rest.lengths), min(found, rest.rarest))

    if known := best(0):
        return known.lengths
    # Where a word may end that nobody knows, only hyphenation can tell; what follows must be beyond doubt.
    hyphens = _hyphenation().positions(word)
    ends = (end for end in hyphens if 3 < end < len(word) - 3 and _may_be_word(word[:end]))
    sure = (end for end in ends if _found(word[end:], _INFLECTIONS) >= _SURE.get(len(word) - end, 3))
    return next(((end, len(word) - end) for end in sure), (len(word),))


@cache
def _hyphenation() -> pyphen.Pyphen:
    return pyphen.Pyphen(lang="de")


def _found(letters: str, endings: tuple[str, ...]) -> int:
    """In how many compounds a word with one of these endings is found; none where it is no word, or too rare."""
    if letters in _NO_WORDS:
        return 0
    return max(_count(letters.removesuffix(ending)) for ending in endings if letters.endswith(ending))


def _count(word: str) -> int:
    if len(word) < min(_ENOUGH) or word in _PREFIXES or word in _NO_WORDS:
        return 0
    count = _lexicon().compounds[word]
    return count if count >= _ENOUGH.get(len(word), 1) else 0


def _may_be_word(letters: str) -> bool:
    """Whether a word that the lexicon does not have might look like this."""
    return letters not in _PREFIXES and letters not in _NO_WORDS and re.search("[aeiouyäöü]", letters) is not None


def _unlinked(head: str) -> str:
    """The word without the letters that link it to the next; some words end in such letters of their own."""
    forms = (head.removesuffix(link) for link in _LINKS if head.endswith(link))
    word = max((form for form in forms if _count(form)), key=lambda form: _lexicon().last[form], default=head)
    return re.sub("(ung|heit|keit|ion|tät|schaft|tum|ling)s$", r"\1", word)
