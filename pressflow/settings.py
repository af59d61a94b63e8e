"""The settings of a newsroom: `pressflow.toml`, with secrets from the environment (`PRESSFLOW_MAIL__PASSWORD`)."""

import difflib
import os
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self, cast

from pydantic import AfterValidator, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from pressflow.errors import InputError
from pressflow.home import FILE
from pressflow.model.address import Email, web_address
from pressflow.model.base import LanguageTag, ListOrOne, ShortName, Value, Words, written_as
from pressflow.model.contact import Visible
from pressflow.model.journal import Role, same_person
from pressflow.model.mistakes import in_plain_words
from pressflow.model.publisher import (
    Attachable,
    BaseUrl,
    CheckUrl,
    Colour,
    Day,
    FootLink,
    Hub,
    List,
    LogoFile,
    Mailbox,
    Optional,
    Publisher,
    Reachable,
    Region,
    Term,
    Topic,
    Zone,
    base_url,
)

if TYPE_CHECKING:
    from pydantic_settings import BaseSettings

_PREFIX = "PRESSFLOW_"


def _each_once(languages: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(languages)) < len(languages):
        raise ValueError("names a language twice; keep one")
    return languages


def _service(url: str) -> str:
    return base_url(url) if url else ""


def _email_or_nothing(text: str) -> str:
    return TypeAdapter(Email).validate_python(text) if text else text


def _each_key_once(selectors: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(selectors)) < len(selectors):
        raise ValueError("names a selector twice; keep one")
    return selectors


# A DNS label, which is also the key's file name; and a domain, which may be left empty.
Selector = Annotated[str, written_as("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?", "press2026")]
Domain = Annotated[str, written_as(r"(([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]+)?", "example.org")]


class PublisherSettings(Value):
    """Who speaks."""

    name: Words
    kind: Literal["government", "organisation", "company"] = "organisation"
    website: Annotated[str, AfterValidator(web_address)]
    address: str = ""
    colour: Colour = "#1d4f6e"
    logo: LogoFile = ""


class NewsroomSettings(Value):
    """The newsroom's site: its address, zone and languages."""

    base_url: BaseUrl
    title: Words
    time_zone: Zone
    region: Annotated[str, written_as("[A-Z]{2}", "DE")] = "DE"
    languages: Annotated[tuple[LanguageTag, ...], Field(min_length=1), AfterValidator(_each_once)]
    security_contact: Reachable = ""
    security_expires: Day = ""
    llms_txt: bool = False
    omit: tuple[Optional, ...] = ()
    hubs: tuple[Hub, ...] = ()
    terms: tuple[Term, ...] = ()
    footer: tuple[FootLink, ...] = ()
    accessibility_contact: Mailbox = ""
    accessibility_date: Day = ""
    check_url: CheckUrl = ""

    @model_validator(mode="after")
    def _security_is_whole(self) -> Self:
        if bool(self.security_contact) != bool(self.security_expires):
            raise ValueError("security_contact and security_expires go together (RFC 9116); give both or neither")
        return self


class RelaySettings(Value):
    """One of several mail relays; `weight` is its share of the connections, 0 makes it a spare one."""

    host: str
    port: Annotated[int, Field(ge=1, le=65535)] = 25
    security: Literal["none", "starttls", "tls"] = "starttls"
    username: str = ""
    password_variable: str = ""
    weight: Annotated[float, Field(ge=0)] = 1
    connections: Annotated[int, Field(ge=0, le=50)] = 0
    per_minute: Annotated[float, Field(ge=0)] = 0


class GroupSettings(Value):
    """Receiving domains that share a mail system, and how many letters a minute they get together."""

    domains: Annotated[tuple[str, ...], Field(min_length=1)]
    per_minute: Annotated[float, Field(ge=0)] = 0


class ImapMailbox(Value):
    """A mailbox on a server that is read over IMAP with TLS."""

    host: str
    port: Annotated[int, Field(ge=1, le=65535)] = 993
    username: str
    password_variable: str
    folder: str = "INBOX"


