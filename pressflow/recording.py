"""Recording: each decision is written into the journal, and the ledger keeps a copy by which the journal is checked."""

from pathlib import Path
from typing import TypeVar

from pressflow.errors import InputError
from pressflow.journal import append, lines, read_journal, restore
from pressflow.ledger import decisions
from pressflow.model.journal import Event, uri
from pressflow.newsroom import Newsroom
from pressflow.source.release import CHANGED, altered

AnyEvent = TypeVar("AnyEvent", bound=Event)


def decide(newsroom: Newsroom, folder: Path, event: AnyEvent) -> AnyEvent:
    """Write a decision down, durably, in the journal and then in the ledger's copy; gives it back."""
    append(folder, event)
    keep(newsroom, folder)
    return event


def keep(newsroom: Newsroom, folder: Path) -> None:
    """Bring the ledger's copy up to the journal; where the two differ, it stays as it is and shows that."""
    written, of = lines(folder), uri(read_journal(folder))
    if of is None:
        return
    with newsroom.ledger.writing() as tx:
        known = decisions.lines(tx, of)
        if written[: len(known)] == known:
            decisions.put_lines(tx, of, len(known) + 1, written[len(known) :])


def mend(newsroom: Newsroom, folder: Path) -> int:
    """Write down again what is missing at the end of a journal, as after an older copy came back; how many lines."""
    of = uri(read_journal(folder))
    if of is None:
        return 0
    with newsroom.ledger.reading() as tx:
        known = decisions.lines(tx, of)
    written = lines(folder)
    if len(written) >= len(known) or known[: len(written)] != written:
        return 0
    restore(folder, known[len(written) :])
    return len(known) - len(written)


def wrongs(newsroom: Newsroom, folder: Path) -> list[str]:
    """What is wrong with a journal, with its line: changed, missing, or not as the ledger has it; then its versions."""
    try:
        written, events = lines(folder), read_journal(folder)
    except InputError as error:
        return [str(error)]
    changed = [f"{newsroom.name(folder)}/versions/{number}: {CHANGED}" for number in altered(folder, events)]
    return [*_wrong_lines(newsroom, folder, written, events), *changed]


def _wrong_lines(newsroom: Newsroom, folder: Path, written: tuple[str, ...], events: tuple[Event, ...]) -> list[str]:
    with newsroom.ledger.reading() as tx:
        known = decisions.lines(tx, uri(events) or "")
    file = f"{newsroom.name(folder)}/journal.jsonl"
    pairs = enumerate(zip(written, known, strict=False), 1)
    if number := next((number for number, (one, other) in pairs if one != other), None):
        return [f"{file}:{number}: is not the line that the ledger has; restore the file from git or from your backup"]
    missing = len(known) - len(written)
    if missing <= 0:
        return []
    what = "a line is" if missing == 1 else f"{missing} lines are"
    return [f"{file}:{len(written) + 1}: {what} missing at the end; the next pressflow work writes that again"]
