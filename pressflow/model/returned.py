"""Returned: what a mail that came back is, and whom it may be about."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What a mail that came back is, in the order in which that is looked for."""

    OPT_OUT = "opt-out"
    COMPLAINT = "complaint"
    AUTO_REPLY = "auto-reply"
    HARD = "hard bounce"
    SOFT = "soft bounce"
    DELAY = "delay"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class Returned:
    """A mail that came back, as it says itself; nothing of it is believed before its marks are checked.

    `marks` are the addresses and links in it that may bear a mark of ours; `about` are the addresses it names.
    Of an auto-reply: until when somebody is away, whether they left the house, and to whom it refers.
    """

    kind: Kind
    marks: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    status: str = ""
    detail: str = ""
    until: date | None = None
    left: bool = False
    refers_to: tuple[str, ...] = ()
