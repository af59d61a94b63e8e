"""Commands for mail that came back: bounces, and contacts review."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pressflow.cli.shared import AsOption, JsonOption, NewsroomOption, count, open_newsroom, say, say_json, who
from pressflow.errors import InputError, LedgerError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pressflow.newsroom import Newsroom

HERE = Path()
_TRY_LATER = 75  # EX_TEMPFAIL: the mail server keeps the mail and tries again


def bounces(
    place: Annotated[
        Path | None, typer.Argument(help="A file with a mail or an mbox, a Maildir, or - for standard input.")
    ] = None,
    imap: Annotated[bool, typer.Option("--imap", help="Fetch it from the mailbox in the settings.")] = False,
    json: JsonOption = False,
    newsroom: NewsroomOption = HERE,
) -> None:
    """Read mail that came back, and act on what it says.

    Failures, complaints, wishes to leave, automatic replies.

    What needs no decision is done at once; everything else waits in contacts review.

    Example: pressflow bounces /var/mail/bounces
    """
    from pressflow import clock, returning

    room = open_newsroom(newsroom)
    try:
        done = returning.take_in(room, _mails(room, place, imap=imap), clock.now())
    except LedgerError as error:
        if str(place) != "-":
            raise
        typer.echo(str(error), err=True)
        raise typer.Exit(_TRY_LATER) from error
    if json:
        say_json(done)
        return
    read = sum(number for kind, number in done.items() if kind != returning.PROPOSED)
    kinds = "".join(f", {number} {kind}" for kind, number in sorted(done.items()))
    say(f"{count(read, 'mail')} read{kinds}")


def _mails(room: "Newsroom", place: Path | None, *, imap: bool) -> "Iterator[bytes]":
    from pressflow.channels.imap import fetch_unseen
    from pressflow.source.returned.mailbox import read_mail

    box = room.settings.bounces.imap
    if place is not None and not imap:
        return read_mail(place)
    if place is None and imap and box:
        return fetch_unseen(box)
    raise InputError("say what to read: a file, a Maildir, - or, with [bounces.imap] in pressflow.toml, --imap")


def review(
    number: Annotated[int | None, typer.Argument(help="The proposal to decide.")] = None,
    accept: Annotated[bool, typer.Option("--accept", help="Do what it proposes.")] = False,
    dismiss: Annotated[bool, typer.Option("--dismiss", help="Leave everything as it is.")] = False,
    as_: AsOption = None,
    json: JsonOption = False,
    newsroom: NewsroomOption = HERE,
) -> None:
    """List what returned mail proposes to change; decide it.

    Example: pressflow contacts review 12 --accept
    """
    from pressflow import clock, returning

    room = open_newsroom(newsroom)
    if number is not None:
        if accept == dismiss:
            raise InputError(f"say what to do with proposal {number}: --accept or --dismiss")
        say(returning.decide(room, number, who(as_), clock.now(), accept=accept))
        return
    waiting = returning.review(room)
    if json:
        say_json(list(waiting))
        return
    for one in waiting:
        value = f" {one.value}" if one.value else ""
        say(f"{one.id}  {one.at:%Y-%m-%d}  {one.address or '(gone)'}  {one.kind}{value}")
        say(f"    {one.evidence[:200]}")
    say(count(len(waiting), "proposal"))
