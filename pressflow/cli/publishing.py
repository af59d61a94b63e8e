"""Commands for going public: approve, publish, build, work, status, stop, resume."""

import sys
from contextlib import nullcontext
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pressflow.cli.shared import (
    AsOption,
    JsonOption,
    NewsroomOption,
    SlugArgument,
    author_of,
    count,
    editor_of,
    left_out,
    open_newsroom,
    say,
    say_json,
    typist,
    who,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from zoneinfo import ZoneInfo

    from pressflow.embargoing import Given
    from pressflow.ledger.outbox import Entry
    from pressflow.model.delivery import DeliveryState
    from pressflow.newsroom import Newsroom
    from pressflow.publishing import Publication
    from pressflow.reporting import Standing

HERE = Path()
# More paths, or letters, than these tell nobody more.
_SHOWN = 20
_WATCHED_EVERY = 2.0
# On a terminal with fewer columns the numbers' titles stand in two lines, so that the releases' names need not.
_WIDE = 100


def approve(
    slug: SlugArgument,
    as_: AsOption = None,
    quote: Annotated[str | None, typer.Option(metavar="ID", help="Sign off this quote, as who is quoted.")] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Approve your own release, for a colleague to look at later.")
    ] = False,
    reason: Annotated[str | None, typer.Option(help="Why it cannot wait; goes with --force.")] = None,
    newsroom: NewsroomOption = HERE,
) -> None:
    """Answer for a release exactly as it stands.

    The approval is for text, files and audience together; any change voids it.

    Example: pressflow approve heat-pump --as "Kim Berger"
    """
    from pressflow import approving, clock
    from pressflow.checking import let_stand

    if force != bool(reason):
        raise typer.BadParameter('--force and --reason "…" go together')
    if force and quote:
        raise typer.BadParameter("--quote is for who is quoted to sign off; nobody else does that, even with --force")
    room = open_newsroom(newsroom)
    folder = room.find(slug)
    if quote:
        signed = approving.sign_off(room, folder, quote, who(as_), clock.now(), typist())
        say(f"{folder.name}: {signed.by} stands by quote {quote}")
        return
    author, editor = author_of(folder), editor_of(folder)
    given = approving.approve(room, folder, who(as_), clock.now(), reason, author, editor)
    if not given.texts:
        say(f"{folder.name}: {given.by} approved that it was taken back")
        return
    lists = ", ".join(given.audience) or "no list"
    say(f"{folder.name}: approved by {given.by}, for {lists}")
    for finding in let_stand(room, folder):
        say(f"  let stand: {finding}")
    if force and not given.retrospective:
        say("(--force was not needed: somebody else wrote it, or the office's policy allows it)")
    if given.retrospective:
        say(f"Open: a colleague must approve it, too: pressflow approve {folder.name}")
    say(f"Next: pressflow publish {folder.name}")


def publish(
    slug: SlugArgument, as_: AsOption = None, json: JsonOption = False, newsroom: NewsroomOption = HERE
) -> None:
    """Make an approved release public, or give it to guests.

    Under embargo, its guests get it, and nobody else.

    Records the version, promises the letters, builds the site. pressflow work sends the letters.

    Example: pressflow publish heat-pump
    """
    from pressflow import clock
    from pressflow.embargoing import publish_or_give

    room = open_newsroom(newsroom)
    done = publish_or_give(room, room.find(slug), who(as_), clock.now())
    say_json(done) if json else say("\n".join(_published(done, room.publisher.zone)))


def _published(done: "Publication | Given", zone: "ZoneInfo") -> "Iterator[str]":
    from pressflow.publishing import Publication

    promised = f"{count(done.promised, 'letter')} promised. Next: pressflow work"
    if not isinstance(done, Publication):
        end = f"until {_clock(done.event.until, zone)[:-3]}" if done.event.until else f"until: {done.event.ends_with}"
        yield f"{done.slug}: {'given' if done.new else 'was given already'} to {count(done.event.guests, 'guest')}"
        yield f"under embargo {end}; nothing is public"
        if done.left_out:
            yield left_out(done.left_out)
        if done.new:
            yield promised
    elif done.new:
        yield f"{done.slug}: public as {done.event.reference}, version {done.event.version}"
        yield f"site: {done.built.reply}"
        if done.unanswered:
            yield f"! letters wait: {done.unanswered}; pressflow work looks again"
        yield promised
    else:
        yield f"{done.slug}: is public already (version {done.event.version}); nothing new is promised"
        yield f"site: {done.built.reply}"


