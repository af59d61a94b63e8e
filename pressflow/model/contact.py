"""Media contacts: journalists and desks who may receive, and on what legal ground."""

import re
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from pressflow.errors import RuleError
from pressflow.model.address import Email
from pressflow.model.base import LanguageTag, ShortName, Value

LegalBasis = Literal["consent", "statutory", "contract"]
Frequency = Literal["immediate", "daily", "weekly"]
# Anything that could end a header line or hide in one: C0, DEL, C1, line and paragraph separators, bidi controls.
_INVISIBLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ue000-\uf8ff]")


def _visible(value: str) -> str:
    if found := _INVISIBLE.search(value):
        raise RuleError("FILE-CONTROL", f"holds the invisible character U+{ord(found[0]):04X}; delete it")
    return value


Visible = AfterValidator(_visible)


class Reason(StrEnum):
    """Why an address must not be written to; the stronger the later, and the strongest stays."""

    SOFT_BOUNCES = "soft bounces"
    HARD_BOUNCE = "hard bounce"
    BY_HAND = "by hand"
    UNSUBSCRIBED = "unsubscribed"
    COMPLAINT = "complaint"
    ERASED = "erased at their own request"

    def outweighs(self, other: str) -> bool:
        """Whether this reason takes the place of one written down before."""
        order = list(Reason)
        return other in order and order.index(self) > order.index(Reason(other))


Line = Annotated[str, Field(max_length=200), Visible]


class MediaContact(Value):
    """Who may receive, what they want, and why we may write to them.

    A `desk` is a mailbox that several people read. No `topics` means every topic of the lists, no `region` every
    region; `accredited` is the day on which it was checked that they may have releases under embargo.
    """

    address: Email
    name: Line = ""
    language: LanguageTag
    medium: Line = ""
    lists: Annotated[tuple[str, ...], Field(min_length=1)]
    basis: LegalBasis
    proof: Annotated[str, Field(min_length=1, max_length=500), Visible]
    kind: Literal["person", "desk"] = "person"
    salutations: dict[LanguageTag, Line] = Field(default_factory=dict)
    topics: tuple[ShortName, ...] = ()
    region: ShortName | Literal[""] = ""
    frequency: Frequency = "immediate"
    paused_until: datetime | None = None
    accredited: date | None = None
    accredited_by: Line = ""

    def greeting(self, language: str) -> str:
        """How a letter in a language greets them; empty where nobody said."""
        return self.salutations.get(language) or self.salutations.get(language.partition("-")[0], "")

    def paused(self, now: datetime) -> bool:
        """Whether they asked for silence at this moment."""
        return self.paused_until is not None and self.paused_until > now


def day_of(moment: datetime) -> date:
    """The day, in UTC, that a moment belongs to."""
    return moment.astimezone(UTC).date()
