"""Publisher: who speaks, and what its newsroom is called and where it stands."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, model_validator

from pressflow.errors import RuleError
from pressflow.model.address import email_address, web_address
from pressflow.model.base import Names, Value, Words, in_language, written_as


class Topic(Value):
    """What releases are about, in the office's words and in IPTC's."""

    title: Words
    iptc: Annotated[str, written_as("[0-9]{8}", "04000000, an IPTC media topic code")] | None


class List(Value):
    """A mailing list: whoever is on it gets the releases on its topics; no topics means every topic.

    Whoever is on one with `embargo` gets them under embargo, too, before they are public.
    """

    title: Words
    topics: Names = ()
    embargo: bool = False

    def wants(self, topics: tuple[str, ...]) -> bool:
        """Whether a release on these topics goes to this list."""
        return not self.topics or not set(self.topics).isdisjoint(topics)


class Region(Value):
    """A part of the country that readers may choose: a release belongs to it that names one of its places."""

    title: Words
    places: Annotated[Names, Field(min_length=1)]


class FootLink(Value):
    """A page elsewhere that every page leads to at its foot, such as the imprint."""

    title: Words
    url: Annotated[str, AfterValidator(web_address)]


def _zone(name: object) -> object:
    if not isinstance(name, str):
        return name
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(f"{name!r} is not an IANA time zone; write it as in Europe/Berlin") from error


def base_url(url: str) -> str:
    """The address of a site with a slash at its end; raises RuleError for one that is not https."""
    if not web_address(url).startswith("https://"):
        raise RuleError("LINK-SYNTAX", f"{url!r} must begin with https://; mail programs unsubscribe over nothing else")
    return url.rstrip("/") + "/"


def _reachable(uri: str) -> str:
    scheme, _, rest = uri.partition(":")
    if scheme == "mailto":
        return f"mailto:{email_address(rest)}"
    if uri and not uri.startswith("https://"):
        raise ValueError(f"{uri!r} is neither mailto: nor https://; write it as in mailto:security@example.org")
    return web_address(uri) if uri else ""


def _day(value: object) -> object:
    if value == "" or type(value) is date:
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError as error:
        raise ValueError(f"{str(value)!r} is not a day; write it as in 2027-06-30, without quotation marks") from error


def _mailbox(address: str) -> str:
    return email_address(address) if address else ""


def _hub(url: str) -> str:
    if not web_address(url).startswith("https://"):
        raise ValueError(f"{url!r} must begin with https://; feed readers tell it where they can be reached")
    return url


def _check_url(url: str) -> str:
    return f"{web_address(url).rstrip('/')}/" if url else ""


Colour = Annotated[str, written_as("#[0-9a-fA-F]{6}", "#1d4f6e")]
Zone = Annotated[ZoneInfo, BeforeValidator(_zone)]
BaseUrl = Annotated[str, AfterValidator(base_url)]
# How to reach somebody (RFC 9116, section 2.5.3), and a day; both may be left empty.
Reachable = Annotated[str, AfterValidator(_reachable)]
Day = Annotated[date | Literal[""], BeforeValidator(_day)]
Mailbox = Annotated[str, AfterValidator(_mailbox)]
Hub = Annotated[str, AfterValidator(_hub)]
CheckUrl = Annotated[str, AfterValidator(_check_url)]
# A file of the theme, in the newsroom's folder templates/; may be left empty.
LogoFile = Annotated[str, written_as(r"([A-Za-z0-9][A-Za-z0-9._-]*\.(svg|png))?", "logo.svg or logo.png")]


# Formats an office may leave out; the others are what pages, letters and feeds lead to.
Optional = Literal["card", "images", "newsml", "ninjs", "ninjs1", "pdf", "search"]

# What may go with a letter as a file; otherwise the letter leads to it.
Attachable = Literal["pdf"]


class Term(Value):
    """A term of office; when it is over it has an `until`, its last day."""

    name: Words
    since: Annotated[date, BeforeValidator(_day), Field(alias="from")]
    until: Day = ""

    @model_validator(mode="after")
    def _ends_after_it_began(self) -> Self:
        if self.until and self.until < self.since:
            raise ValueError("ends (until) before it begins (from); exchange the two days")
        return self

    def was(self, day: date) -> bool:
        """Whether it is over, and a day was in it."""
        return self.until != "" and self.since <= day <= self.until


class Publisher(Value):
    """Who speaks, with everything a format needs to know of them.

    `sender` is the name and address letters bear, `attach` what goes with them.
    `service` is the address of the web service, empty where none runs.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    name: Words
    kind: Literal["government", "organisation", "company"]
    website: Annotated[str, AfterValidator(web_address)]
    address: str = ""
    colour: Colour
    logo: LogoFile = ""
    title: Words
    base_url: BaseUrl
    zone: Zone
    sender: tuple[str, str]
    attach: tuple[Attachable, ...] = ()
    languages: Annotated[tuple[str, ...], Field(min_length=1)]
    topics: dict[str, Topic]
    lists: dict[str, List]
    regions: dict[str, Region] = Field(default_factory=dict)
    security_contact: Reachable = ""
    security_expires: Day = ""
    llms_txt: bool = False
    omit: tuple[Optional, ...] = ()
    hubs: tuple[Hub, ...] = ()
    terms: tuple[Term, ...] = ()
    footer: tuple[FootLink, ...] = ()
    accessibility_contact: Mailbox = ""
    accessibility_date: Day = ""
    service: str = ""

    @property
    def offered_lists(self) -> dict[str, List]:
        """The lists that everybody may join: not those for releases under embargo."""
        return {id_: entry for id_, entry in self.lists.items() if not entry.embargo}

    @property
    def front(self) -> str:
        """Where the web service answers: at its own address, else the site's, where one may run some day."""
        return self.service or self.base_url

    @property
    def root(self) -> str:
        """The path of the site on its host: / alone, or with a folder, as in /press/."""
        return urlsplit(self.base_url).path

    @property
    def domain(self) -> str:
        """The domain letters come from."""
        return self.sender[1].rpartition("@")[2]

    @property
    def feedback(self) -> str:
        """The mail address to tell of barriers: the one for that, else the office's own."""
        return self.accessibility_contact or self.sender[1]

    def past_term(self, moment: datetime) -> Term | None:
        """The term of office that a moment was in, where that is over."""
        day = moment.astimezone(self.zone).date()
        return next((term for term in self.terms if term.was(day)), None)

    def named(self, language: str) -> str:
        """The publisher's name in a language."""
        return in_language(self.name, language)

    def topic(self, id_: str) -> Topic:
        """A topic; one that old releases name and the settings no longer have is called by its id."""
        return self.topics.get(id_) or Topic(title=id_, iptc=None)

    def regions_of(self, places: Iterable[str]) -> tuple[str, ...]:
        """The ids of the regions that places lie in; none for a release that is for every region."""
        named = {place.casefold() for place in places}
        return tuple(
            id_ for id_, entry in self.regions.items() if not named.isdisjoint(map(str.casefold, entry.places))
        )

    def audience(self, topics: tuple[str, ...]) -> tuple[str, ...]:
        """The ids of the lists a release on these topics goes to, as ordered in the settings."""
        return tuple(id_ for id_, entry in self.lists.items() if entry.wants(topics))

    def embargo_lists(self, topics: tuple[str, ...]) -> tuple[str, ...]:
        """Those of them whose people get a release under embargo, too."""
        return tuple(id_ for id_ in self.audience(topics) if self.lists[id_].embargo)
