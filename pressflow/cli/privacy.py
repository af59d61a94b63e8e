"""Commands for people's rights: suppress, forget, subject-access."""

from pathlib import Path
from typing import Annotated

import typer

from pressflow.cli.shared import JsonOption, NewsroomOption, open_newsroom, say, say_json

HERE = Path()
AddressArgument = Annotated[str, typer.Argument(help="The mail address.")]


def suppress(
    address: AddressArgument,
    reason: Annotated[str, typer.Option(help="Why, in a few words.")] = "unsubscribed",
    newsroom: NewsroomOption = HERE,
) -> None:
    """Never write to an address again.

    No import brings it back.

    Example: pressflow contacts suppress a.person@example.org --reason unsubscribed
    """
    from pressflow import clock, subscribing

    subscribing.suppress(open_newsroom(newsroom), address, reason, clock.now())
    say(f"{address}: will not be written to any more ({reason})")


def forget(address: AddressArgument, newsroom: NewsroomOption = HERE) -> None:
    """Erase an address and all that is stored with it.

    A keyed hash stays on the suppression list, so that it is never written to again.

    Example: pressflow contacts forget a.person@example.org
    """
    from pressflow import clock, subscribing

    known = subscribing.forget(open_newsroom(newsroom), address, clock.now())
    say(f"{address}: {'erased' if known else 'was not known'}; it will not be written to any more")


def subject_access(address: AddressArgument, json: JsonOption = False, newsroom: NewsroomOption = HERE) -> None:
    """Tell everything that is stored about an address.

    For the person who asks (article 15 GDPR).

    Example: pressflow contacts subject-access a.person@example.org
    """
    from pressflow import disclosing

    told = disclosing.disclose(open_newsroom(newsroom), address)
    if json:
        say_json(told)
        return
    for line in disclosing.in_words(told):
        say(line)


def privacy_report(
    language: Annotated[str, typer.Option(help="The language of the record; else the newsroom's first.")] = "",
    newsroom: NewsroomOption = HERE,
) -> None:
    """Print the record of processing that the GDPR asks for.

    Its article 30; as the settings have it, in Markdown.

    Example: pressflow privacy-report --language de
    """
    from pressflow.processing import record_of_processing

    room = open_newsroom(newsroom)
    for line in record_of_processing(room, language or room.publisher.languages[0]):
        say(line)


COMMANDS = (("suppress", suppress), ("forget", forget), ("subject-access", subject_access))
