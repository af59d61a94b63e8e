"""The machine: whether its clock goes right, its disk has room, and we may write where we must."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from pressflow.doctor.answer import Answer, doubtful, good, wrong

_ASTRAY = timedelta(minutes=1)
_LITTLE, _TOO_LITTLE = 1_000_000_000, 200_000_000
_PATIENCE = 10

# The time that the rest of the world has; None where that cannot be told.
Elsewhere = Callable[[], datetime | None]


def clock_of(url: str) -> Elsewhere:
    """What asks the server of a page for its time (RFC 9110, section 6.6.1)."""

    def ask() -> datetime | None:
        try:
            with urlopen(Request(url, method="HEAD"), timeout=_PATIENCE) as response:  # noqa: S310  https by the settings
                date = response.headers["Date"]
        except HTTPError as error:  # an answer, too
            date = error.headers["Date"]
        except (OSError, HTTPException):
            return None
        try:
            return parsedate_to_datetime(date) if date else None
        except ValueError:
            return None

    return ask


def clock(now: datetime, elsewhere: Elsewhere) -> Answer:
    """Whether our clock agrees with another one."""
    advice = "let the system set its clock by the network (NTP, for example systemd-timesyncd)"
    if (theirs := elsewhere()) is None:
        return doubtful("clock", f"{now:%Y-%m-%d %H:%M:%S} UTC; the press site gave no time to compare", advice)
    astray = theirs - now
    if abs(astray) > _ASTRAY:
        word = "slow" if astray > timedelta(0) else "fast"
        return wrong("clock", f"it is {abs(astray).total_seconds():,.0f} seconds {word}", advice)
    return good("clock", f"{now:%Y-%m-%d %H:%M:%S} UTC, as on the press site")


def disk(folder: Path) -> Answer:
    """Whether there is room for the ledger and the site."""
    free = shutil.disk_usage(_existing(folder)).free
    subject, found, advice = "disk", f"{free / 1e9:,.1f} GB are free", "make room, or move the newsroom"
    if free < _TOO_LITTLE:
        return wrong(subject, found, advice)
    return doubtful(subject, found, advice) if free < _LITTLE else good(subject, found)


def writable(home: Path, *folders: Path) -> Iterator[Answer]:
    """Whether we may write in these folders of the newsroom, or where they will be made."""
    for folder in folders:
        subject = f"folder {folder.relative_to(home)}"
        try:
            with tempfile.TemporaryFile(dir=_existing(folder)):
                pass
        except OSError as error:
            advice = "give the user who runs pressflow the right to write there"
            yield wrong(subject, f"cannot be written: {error.strerror}", advice)
        else:
            yield good(subject, "can be written")


def _existing(folder: Path) -> Path:
    return next(place for place in (folder, *folder.parents) if place.is_dir())
