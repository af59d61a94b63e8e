"""Commands for the looks: theme eject."""

from pathlib import Path
from typing import Annotated

import typer

from pressflow.cli.shared import JsonOption, NewsroomOption, open_newsroom, say, say_json

HERE = Path()
app = typer.Typer(help="The looks: templates, style and words.", no_args_is_help=True, rich_markup_mode=None)


@app.callback()
def looks() -> None:
    """The looks: templates, style and words."""


@app.command()
def eject(
    file: Annotated[str | None, typer.Argument(help="The file; all are listed where none is named.")] = None,
    json: JsonOption = False,
    newsroom: NewsroomOption = HERE,
) -> None:
    """Copy a file of the default theme, to change it.

    The copy goes into the newsroom, and comes before the original.

    A file that the newsroom has already is left as it is.

    Example: pressflow theme eject style.css
    """
    from pressflow.theme import ejecting

    room = open_newsroom(newsroom)
    if file:
        made = room.name(ejecting.eject(room.folder, file))
        say_json({"file": made}) if json else say(f"{made}\n\nNext: change it, then: pressflow build")
        return
    files = [(name, (room.folder / "templates" / name).is_file()) for name in ejecting.theme_files()]
    if json:
        say_json([{"file": name, "own": own} for name, own in files])
        return
    for name, own in files:
        say(f"{name}  (your own)" if own else name)
