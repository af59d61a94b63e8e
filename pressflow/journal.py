"""The journal on disk: one line of JSON per decision, each holding the hash of the line before it."""

import hashlib
import json
import os
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from pressflow.errors import InputError
from pressflow.model.journal import Event

FILE = "journal.jsonl"
_EVENT: TypeAdapter[Event] = TypeAdapter(Event)


def read_journal(folder: Path) -> tuple[Event, ...]:
    """What was decided about the release in `folder`, oldest first.

    Raises InputError for a line that is not an event or does not follow the line before it. A last line
    without its end is what a power cut leaves of an act that did not happen: it is passed over.
    """
    events, previous = [], ""
    for number, line in enumerate(_lines(folder), 1):
        try:
            data = json.loads(line)
            before = data.pop("previous")
            events.append(_EVENT.validate_python(data))
        except (ValueError, KeyError, AttributeError, ValidationError) as error:
            raise InputError(f"{folder / FILE}:{number}: is not a line pressflow wrote; restore the file") from error
        if before != previous:
            raise InputError(
                f"{folder / FILE}:{number}: does not follow the line before it; a line was changed or is missing: "
                "restore the file"
            )
        previous = _hash(line)
    return tuple(events)


def append(folder: Path, event: Event) -> None:
    """Write one decision down, durably; half a line left by a power cut is taken away first."""
    lines = _lines(folder)
    data: dict[str, Any] = {**event.model_dump(mode="json"), "previous": _hash(lines[-1]) if lines else ""}
    line = json.dumps(data, ensure_ascii=False)
    new = not (folder / FILE).exists()
    with (folder / FILE).open("ab") as file:
        file.truncate(sum(len(line.encode()) + 1 for line in lines))
        file.write(line.encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    if new:
        sync_folder(folder)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _lines(folder: Path) -> list[str]:
    try:
        text = (folder / FILE).read_bytes().decode("utf-8")
    except FileNotFoundError:
        return []
    except UnicodeDecodeError as error:
        raise InputError(f"{folder / FILE}: is not UTF-8; restore the file") from error
    return text.split("\n")[:-1]


def _hash(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest()
