"""The commands in one list; each module of this package holds those that belong together."""

from typing import Annotated

import typer

from pressflow.cli import (
    authoring,
    checking,
    contacts,
    correcting,
    demo,
    lives,
    mailing,
    privacy,
    publishing,
    recounting,
    returning,
    serving,
    theme,
)

app = typer.Typer(
    name="pressflow",
    help="Write a press release once, as a file; pressflow checks it and takes it to every channel.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


@app.callback()
def everywhere(
    version: Annotated[bool, typer.Option("--version", help="Show the version and exit.")] = False,
) -> None:
    """Write a press release once, as a file; pressflow checks it and takes it to every channel."""


for module in (authoring, checking, publishing, recounting, lives, correcting, mailing, serving, demo):
    for command in module.COMMANDS:
        app.command()(command) if not isinstance(command, tuple) else app.command(command[0])(command[1])
app.command()(returning.bounces)
app.command()(privacy.privacy_report)
app.add_typer(contacts.app, name="contacts")
app.add_typer(mailing.dkim, name="dkim")
app.add_typer(theme.app, name="theme")
