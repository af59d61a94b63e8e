"""What all values read from files share: frozen, strict about unknown fields, words that may differ by language."""

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict


class Value(BaseModel):
    """A frozen value; an unknown field is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


def _words(value: Any) -> Any:  # Any: whatever the file says, before validation
    texts = list(value.values()) if isinstance(value, dict) else [value]
    if not texts or not all(isinstance(text, str) and text.strip() for text in texts):
        raise ValueError("must be a text, or a text for each language by its short name, such as de")
    return value


# One text for all languages, or one for each: "Presse" or {de: Presse, en: Press}.
Words = Annotated[str | dict[str, str], BeforeValidator(_words)]


def in_language(words: Words, language: str) -> str:
    """The words in `language`; else in its base language (`de` for `de-x-ls`); else the first there are."""
    if isinstance(words, str):
        return words
    return words.get(language) or words.get(language.partition("-")[0]) or next(iter(words.values()), "")


def _as_list(value: Any) -> Any:  # Any: whatever the file says, before validation
    return [value] if isinstance(value, (str, dict)) and value else value


# A list that may be written as its only item: `topics: culture` is `topics: [culture]`.
ListOrOne = BeforeValidator(_as_list)
Names = Annotated[tuple[str, ...], ListOrOne]


def written_as(pattern: str, example: str) -> AfterValidator:
    """A text of this form; who writes another is shown the example, not the pattern."""

    def check(value: str) -> str:
        if not re.fullmatch(pattern, value):
            raise ValueError(f"{value!r} does not have the right form; write it as in {example}")
        return value

    return AfterValidator(check)


# A language as BCP 47 names it, and a short name that can stand in a file name, a CSV cell and a List-Id.
LanguageTag = Annotated[str, written_as("[a-z]{2,3}(-[A-Za-z0-9]{1,8})*", "de or de-x-ls")]
ShortName = Annotated[str, written_as("[a-z0-9]+([-_][a-z0-9]+)*", "local-press")]
