"""A log of what became of each letter, one JSON object a line, with addresses that name nobody."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from pressflow.delivering import Outcome
from pressflow.errors import InputError
from pressflow.model.address import masked


class SendingLog:
    """A file that is added to; raises InputError where it cannot be written."""

    def __init__(self, file: Path, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        try:
            self._stream = file.open("a", encoding="utf-8")
        except OSError as error:
            raise InputError(f"{file}: cannot be written: {error.strerror}; name another file after --log") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stream.close()

    def write(self, outcomes: Sequence[Outcome]) -> None:
        """Add a line for each; a reader of the file sees whole lines."""
        now = self._clock().isoformat()
        self._stream.write("".join(json.dumps(_entry(one, now), ensure_ascii=False) + "\n" for one in outcomes))
        self._stream.flush()


def _entry(one: Outcome, now: str) -> dict[str, object]:
    to = one.delivery
    return {
        "at": now,
        "delivery": to.id,
        "to": masked(to.address),
        "kind": to.kind,
        "attempt": to.attempts + 1,
        "state": one.state,
        "cause": one.cause,
        # Some relays repeat the address in what they say.
        "reply": one.reason.replace(to.address, masked(to.address)),
    }
