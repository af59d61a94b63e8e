"""Commands for what went wrong: correct, withdraw, kill, deny."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from pressflow.cli.shared import (
    AsOption,
    JsonOption,
    NewsroomOption,
    SlugArgument,
    count,
    open_newsroom,
    say,
    say_json,
    who,
)
from pressflow.errors import InputError

if TYPE_CHECKING:
    from pressflow.model.correction import Draft
    from pressflow.newsroom import Newsroom
    from pressflow.withdrawing import Recall

HERE = Path()
Class = Literal["typo", "update", "correction", "material"]
NoteOption = Annotated[
    list[str] | None,
    typer.Option("--note", help='What readers are told, once a language: --note de="…" --note en="…".'),
]
ReasonOption = Annotated[str, typer.Option("--reason", help="Why.")]
ForceOption = Annotated[bool, typer.Option("--force", help="Do it alone, for a colleague to approve afterwards.")]


def by_language(newsroom: "Newsroom", given: list[str] | None, option: str) -> dict[str, str]:
    """The words given for each language, as in `de=Es waren 84 Meter.`; those without one are in the main language.

    Raises InputError for a language the newsroom does not know, or that is given twice.
    """
    found: dict[str, str] = {}
    for text in given or ():
        language, sign, words = text.partition("=")
        if not sign or not language.replace("-", "").isalnum() or len(language) > 8:
            language, words = newsroom.publisher.languages[0], text
        if language in found or not words.strip():
            raise InputError(f'{option}: say each language once, as in {option} {language}="…"')
        found[language] = " ".join(words.split())
    return found


def correct(
    slug: SlugArgument,
    class_: Annotated[
        Class | None, typer.Option("--class", help="How grave it is; without it, only what changed is shown.")
    ] = None,
    note: NoteOption = None,
    drop: Annotated[bool, typer.Option("--drop", help="Give the correction up: back to what is public.")] = False,
    as_: AsOption = None,
    json: JsonOption = False,
    newsroom: NewsroomOption = HERE,
) -> None:
    """Show what changed in a public release, and correct it.

    Edit the files in the release's folder first. What is public stays until the correction is approved and published.

    Example: pressflow correct heat-pump --class correction --note de="Es sind 84 Meter, nicht 48."
    """
    from pressflow import clock, correcting

    room = open_newsroom(newsroom)
    folder = room.find(slug)
    if drop:
        say(f"{folder.name}: the files are those of version {correcting.drop(room, folder)} again")
        return
    draft = correcting.look(room, folder)
    if not json:
        _show(draft)
    if class_:
        correcting.correct(room, folder, who(as_), clock.now(), class_, by_language(room, note, "--note"))
    if json:
        say_json(_as_json(draft, class_))
    elif class_:
        say(f"{folder.name}: version {draft.public.version + 1} is being written, as {class_}")
        say(f"Next: pressflow approve {folder.name}, then: pressflow publish {folder.name}")
    elif draft.differs:
        say(f"Next: pressflow correct {folder.name} --class {draft.least}")


def _show(draft: "Draft") -> None:
    """The word diff for a terminal: gone words struck out and red, new ones underlined and green, marked in signs."""
    from rich.console import Console
    from rich.text import Text

    console = Console(file=sys.stdout, highlight=False, width=None if sys.stdout.isatty() else 100)
    for language in draft.release.languages:
        for change in draft.changes(language):
            line = Text(f"{language}.md, {change.place}: ", style="bold")
            for piece in change.pieces:
                match piece.kind:
                    case "gone":
                        line.append(f"[-{piece.text}-]", style="red strike")
                    case "new":
                        line.append(f"{{+{piece.text}+}}", style="green underline")
                    case _:
                        line.append(piece.text, style="not bold")
            console.print(line)
    for file in draft.files:
        say(f"{file}: holds something else now")
    if not draft.differs:
        say(f"{draft.release.slug}: nothing differs from version {draft.public.version}, which is public")
    for reason in draft.reasons:
        say(f"{reason.least}: {reason}")


def _as_json(draft: "Draft", class_: str | None) -> dict[str, object]:
    return {
        "slug": draft.release.slug,
        "version": draft.public.version + 1,
        "class": class_,
        "least": draft.least,
        "reasons": [{"least": one.least, "language": one.language, "words": one.words} for one in draft.reasons],
        "changes": {
            language: [
                {"place": change.place, "before": change.before, "after": change.after}
                for change in draft.changes(language)
            ]
            for language in draft.release.languages
        },
        "files": list(draft.files),
    }


def withdraw(
    slug: SlugArgument,
    reason: ReasonOption,
    note: NoteOption = None,
    as_: AsOption = None,
    force: ForceOption = False,
    json: JsonOption = False,
    newsroom: NewsroomOption = HERE,
) -> None:
    """Take a release back; its text stays under a notice.

    Letters that have not left never do; whoever has it is told. The reason stands on the page, unless a note says it.

    Example: pressflow withdraw heat-pump --reason "Der Beschluss ist aufgehoben." --as "Kim Berger"
    """
    from pressflow import clock, withdrawing

    room = open_newsroom(newsroom)
    told = by_language(room, note, "--note")
    done = withdrawing.withdraw(room, room.find(slug), who(as_), clock.now(), reason, told, force=force)
    _recalled(done, "withdrawn; its text stays under a notice", json=json)


def kill(
    slug: SlugArgument,
    reason: ReasonOption,
    note: NoteOption = None,
    as_: AsOption = None,
    force: ForceOption = False,
    json: JsonOption = False,
    newsroom: NewsroomOption = HERE,
) -> None:
    """Remove a release everywhere, for good.

    Text, files and versions are deleted, on the site and in the newsroom; whoever has it is told to delete it, too.
    The reason is for the office alone; readers see the note.

    Example: pressflow kill heat-pump --reason "Names of children in the attachment" --as "Kim Berger"
    """
    from pressflow import clock, withdrawing

    room = open_newsroom(newsroom)
    told = by_language(room, note, "--note")
    done = withdrawing.kill(room, room.find(slug), who(as_), clock.now(), reason, told, force=force)
    _recalled(done, "removed everywhere", json=json)
    if not json:
        say("Also: reload the web server, so that it answers 410; take the release out of git's history and backups")


def _recalled(done: "Recall", what: str, *, json: bool) -> None:
    if json:
        say_json(done)
        return
    say(f"{done.slug}: {what}")
    if done.unsearchable:
        say(done.unsearchable)
    if done.stopped:
        say(f"{count(done.stopped, 'letter')} kept back")
    if done.alone:
        say(f"Open: a colleague must approve that, too: pressflow approve {done.slug}")
    say(f"{count(done.promised, 'recall')} promised. Next: pressflow work")


def deny(
    about: Annotated[
        list[str] | None, typer.Option("--about", help='What is going around: "an e-mail …", or en="…" for a language.')
    ] = None,
    title: Annotated[
        list[str] | None, typer.Option("--title", help="A headline of your own, said like --about.")
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", help="How long it stays pinned, as in 2026-05-20 18:00.")
    ] = None,
    place: Annotated[
        str, typer.Option("--place", help="Where it is issued.", show_default="as the newest release")
    ] = "",
    end: Annotated[
        str | None, typer.Option("--end", help="Take this denial down from the head of the newsroom.")
    ] = None,
    as_: AsOption = None,
    json: JsonOption = False,
    newsroom: NewsroomOption = HERE,
) -> None:
    """Deny a forged release at once.

    The denial stands at the head of the newsroom, and its letters go before all others.

    You answer for it alone; that a colleague approves it afterwards stays a duty.

    Example: pressflow deny --about "eine E-Mail vom 20. Mai, nach der das Rathaus schließt" --as "Kim Berger"
    """
    from pressflow import clock, denying
    from pressflow.model.moment import read_moment

    if (about is None) == (end is None):
        raise typer.BadParameter('say what is going around (--about "…"), or which denial ends (--end RELEASE)')
    room = open_newsroom(newsroom)
    if end:
        _unpin(room, end, who(as_))
        return
    said, titles = by_language(room, about, "--about"), by_language(room, title, "--title")
    last = read_moment(until, room.publisher.zone) if until else None
    done = denying.deny(room, who(as_), clock.now(), said, titles, last, place)
    if json:
        say_json(done)
        return
    say(f"{done.slug}: public as {done.event.reference}, at the head of the newsroom")
    say(f"Open: a colleague must approve it, too: pressflow approve {done.slug}")
    say(f"{count(done.promised, 'letter')} promised, before all others. Next: pressflow work")


def _unpin(room: "Newsroom", slug: str, by: str) -> None:
    from pressflow import clock, denying
    from pressflow.building import build

    folder = room.find(slug)
    denying.unpin(room, folder, by, clock.now())
    with room.lock("build"):
        built = build(room)
    say(f"{folder.name}: no longer at the head of the newsroom; it stays where it is in the lists\nsite: {built.reply}")


COMMANDS = (correct, withdraw, kill, deny)
