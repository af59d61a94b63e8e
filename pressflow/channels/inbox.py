"""The office's own mailbox: whether a letter has arrived there, by its Message-ID."""

from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path

from pressflow.channels.imap import opened
from pressflow.errors import RelayError
from pressflow.settings import ImapMailbox, MailSettings

_HEADER = 2**16


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


def _on_server(ids: Collection[str], box: ImapMailbox) -> bool:
    """Look with IMAP's own search (RFC 9051, section 6.4.4), and change nothing."""
    with opened(box, "the canary's mailbox", readonly=True) as client:
        return all(client.search(None, "HEADER", "Message-ID", f'"{id_}"')[1][0] for id_ in ids)
