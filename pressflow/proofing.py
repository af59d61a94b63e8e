"""Proofing: a release's letters to colleagues who look at them before journalists do; nothing is recorded."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from pressflow.channels import Channel
from pressflow.checking import usable
from pressflow.errors import InputError
from pressflow.foreseeing import foreseen, letter_of
from pressflow.formats.letter import compile_letter
from pressflow.model.address import same_address
from pressflow.model.base import in_language
from pressflow.model.delivery import Envelope, message_id
from pressflow.model.edition import Document
from pressflow.model.letter import Letter, Reader
from pressflow.newsroom import Newsroom

MARK = "[TEST]"


@dataclass(frozen=True, slots=True)
class Proof:
    """A test letter that the relay took, and what it said."""

    address: str
    language: str
    subject: str
    reply: str


async def send_test(
    newsroom: Newsroom, folder: Path, to: tuple[str, ...], channel: Channel, now: datetime
) -> tuple[Proof, ...]:
    """Send a release as it stands, in each of its languages, to these of the office's test addresses, or to all.

    The letters are made and carried as real ones are, but the ledger knows nothing of them. Raises InputError for an
    address that is not in the settings, StateError for a release with errors, and what the channel raises.
    """
    addresses = allowed(newsroom.settings.mail.test_addresses, to)
    letters = [(letter, compile_letter(letter, newsroom.signer)) for letter in _letters(newsroom, folder, now)]
    proofs = []
    try:
        for address in addresses:
            for letter, compiled in letters:
                reader = _reader(newsroom, letter, address, now)
                document = Document("letter.eml", "message/rfc822", compiled.fill(reader))
                receipt = await channel.deliver(Envelope(reader.return_path, address), [document])
                proofs.append(Proof(address, letter.language, letter.subject, receipt.reply))
    finally:
        await channel.close()
    return tuple(proofs)


def allowed(known: tuple[str, ...], to: tuple[str, ...]) -> tuple[str, ...]:
    """The test addresses that are meant; raises InputError for one that is not in the settings."""
    if not known:
        raise InputError("mail.test_addresses in pressflow.toml is empty; list there who may get test letters")
    names = {same_address(address): address for address in known}
    for address in to:
        if same_address(address) not in names:
            raise InputError(
                f"{address}: is not in mail.test_addresses in pressflow.toml; test letters go nowhere else"
            )
    return tuple(dict.fromkeys(names[same_address(address)] for address in to)) or known


def _letters(newsroom: Newsroom, folder: Path, now: datetime) -> Iterator[Letter]:
    """The letters that the release would bring if it were published now: of a changed one, those of its correction."""
    _, reading = usable(newsroom, folder)
    release = foreseen(folder, reading, now, newsroom.public_release(folder))
    if release is None:
        return
    for record in release.records:
        letter = letter_of(newsroom, release, record, now)
        yield replace(letter, subject=f"{MARK} {letter.subject}", date=now)


def _reader(newsroom: Newsroom, letter: Letter, address: str, now: datetime) -> Reader:
    """A colleague as reader; their links lead nowhere, and what bounces comes back without a mark."""
    publisher = newsroom.publisher
    list_id, entry = next(iter(publisher.lists.items()))
    key = sha256("\0".join((letter.subject, letter.language, address, now.isoformat())).encode()).hexdigest()
    return Reader(
        address=address,
        name="",
        greeting=letter.greet(""),
        list_id=list_id,
        list_title=in_language(entry.title, letter.language),
        unsubscribe_url=f"{publisher.front}unsubscribe/test",
        return_path=newsroom.settings.mail.bounce_address,
        message_id=message_id(key, letter.domain),
        embargo_url=f"{publisher.front}embargo/test",
    )
