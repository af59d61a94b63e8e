"""Publisher: who speaks, and what its newsroom is called and where it stands."""

from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field

from pressflow.errors import RuleError
from pressflow.model.address import web_address
from pressflow.model.base import Names, Value, Words, in_language, written_as


class Topic(Value):
    """What releases are about, in the office's words and in IPTC's."""

    title: Words
    iptc: Annotated[str, written_as("[0-9]{8}", "04000000, an IPTC media topic code")] | None


class List(Value):
    """A mailing list: whoever is on it gets the releases on its topics; no topics means every topic."""

    title: Words
    topics: Names = ()

    def wants(self, topics: tuple[str, ...]) -> bool:
        """Whether a release on these topics goes to this list."""
        return not self.topics or not set(self.topics).isdisjoint(topics)


def _zone(name: object) -> object:
    if not isinstance(name, str):
        return name
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError(f"{name!r} is not an IANA time zone; write it as in Europe/Berlin") from error


def _base(url: str) -> str:
    if not web_address(url).startswith("https://"):
        raise RuleError("LINK-SYNTAX", f"{url!r} must begin with https://; mail programs unsubscribe over nothing else")
    return url.rstrip("/") + "/"


Colour = Annotated[str, written_as("#[0-9a-fA-F]{6}", "#1d4f6e")]
Zone = Annotated[ZoneInfo, BeforeValidator(_zone)]
BaseUrl = Annotated[str, AfterValidator(_base)]


class Publisher(Value):
    """Who speaks, with everything a format needs to know of them; `sender` is the name and address letters bear."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    name: Words
    kind: Literal["government", "organisation", "company"]
    website: Annotated[str, AfterValidator(web_address)]
    address: str = ""
    colour: Colour
    title: Words
    base_url: BaseUrl
    zone: Zone
    sender: tuple[str, str]
    languages: Annotated[tuple[str, ...], Field(min_length=1)]
    topics: dict[str, Topic]
    lists: dict[str, List]

    @property
    def domain(self) -> str:
        """The domain letters come from."""
        return self.sender[1].rpartition("@")[2]

    def named(self, language: str) -> str:
        """The publisher's name in a language."""
        return in_language(self.name, language)

    def topic(self, id_: str) -> Topic:
        """A topic; one that old releases name and the settings no longer have is called by its id."""
        return self.topics.get(id_) or Topic(title=id_, iptc=None)

    def audience(self, topics: tuple[str, ...]) -> tuple[str, ...]:
        """The ids of the lists a release on these topics goes to, as ordered in the settings."""
        return tuple(id_ for id_, entry in self.lists.items() if entry.wants(topics))
