"""Commands for a release's life: from handing it over to its slot and its embargo, and what is told of it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pressflow.cli.shared import (
    AsOption,
    JsonOption,
    NewsroomOption,
    SlugArgument,
    count,
    left_out,
    open_newsroom,
    say,
    say_json,
    who,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from pressflow.ledger.guests import Guest
    from pressflow.scheduling import Plan

HERE = Path()
ReasonOption = Annotated[str, typer.Option(help="Why, in a few words.")]


def submit(slug: SlugArgument, as_: AsOption = None, newsroom: NewsroomOption = HERE) -> None:
    """Hand a release over for a colleague to read.

    Example: pressflow submit heat-pump
    """
    from pressflow import clock
    from pressflow.approving import submit as hand_over

    room = open_newsroom(newsroom)
    folder = room.find(slug)
    done = hand_over(room, folder, who(as_), clock.now())
    say(f"{folder.name}: in review, from {done.by}\nNext, for a colleague: pressflow approve {folder.name}")


def cancel(
    slug: SlugArgument, reason: ReasonOption = "", as_: AsOption = None, newsroom: NewsroomOption = HERE
) -> None:
    """Give up a release that was never public.

    Example: pressflow cancel heat-pump --reason "the event is off"
    """
    from pressflow import clock
    from pressflow.approving import cancel as give_up

    room = open_newsroom(newsroom)
    folder = room.find(slug)
    give_up(room, folder, who(as_), clock.now(), reason)
    say(f"{folder.name}: cancelled; to take it up again: pressflow submit {folder.name}")


def schedule(
    slug: SlugArgument,
    time: Annotated[str, typer.Argument(help='When, by the newsroom\'s clock, as in "2026-05-16 10:00".')],
    as_: AsOption = None,
    newsroom: NewsroomOption = HERE,
) -> None:
    """Let an approved release go out at a moment.

    pressflow work --watch lets it go out then; later than the grace window, it is held.

    Example: pressflow schedule heat-pump "2026-11-12 10:00"
    """
    from pressflow import clock
    from pressflow.model.moment import read_moment
    from pressflow.scheduling import schedule as put

    room = open_newsroom(newsroom)
    folder, zone = room.find(slug), room.publisher.zone
    done = put(room, folder, read_moment(time, zone), who(as_), clock.now())
    say(f"{folder.name}: goes out {done.slot.astimezone(zone):%Y-%m-%d %H:%M %Z}, if a worker is at work then")
    say(f"Next: pressflow plan {folder.name}")


def unschedule(
    slug: SlugArgument, reason: ReasonOption = "", as_: AsOption = None, newsroom: NewsroomOption = HERE
) -> None:
    """Take a release out of its slot; the approval stays.

    Example: pressflow unschedule heat-pump
    """
    from pressflow import clock
    from pressflow.scheduling import unschedule as take_out

    room = open_newsroom(newsroom)
    folder = room.find(slug)
    take_out(room, folder, who(as_), clock.now(), reason)
    say(f"{folder.name}: does not go out by itself any more")


def plan(slug: SlugArgument, as_: AsOption = None, json: JsonOption = False, newsroom: NewsroomOption = HERE) -> None:
    """Say exactly what will happen when a release goes out.

    Nothing is recorded and nothing sent.

    Example: pressflow plan heat-pump
    """
    from pressflow import clock
    from pressflow.scheduling import plan as look_ahead

    room = open_newsroom(newsroom)
    found = look_ahead(room, room.find(slug), who(as_), clock.now())
    say_json(found) if json else say("\n".join(_planned(found, room.publisher.zone)))


def _planned(plan: "Plan", zone: "ZoneInfo") -> "Iterator[str]":
    nobody = {"publish": "when somebody publishes it", "lift": "when somebody lifts its embargo"}[plan.command]
    when = f"{plan.at.astimezone(zone):%Y-%m-%d %H:%M %Z}" if plan.at else nobody
    what = "becomes public" if plan.act == "publish" else "is given to its guests under embargo"
    yield f"{plan.slug}: {what} {when}"
    if plan.lifted_at:
        yield f"The embargo ends {plan.lifted_at.astimezone(zone):%Y-%m-%d %H:%M %Z}; then it becomes public."
    if plan.ends_with:
        yield f"The embargo ends with: {plan.ends_with}; then somebody says pressflow lift {plan.slug}."
    if plan.refused:
        yield f"! As things stand it would not: {plan.refused}"
    if plan.act == "publish":
        yield f"1. The site: {count(plan.files, 'file')} new or changed, all in one step"
        yield from (f"   page  {path}" for path in plan.pages)
        yield from (f"   feed  {path}" for path in plan.feeds)
    number = "2" if plan.act == "publish" else "1"
    yield f"{number}. Letters: {plan.letters}, in an order {plan.order}"
    for one in plan.recipients:
        barred = f", and {one.barred} who must not be written to" if one.barred else ""
        yield f"   {one.list_id}, {one.language}: {one.number}{barred}"
    if plan.left_out:
        yield left_out(plan.left_out)


def lift(slug: SlugArgument, as_: AsOption = None, json: JsonOption = False, newsroom: NewsroomOption = HERE) -> None:
    """End an embargo: the release becomes public now.

    Example: pressflow lift heat-pump --as "Kim Berger"
    """
    from pressflow import clock
    from pressflow.embargoing import lift as end

    room = open_newsroom(newsroom)
    done = end(room, room.find(slug), who(as_), clock.now())
    if json:
        say_json(done)
        return
    say(f"{done.slug}: public as {done.event.reference}, version {done.event.version}")
    say(f"site: {done.built.reply}\n{count(done.promised, 'letter')} promised. Next: pressflow work")


def recall(
    slug: SlugArgument,
    reason: Annotated[str, typer.Option(help="Why; whoever has it is told this.")],
    as_: AsOption = None,
    newsroom: NewsroomOption = HERE,
) -> None:
    """Take back what was given out under embargo.

    Personal pages close at once, unsent letters stop, and whoever has it is told.

    Example: pressflow recall heat-pump --reason "The signing was put off"
    """
    from pressflow import clock
    from pressflow.embargoing import recall as take_back

    room = open_newsroom(newsroom)
    folder = room.find(slug)
    promised = take_back(room, folder, who(as_), clock.now(), reason)
    say(f"{folder.name}: taken back; {count(promised, 'recall')} promised. Next: pressflow work")


def guests(
    slug: SlugArgument,
    revoke: Annotated[str | None, typer.Option(metavar="ADDRESS", help="Close this guest's personal page.")] = None,
    json: JsonOption = False,
    newsroom: NewsroomOption = HERE,
) -> None:
    """Say who was given a release early and what they opened.

    Example: pressflow guests heat-pump
    """
    from pressflow import clock, embargoing

    room = open_newsroom(newsroom)
    folder = room.find(slug)
    if revoke:
        embargoing.revoke(room, folder, revoke, clock.now())
    everybody, accesses = embargoing.guest_list(room, folder)
    if json:
        say_json({"guests": everybody, "accesses": accesses})
        return
    zone = room.publisher.zone
    for guest in everybody:
        say(_guest(guest, zone))
    say(count(len(everybody), "guest"))
    for one in accesses:
        say(f"  {one.at.astimezone(zone):%Y-%m-%d %H:%M:%S}  {one.address}  {one.act} {one.detail}".rstrip())


def _guest(guest: "Guest", zone: "ZoneInfo") -> str:
    if guest.revoked_at:
        return f"{guest.address}  revoked {guest.revoked_at.astimezone(zone):%Y-%m-%d %H:%M}"
    if guest.accepted_at:
        return f"{guest.address}  promised to keep it {guest.accepted_at.astimezone(zone):%Y-%m-%d %H:%M}"
    return f"{guest.address}  has not promised yet"


def log(slug: SlugArgument, json: JsonOption = False, newsroom: NewsroomOption = HERE) -> None:
    """Tell what was decided about a release, and by whom.

    Example: pressflow log heat-pump
    """
    from pressflow.telling import story

    room = open_newsroom(newsroom)
    told = story(room, room.find(slug))
    if json:
        say_json([{"at": at, "said": words} for at, words in told])
        return
    for at, words in told:
        say(f"{at:%Y-%m-%d %H:%M %Z}  {words}")


def verify_journal(
    slug: Annotated[str | None, typer.Argument(help="One release; all, where none is named.")] = None,
    json: JsonOption = False,
    newsroom: NewsroomOption = HERE,
) -> None:
    """Find journals and published versions that were changed.

    Of journals also lines that are missing. Exit status 1 where there are any.

    Example: pressflow verify-journal
    """
    from pressflow.recording import wrongs

    room = open_newsroom(newsroom)
    folders = [room.find(slug)] if slug else list(room.folders.values())
    found = [words for folder in folders for words in wrongs(room, folder)]
    if json:
        say_json({"journals": len(folders), "wrongs": found})
    else:
        verdict = count(len(found), "fault") if found else "all whole"
        say("\n".join((*found, f"{count(len(folders), 'journal')}: {verdict}")))
    raise typer.Exit(1 if found else 0)


def health(json: JsonOption = False, newsroom: NewsroomOption = HERE) -> None:
    """Say whether a worker lives, and what is overdue.

    Exit status 0 where all is well, 1 where something is not: for a monitor.

    Example: pressflow health
    """
    from pressflow import clock
    from pressflow.health import health as examine

    room = open_newsroom(newsroom)
    found = examine(room, clock.now())
    if json:
        say_json(found)
    else:
        seen = f"{found.seen_at.astimezone(room.publisher.zone):%Y-%m-%d %H:%M:%S}" if found.seen_at else "never"
        say("\n".join(found.wrongs) or f"all is well; a worker was last seen {seen}")
    raise typer.Exit(0 if found.well else 1)


COMMANDS = (
    submit,
    cancel,
    schedule,
    unschedule,
    plan,
    lift,
    recall,
    guests,
    log,
    ("verify-journal", verify_journal),
    health,
)
