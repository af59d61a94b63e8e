"""Media contacts: journalists and desks who may receive, and on what legal ground."""

from typing import Annotated, Literal, get_args

from pydantic import Field

from pressflow.model.base import Value
from pressflow.model.record import Email

LegalBasis = Literal["consent", "statutory", "contract"]
LEGAL_BASES: tuple[LegalBasis, ...] = get_args(LegalBasis)
# Anything that could end a header line or hide in one: C0, DEL, C1, line and paragraph separators, bidi controls.
_UNPRINTABLE = r"^[^\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ue000-\uf8ff]*$"


class MediaContact(Value):
    """Who may receive, in which language, from which lists, and why we may write to them."""

    address: Email
    name: Annotated[str, Field(max_length=200, pattern=_UNPRINTABLE)] = ""
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$")]
    medium: Annotated[str, Field(max_length=200, pattern=_UNPRINTABLE)] = ""
    lists: Annotated[tuple[str, ...], Field(min_length=1)]
    basis: LegalBasis
    proof: Annotated[str, Field(min_length=1, max_length=500, pattern=_UNPRINTABLE)]
