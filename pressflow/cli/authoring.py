"""Commands for writing: init, new, import, preview, schema."""

from pathlib import Path
from typing import Annotated

import typer

from pressflow.cli.shared import (
    AsOption,
    NewsroomOption,
    SlugArgument,
    open_newsroom,
    say,
    say_json,
    who,
)

HERE = Path()


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make.")],
    language: Annotated[str, typer.Option(help="The language of the newsroom: en or de.")] = "en",
) -> None:
    """Make a newsroom, with an example release.

    Example: pressflow init my-office --language de
    """
    from pressflow.source.scaffold import make_newsroom

    files = make_newsroom(folder, language)
    say(f"{folder} is a newsroom now:")
    for file in files:
        say(f"  {file}")
    say(f"\nNext: set your office's name in {folder}/pressflow.toml, then")
    say(f'  cd {folder}\n  pressflow check\n  pressflow new "Your headline"')


def new(
    title: Annotated[str, typer.Argument(help="The headline.")],
    language: Annotated[str | None, typer.Option(help="Default: the newsroom's first.")] = None,
    as_: AsOption = None,
    newsroom: NewsroomOption = HERE,
) -> None:
    """Make a release's folder with a filled-in header.

    Example: pressflow new "Town hall opens on Saturdays"
    """
    from pressflow import clock
    from pressflow.authoring import new_release

    room = open_newsroom(newsroom)
    file = new_release(room, title, who(as_), clock.now(), language)
    say(f"{room.name(file)}\n\nWrite the lead and the text there, then: pressflow check {file.parent.name}")


def import_(
    file: Annotated[Path, typer.Argument(help="A release as plain text (UTF-8).")],
    topic: Annotated[list[str] | None, typer.Option(help="A topic's id; may be given several times.")] = None,
    as_: AsOption = None,
    newsroom: NewsroomOption = HERE,
) -> None:
    """Make a release from a plain text.

    The text may be copied from a web site, a mail or a word processor; what it does not say clearly is named.

    Example: pressflow import old-release.txt --topic culture
    """
    from pressflow import clock
    from pressflow.authoring import import_text

    room = open_newsroom(newsroom)
    made = import_text(room, file, who(as_), clock.now(), tuple(topic or ()))
    say(str(room.name(made.file)))
    if made.doubts:
        say("\nPlease look at this; the text did not say it clearly:")
        for doubt in made.doubts:
            say(f"  - {doubt}")
    say(f"\nNext: pressflow check {made.file.parent.name}")


def preview(
    slug: SlugArgument,
    out: Annotated[Path | None, typer.Option(help="The folder to write. Default: var/preview/SLUG.")] = None,
    newsroom: NewsroomOption = HERE,
) -> None:
    """Show what each channel will carry; nothing is sent.

    Writes all documents of a release side by side into a folder. Nothing is recorded.

    Example: pressflow preview heat-pump
    """
    from pressflow import clock
    from pressflow.previewing import preview as write

    room = open_newsroom(newsroom)
    folder = room.find(slug)
    start = write(room, folder, out or room.var / "preview" / folder.name, clock.now())
    say(f"Open in a browser: {start.resolve().as_uri()}")


def schema() -> None:
    """Print the JSON Schema of a record, for editors.

    Example: pressflow schema > record.schema.json
    """
    from pressflow.model.record import Header

    say_json(Header.model_json_schema())


COMMANDS = (init, new, ("import", import_), preview, schema)
