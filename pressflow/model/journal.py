"""The journal of a release: what was decided about it, and the state that follows from that."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal, TypeVar

from pydantic import Field

from pressflow.model.base import Value
from pressflow.model.correction_class import CorrectionClass

Role = Literal["author", "approver", "emergency"]
Kind = TypeVar("Kind", bound="_Event")


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


class Submitted(_Event):
    """Somebody handed the release over for a colleague to read."""

    event: Literal["submitted"] = "submitted"


class Approved(_Event):
    """Somebody answers for exactly this text, these assets and this audience; `editor` is who changed it last.

    `retrospective` is why it could not wait for a second person: then it is a duty until a colleague approves it, too.
    """

    event: Literal["approved"] = "approved"
    hash: str
    audience: tuple[str, ...]
    retrospective: str | None = None
    role: Role | None = None
    editor: str | None = None
    texts: dict[str, str] = Field(default_factory=dict)


class QuoteSignedOff(_Event):
    """Who is quoted (`by`) stands by these very words; `hash` is that of the quote in all languages."""

    event: Literal["quote-signed-off"] = "quote-signed-off"
    quote: str
    hash: str
    recorded_by: str = ""


class Scheduled(_Event):
    """The release is to go out at this moment, as it was approved."""

    event: Literal["scheduled"] = "scheduled"
    slot: datetime
    hash: str


class Unscheduled(_Event):
    """The slot was given up; the approval stays."""

    event: Literal["unscheduled"] = "unscheduled"
    reason: str = ""


class Held(_Event):
    """A slot or the end of an embargo passed without the release going out; it waits for a person."""

    event: Literal["held"] = "held"
    reason: str
    slot: datetime | None = None


class Embargoed(_Event):
    """The release was given to invited eyes, as frozen under `version`: 0, or below after a recall.

    `audience` are the lists it was approved for, `lists` those whose people have it already; `guests` is how
    many people have it, named ones among them. Whom, the ledger knows.
    """

    event: Literal["embargoed"] = "embargoed"
    version: int = 0
    slug: str
    zone: str
    original: str
    hash: str
    audience: tuple[str, ...]
    lists: tuple[str, ...] = ()
    guests: int = 0
    until: datetime | None = None
    ends_with: str | None = None
    alarm: datetime | None = None
    seed: str = ""
    texts: dict[str, str] = Field(default_factory=dict)


class Recalled(_Event):
    """What was given out under embargo as `of` was taken back; nobody may use it. `version` numbers the recall."""

    event: Literal["recalled"] = "recalled"
    version: int = -1
    of: int = 0
    slug: str = ""
    reason: str


class Lifted(_Event):
    """The embargo is over: its time has come, or `by` says that its event has happened. The version follows."""

    event: Literal["lifted"] = "lifted"


class Correcting(_Event):
    """The files are now the draft of the next version of a public release; the newest of these says how it is meant."""

    event: Literal["correcting"] = "correcting"
    correction: CorrectionClass
    note: dict[str, str] = Field(default_factory=dict)


class Published(_Event):
    """A version became public, under what stays as it is for ever: its address, number, zone and original language.

    `archived` marks what was public before this newsroom kept a ledger: nobody's letters are known of it. `seed`
    shuffles the order in which its letters leave. `texts` are the hashes of the texts by language.
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
    seed: str = ""
    texts: dict[str, str] = Field(default_factory=dict)


class Withdrawn(_Event):
    """The office no longer stands by the release; the text stays, under a notice that says why.

    `version` numbers the recall, as those of embargoes are numbered.
    """

    event: Literal["withdrawn"] = "withdrawn"
    version: int = -1
    slug: str = ""
    reason: str
    note: dict[str, str] = Field(default_factory=dict)
    retrospective: str | None = None


