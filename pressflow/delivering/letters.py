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
        self._of_lists: dict[tuple[int, str], tuple[Letter, Compiled]] = {}

    def fill(self, delivery: Delivery) -> tuple[Envelope, list[bytes]]:
        """The letter of a delivery as it goes over the wire, and its envelope; the same at each attempt.

        In pieces that belong together, one after the other.
        """
        letter, compiled = self._of_list(delivery.letter_id, delivery.list_id)
        token = self._tokens.unsubscribe(delivery.contact_id or 0, delivery.list_id)
        reader = Reader(
            address=delivery.address,
            name=delivery.name,
            greeting=delivery.salutation or letter.greet(delivery.name),
            list_id=delivery.list_id,
            list_title="",  # as the letter of its list has it already
            unsubscribe_url=f"{self._base_url}unsubscribe/{token}",
            return_path=self._tokens.return_path(delivery.id, self._bounce_address),
            message_id=message_id(delivery.key, letter.domain),
            references=delivery.thread,
            embargo_url=self._embargo_url(delivery) if delivery.kind == "embargo" else "",
            leave_address=self._leave_address(delivery) if self._unsubscribe_address else "",
        )
        return Envelope(reader.return_path, reader.address), compiled.pieces(reader)

    def _embargo_url(self, delivery: Delivery) -> str:
        return f"{self._base_url}embargo/{self._tokens.embargo(delivery.key)}"

    def _leave_address(self, delivery: Delivery) -> str:
        """Where mail programs may write to for leaving the list."""
        return self._tokens.leave_address(delivery.contact_id or 0, delivery.list_id, self._unsubscribe_address)

    @cached_property
    def _tokens(self) -> Tokens:
        return self._newsroom.tokens

    @cached_property
    def _base_url(self) -> str:
        return self._newsroom.publisher.front

    @cached_property
    def _bounce_address(self) -> str:
        return self._newsroom.settings.mail.bounce_address

    @cached_property
    def _unsubscribe_address(self) -> str:
        """Ours for mail that wants to leave a list; empty where the office reads no such mail."""
        return self._newsroom.settings.bounces.unsubscribe_address

    def _of_list(self, letter_id: int, list_id: str) -> tuple[Letter, Compiled]:
        """The letter with what all readers of a list have in common."""
        if (letter_id, list_id) not in self._of_lists:
            letter, compiled = self._letter(letter_id)
            common = {"list_id": list_id, "list_title": self._title(list_id, letter.language)}
            if not self._unsubscribe_address:
                common["leave_address"] = ""
            reader = Reader.places()._replace(**common)
            self._of_lists[letter_id, list_id] = letter, compiled.with_shared(reader, common)
        return self._of_lists[letter_id, list_id]

    def _title(self, list_id: str, language: str) -> str:
        entry = self._newsroom.publisher.lists.get(list_id)
        return in_language(entry.title, language) if entry else list_id

    def _letter(self, id_: int) -> tuple[Letter, Compiled]:
        if id_ not in self._letters:
            with self._newsroom.ledger.reading() as tx:
                letter = records.letter(tx, id_)
            self._letters[id_] = letter, compile_letter(letter, self._signer)
        return self._letters[id_]
