"""The journal on disk: one line of JSON per decision, each holding the hash of the line before it."""

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from pressflow import stamps
from pressflow.errors import InputError
from pressflow.folders import JOURNAL
from pressflow.model.journal import Event

FILE = JOURNAL
_EVENT: TypeAdapter[Event] = TypeAdapter(Event)


def read_journal(folder: Path) -> tuple[Event, ...]:
    """What was decided about the release in `folder`, oldest first.

    Raises InputError for a line that is not an event or does not follow the line before it. A last line that breaks
    off is what a power cut leaves of an act that did not happen: it is passed over.
    """
    return tuple(event for event, _ in _entries(folder))


def stamp_of(folder: Path) -> str:
    """What tells whether the journal of a release was written since; nothing where there is none."""
    return stamps.of_file(f"{folder}/{FILE}")


def lines(folder: Path) -> tuple[str, ...]:
    """The lines of the journal as they stand; raises as `read_journal` does."""
    return tuple(line for _, line in _entries(folder))


def restore(folder: Path, lost: Sequence[str]) -> None:
    """Write lines down again that are missing at the end, as they were."""
    _put(folder, (*lines(folder), *lost))


def append(folder: Path, event: Event) -> None:
    """Write one decision down, durably; half a line left by a power cut is taken away first."""
    before = lines(folder)
    data: dict[str, Any] = {**event.model_dump(mode="json"), "previous": _hash(before[-1]) if before else ""}
    _put(folder, (*before, json.dumps(data, ensure_ascii=False)))


def _put(folder: Path, all_: Sequence[str]) -> None:
    """Make the journal hold these lines, durably; those that are there already stay untouched."""
    whole = "".join(f"{line}\n" for line in all_).encode()
    file = folder / FILE
    written = file.read_bytes() if file.exists() else b""
    if whole.startswith(written):
        _write(file, "ab", whole[len(written) :])
    else:  # half a line at its end, or line ends that are not ours
        draft = file.with_name(f".{FILE}.draft")
        _write(draft, "wb", whole)
        draft.replace(file)
    sync_folder(folder)


def _write(file: Path, mode: str, content: bytes) -> None:
    with file.open(mode) as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())


def _entries(folder: Path) -> Iterator[tuple[Event, str]]:
    """Each event with its line; the last line may lack its end, as editors leave it."""
    previous, found = "", _lines(folder)
    for number, line in enumerate(found, 1):
        try:
            data = json.loads(line)
            before = data.pop("previous")
            event = _EVENT.validate_python(data)
        except (ValueError, KeyError, TypeError, AttributeError, ValidationError) as error:
            if number == len(found) and not _whole(folder):
                return
            raise InputError(f"{folder / FILE}:{number}: is not a line pressflow wrote; restore the file") from error
        if before != previous:
            raise InputError(
                f"{folder / FILE}:{number}: does not follow the line before it; a line was changed or is missing: "
                "restore the file"
            )
        yield event, line
        previous = _hash(line)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _lines(folder: Path) -> list[str]:
    try:
        with open(f"{folder}/{FILE}", "rb", buffering=0) as stream:  # noqa: PTH123  of thousands at each build
            *whole, last = stream.read().replace(b"\r\n", b"\n").split(b"\n")
        # A power cut may leave half a letter at the end.
        return [*(line.decode("utf-8") for line in whole), *([last.decode("utf-8", "replace")] if last else [])]
    except FileNotFoundError:
        return []
    except UnicodeDecodeError as error:
        raise InputError(f"{folder / FILE}: is not UTF-8; restore the file") from error


def _whole(folder: Path) -> bool:
    """Whether the last line has its end."""
    return (folder / FILE).read_bytes().endswith(b"\n")


def _hash(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest()
