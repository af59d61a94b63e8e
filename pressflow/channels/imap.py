"""Mailboxes of the office on a server, reached by IMAP over TLS (RFC 9051, RFC 8314)."""

import imaplib
import os
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from pressflow.errors import RelayError
from pressflow.settings import ImapMailbox

_PATIENCE = 20.0
_LARGEST = 4 << 20


@contextmanager
def opened(box: ImapMailbox, called: str, *, readonly: bool) -> Iterator[imaplib.IMAP4]:
    """A connection with the mailbox's folder chosen; raises RelayError with its name where it cannot be read."""
    where = f"{called} at {box.host}:{box.port}"
    if box.password_variable not in os.environ:
        raise RelayError(f"{where} cannot be read: the environment variable {box.password_variable} is not set")
    try:
        # Without a context of ours, imaplib gives the password to whoever answers.
        context = ssl.create_default_context()
        with imaplib.IMAP4_SSL(box.host, box.port, ssl_context=context, timeout=_PATIENCE) as client:
            client.login(box.username, os.environ[box.password_variable])
            _choose(client, box.folder, readonly=readonly)
            yield client
    except UnicodeError as error:  # imaplib speaks ASCII alone
        raise RelayError(f"{where} cannot be read: name, password and folder may only have letters of ASCII") from error
    except (OSError, imaplib.IMAP4.error) as error:
        raise RelayError(f"{where} cannot be read: {_words(error)}") from error


def fetch_unseen(box: ImapMailbox) -> Iterator[bytes]:
    """The mails of a folder that nobody has seen; one counts as seen when the next is asked for.

    Of a very large one only the beginning. Raises RelayError where the mailbox cannot be read.
    """
    with opened(box, "the mailbox of returned mail", readonly=False) as client:
        _, (numbers, *_) = client.uid("SEARCH", "UNSEEN")
        for number in (numbers or b"").decode("ascii").split():
            _, found = client.uid("FETCH", number, f"(BODY.PEEK[]<0.{_LARGEST}>)")
            mail = next((part[1] for part in found if isinstance(part, tuple)), None)
            if mail is None:
                continue  # somebody else has read and removed it meanwhile
            yield mail
            client.uid("STORE", number, "+FLAGS.SILENT", "(\\Seen)")


def _choose(client: imaplib.IMAP4, folder: str, *, readonly: bool) -> None:
    """Choose a folder; quoted, which imaplib leaves to us."""
    name = folder.replace("\\", "\\\\").replace('"', '\\"')
    answer, words = client.select(f'"{name}"', readonly=readonly)
    if answer != "OK":
        raise imaplib.IMAP4.error(f"there is no folder {folder}: {(words[0] or b'').decode('utf-8', 'replace')}")


def _words(error: Exception) -> str:
    """What the other side said; imaplib keeps it as bytes."""
    said = error.args[0] if error.args else ""
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(error)
