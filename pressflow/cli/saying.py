"""How things are printed."""

import json
import sys
from dataclasses import asdict, is_dataclass
from datetime import datetime
from typing import Any


def say(text: str = "") -> None:
    """Print a line of the answer."""
    sys.stdout.write(f"{text}\n")


def say_json(data: Any) -> None:  # Any: whatever the command reports
    """Print an answer as JSON."""
    sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2, default=_plain) + "\n")


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    if dump := getattr(value, "model_dump", None):
        return dump(mode="json")
    return value.isoformat() if isinstance(value, datetime) else str(value)


def count(number: int, one: str, many: str | None = None) -> str:
    """A number with its word: 1 release, 2 releases."""
    return f"{number} {one if number == 1 else many or one + 's'}"
