"""Media contacts: journalists and desks who may receive, and on what legal ground."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from pressflow.errors import RuleError
from pressflow.model.address import Email
from pressflow.model.base import LanguageTag, Value

LegalBasis = Literal["consent", "statutory", "contract"]
# Anything that could end a header line or hide in one: C0, DEL, C1, line and paragraph separators, bidi controls.
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ue000-\uf8ff]")


def _visible(value: str) -> str:
    if found := _INVISIBLE.search(value):
        raise RuleError("FILE-CONTROL", f"holds the invisible character U+{ord(found[0]):04X}; delete it")
    return value


Visible = AfterValidator(_visible)


class MediaContact(Value):
    """Who may receive, in which language, from which lists, and why we may write to them."""

    address: Email
    name: Annotated[str, Field(max_length=200), Visible] = ""
    language: LanguageTag
    medium: Annotated[str, Field(max_length=200), Visible] = ""
    lists: Annotated[tuple[str, ...], Field(min_length=1)]
    basis: LegalBasis
    proof: Annotated[str, Field(min_length=1, max_length=500), Visible]
