"""Facts: the words of a text that are numbers, dates or names, or that turn its meaning."""

from collections.abc import Iterable, Iterator
from typing import Literal, get_args

from pressflow.model.diff import tokens

Kind = Literal["number", "date", "name", "word that turns the meaning"]
KINDS: tuple[Kind, ...] = get_args(Kind)


def _words(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


# German "ein" is left out: it is an article far more often.
_NUMBERS = _words(
    "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf zwanzig dreißig vierzig fünfzig sechzig",
    "siebzig achtzig neunzig hundert tausend dutzend million millionen milliarde milliarden billion billionen",
    "prozent promille halb halbe hälfte drittel viertel doppelt dreifach erste ersten zweite zweiten dritte dritten",
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen twenty thirty",
    "forty fifty sixty seventy eighty ninety hundred thousand dozen billions trillion percent half third quarter",
    "twice double triple first second",
    "euro euros cent dollar dollars meter metre metres kilometer kilometre tonne tonnen tonnes",
)
_NAMED_DATES = _words(
    "Januar Jänner Februar März April Mai Juni Juli August September Oktober November Dezember",
    "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonnabend Sonntag",
    "January February March May June July October December",
    "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
)
_DATES = _words("heute gestern morgen mittag mitternacht today yesterday tomorrow noon midnight")
_TURNING = _words(
    "nicht nichts nie niemals kein keine keinen keiner keinem keines ohne weder",
    "not no never none neither nor without cannot don't don’t doesn't doesn’t isn't isn’t won't won’t",
)
# Words that are capital at the beginning of a sentence only.
_SMALL = _words(
    "der die das den dem des ein eine einen einem einer eines und oder aber auch als am an auf aus bei bis da damit",
    "dann dass denn dies diese dieser dieses diesen doch durch er es für hier ich ihr ihre im in ist jede jeder jetzt",
    "man mehr mit nach neben noch nur ob sein seine seit sie sind so über um unter uns unser unsere vom von vor wann",
    "warum was weil wenn wer wie wir wird wo zu zum zur zwischen alle alles außerdem bereits dabei dafür insgesamt",
    "the a an and or but also as at by for from he her here his how i if in into is it its more now of on only our",
    "she so than that their then there these they this those to under up was we were what when where which while who",
    "why will with you your",
)
_SENTENCE_ENDS = frozenset('.!?:|–—„“"»«')


def facts(text: str, language: str, names: frozenset[str] = frozenset()) -> list[tuple[str, Kind]]:
    """The facts of a text with their kinds, as often as they occur; `names` are words known to be parts of names."""
    return list(_found([token for token in tokens(text) if not token.isspace()], language, names))


def names_in(texts: Iterable[str]) -> frozenset[str]:
    """The words of texts that are names."""
    return frozenset(word for text in texts for word in tokens(text) if _capital(word))


def _found(words: list[str], language: str, names: frozenset[str]) -> Iterator[tuple[str, Kind]]:
    for number, word in enumerate(words):
        small = word.casefold()
        if any(sign.isnumeric() for sign in word) or small in _NUMBERS or word in "%‰€$£":
            yield word, "number"
        elif word in _NAMED_DATES or small in _DATES:
            yield word, "date"
        elif small in _TURNING:
            yield small, "word that turns the meaning"
        elif word in names or _is_name(words, number, language):
            yield word, "name"


def _is_name(words: list[str], number: int, language: str) -> bool:
    """Whether a word is part of a name: beside another capital one; where nouns are small, also alone."""
    if not _capital(words[number]):
        return False
    around = (words[at] for at in (number - 1, number + 1) if 0 <= at < len(words))
    if any(_capital(other) for other in around):
        return True
    opens = number == 0 or words[number - 1] in _SENTENCE_ENDS
    return language.partition("-")[0] != "de" and not opens


def _capital(word: str) -> bool:
    return word[:1].isupper() and word.casefold() not in _SMALL
