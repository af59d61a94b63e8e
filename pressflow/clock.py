"""The one place that reads the time."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present moment in UTC, to the second: finer parts would only differ between files of one act."""
    return datetime.now(UTC).replace(microsecond=0)