@dataclass(frozen=True, slots=True)
class Relay:
    """A relay with everything that must be known to send through it; times in seconds."""

    host: str
    port: int
    security: Literal["none", "starttls", "tls"]
    username: str
    password: str
    weight: float
    connections: int
    per_minute: float
    from_address: str
    timeout: float
    answer_timeout: float
    wire: Literal["fast", "plain"]


class DkimSettings(Value):
    """Which keys sign letters (RFC 6376); without a selector, letters are not signed."""

    selectors: Annotated[tuple[Selector, ...], AfterValidator(_each_key_once)] = ()
    domain: Domain = ""
    folder: str = "var/dkim"


class MailSettings(Value):
    """The mail relay, and how letters are sent through it; times are in seconds."""

    host: str = "localhost"
    port: Annotated[int, Field(ge=1, le=65535)] = 25
    security: Literal["none", "starttls", "tls"] = "starttls"
    username: str = ""
    password: str = ""
    from_name: Annotated[str, Visible]
    from_address: Email
    bounce_address: Email
    connections: Annotated[int, Field(ge=1, le=50)] = 4
    letters_per_connection: Annotated[int, Field(ge=0)] = 1000
    per_minute: Annotated[float, Field(ge=0)] = 0
    per_minute_domain: Annotated[float, Field(ge=0)] = 0
    timeout: Annotated[float, Field(gt=0)] = 300
    answer_timeout: Annotated[float, Field(gt=0)] = 600
    wire: Literal["fast", "plain"] = "fast"
    retry_after: Annotated[float, Field(ge=0)] = 300
    give_up_after: Annotated[float, Field(ge=0)] = 172800
    test_addresses: Annotated[tuple[Email, ...], ListOrOne] = ()
    attach: Annotated[tuple[Attachable, ...], ListOrOne] = ()
    attach_limit: Annotated[int, Field(ge=1)] = 5_000_000
    hold: Annotated[float, Field(ge=0)] = 60
    canary: Annotated[str, AfterValidator(_email_or_nothing)] = ""
    canary_maildir: str = ""
    canary_patience: Annotated[float, Field(ge=0)] = 120
    canary_imap: ImapMailbox | None = None
    durability: Literal["full", "normal"] = "full"
    relays: tuple[RelaySettings, ...] = ()
    groups: Annotated[dict[ShortName, GroupSettings], Field()] = {}  # noqa: RUF012  pydantic copies it

    @property
    def all_relays(self) -> tuple[Relay, ...]:
        """The relays letters go through: those listed, else the one this group itself names."""
        common = (self.from_address, self.timeout, self.answer_timeout, self.wire)
        own = (self.host, self.port, self.security, self.username, self.password)
        return tuple(
            Relay(
                relay.host,
                relay.port,
                relay.security,
                relay.username,
                os.environ.get(relay.password_variable, ""),
                relay.weight,
                relay.connections,
                relay.per_minute,
                *common,
            )
            for relay in self.relays
        ) or (Relay(*own, 1, self.connections, self.per_minute, *common),)

    @property
    def main_relay(self) -> Relay:
        """The relay that carries most."""
        return max(self.all_relays, key=lambda relay: relay.weight)


class PrivacySettings(Value):
    """How long personal data is kept, in days, and what the record of processing says of it."""

    unconfirmed_days: Annotated[int, Field(ge=1, le=30)] = 7
    letters_days: Annotated[int, Field(ge=1)] = 90
    unsubscribed_days: Annotated[int, Field(ge=14)] = 28
    returns_days: Annotated[int, Field(ge=1)] = 180
    officer: str = ""
    processors: tuple[Words, ...] = ()
    measures: tuple[Words, ...] = ()


class DigestSettings(Value):
    """When digests leave, by the newsroom's clock."""

    time: Annotated[str, written_as("([01][0-9]|2[0-3]):[0-5][0-9]", "07:30")] = "07:00"
    day: Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] = "monday"


