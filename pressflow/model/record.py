"""The record: what an office writes for one language of a release, the header's fields and the text."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    ValidationInfo,
    model_validator,
)

from pressflow.errors import RuleError
from pressflow.model.address import Email, phone_number, web_address
from pressflow.model.base import ListOrOne, Names, Value, Words, in_language, written_as
from pressflow.model.body import Body, places
from pressflow.model.hours import spans
from pressflow.model.moment import read_moment
from pressflow.model.redirects import old_address

ReleaseType = Literal["press_release", "statement", "media_advisory", "speech", "denial"]


def _moment(value: Any, info: ValidationInfo) -> Any:  # Any: whatever the file says, before validation
    return read_moment(value, (info.context or {})["zone"]) if isinstance(value, str) else value


def _yes(value: Any) -> Any:  # Any: whatever the file says, before validation
    said = str(value).strip().lower()
    return {"yes": True, "true": True, "ja": True, "no": False, "false": False, "nein": False}.get(said, value)


def _phone(value: str, info: ValidationInfo) -> str:
    return phone_number(value, (info.context or {}).get("region", "DE"))


def _file(value: str) -> str:
    parts = value.split("/")
    if "\\" in value or not {"", ".", ".."}.isdisjoint(parts) or parts[0] != "assets" or len(parts) < 2:
        raise ValueError(f"{value!r} must lie in the release's folder assets/; write it as in assets/photo.jpg")
    return value


def _identifier(value: str) -> str:
    if not value or not all(char.isalnum() or char in "-_" for char in value):
        raise ValueError(f"{value!r} is not an id; use letters, digits, - and _ only")
    return value


def _hours(value: str) -> str:
    spans(value)
    return value


Moment = Annotated[datetime, BeforeValidator(_moment, json_schema_input_type=str)]
Line = Annotated[str, Field(min_length=1, max_length=255, pattern=r"^[^\r\n]*$")]
Phone = Annotated[str, AfterValidator(_phone)]
Url = Annotated[str, AfterValidator(web_address)]
OldAddress = Annotated[str, AfterValidator(old_address)]
Hours = Annotated[str, AfterValidator(_hours)]
AssetFile = Annotated[str, AfterValidator(_file)]
Identifier = Annotated[str, AfterValidator(_identifier)]
_PERCENT = "(100|[0-9]?[0-9])%"
Focus = Annotated[str, written_as(f"{_PERCENT} {_PERCENT}", "50% 30%")]


class Quote(Value):
    """What a person says, in their own words, without quotation marks around it."""

    id: Identifier = Field(description="The body places it with [quote: id]; 1, 2, 3 … where left out.")
    text: Annotated[str, Field(min_length=1, max_length=3000)]
    speaker: Line
    role: Line | None = None
    organisation: Line | None = None

    @property
    def attribution(self) -> str:
        """Speaker, role and organisation, in one line."""
        return ", ".join(part for part in (self.speaker, self.role, self.organisation) if part)


def _somebody(name: str | None, organisation: Words | None) -> None:
    if not name and not organisation:
        raise ValueError("a contact needs a name or an organisation; add one of them")


class PressContact(Value):
    """Whom journalists may ask."""

    name: Line | None = None
    role: Line | None = None
    organisation: Line | None = None
    phone: Phone | None = Field(default=None, description="International, as in +49 221 4710-123 (E.164).")
    email: Email
    hours: Hours | None = Field(default=None, description="When they answer, as in Mo-Fr 08:00-17:00; for check alone.")

    @model_validator(mode="after")
    def _named(self) -> Self:
        _somebody(self.name, self.organisation)
        return self

    @property
    def label(self) -> str:
        """The name, else the organisation."""
        return self.name or self.organisation or self.email


class SharedPressContact(Value):
    """A press contact shared by releases; role and organisation may differ by language."""

    name: Line | None = None
    role: Words | None = None
    organisation: Words | None = None
    phone: Phone | None = None
    email: Email
    hours: Hours | None = None

    @model_validator(mode="after")
    def _named(self) -> Self:
        _somebody(self.name, self.organisation)
        return self

    def speaking(self, language: str) -> PressContact:
        """This contact as a release in `language` names it."""
        return PressContact.model_construct(
            name=self.name,
            role=in_language(self.role, language) if self.role else None,
            organisation=in_language(self.organisation, language) if self.organisation else None,
            phone=self.phone,
            email=self.email,
            hours=self.hours,
        )


class Embargo(Value):
    """Until when, or until which event, the release is for invited eyes only."""

    until: Moment | None = None
    event: Line | None = None
    reason: Line | None = None
    alarm: Moment | None = Field(default=None, description="With event: when to remind the office that it is due.")
    lists: Names | None = Field(
        default=None, description="The embargo lists that get it before; all that want its topics, where left out."
    )
    contacts: Annotated[tuple[Email, ...], ListOrOne] = Field(
        default=(), description="Media contacts that get it before, by their addresses."
    )

    @model_validator(mode="after")
    def _one_end(self) -> Self:
        if (self.until is None) == (self.event is None):
            raise ValueError("an embargo ends either at a time (until:) or with an event (event:); give one of them")
        if self.alarm and not self.event:
            raise ValueError("alarm only reminds of an event; an embargo until a time ends by itself: leave alarm out")
        return self


class WebLink(Value):
    """A further reading; its title says what is there."""

    title: Line
    url: Url

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.title == self.url:
            raise ValueError("the title repeats the URL; say in words what the reader finds there")
        return self


class Image(Value):
    """A picture offered with the release."""

    file: AssetFile
    alt: Annotated[str, Field(max_length=1000)] | None = None
    decorative: Annotated[bool, BeforeValidator(_yes)] = False
    caption: Annotated[str, Field(max_length=2000)] | None = None
    credit: Line
    licence: Line | None = None
    focus: Focus | None = Field(default=None, description="What must stay in sight, from the left and from the top.")

    @model_validator(mode="after")
    def _described(self) -> Self:
        if bool(self.alt) == self.decorative:
            raise RuleError(
                "ALT-MISSING",
                "describe the picture for people who cannot see it (alt:), or say decorative: true",
            )
        return self


class Attachment(Value):
    """A document offered with the release."""

    file: AssetFile
    caption: Line
    credit: Line | None = None
    licence: Line | None = None


class Waiver(Value):
    """A finding the office lets stand in this text, and why."""

    code: Line
    reason: Annotated[Line, Field(min_length=5, description="Whoever approves reads it.")]


def _kind_of_contact(value: Any) -> str:  # Any: whatever the file says, before validation
    return "id" if isinstance(value, str) else "inline"


ContactOrId = Annotated[
    Annotated[Identifier, Tag("id")] | Annotated[PressContact, Tag("inline")], Discriminator(_kind_of_contact)
]

# The one item of a list may be written under the singular: `quote:` is a list of one in `quotes:`.
_SINGULAR = {"quote": "quotes", "contact": "contacts"}


def _as_written(schema: dict[str, Any]) -> None:  # Any: a JSON Schema
    properties = schema["properties"]
    for one, many in _SINGULAR.items():
        properties[one] = {**properties[many]["items"], "description": f"The only one of {many}."}
    schema["required"] = [name for name in schema["required"] if name not in _SINGULAR.values()]
    schema["anyOf"] = [{"required": ["contact"]}, {"required": ["contacts"]}]


class Header(Value):
    """The front matter of a record, as DESIGN's section 4 lists it; also the source of the JSON Schema."""

    model_config = ConfigDict(title="pressflow record", json_schema_extra=_as_written)

    title: Annotated[Line, Field(min_length=10, description="The headline; over 100 characters warns.")]
    kicker: Line | None = Field(default=None, description="A word or two above the headline.")
    subtitle: Line | None = None
    type: ReleaseType = "press_release"
    date: Moment | None = Field(default=None, description="Local date and time, as in 2026-05-16 10:30.")
    place: Line = Field(description="Where the release is issued; it opens the text with the date.")
    lead: Annotated[str, Field(min_length=40, max_length=600)] = Field(
        description="Who, what, when, where; the body does not repeat it."
    )
    quotes: Annotated[tuple[Quote, ...], ListOrOne] = ()
    contacts: Annotated[tuple[ContactOrId, ...], ListOrOne, Field(min_length=1)]
    topics: Annotated[Names, Field(min_length=1)]
    embargo: Embargo | None = None
    people: Names = ()
    places: Names = ()
    keywords: Names = ()
    links: Annotated[tuple[WebLink, ...], ListOrOne] = ()
    images: Annotated[tuple[Image, ...], ListOrOne] = ()
    attachments: Annotated[tuple[Attachment, ...], ListOrOne] = ()
    boilerplate: Annotated[tuple[Identifier, ...], ListOrOne] = ()
    notes: str | None = None
    translation_of: str | None = None
    variant: Line | None = None
    redirect_from: Annotated[tuple[OldAddress, ...], ListOrOne] = Field(
        default=(), description="Old addresses on this host that lead here, as in /presse/2019/alte-meldung.html."
    )
    waive: Annotated[tuple[Waiver, ...], ListOrOne] = Field(
        default=(), description="Findings of check that stand here for a reason."
    )

    @model_validator(mode="before")
    @classmethod
    def _singulars(cls, data: Any) -> Any:  # Any: whatever the file says, before validation
        if not isinstance(data, dict):
            return data
        data = dict(data)
        for one, many in _SINGULAR.items():
            if one in data and many in data:
                raise ValueError(f"both {one} and {many} are given; keep {many}")
            if one in data:
                data[many] = [data.pop(one)]
        if isinstance(data.get("quotes"), list):
            data["quotes"] = [
                {"id": str(number), **quote} if isinstance(quote, dict) else quote
                for number, quote in enumerate(data["quotes"], 1)
            ]
        return data

    @model_validator(mode="after")
    def _dated(self) -> Self:
        if self.date is None and not (self.embargo and self.embargo.event):
            raise RuleError(
                "FIELD-MISSING", "date is missing; only a release under embargo until an event may go without"
            )
        return self


@dataclass(frozen=True, slots=True)
class About:
    """A boilerplate text: who the publisher is, said the same way in every release."""

    id: str
    title: str
    body: Body
    source: bytes = b""


class Record(Header):
    """A header with its language, its text, and everything it names by id."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    language: str
    body: Body
    press_contacts: tuple[PressContact, ...]
    about: tuple[About, ...]
    editors_notes: Body
    source: bytes = b""

    def parts(self) -> Iterator[Any]:  # Any: a block of the body, or a quote
        """The body's blocks in order with each quote where it belongs: in its place, else after the body."""
        quotes = {quote.id: quote for quote in self.quotes}
        placed = set(places(self.body))
        yield from self.body
        yield from (quote for id_, quote in quotes.items() if id_ not in placed)

    @property
    def files(self) -> tuple[Image | Attachment, ...]:
        """The pictures, then the documents offered with the release."""
        return (*self.images, *self.attachments)

    def quote(self, id_: str) -> Quote:
        """The quote with this id."""
        return next(quote for quote in self.quotes if quote.id == id_)
