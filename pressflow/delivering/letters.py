"""Letters for readers: the stored letter, compiled once, with each reader's fields."""

from functools import cached_property

from pressflow.formats.letter import Compiled, compile_letter
from pressflow.ledger import records
from pressflow.model.base import in_language
from pressflow.model.delivery import Delivery, Envelope, message_id
from pressflow.model.letter import Letter, Reader
from pressflow.newsroom import Newsroom
from pressflow.tokens import Tokens


class Letters:
    """Fills letters for one worker; a letter is read and compiled when it is first asked for."""

    def __init__(self, newsroom: Newsroom) -> None:
        self._newsroom = newsroom
        self._signer = newsroom.signer  # a key that is of no use is told before anything is claimed
        self._letters: dict[int, tuple[Letter, Compiled]] = {}
        self._titles: dict[tuple[str, str], str] = {}

    def fill(self, delivery: Delivery) -> tuple[Envelope, list[bytes]]:
        """The letter of a delivery as it goes over the wire, and its envelope; the same at each attempt.

        In pieces that belong together, one after the other.
        """
        letter, compiled = self._letter(delivery.letter_id)
        token = self._tokens.unsubscribe(delivery.contact_id or 0, delivery.list_id)
        reader = Reader(
            address=delivery.address,
            name=delivery.name,
            greeting=delivery.salutation or letter.greet(delivery.name),
            list_id=delivery.list_id,
            list_title=self._title(delivery.list_id, letter.language),
            unsubscribe_url=f"{self._base_url}unsubscribe/{token}",
            return_path=self._tokens.return_path(delivery.id, self._bounce_address),
            message_id=message_id(delivery.key, letter.domain),
            references=delivery.thread,
            embargo_url=self._embargo_url(delivery),
            leave_address=self._leave_address(delivery),
        )
        return Envelope(reader.return_path, reader.address), compiled.pieces(reader)

    def _embargo_url(self, delivery: Delivery) -> str:
        return f"{self._base_url}embargo/{self._tokens.embargo(delivery.key)}" if delivery.kind == "embargo" else ""

    @cached_property
    def _tokens(self) -> Tokens:
        return self._newsroom.tokens

    @cached_property
    def _base_url(self) -> str:
        return self._newsroom.publisher.front

    @cached_property
    def _bounce_address(self) -> str:
        return self._newsroom.settings.mail.bounce_address

    def _leave_address(self, delivery: Delivery) -> str:
        """Where mail programs may write to for leaving the list, if the office reads such mail."""
        address = self._newsroom.settings.bounces.unsubscribe_address
        return self._tokens.leave_address(delivery.contact_id or 0, delivery.list_id, address) if address else ""

    def _title(self, list_id: str, language: str) -> str:
        if (list_id, language) not in self._titles:
            entry = self._newsroom.publisher.lists.get(list_id)
            self._titles[list_id, language] = in_language(entry.title, language) if entry else list_id
        return self._titles[list_id, language]

    def _letter(self, id_: int) -> tuple[Letter, Compiled]:
        if id_ not in self._letters:
            with self._newsroom.ledger.reading() as tx:
                letter = records.letter(tx, id_)
            self._letters[id_] = letter, compile_letter(letter, self._signer)
        return self._letters[id_]
