"""Logs: one JSON object a line, without addresses, names or tokens."""

import json
import logging
import re
import sys
import traceback
from datetime import UTC, datetime

_ADDRESS = re.compile(r"([\w.+-])[\w.+-]*@([\w.-]+)")
_TOKEN = re.compile(r"[\w=-]{4,}\.[\w-]{20,}|[\w-]{40,}")
LOGGER = logging.getLogger("pressflow.web")


def masked(text: str) -> str:
    """The text with mail addresses cut to their first letter and host, and signed tokens left out."""
    return _TOKEN.sub("…", _ADDRESS.sub(r"\1…@\2", text))


class JsonLines(logging.Formatter):
    """A record as a line of JSON: when, how bad, what, and what was given with it."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        entry = {"at": at, "level": record.levelname.lower(), "event": masked(record.getMessage())}
        entry |= getattr(record, "fields", {})
        if record.exc_info:
            entry["trace"] = masked("".join(traceback.format_exception(*record.exc_info)))
        return json.dumps(entry, ensure_ascii=False)


def to_stderr() -> None:
    """Have our log and the server's written to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    for name in ("pressflow.web", "uvicorn"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [handler], False
        logger.setLevel(logging.INFO)
