"""The command that runs the service for readers."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from pressflow.cli.shared import NewsroomOption, open_newsroom, say

HERE = Path()


def serve(
    host: Annotated[str | None, typer.Option(help="The address to listen on. Default: [web] host.")] = None,
    port: Annotated[int | None, typer.Option(help="The port; 0 takes any that is free. Default: [web] port.")] = None,
    newsroom: NewsroomOption = HERE,
) -> None:
    """Run the service where journalists subscribe and leave.

    They change their settings there, too.

    It listens on this machine alone; a web server in front of it speaks HTTPS. Ctrl-C or SIGTERM ends it.

    Example: pressflow serve
    """
    from pressflow import clock
    from pressflow.web.serving import bound
    from pressflow.web.serving import serve as run

    room = open_newsroom(newsroom)
    web = room.settings.web
    listening = bound(host or web.host, web.port if port is None else port)
    at, number = listening.getsockname()[:2]
    say(f"listening on http://{at}:{number}/service/subscribe")
    if not web.url:
        say("links lead nowhere yet: set [web] url in pressflow.toml to the address that readers use")
    sys.stdout.flush()  # who reads it through a pipe waits for it
    run(room, listening, clock.now)


COMMANDS = (serve,)