def build(
    fresh: Annotated[bool, typer.Option("--fresh", help="Make everything anew, whatever there is.")] = False,
    verify: Annotated[
        bool, typer.Option("--verify", help="Change nothing; compare the site with one made from nothing.")
    ] = False,
    json: JsonOption = False,
    newsroom: NewsroomOption = HERE,
) -> None:
    """Build the site from everything that is public.

    Only what changed is made. Visitors see the old site or the new one, never a mixture.

    Example: pressflow build
    """
    if fresh and verify:
        raise typer.BadParameter("--fresh makes the site anew and --verify leaves it as it is; choose one")
    if verify:
        room = open_newsroom(newsroom)
        with room.lock("build"):
            _verify(room, json=json)
        return
    from pressflow.cli.building import build_here

    build_here(newsroom, fresh=fresh, json=json)


def _verify(room: "Newsroom", *, json: bool) -> None:
    from pressflow.building.verifying import verify
    from pressflow.cli.meter import Meter

    with Meter("Making a site to compare with") as meter:
        differing = verify(room, meter)
    if json:
        say_json({"differing": differing})
    elif differing:
        verb = "is" if len(differing) == 1 else "are"
        say(f"{room.public}: {count(len(differing), 'file')} {verb} not what is made from nothing:")
        say("\n".join(f"  {path}" for path in differing[:_SHOWN]))
        if len(differing) > _SHOWN:
            say(f"  … and {len(differing) - _SHOWN} more")
        say("Next: pressflow build --fresh")
    else:
        say(f"{room.public}: all files are those that are made from nothing")
    if differing:
        raise typer.Exit(1)


def work(
    once: Annotated[bool, typer.Option("--once", help="Send what is due now, and do not wait for the rest.")] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Stay at work: let releases go out at their times, and send their letters.")
    ] = False,
    log: Annotated[Path | None, typer.Option(help="Add a line of JSON for each letter to this file.")] = None,
    json: JsonOption = False,
    newsroom: NewsroomOption = HERE,
) -> None:
    """Send the letters that were promised.

    Interrupt it at any time: it goes on where it stopped, and nobody gets anything twice.

    Example: pressflow work
    """
    from pressflow import clock
    from pressflow.cli.progress import Progress
    from pressflow.cli.sendinglog import SendingLog
    from pressflow.worker import work as send

    if once and watch:
        raise typer.BadParameter("--once sends and ends, --watch stays; choose one")
    room = open_newsroom(newsroom)
    told = _say_to_nobody if json else say
    with (
        SendingLog(log, clock.now) if log else nullcontext() as lines,
        Progress(room, quiet=json, log=lines) as progress,
    ):
        done = send(
            room,
            clock.now,
            progress.report,
            progress.waiting,
            once=once,
            watch=watch,
            told=told,
            stopping=progress.stopping,
        )
    if json:
        say_json({"done": done, "letters": {str(state): number for state, number in sorted(progress.counts.items())}})
    else:
        say(progress.summary(done))


def _say_to_nobody(words: str) -> None:
    """JSON stands alone."""


def status(
    slug: Annotated[str | None, typer.Argument(help="One release; all, where none is named.")] = None,
    watch: Annotated[bool, typer.Option("--watch", help="Show it again every two seconds, until Ctrl-C.")] = False,
    metrics: Annotated[bool, typer.Option("--metrics", help="Print the numbers in Prometheus' text format.")] = False,
    json: JsonOption = False,
    newsroom: NewsroomOption = HERE,
) -> None:
    """Say who has which release, who has not, and why.

    Example: pressflow status heat-pump
    """
    if metrics:
        from pressflow import recounting

        sys.stdout.write(recounting.metrics(open_newsroom(newsroom)))
        return
    if not watch:
        _status(slug, json=json, newsroom=newsroom)
        return
    from pressflow.cli.watching import watch as show_again

    show_again(lambda: _status(slug, json=json, newsroom=newsroom), _WATCHED_EVERY)


def _status(slug: str | None, *, json: bool, newsroom: Path) -> None:
    from pressflow import clock, reporting

    room = open_newsroom(newsroom)
    if slug is None:
        standings = reporting.overview(room, clock.now())
        say_json(standings) if json else _overview(standings)
        return
    folder = room.find(slug)
    (standing,) = [entry for entry in reporting.overview(room, clock.now()) if entry.slug == folder.name]
    if json:
        say_json({"release": standing, "deliveries": reporting.deliveries(room, folder)})
    else:
        _one(room, standing, partial(reporting.first_deliveries, room, folder, most=_SHOWN))