class Killed(_Event):
    """Text and files are removed everywhere; what is left is that there was a release with this hash.

    `languages` are those it was written in: its addresses answer that it is gone. The reason is the office's own; the
    `note` is what those who have it are told.
    """

    event: Literal["killed"] = "killed"
    version: int = -1
    slug: str = ""
    reason: str
    hash: str
    languages: tuple[str, ...] = ()
    note: dict[str, str] = Field(default_factory=dict)
    retrospective: str | None = None


class Cancelled(_Event):
    """A release that never was public is given up."""

    event: Literal["cancelled"] = "cancelled"
    reason: str = ""


class Pinned(_Event):
    """The release stands at the head of the newsroom, as a denial does; until then, or until it is taken down."""

    event: Literal["pinned"] = "pinned"
    until: datetime | None = None


class Unpinned(_Event):
    """The release no longer stands at the head of the newsroom."""

    event: Literal["unpinned"] = "unpinned"


Event = Annotated[
    Created
    | Submitted
    | Approved
    | QuoteSignedOff
    | Scheduled
    | Unscheduled
    | Held
    | Embargoed
    | Recalled
    | Lifted
    | Correcting
    | Published
    | Withdrawn
    | Killed
    | Cancelled
    | Pinned
    | Unpinned,
    Field(discriminator="event"),
]


# What decides about the documents of a release that is public, or was.
SHOWN = (Published, Withdrawn, Killed, Pinned, Unpinned)
# What one person may answer for alone, when it cannot wait.
Alone = Approved | Withdrawn | Killed
# What has deliveries.
Numbered = Published | Embargoed | Recalled | Withdrawn | Killed


def uri(events: tuple[Event, ...]) -> str | None:
    """The permanent id, once there is one."""
    return next((event.uri for event in events if isinstance(event, Created)), None)


def author(events: tuple[Event, ...]) -> str | None:
    """Who created the release."""
    return next((event.by for event in events if isinstance(event, Created)), None)


def versions(events: tuple[Event, ...]) -> tuple[Published, ...]:
    """The published versions, oldest first."""
    return tuple(event for event in events if isinstance(event, Published))


def numbered(events: tuple[Event, ...]) -> tuple[Numbered, ...]:
    """What the ledger records under a number: versions from 1 up, embargoes and recalls from 0 down; oldest first."""
    return tuple(event for event in events if isinstance(event, Numbered))


def next_below(events: tuple[Event, ...]) -> int:
    """The number of the next embargo or recall."""
    return min((event.version for event in numbered(events) if event.version < 1), default=1) - 1


def approval(events: tuple[Event, ...]) -> Approved | None:
    """The newest approval, whether or not the text is still the approved one; none once a correction was begun."""
    last = newest(events, Approved, Correcting)
    return last if isinstance(last, Approved) else None


def embargo(events: tuple[Event, ...]) -> Embargoed | None:
    """What invited eyes were given and may still see; nothing once it was recalled, killed or published."""
    last = newest(events, Embargoed, Recalled, Published, Killed)
    return last if isinstance(last, Embargoed) else None


def slot(events: tuple[Event, ...]) -> Scheduled | None:
    """The slot the release waits for, if it waits for one."""
    last = newest(events, Scheduled, Unscheduled, Held, Embargoed, Published, Cancelled)
    return last if isinstance(last, Scheduled) else None


@dataclass(frozen=True, slots=True)
class Wait:
    """What a release waits for: its slot, the end of its embargo, or, `now`, that a lift is carried through."""

    what: Literal["slot", "embargo", "lift"]
    at: datetime
    by: str


def wait(events: tuple[Event, ...]) -> Wait | None:
    """What the release waits for without anybody's doing; nothing where it was held."""
    if waiting := slot(events):
        return Wait("slot", waiting.slot, waiting.by)
    given = embargo(events)
    last = newest(events, Embargoed, Held, Lifted)
    if given and isinstance(last, Lifted):
        return Wait("lift", last.at, last.by)
    if given and given.until and not isinstance(last, Held):
        return Wait("embargo", given.until, given.by)
    return None


