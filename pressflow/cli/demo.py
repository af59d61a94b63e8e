"""The demo command: the example office's whole day, told as it happens."""

import shutil
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pressflow.cli.shared import count, say

if TYPE_CHECKING:
    from pressflow.newsroom import Newsroom
    from pressflow.publishing import Publication


def demo(
    folder: Annotated[Path, typer.Option("--folder", help="Where the example newsroom is put.")] = Path(
        "demo-newsroom"
    ),
) -> None:
    """Run the example office's whole day.

    Checks, publishes, builds, and sends to a mail server it starts on this machine. A second run sends nothing twice.

    Example: pressflow demo
    """
    from pressflow import checking, clock, importing, subscribing
    from pressflow.cli.progress import Progress
    from pressflow.demo import UNSUBSCRIBED, open_office
    from pressflow.model import paths
    from pressflow.model.finding import errors
    from pressflow.worker import work

    folder = folder.resolve()
    with open_office(folder) as (newsroom, postbox):
        findings = checking.check(newsroom, list(newsroom.folders.values()))
        verdict = f"{len(errors(list(findings)))} errors, {len(findings)} findings" if findings else "all is well"
        say(f"Checked    {count(len(newsroom.folders), 'release')}: {verdict}")
        for finding in findings:
            say(f"           {finding}")
        imported = importing.import_contacts(newsroom, folder / "media-contacts.csv", clock.now())
        subscribing.suppress(newsroom, UNSUBSCRIBED, "unsubscribed", clock.now())
        say(f"Contacts   {', '.join(f'{number} {outcome}' for outcome, number in sorted(imported.outcomes.items()))}")
        published, held = _publish(newsroom)
        _say_published(published, held)
        files = sorted(file for file in newsroom.public.rglob("*") if file.is_file())
        searched = [file for file in files if paths.SEARCH in file.parts]
        kinds = Counter(file.suffix.removeprefix(".") or "other" for file in files if file not in searched)
        parts = ", ".join(f"{number} {kind}" for kind, number in sorted(kinds.items()))
        parts += f", and {len(searched)} of the search index"
        say(f"Built      {count(len(files), 'file')} in {newsroom.public}: {parts}")
        with Progress(newsroom) as progress:
            work(newsroom, clock.now, progress.report, progress.waiting)
        _say_sent(newsroom, [entry.slug for entry in published], postbox.received)
    _say_where(folder)


def _publish(newsroom: "Newsroom") -> "tuple[list[Publication], list[str]]":
    """Approve and publish what may be; the others with the reason why not."""
    from pressflow import approving, clock, publishing
    from pressflow.demo import APPROVER, AUTHOR
    from pressflow.errors import StateError
    from pressflow.journal import read_journal
    from pressflow.model.journal import versions

    published, held = [], []
    for folder in newsroom.folders.values():
        try:
            if not versions(read_journal(folder)):
                approving.approve(newsroom, folder, APPROVER, clock.now())
            published.append(publishing.publish(newsroom, folder, AUTHOR, clock.now()))
        except StateError as error:
            held.append(str(error))
    return published, held


def _say_published(published: "list[Publication]", held: list[str]) -> None:
    for number, entry in enumerate(published):
        what = f"{count(entry.promised, 'letter')} promised" if entry.new else "is public already, nothing new promised"
        say(f"{'Published' if not number else '':10} {entry.event.reference} {entry.slug}: {what}")
    for reason in held:
        say(f"Waits      {reason}")


def _say_sent(newsroom: "Newsroom", slugs: list[str], received: int) -> None:
    """Who has what, and who has not, and why."""
    from pressflow import reporting
    from pressflow.model.delivery import DeliveryState

    say(f"Sent       {count(received, 'letter')} in this run, counted by the mail server that got them")
    if not received:
        say("           every promise was kept before: nobody gets anything twice")
    deferred = 0
    why: dict[str, int] = {}
    for slug in slugs:
        entries = reporting.deliveries(newsroom, newsroom.find(slug))
        sent = sum(entry.state == DeliveryState.SENT for entry in entries)
        if entries:
            say(f"           {slug}: {sent} of {len(entries)} have it")
        deferred += sum(entry.state == DeliveryState.SENT and entry.attempts > 1 for entry in entries)
        for entry in entries:
            if entry.state != DeliveryState.SENT:
                line = f"{entry.address}: {entry.state} ({entry.reason})"
                why[line] = why.get(line, 0) + 1
    if deferred:
        say(f"           {count(deferred, 'letter')} deferred by the server at first, then accepted")
    for number, (line, letters) in enumerate(why.items()):
        say(f"{'' if number else 'Not sent':10} {line}: {count(letters, 'letter')}")


def _say_where(folder: Path) -> None:
    program = "pressflow" if shutil.which("pressflow") else str(Path(sys.argv[0]).resolve())
    say(
        f"""
Where to look
  the newsroom    {(folder / "public" / "index.html").as_uri()}
  in English      {(folder / "public" / "en" / "index.html").as_uri()}
  the letters     {folder / "mailbox" / "new"}
Try next
  cd {folder}
  {program} status
  {program} status grosswaermepumpe
  {program} preview ehrenbuergerrecht"""
    )


COMMANDS = (demo,)
