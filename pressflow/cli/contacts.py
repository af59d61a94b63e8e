"""Commands for media contacts: import, list, show, export, note, accredit."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pressflow.cli import privacy, returning
from pressflow.cli.shared import AsOption, JsonOption, NewsroomOption, count, open_newsroom, say, say_json, who
from pressflow.errors import InputError

if TYPE_CHECKING:
    from pressflow.importing import Imported

HERE = Path()
app = typer.Typer(help="Media contacts: who may receive releases.", no_args_is_help=True, rich_markup_mode=None)
AddressArgument = Annotated[str, typer.Argument(help="The mail address.")]


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A CSV file, an Excel workbook (.xlsx) or vCards (.vcf).")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would happen.")] = False,
    lists: Annotated[list[str] | None, typer.Option("--list", help="A list for rows that name none.")] = None,
    language: Annotated[str, typer.Option(help="The language of rows without one; else the newsroom's first.")] = "",
    basis: Annotated[str, typer.Option(help="Why we may write: consent, statutory or contract.")] = "",
    proof: Annotated[str, typer.Option(help="How we know, for rows that do not say.")] = "",
    column: Annotated[
        list[str] | None, typer.Option(help='Which column holds a field, as in address="E-Mail privat".')
    ] = None,
    json: JsonOption = False,
    newsroom: NewsroomOption = HERE,
) -> None:
    """Take media contacts in from a file.

    Rows that are wrong are named and refused (exit status 1); the others are taken. Importing only adds.

    Example: pressflow contacts import media-contacts.csv --dry-run
    """
    from pressflow import clock, importing
    from pressflow.cli.meter import Meter

    room = open_newsroom(newsroom)
    filled = {"language": language or room.publisher.languages[0], "basis": basis, "proof": proof}
    filled["lists"] = " ".join(lists or ())
    with Meter("Reading contacts") as meter:
        done = importing.import_contacts(
            room,
            file,
            clock.now(),
            said=_said(column or []),
            filled={name: value for name, value in filled.items() if value},
            dry=dry_run,
            report=lambda read: meter(read, None),
        )
    if json:
        say_json(done)
    else:
        _say_imported(file, done)
    raise typer.Exit(1 if done.refusals else 0)


def _said(columns: list[str]) -> dict[str, str]:
    pairs = [pair.partition("=") for pair in columns]
    if wrong := [name for name, equals, column in pairs if not (name and equals and column)]:
        raise InputError(f"--column {wrong[0]}: write the field and its column, as in address=E-Mail")
    return {name.strip(): column.strip() for name, _, column in pairs}


def _say_imported(file: Path, done: "Imported") -> None:
    guessed = done.dry or done.left or any(field != name for field, name in done.columns.items())
    if guessed:
        say("Columns    " + ", ".join(f"{field}: {name}" for field, name in done.columns.items()))
    if done.left:
        say("Not taken  " + ", ".join(name or "(no name)" for name in done.left))
    for finding in done.refused:
        say(str(finding))
    if done.refusals > len(done.refused):
        say(f"… and {done.refusals - len(done.refused)} more")
    outcomes = ", ".join(f"{number} {outcome}" for outcome, number in sorted(done.outcomes.items())) or "no contacts"
    refused = f", {count(done.refusals, 'finding')} in rows that were refused" if done.refusals else ""
    say(f"{file}: {outcomes}{refused}{'; nothing was written (dry run)' if done.dry else ''}")


@app.command("list")
def list_(json: JsonOption = False, newsroom: NewsroomOption = HERE) -> None:
    """List all media contacts with their lists.

    Example: pressflow contacts list
    """
    from pressflow import subscribing

    everybody = subscribing.list_contacts(open_newsroom(newsroom))
    if json:
        say_json([{**one.contact.model_dump(mode="json"), "suppressed": one.suppressed} for one in everybody])
        return
    number = 0
    for one in everybody:
        number += 1
        contact = one.contact
        mark = f"  (suppressed: {one.suppressed})" if one.suppressed else ""
        say(f"{contact.address}  {contact.name or contact.medium}  {contact.language}  {' '.join(contact.lists)}{mark}")
    say(count(number, "contact"))


@app.command()
def show(address: AddressArgument, json: JsonOption = False, newsroom: NewsroomOption = HERE) -> None:
    """Show who a media contact is and what they want.

    Also what stands in the way of letters to them, if anything does.

    Example: pressflow contacts show a.person@example.org
    """
    from pressflow import disclosing

    told = disclosing.show(open_newsroom(newsroom), address)
    if json:
        say_json(told)
        return
    for line in disclosing.in_words(told):
        say(line)


@app.command()
def export(
    file: Annotated[Path | None, typer.Argument(help="The CSV file to write; the terminal where none is said.")] = None,
    newsroom: NewsroomOption = HERE,
) -> None:
    """Write all media contacts as CSV that can be imported.

    Who is suppressed is left out. No cell can run as a formula in a spreadsheet.

    Example: pressflow contacts export contacts.csv
    """
    from pressflow import importing

    room = open_newsroom(newsroom)
    if file is None:
        importing.export_contacts(room, sys.stdout)
        return
    number = importing.export_file(room, file)
    say(f"{file}: {count(number, 'contact')}; the file holds personal data, delete it when it has served")


@app.command()
def note(
    address: AddressArgument,
    text: Annotated[str, typer.Argument(help="What to note.")],
    purpose: Annotated[str, typer.Option(help="What the note is for.")],
    as_: AsOption = None,
    newsroom: NewsroomOption = HERE,
) -> None:
    """Note something about a media contact.

    A note says what it is for, and goes when the contact goes.

    Example: pressflow contacts note a.person@example.org "Calls back after 4 p.m." --purpose "answering questions"
    """
    from pressflow import clock, disclosing

    disclosing.note(open_newsroom(newsroom), address, text, purpose, who(as_), clock.now())
    say(f"{address}: noted")


@app.command()
def accredit(
    address: AddressArgument,
    withdraw: Annotated[bool, typer.Option("--withdraw", help="Take it back.")] = False,
    as_: AsOption = None,
    newsroom: NewsroomOption = HERE,
) -> None:
    """Write down that somebody may have embargoed releases.

    That is: that you checked it, today.

    Example: pressflow contacts accredit a.person@example.org --as "Dana Hill"
    """
    from pressflow import clock, disclosing

    by = who(as_)
    disclosing.accredit(open_newsroom(newsroom), address, by, clock.now(), withdraw=withdraw)
    say(f"{address}: {'may not have releases under embargo any more' if withdraw else f'accredited by {by}'}")


for command in (*privacy.COMMANDS, ("review", returning.review)):
    app.command(command[0])(command[1])
