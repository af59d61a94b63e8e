"""Wish: what somebody who subscribes asks for."""

from typing import Annotated

from pydantic import Field

from pressflow.errors import RuleError
from pressflow.model.address import Email
from pressflow.model.base import LanguageTag, ShortName, Value
from pressflow.model.contact import Frequency, Line
from pressflow.model.publisher import Publisher


class Choice(Value):
    """Which releases somebody wants: no `topics` means every topic of the lists, no `region` every region."""

    lists: Annotated[tuple[ShortName, ...], Field(min_length=1, max_length=100)]
    topics: Annotated[tuple[ShortName, ...], Field(max_length=200)] = ()
    region: Annotated[ShortName, Field(max_length=100)] | Annotated[str, Field(max_length=0)] = ""
    language: LanguageTag
    frequency: Frequency = "immediate"

    def fits(self, publisher: Publisher) -> None:
        """Raise RuleError for what the office does not offer."""
        for name, chosen, offered in (
            ("lists", self.lists, publisher.offered_lists),
            ("topics", self.topics, publisher.topics),
            ("region", filter(None, (self.region,)), publisher.regions),
            ("language", (self.language,), publisher.languages),
        ):
            if unknown := [one for one in chosen if one not in offered]:
                raise RuleError("WISH", f"{name}: there is no {unknown[0]!r} here; there are: {', '.join(offered)}")


class Wish(Choice):
    """A choice, and whose it is."""

    address: Annotated[Email, Field(max_length=254)]
    name: Line = ""
