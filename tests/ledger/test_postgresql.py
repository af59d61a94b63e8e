"""What only a server of databases does: several workers claim at the same moment, and none gets another's letters."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from pressflow.ledger import Ledger, outbox, turns
from pressflow.model.delivery import Delivery
from tests.ledger.boxes import NOW, URI, record_version

pytestmark = pytest.mark.parametrize("make_ledger", ["postgresql"], indirect=True)


def test_workers_that_claim_at_once_share_the_letters_and_double_none(ledger: Ledger) -> None:
    box = record_version(ledger)
    promised = box.put(*(f"reader{number}" for number in range(60)))
    box.claim("zero", most=1)  # clears the blast, too

    def claim_all(worker: str) -> list[Delivery]:
        taken: list[Delivery] = []
        while True:
            with ledger.writing() as tx:
                some = turns.claim(tx, worker, 3, NOW)
            if not some:
                return taken
            taken += some

    with ThreadPoolExecutor() as pool:
        shares = list(pool.map(claim_all, ("one", "two", "three", "four")))
    taken = [delivery.id for share in shares for delivery in share]
    assert len(taken) == len(set(taken)) == promised - 1


def test_claim_that_meets_another_takes_what_is_left(ledger: Ledger) -> None:
    box = record_version(ledger)
    box.put("ann", "bob", "cem")
    box.claim("zero", most=1)
    with ThreadPoolExecutor() as pool:
        with ledger.writing() as tx:
            (bob,) = turns.claim(tx, "one", 1, NOW)
            other = pool.submit(box.claim, "two")
        (cem,) = other.result(timeout=30)
    assert (bob.address, cem.address) == ("bob@desk.example.org", "cem@desk.example.org")
    with ledger.reading() as tx:
        assert outbox.counts(tx)[URI, 1] == {"claimed": 3}
