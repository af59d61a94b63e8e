"""How a blast went: report."""

import csv
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pressflow.cli.shared import JsonOption, NewsroomOption, SlugArgument, open_newsroom, say, say_json
from pressflow.errors import InputError

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from pressflow.recounting import BlastReport

# More domains than these tell nobody more; the CSV file has all.
_SHOWN = 10


def report(
    slug: SlugArgument,
    csv_: Annotated[Path | None, typer.Option("--csv", help="Write all numbers to this file.")] = None,
    json: JsonOption = False,
    newsroom: NewsroomOption = Path(),
) -> None:
    """Say how the letters of a release went.

    When the first and the last had it, by domain and by reason; no address is named.

    Example: pressflow report heat-pump
    """
    from pressflow import recounting

    room = open_newsroom(newsroom)
    folder = room.find(slug)
    reports = recounting.report(room, folder)
    if csv_:
        _write(csv_, reports)
    if json:
        say_json(reports)
        return
    if not reports:
        say(f"{folder.name}: no letters were promised")
    for one in reports:
        _show(folder.name, one, room.publisher.zone)


def _write(file: Path, reports: "list[BlastReport]") -> None:
    from pressflow.recounting import table

    try:
        with file.open("w", encoding="utf-8", newline="") as stream:
            csv.writer(stream).writerows(table(reports))
    except OSError as error:
        raise InputError(f"{file}: cannot be written: {error.strerror}; name another file after --csv") from error


def _show(name: str, one: "BlastReport", zone: "ZoneInfo") -> None:
    from pressflow.recounting import words

    version = f", version {one.version}" if one.version > 0 else ""  # embargoes and recalls are numbered inside
    say(f"{name}{version}, {one.kind}: {_numbers(one.states)}")
    if one.first and one.median and one.last:
        say(f"  first {_clock(one.first, zone)}, half {_clock(one.median, zone)}, last {_clock(one.last, zone)}")
    if one.doubts:
        say(f"  {one.doubts} in doubt on the way: as many copies too many, at most")
    for cause, number in one.causes.items():
        say(f"  {number} × {words(cause)}")
    for domain, states in list(one.domains.items())[:_SHOWN]:
        say(f"  {domain}: {_numbers(states)}")
    if len(one.domains) > _SHOWN:
        say(f"  … and {len(one.domains) - _SHOWN} more domains; --csv FILE has all")


def _numbers(states: dict[str, int]) -> str:
    return ", ".join(f"{number} {state}" for state, number in states.items())


def _clock(moment: datetime, zone: "ZoneInfo") -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M:%S}"


COMMANDS = (report,)
