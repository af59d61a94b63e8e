"""Commands for media contacts: import, list, suppress, forget."""

from pathlib import Path
from typing import Annotated

import typer

from pressflow.cli.shared import JsonOption, NewsroomOption, count, open_newsroom, say, say_json

HERE = Path()
app = typer.Typer(help="Media contacts: who may receive releases.", no_args_is_help=True, rich_markup_mode=None)
AddressArgument = Annotated[str, typer.Argument(help="The mail address.")]


@app.command("import")
def import_(
    file: Annotated[
        Path, typer.Argument(help="A CSV file with the columns address,name,language,medium,lists,basis,proof.")
    ],
    json: JsonOption = False,
    newsroom: NewsroomOption = HERE,
) -> None:
    """Take media contacts in from a CSV file.

    Rows that are wrong are named and refused (exit status 1); the others are taken.

    Example: pressflow contacts import media-contacts.csv
    """
    from pressflow import clock, subscribing

    done = subscribing.import_contacts(open_newsroom(newsroom), file, clock.now())
    if json:
        say_json(done)
        raise typer.Exit(1 if done.refused else 0)
    for finding in done.refused:
        say(str(finding))
    outcomes = ", ".join(f"{number} {outcome}" for outcome, number in sorted(done.outcomes.items())) or "no contacts"
    refused = f", {count(len(done.refused), 'finding')} in rows that were refused" if done.refused else ""
    say(f"{file}: {outcomes}{refused}")
    raise typer.Exit(1 if done.refused else 0)


@app.command("list")
def list_(json: JsonOption = False, newsroom: NewsroomOption = HERE) -> None:
    """List all media contacts with their lists.

    Example: pressflow contacts list
    """
    from pressflow import subscribing

    everybody = list(subscribing.list_contacts(open_newsroom(newsroom)))
    if json:
        say_json([{**one.contact.model_dump(mode="json"), "suppressed": one.suppressed} for one in everybody])
        return
    for one in everybody:
        contact = one.contact
        mark = f"  (suppressed: {one.suppressed})" if one.suppressed else ""
        say(f"{contact.address}  {contact.name or contact.medium}  {contact.language}  {' '.join(contact.lists)}{mark}")
    say(count(len(everybody), "contact"))


@app.command()
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


@app.command()
def forget(address: AddressArgument, newsroom: NewsroomOption = HERE) -> None:
    """Erase an address and all that is stored with it.

    A keyed hash stays on the suppression list, so that it is never written to again.

    Example: pressflow contacts forget a.person@example.org
    """
    from pressflow import clock, subscribing

    known = subscribing.forget(open_newsroom(newsroom), address, clock.now())
    say(f"{address}: {'erased' if known else 'was not known'}; it will not be written to any more")
