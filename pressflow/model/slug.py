"""Slugs: words as part of a web address, in small Latin letters, digits and hyphens."""

import re
import unicodedata
from hashlib import sha256

_LIMIT = 60
# Letters that are not an ASCII letter with a mark, so that NFKD cannot take them apart; German writes umlauts out.
_LETTERS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ı": "i"}
)
# Apostrophes, and the marks that part thousands: "Lenz’ 3.600".
_WITHIN_WORDS = re.compile(r"['’]|(?<=\d)[.,](?=\d{3}(?!\d))")


def slug(words: str) -> str:
    """Words as a slug of at most 60 characters: `Wärme für 3.600 Häuser` becomes `waerme-fuer-3600-haeuser`.

    Empty where they have no Latin letter and no digit.
    """
    letters = unicodedata.normalize("NFKC", words).lower().translate(_LETTERS)
    plain = "".join(char for char in unicodedata.normalize("NFKD", letters) if not unicodedata.combining(char))
    joined = "-".join(re.findall(r"[a-z0-9]+", _WITHIN_WORDS.sub("", plain)))
    if len(joined) <= _LIMIT:
        return joined
    return joined[: _LIMIT + 1].rpartition("-")[0] or joined[:_LIMIT]


def name_slug(name: str) -> str:
    """A slug for any name, also one without Latin letters, which gets a number made of its letters."""
    return slug(name) or sha256(unicodedata.normalize("NFC", name).encode()).hexdigest()[:12]