def _overview(standings: "list[Standing]") -> None:
    if not standings:
        say('There is no release yet. Begin with: pressflow new "Your headline"')
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table

    console = Console(file=sys.stdout, highlight=False, width=None if sys.stdout.isatty() else 120)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, collapse_padding=True)
    for title, justify in (("release", "left"), ("state", "left"), ("no.", "left")):
        table.add_column(title, justify=justify, overflow="fold")  # type: ignore[arg-type]  # its literals
    for title in ("promised", "has it", "not yet", "perhaps", "will not"):
        table.add_column(title if console.width >= _WIDE else title.replace(" ", "\n"), justify="right")
    for entry in standings:
        state = f"{entry.state}, {count(entry.errors, 'error')}" if entry.errors else str(entry.state)
        tally = entry.tally
        numbers = (tally.promised, tally.has_it, tally.not_yet, tally.perhaps, tally.will_not)
        table.add_row(
            entry.slug, state, entry.reference, *(str(number) if tally.promised else "–" for number in numbers)
        )
    console.print(table)
    for entry in standings:
        for words in (*((entry.next,) if entry.next else ()), *entry.duties):
            say(f"{entry.slug}: {words}")


def _one(room: "Newsroom", standing: "Standing", first: "Callable[[tuple[DeliveryState, ...]], list[Entry]]") -> None:
    from pressflow.model.delivery import HAS_IT, NOT_YET, PERHAPS, WILL_NOT

    number = f", {standing.reference}, version {standing.version}" if standing.version else ""
    say(f"{standing.slug}: {standing.state}{number}\n{standing.title}".rstrip())
    if standing.next:
        say(f"Next: {standing.next}")
    for duty in standing.duties:
        say(f"! {duty}")
    tally = standing.tally
    say("")
    for site in (one for one in standing.channels if one.channel == "site"):
        waits = f"{count(site.pending, 'version')} not shown yet; pressflow work finishes that"
        say(f"Site: {waits if site.pending else 'up to date'}")
    say(
        f"{count(tally.promised, 'letter')} promised = {tally.has_it} sent + {tally.not_yet} not yet "
        f"+ {tally.perhaps} perhaps + {tally.will_not} will not"
    )
    for title, states, many in (
        ("Perhaps", PERHAPS, tally.perhaps),
        ("Not yet", NOT_YET, tally.not_yet),
        ("Will not", WILL_NOT, tally.will_not),
        ("Has it", HAS_IT, tally.has_it),
    ):
        some = first(states) if many else []
        if some:
            say(f"\n{title}:")
        for entry in some:
            say(f"  {_line(entry, room.publisher.zone)}")
        if many > len(some):
            say(f"  … and {many - len(some)} more: pressflow report {standing.slug} --csv FILE counts them by domain,")
            say(f"    pressflow status {standing.slug} --json names each")


def _line(entry: "Entry", zone: "ZoneInfo") -> str:
    from pressflow.model.delivery import DeliveryState

    moment = entry.due_at if entry.state == DeliveryState.DEFERRED else entry.changed_at
    when = f"{'again at' if entry.state == DeliveryState.DEFERRED else ''} {_clock(moment, zone)}".strip()
    why = f": {entry.reason}" if entry.reason else ""
    first = entry.kind == "release" and entry.version == 1
    version = f", version {entry.version}" if entry.version > 0 else ""  # embargoes and recalls are numbered inside
    letter = "" if first else f" {entry.kind}{version}:"
    return f"{entry.address or '(erased)'} {letter} {entry.state} {when}{why}"


def _clock(moment: datetime, zone: "ZoneInfo") -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M:%S}"


def stop(slug: SlugArgument, as_: AsOption = None, newsroom: NewsroomOption = HERE) -> None:
    """Keep back letters of a release that have not left yet.

    A running pressflow work is stopped with them. pressflow resume lets them go on.

    Example: pressflow stop heat-pump
    """
    from pressflow import clock
    from pressflow.delivering import stop as keep_back

    room = open_newsroom(newsroom)
    folder = room.find(slug)
    stopped, leaving = keep_back(room, folder, who(as_), clock.now())
    late = f"; {count(leaving, 'letter')} leaving at this moment" if leaving else ""
    say(f"{folder.name}: {count(stopped, 'letter')} stopped{late}")
    if stopped:
        say(f"To let them go after all: pressflow resume {folder.name}")


def resume(slug: SlugArgument, newsroom: NewsroomOption = HERE) -> None:
    """Try letters again: uncertain, deferred, stopped ones.

    Uncertain letters perhaps arrived; the second copy carries the same Message-ID.

    Example: pressflow resume heat-pump
    """
    from pressflow import clock
    from pressflow.delivering import resume as again

    room = open_newsroom(newsroom)
    folder = room.find(slug)
    uncertain, deferred, stopped = again(room, folder, clock.now())
    both = f"{count(uncertain, 'uncertain letter')} and {count(deferred, 'deferred letter')} to be tried again"
    say(f"{folder.name}: {both}" + (f", {count(stopped, 'stopped letter')} to go on" if stopped else ""))
    if uncertain + deferred + stopped:
        say("Next: pressflow work")


COMMANDS = (approve, publish, build, work, status, stop, resume)
