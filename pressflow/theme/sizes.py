"""Numbers and sizes of files as people read them."""

from functools import lru_cache

from babel.numbers import format_decimal

from pressflow.theme.dates import conventions

# Each page of a list says how many there are.
_SAID = 1000


@lru_cache(_SAID)
def grouped(number: int, language: str) -> str:
    """A number with its thousands apart: 1.204 in German, 1,204 in English."""
    return format_decimal(number, locale=conventions(language))


def file_size(bytes_: int, language: str) -> str:
    """How large a file is, as in `84 kB` or `3,2 MB`; thousands, as shops and systems count today (IEC 80000-13)."""
    number, unit = (bytes_ / 1_000_000, "MB") if bytes_ >= 999_500 else (bytes_ / 1000, "kB")
    shape = "#,##0.0" if unit == "MB" and number < 10 else "#,##0"
    return f"{format_decimal(max(number, 1), shape, locale=conventions(language))}\u00a0{unit}"
