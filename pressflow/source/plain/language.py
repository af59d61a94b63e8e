"""Which language a text is in, told by its smallest words."""

import re

# Words of one language only: "in", "an", "was", "die" and "war" would be counted for both.
_SMALL_WORDS = {
    "de": re.compile(
        r"\b(?:der|das|und|ist|nicht|mit|für|von|den|im|ein|eine|zu|auf|wird|werden|sich|dem|des|bei|auch|als)\b",
        re.IGNORECASE,
    ),
    "en": re.compile(
        r"\b(?:the|and|of|to|is|for|with|that|on|it|a|are|by|from|will|has|have|its|this|at|be)\b", re.IGNORECASE
    ),
}
_NO_NAME = re.compile(r"die|unser|unsere|ihr|ihre|mein|meine|am|in|so|our|their|his|her|he|she|they", re.IGNORECASE)


def language_of(text: str) -> str:
    """The language, "de" or "en"."""
    german, english = (len(_SMALL_WORDS[language].findall(text)) for language in ("de", "en"))
    return "en" if english > german else "de"


def is_small_word(word: str) -> bool:
    """Whether the word is one that neither a name nor a place begins with."""
    return any(words.fullmatch(word) for words in (*_SMALL_WORDS.values(), _NO_NAME))
