"""Where mail that came back lies: a file, a Maildir, or standard input."""

import mailbox
import sys
from collections.abc import Iterator
from pathlib import Path

from pressflow.errors import InputError

# Larger ones are cut: what a mail is stands at its beginning.
_LARGEST = 4 << 20


def read_mail(place: Path) -> Iterator[bytes]:
    """The mails of a file (one, or an mbox), a Maildir (those not seen yet), or standard input (`-`).

    A mail of a Maildir counts as seen when the next one is asked for. Raises InputError for what cannot be read.
    """
    if str(place) == "-":
        yield sys.stdin.buffer.read(_LARGEST)
    elif place.is_dir():
        yield from _maildir(place)
    else:
        yield from _file(place)


def _file(place: Path) -> Iterator[bytes]:
    try:
        with place.open("rb") as stream:
            begin = stream.read(5)
            if begin != b"From ":
                yield begin + stream.read(_LARGEST)
                return
        box = mailbox.mbox(place, create=False)
        try:
            for key in box.iterkeys():
                with box.get_file(key) as one:
                    yield one.read(_LARGEST)
        finally:
            box.close()
    except OSError as error:
        raise InputError(f"{place}: cannot be read: {error.strerror or error}") from error


def _maildir(place: Path) -> Iterator[bytes]:
    if not all((place / name).is_dir() for name in ("cur", "new", "tmp")):
        raise InputError(f"{place}: is not a Maildir (it has no cur, new and tmp); name a Maildir or a file")
    box = mailbox.Maildir(place, create=False)
    for key in sorted(box.keys()):
        try:
            one = box[key]
            if "S" in one.get_flags():
                continue
            with box.get_file(key) as stream:
                yield stream.read(_LARGEST)
            one.set_subdir("cur")
            one.add_flag("S")
            box[key] = one
        except (KeyError, FileNotFoundError):
            continue  # somebody else has read and moved it meanwhile
