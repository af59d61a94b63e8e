"""The journal of a release: what was decided about it, and the state that follows from that."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from pressflow.model.base import Value

CorrectionClass = Literal["typo", "update", "correction", "material"]


class State(StrEnum):
    """The states of a release (DESIGN, section 5)."""

    DRAFT = "draft"
    IN_REVIEW = "in review"
    APPROVED = "approved"
    SCHEDULED = "scheduled"
    EMBARGOED = "embargoed"
    PUBLISHED = "published"
    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"
    KILLED = "killed"
    HELD = "held"
    CANCELLED = "cancelled"

    @property
    def public(self) -> bool:
        """Whether the release stands on the newsroom's site."""
        return self in (State.PUBLISHED, State.CORRECTED, State.WITHDRAWN)


class _Event(Value):
    at: datetime
    by: str


class Created(_Event):
    """The release came to be, and got its permanent id."""

    event: Literal["created"] = "created"
    uri: str


class Approved(_Event):
    """Somebody answers for exactly this text, these assets and this audience."""

    event: Literal["approved"] = "approved"
    hash: str
    audience: tuple[str, ...]
    retrospective: str | None = None
    texts: dict[str, str] = Field(default_factory=dict)


class Published(_Event):
    """A version became public, under what stays as it is for ever: its address, number, zone and original language.

    `archived` marks what was public before this newsroom kept a ledger: nobody's letters are known of it.
    """

    event: Literal["published"] = "published"
    version: int
    slug: str
    zone: str
    original: str
    archived: bool = False
    hash: str
    reference: str
    audience: tuple[str, ...]
    correction: CorrectionClass | None = None
    note: dict[str, str] = Field(default_factory=dict)


Event = Annotated[Created | Approved | Published, Field(discriminator="event")]


def uri(events: tuple[Event, ...]) -> str | None:
    """The permanent id, once there is one."""
    return next((event.uri for event in events if isinstance(event, Created)), None)


def author(events: tuple[Event, ...]) -> str | None:
    """Who created the release."""
    return next((event.by for event in events if isinstance(event, Created)), None)


def versions(events: tuple[Event, ...]) -> tuple[Published, ...]:
    """The published versions, oldest first."""
    return tuple(event for event in events if isinstance(event, Published))


def approval(events: tuple[Event, ...]) -> Approved | None:
    """The newest approval, whether or not the text is still the approved one."""
    return next((event for event in reversed(events) if isinstance(event, Approved)), None)


def state(events: tuple[Event, ...], content_hash: str | None = None) -> State:
    """The state of the release as published; or, for one not yet public, of the text with this hash."""
    published = versions(events)
    if published:
        return State.CORRECTED if len(published) > 1 else State.PUBLISHED
    given = approval(events)
    return State.APPROVED if given and given.hash == content_hash else State.DRAFT
