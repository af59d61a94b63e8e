"""A ledger with one release's letters, and what office and workers do to it, each act a transaction of its own."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from pressflow.ledger import Ledger, blasts, contacts, outbox, records, turns
from pressflow.ledger.outbox import Entry, Resumed
from pressflow.ledger.tables import progress
from pressflow.ledger.turns import Settled
from pressflow.model.contact import MediaContact
from pressflow.model.delivery import Delivery, DeliveryState
from pressflow.model.journal import Published
from pressflow.model.letter import Letter

NOW = datetime(2026, 5, 20, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
URI = "tag:presse.lohtal.example.org,2026-05-16:release/bridge"


@dataclass
class Outbox:
    """A ledger with one version of a release; each act is a transaction of its own."""

    ledger: Ledger
    letters: dict[str, int]

    def put(self, *names: str, kind: str = "release") -> int:
        """Promise a letter to each of these, who are on the list local."""
        with self.ledger.writing() as tx:
            for name in names:
                contacts.put_contact(tx, contact(name), name, NOW)
            to = [
                (addressee, "de") for addressee in contacts.audience(tx, ["local"]) if addressee.address_hash in names
            ]
            return outbox.put(tx, uri=URI, version=1, kind=kind, letters=self.letters, to=to, now=NOW)

    def claim(self, worker: str, most: int = 10, now: datetime = NOW) -> tuple[Delivery, ...]:
        with self.ledger.writing() as tx:
            for held in blasts.held(tx):
                blasts.clear(tx, held.id, NOW)
            return turns.claim(tx, worker, most, now)

    def mark_sending(self, delivery: Delivery, worker: str) -> bool:
        with self.ledger.writing() as tx:
            return turns.mark_sending(tx, [delivery.id], worker, NOW) == {delivery.id}

    def settle(
        self, delivery: Delivery, worker: str, state: DeliveryState = DeliveryState.SENT, due: datetime | None = None
    ) -> None:
        with self.ledger.writing() as tx:
            doubt = state == DeliveryState.UNCERTAIN
            turns.settle(tx, [Settled(delivery.id, state, "full", "said so", due, doubt)], worker, NOW)

    def send(self, worker: str, state: DeliveryState, due: datetime | None = None) -> Delivery:
        """Take one letter all the way to a state."""
        (delivery,) = self.claim(worker, most=1)
        self.mark_sending(delivery, worker)
        self.settle(delivery, worker, state, due)
        return delivery

    def recover(self, *living: str) -> int:
        with self.ledger.writing() as tx:
            return turns.recover(tx, set(living), NOW)

    def unclaim(self, worker: str) -> None:
        with self.ledger.writing() as tx:
            turns.unclaim(tx, worker, NOW)

    def resume(self, uri: str = URI) -> Resumed:
        with self.ledger.writing() as tx:
            return outbox.resume(tx, uri, NOW)

    def entries(self) -> list[Entry]:
        with self.ledger.reading() as tx:
            return list(outbox.entries(tx, URI))

    def states(self) -> list[str]:
        """The states, by address."""
        return [str(entry.state) for entry in self.entries()]

    def workers(self) -> set[str | None]:
        """Who holds letters."""
        with self.ledger.reading() as tx:
            return set(tx.execute(select(progress.c.worker)).scalars())


def contact(name: str) -> MediaContact:
    return MediaContact(
        address=f"{name}@desk.example.org", language="de", lists=("local",), basis="consent", proof="form"
    )


def record_version(ledger: Ledger, *, not_before: datetime | None = None, opened: bool = True) -> Outbox:
    event = Published(
        at=NOW,
        by="Author",
        slug="2026-05-16-bridge",
        zone="Europe/Berlin",
        original="de",
        version=1,
        hash="0" * 64,
        reference="2026-001",
        audience=("local",),
    )
    letter = Letter("release", "de", "Subject", ("", ""), "", NOW, "", "", "", "", "", "")
    with ledger.writing() as tx:
        records.record(tx, uri=URI, slug="bridge", event=event, not_before=not_before, now=NOW)
        if opened:
            records.open_version(tx, URI, 1, NOW)
        return Outbox(ledger, {"de": records.put_letter(tx, URI, 1, letter)})