def correcting(events: tuple[Event, ...]) -> Correcting | None:
    """The correction that is being written, if one is."""
    last = newest(events, Correcting, Published, Withdrawn, Killed)
    return last if isinstance(last, Correcting) else None


def recall(events: tuple[Event, ...]) -> Withdrawn | Killed | None:
    """That the release was taken back, for good or with its text kept, if it was."""
    return newest(events, Killed) or newest(events, Withdrawn)


def pinned(events: tuple[Event, ...]) -> Pinned | None:
    """That the release stands at the head of the newsroom, if it does."""
    last = newest(events, Pinned, Unpinned, Withdrawn, Killed)
    return last if isinstance(last, Pinned) else None


def signed_off(events: tuple[Event, ...]) -> dict[str, QuoteSignedOff]:
    """The newest sign-off of each quote, by the quote's id; whether the words are still those, its hash says."""
    return {event.quote: event for event in events if isinstance(event, QuoteSignedOff)}


def retrospective(events: tuple[Event, ...]) -> tuple[Alone, ...]:
    """What one person answered for alone and nobody has approved since, oldest first."""
    alone = [event for event in events if isinstance(event, Alone) and event.retrospective]
    return tuple(event for event in alone if not _settled(event, events))


def _settled(alone: Alone, events: tuple[Event, ...]) -> bool:
    """Whether somebody else has answered for it since."""
    later = events[events.index(alone) + 1 :]
    return any(not same_person(one.by, alone.by) and _answers(one, alone, events) for one in later)


def _answers(later: Event, alone: Alone, events: tuple[Event, ...]) -> bool:
    """Whether an act answers for what one person did: it approves that, or what took its place, or takes it back.

    A text that people still see is answered for by an approval of that very text alone.
    """
    if isinstance(later, Withdrawn | Killed):
        return True
    if not isinstance(later, Approved):
        return False
    stands = embargo(events) or newest(events, Published)
    if isinstance(alone, Approved) and stands and stands.hash == alone.hash:
        return later.hash == alone.hash
    return True


def same_person(one: str | None, other: str | None) -> bool:
    """Whether two names are one person's, whatever their capitals and spaces."""
    return one is not None and other is not None and _plain(one) == _plain(other)


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def newest(events: tuple[Event, ...], *kinds: type[Kind]) -> Kind | None:
    """The last event of these kinds."""
    return next((event for event in reversed(events) if isinstance(event, kinds)), None)


# What an event makes of a release that is not public yet; those not named leave it as it is.
_MAKES: dict[type[_Event], State] = {
    Created: State.DRAFT,
    Submitted: State.IN_REVIEW,
    Approved: State.APPROVED,
    Scheduled: State.SCHEDULED,
    Unscheduled: State.APPROVED,
    Held: State.HELD,
    Embargoed: State.EMBARGOED,
    Recalled: State.CANCELLED,
    Cancelled: State.CANCELLED,
    Withdrawn: State.WITHDRAWN,
    Killed: State.KILLED,
}
# An approval ends none of these: it is a second person's, for what was done already.
_KEPT = (State.SCHEDULED, State.EMBARGOED)
_ENDS = (Withdrawn, Killed)


def state(events: tuple[Event, ...], content_hash: str | None = None) -> State:
    """The state of the release as published; or, for one not yet public, of the text with this hash."""
    found = before = State.DRAFT
    for event in events:
        found = _after(found, event)
        before = found if found in (State.DRAFT, State.IN_REVIEW) else before
    given = approval(events)
    valid = given is not None and given.hash == content_hash
    return before if found == State.APPROVED and not valid else found


def _after(before: State, event: Event) -> State:
    """The state after an event; what is public stays public, and killed stays killed."""
    if before == State.KILLED:
        return before
    if isinstance(event, Published):
        return State.CORRECTED if event.version > 1 else State.PUBLISHED
    if (before.public and not isinstance(event, _ENDS)) or (isinstance(event, Approved) and before in _KEPT):
        return before
    return _MAKES.get(type(event), before)
