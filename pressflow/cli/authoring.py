"""Commands for writing: init, new, import, preview, schema."""

import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote

import typer

from pressflow.cli.shared import (
    AsOption,
    NewsroomOption,
    open_newsroom,
    say,
    say_json,
    who,
)

if TYPE_CHECKING:
    from pressflow.newsroom import Newsroom

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
    slug: Annotated[
        str | None, typer.Argument(help="The release: its folder's name, or a part only it has. Default: the newest.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Write all documents of the release into this folder.")] = None,
    port: Annotated[int | None, typer.Option(help="The desk's port; 0 takes any that is free.")] = None,
    open_: Annotated[bool, typer.Option("--open", help="Open the desk in a browser.")] = False,
    newsroom: NewsroomOption = HERE,
) -> None:
    """Show live what each channel will carry.

    Serves a desk for this machine alone: a page that shows each release on each channel, with its findings, and
    follows what you save. Nothing is published or sent. Ctrl-C ends it. With --out, the documents of a release are
    written into a folder instead.

    Example: pressflow preview heat-pump
    """
    room = open_newsroom(newsroom)
    folder = room.find(slug) if slug else None
    if out is None:
        _serve_desk(room, folder, port, in_browser=open_)
        return
    if folder is None:
        raise typer.BadParameter("name the release to write: pressflow preview RELEASE --out FOLDER")
    from pressflow import clock
    from pressflow.previewing import preview as write

    say(f"Open in a browser: {write(room, folder, out, clock.now()).resolve().as_uri()}")


def _serve_desk(newsroom: "Newsroom", folder: Path | None, port: int | None, *, in_browser: bool) -> None:
    """Serve the desk until Ctrl-C; a browser is opened only where somebody sits at a terminal."""
    from pressflow import clock
    from pressflow.desk.serving import Opened

    opened = Opened(newsroom, port, clock.now)
    with suppress(KeyboardInterrupt):
        url = f"{opened.url}#{quote(folder.name)}" if folder else opened.url
        say(f"Your desk: {url}\nCtrl-C closes it.")
        sys.stdout.flush()
        if in_browser and sys.stdout.isatty():
            import webbrowser

            webbrowser.open(url)
        opened.serve()


def schema() -> None:
    """Print the JSON Schema of a record, for editors.

    Example: pressflow schema > record.schema.json
    """
    from pressflow.model.record import Header

    say_json(Header.model_json_schema())


COMMANDS = (init, new, ("import", import_), preview, schema)