class BouncesSettings(Value):
    """What is done with mail that comes back, and where it is fetched from."""

    soft_limit: Annotated[int, Field(ge=2)] = 5
    soft_days: Annotated[int, Field(ge=1)] = 30
    unsubscribe_address: Mailbox = ""
    imap: ImapMailbox | None = None


class WebSettings(Value):
    """The service for readers: its address on the web, where it listens, and how much it takes."""

    url: Annotated[str, AfterValidator(_service)] = ""
    host: str = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)] = 8750
    largest_form: Annotated[int, Field(ge=4096)] = 65536
    per_network: Annotated[int, Field(ge=1)] = 30
    per_form: Annotated[int, Field(ge=1)] = 1000


class PolicySettings(Value):
    """The office's own rules; times are in seconds."""

    approver_is_not_author: bool = True
    quotes_signed_off: bool = False
    grace: Annotated[float, Field(ge=0, le=86400)] = 900
    common_phrases: tuple[str, ...] = ()


class RolesSettings(Value):
    """Who may do what, by name; whoever is in none of the lists may do nothing but sign their quotes off.

    Where all of them are empty, everybody may do everything.
    """

    author: tuple[str, ...] = ()
    approver: tuple[str, ...] = ()
    emergency: tuple[str, ...] = ()

    def of(self, name: str) -> frozenset[Role] | None:
        """The roles a person has; None where the office has not said who has which."""
        lists: dict[Role, tuple[str, ...]] = {
            "author": self.author,
            "approver": self.approver,
            "emergency": self.emergency,
        }
        found = frozenset(role for role, names in lists.items() if any(same_person(one, name) for one in names))
        return found if any(lists.values()) else None


