"""The office's own mailbox: whether a letter has arrived there, by its Message-ID."""

import imaplib
import os
import ssl
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path

from pressflow.errors import RelayError
from pressflow.settings import MailSettings, SeedInbox

_HEADER = 2**16
_PATIENCE = 20.0


def has_arrived(ids: Collection[str], folder: Path, mail: MailSettings) -> bool:
    """Whether letters with Message-IDs that begin so are all in the canary's Maildir or IMAP mailbox.

    `folder` is where a relative Maildir begins. Raises RelayError where the mailbox cannot be read.
    """
    if mail.canary_maildir:
        headers = list(_headers(folder / mail.canary_maildir))
        return all(any(id_.encode() in header for header in headers) for id_ in ids)
    return mail.canary_imap is not None and _on_server(ids, mail.canary_imap)


def _headers(maildir: Path) -> Iterator[bytes]:
    """The headers of the letters in a Maildir, the new ones first."""
    if not maildir.is_dir():
        raise RelayError(f"{maildir}: there is no Maildir here; correct mail.canary_maildir in pressflow.toml")
    for part in ("new", "cur"):
        for file in (maildir / part).glob("*"):
            # A mail program may take a letter from new to cur just now: it is found there the next time.
            with suppress(FileNotFoundError, IsADirectoryError), file.open("rb") as stream:
                yield stream.read(_HEADER).replace(b"\r\n", b"\n").partition(b"\n\n")[0]


def _on_server(ids: Collection[str], inbox: SeedInbox) -> bool:
    """Look with IMAP's own search (RFC 9051, section 6.4.4)."""
    where = f"the canary's mailbox at {inbox.host}:{inbox.port}"
    if inbox.password_variable not in os.environ:
        raise RelayError(f"{where} cannot be read: the environment variable {inbox.password_variable} is not set")
    try:
        # Without a context of ours, imaplib gives the password to whoever answers.
        context = ssl.create_default_context()
        with imaplib.IMAP4_SSL(inbox.host, inbox.port, ssl_context=context, timeout=_PATIENCE) as client:
            client.login(inbox.username, os.environ[inbox.password_variable])
            _open(client, inbox.folder)
            return all(client.search(None, "HEADER", "Message-ID", f'"{id_}"')[1][0] for id_ in ids)
    except UnicodeError as error:  # imaplib speaks ASCII alone
        raise RelayError(f"{where} cannot be read: name, password and folder may only have letters of ASCII") from error
    except (OSError, imaplib.IMAP4.error) as error:
        raise RelayError(f"{where} cannot be read: {_words(error)}") from error


def _open(client: imaplib.IMAP4, folder: str) -> None:
    """Choose a folder and change nothing in it; quoted, which imaplib leaves to us."""
    name = folder.replace("\\", "\\\\").replace('"', '\\"')
    answer, words = client.select(f'"{name}"', readonly=True)
    if answer != "OK":
        raise imaplib.IMAP4.error(f"there is no folder {folder}: {(words[0] or b'').decode('utf-8', 'replace')}")


def _words(error: Exception) -> str:
    """What the other side said; imaplib keeps it as bytes."""
    said = error.args[0] if error.args else ""
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(error)
