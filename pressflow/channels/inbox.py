"""The office's own mailbox: whether a letter has arrived there, by its Message-ID."""

import imaplib
import os
from collections.abc import Collection, Iterator
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
            with file.open("rb") as stream:
                yield stream.read(_HEADER).replace(b"\r\n", b"\n").partition(b"\n\n")[0]


def _on_server(ids: Collection[str], inbox: SeedInbox) -> bool:
    """Look with IMAP's own search (RFC 9051, section 6.4.4)."""
    try:
        with imaplib.IMAP4_SSL(inbox.host, inbox.port, timeout=_PATIENCE) as client:
            client.login(inbox.username, os.environ.get(inbox.password_variable, ""))
            client.select(inbox.folder, readonly=True)
            return all(client.search(None, "HEADER", "Message-ID", f'"{id_}"')[1][0] for id_ in ids)
    except (OSError, imaplib.IMAP4.error) as error:
        raise RelayError(f"the canary's mailbox at {inbox.host}:{inbox.port} cannot be read: {error}") from error
