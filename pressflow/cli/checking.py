"""Commands for checking: check, rules."""

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pressflow.cli.shared import JsonOption, NewsroomOption, count, open_newsroom, say, say_json

if TYPE_CHECKING:
    from pressflow.checking import Visit
    from pressflow.model.finding import Finding
    from pressflow.newsroom import Newsroom

HERE = Path()


class Shown(StrEnum):
    """For whom findings are printed."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"


def check(
    paths: Annotated[
        list[str] | None, typer.Argument(help="Releases or their files; all, where none is named.")
    ] = None,
    fix: Annotated[bool, typer.Option("--fix", help="Make the safe changes, and show them.")] = False,
    format_: Annotated[
        Shown, typer.Option("--format", help="For people, or for other programs: json, sarif, github.")
    ] = Shown.TEXT,
    online: Annotated[bool, typer.Option("--online", help="Also ask the servers that links lead to.")] = False,
    json: JsonOption = False,
    newsroom: NewsroomOption = HERE,
) -> None:
    """Report every problem, with its place and what to do.

    Exit status 1 where there are errors; warnings and hints alone give 0.

    Example: pressflow check 2026-11-12-heat-pump
    """
    from pressflow import clock
    from pressflow.checking import check as find
    from pressflow.model.finding import errors

    room = open_newsroom(newsroom)
    folders = [_release_folder(room.find, path) for path in paths or []] or list(room.folders.values())
    folders = list(dict.fromkeys(folders))
    if fix:
        _fix(room, folders)
        room = open_newsroom(newsroom)
    today = clock.now().astimezone(room.publisher.zone).date()
    findings = list(find(room, folders, today, _visitor(room) if online else None))
    _show(findings, len(folders), Shown.JSON if json else format_)
    raise typer.Exit(1 if errors(findings) else 0)


def _visitor(room: "Newsroom") -> "Visit":
    """What asks servers for links, and remembers for a day what they said."""
    from functools import partial

    from pressflow import clock
    from pressflow.checking.visiting import FILE, visit

    return partial(visit, room.var / FILE, clock.now())


def _fix(room: "Newsroom", folders: list[Path]) -> None:
    """Make safe changes; what is said of them goes to standard error, so that other programs can read the findings."""
    from pressflow.checking.fixing import fix as mend

    done = mend(room, folders)
    if done.diff:
        typer.echo(done.diff, err=True, nl=False)
    for slug in done.public:
        typer.echo(f"{slug}: is public and stays as it is; to change it: pressflow correct {slug}", err=True)
    typer.echo(f"{count(done.count, 'change')} made", err=True)


def _show(findings: "list[Finding]", releases: int, shown: Shown) -> None:
    from pressflow.cli.verdict import lines
    from pressflow.model.finding import errors

    match shown:
        case Shown.JSON:
            say_json({"releases": releases, "errors": len(errors(findings)), "findings": findings})
        case Shown.SARIF:
            from pressflow.checking.showing import sarif

            say(sarif(findings))
        case Shown.GITHUB:
            from pressflow.checking.showing import github

            for line in github(findings):
                say(line)
        case Shown.TEXT:
            for line in lines(findings, releases):
                say(line)


def _release_folder(find: Callable[[str], Path], path: str) -> Path:
    """The folder of a release named by itself or by one of its files."""
    given = Path(path)
    if given.exists():
        place = given.resolve()
        inside = next((part for part in (place, *place.parents) if part.parent.parent.name == "releases"), place)
        return find(inside.name)
    return find(path)


def rules(
    code: Annotated[str | None, typer.Argument(help="The code of a finding; all, where none is named.")] = None,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print the page of all findings.")] = False,
    json: JsonOption = False,
) -> None:
    """Explain what check reports, with examples.

    Example: pressflow rules DATE-WEEKDAY
    """
    from pressflow.checking.explaining import explained, page
    from pressflow.checking.rule import rules as known
    from pressflow.checking.rules.waivers import unknown
    from pressflow.errors import InputError

    found = known()
    if markdown:
        say(page().rstrip("\n"))
        return
    if code and code.upper() not in found:
        raise InputError(unknown(code.upper()))
    chosen = [found[code.upper()]] if code else list(found.values())
    if json:
        keys = ("code", "severity", "chapter", "says", "wrong", "right", "message", "adjustable")
        say_json([{key: getattr(one, key) for key in keys} for one in chosen])
    elif code:
        say(explained(chosen[0]))
    else:
        for one in chosen:
            say(f"{one.code:<20} {one.severity:<8} {one.says.strip().splitlines()[0].split('. ')[0].rstrip('.')}")


COMMANDS = (check, rules)