class Settings(Value):
    """Everything pressflow.toml says."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    publisher: PublisherSettings
    newsroom: NewsroomSettings
    mail: MailSettings
    dkim: DkimSettings = DkimSettings()
    web: WebSettings = WebSettings()
    policy: PolicySettings = PolicySettings()
    roles: RolesSettings = RolesSettings()
    privacy: PrivacySettings = PrivacySettings()
    digest: DigestSettings = DigestSettings()
    bounces: BouncesSettings = BouncesSettings()
    topics: Annotated[dict[ShortName, Topic], Field(min_length=1)]
    lists: Annotated[dict[ShortName, List], Field(min_length=1)]
    regions: dict[ShortName, Region] = Field(default_factory=dict)
    rules: dict[str, Literal["error", "warning", "hint", "off"]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _dkim_fits_the_sender(self) -> Self:
        domain = self.mail.from_address.rpartition("@")[2]
        if domain != self.signing_domain and not domain.endswith(f".{self.signing_domain}"):
            raise ValueError(f"dkim.domain does not fit mail.from_address; write {domain} or a domain above it")
        return self

    @property
    def signing_domain(self) -> str:
        """The domain that answers for letters: the one given, else that of `from_address`."""
        return self.dkim.domain or self.mail.from_address.rpartition("@")[2]

    @model_validator(mode="after")
    def _offers_what_it_attaches(self) -> Self:
        if set(self.mail.attach) & set(self.newsroom.omit):
            raise ValueError("mail.attach names the PDF, which newsroom.omit leaves out; take it out of one of them")
        return self

    @property
    def speaker(self) -> Publisher:
        """The publisher as formats know it."""
        return Publisher(
            **self.publisher.model_dump(),
            **self.newsroom.model_dump(exclude={"time_zone", "region", "check_url"}, by_alias=True),
            zone=self.newsroom.time_zone,
            sender=(self.mail.from_name, self.mail.from_address),
            service=self.web.url,
            attach=self.mail.attach,
            topics=self.topics,
            lists=self.lists,
            regions=self.regions,
        )


def read_settings(folder: Path) -> Settings:
    """The settings of the newsroom in `folder`; raises InputError naming the line and the setting."""
    file = folder / FILE
    try:
        text = file.read_text("utf-8-sig")
        data = tomllib.loads(text)
    except FileNotFoundError as error:
        raise InputError(
            f"{folder}: no {FILE} here; run pressflow inside a newsroom, or make one: pressflow init my-office"
        ) from error
    except UnicodeDecodeError as error:
        raise InputError(f"{FILE}: is not UTF-8; save it as UTF-8") from error
    except OSError as error:
        raise InputError(f"{FILE}: cannot be read: {error.strerror}") from error
    except tomllib.TOMLDecodeError as error:
        raise InputError(_accident(error, text)) from error

    try:
        settings = Settings.model_validate(_over(data, _environment()))
    except ValidationError as error:
        raise InputError("\n".join(_mistakes(error, text))) from error
    if unknown := list(_unknown_topics(settings, text)):
        raise InputError("\n".join(unknown))
    return settings


def _environment() -> dict[str, Any]:  # Any: settings before validation
    """The settings that stand in the environment; where there are none, the library that reads them is not loaded."""
    if not any(name.upper().startswith(_PREFIX) for name in os.environ):
        return {}
    from pydantic_settings import EnvSettingsSource

    settings = cast("type[BaseSettings]", Settings)  # it asks for fields and no more
    return EnvSettingsSource(settings, env_prefix=_PREFIX, env_nested_delimiter="__")()


def _over(data: dict[str, Any], more: dict[str, Any]) -> dict[str, Any]:  # Any: as above
    """Settings with others in their place, table by table."""
    both = ((name, data.get(name), value) for name, value in more.items())
    return data | {
        name: _over(old, new) if isinstance(old, dict) and isinstance(new, dict) else new for name, old, new in both
    }


def _accident(error: tomllib.TOMLDecodeError, text: str) -> str:
    """What is wrong with the file as TOML: `Invalid value (at line 4, column 8)`, in our own order."""
    found = re.fullmatch(r"(.*) \(at (?:line (\d+), column \d+|end of document)\)", str(error))
    what, line = (found[1], found[2] or text.count("\n") + 1) if found else (str(error), 1)
    return f'{FILE}:{line}: cannot be read ({what}); write settings as in name = "Value", each once'


def _unknown_topics(settings: Settings, text: str) -> Iterator[str]:
    """Lists can only want topics that there are."""
    for id_, entry in settings.lists.items():
        for topic in entry.topics:
            if topic not in settings.topics:
                close = difflib.get_close_matches(topic, settings.topics, n=1)
                meant = f"did you mean {close[0]}?" if close else f"there are: {', '.join(settings.topics)}"
                line = _line(text, ("lists", id_, "topics"))
                yield f"{FILE}:{line}: lists.{id_}.topics: there is no topic {topic!r}; {meant}"


def _mistakes(error: ValidationError, text: str) -> list[str]:
    lines = []
    for mistake in in_plain_words(error, Settings):
        field = ".".join(str(part) for part in mistake.location)
        variable = _PREFIX + "__".join(str(part) for part in mistake.location).upper()
        place = (
            f"{variable} in the environment" if variable in os.environ else f"{FILE}:{_line(text, mistake.location)}"
        )
        lines.append(f"{place}: {field}: {mistake.message}".replace(": : ", ": "))
    return lines


def line_of(folder: Path, *setting: str) -> int:
    """The line of pressflow.toml that a setting stands on."""
    return _line((folder / FILE).read_text("utf-8-sig"), setting)


def _line(text: str, location: tuple[str | int, ...]) -> int:
    """The line of a setting: its key's inside its table, else its table's, else the first."""
    names = [str(part) for part in location]
    table: list[str] = []
    lists: Counter[str] = Counter()
    best, depth = 1, 0
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*(\[\[?)([^\[\]]+)\]", line):
            table = [part.strip(" \"'") for part in header[2].split(".")]
            if header[1] == "[[":  # the next entry of a list, as in [[newsroom.terms]]
                table = [*table, str(lists[header[2]])]
                lists[header[2]] += 1
            found = table
        elif key := re.match(r"\s*([\w-]+)\s*=", line):
            found = [*table, key[1]]
        else:
            continue
        if len(found) > depth and found == names[: len(found)]:
            best, depth = number, len(found)
    return best
