"""The tallies are the rows, whatever happens; what workers take comes in the right order and without a walk."""

import random
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select, text

from pressflow.ledger import Ledger, Transaction, blasts, contacts, outbox, turns
from pressflow.ledger.tables import deliveries, letters, progress
from pressflow.ledger.turns import Settled
from pressflow.model.delivery import KINDS, DeliveryState
from tests.ledger.boxes import LATER, NOW, URI, Outbox, record_version

STEPS = 150


@pytest.fixture
def box(ledger: Ledger) -> Outbox:
    return record_version(ledger)


def counted(box: Outbox) -> dict[str, int]:
    """The states of all rows, counted one by one."""
    with box.ledger.reading() as tx:
        return {row[0]: row[1] for row in tx.execute(select(progress.c.state, func.count()).group_by("state"))}


def acts(box: Outbox, chance: random.Random) -> dict[str, Callable[[], object]]:
    """What may happen to the outbox at any moment."""
    worker = chance.choice(("one", "two"))
    name = f"reader{chance.randrange(60)}"

    def settle_some() -> None:
        with box.ledger.writing() as tx:
            ours = select(progress.c.delivery_id).where(progress.c.worker == worker, progress.c.state == "sending")
            state = chance.choice(("sent", "refused", "deferred", "uncertain"))
            some = [Settled(id_, DeliveryState(state)) for id_ in tx.execute(ours).scalars().all()[:3]]
            turns.settle(tx, some, worker, NOW)

    def mark_some() -> None:
        with box.ledger.writing() as tx:
            ours = select(progress.c.delivery_id).where(progress.c.worker == worker)
            turns.mark_sending(tx, tx.execute(ours).scalars().all()[:5], worker, NOW)

    def write(act: Callable[..., object], *given: object) -> Callable[[], None]:
        def acting() -> None:
            with box.ledger.writing() as tx:
                act(tx, *given)

        return acting

    return {
        "put": lambda: None if name in names(box) else box.put(name),
        "claim": lambda: box.claim(worker, most=chance.randrange(1, 8), now=LATER),
        "mark": mark_some,
        "settle": settle_some,
        "unclaim": lambda: box.unclaim(worker),
        "recover": lambda: box.recover(*chance.choice((("one",), (), ("one", "two")))),
        "resume": box.resume,
        "stop": write(outbox.stop, URI, "stopped by Kim", NOW),
        "suppress": write(contacts.suppress, name, "unsubscribed", NOW),
        "forget": write(contacts.forget, name, NOW),
        "erase": write(lambda tx: tx.execute(delete(deliveries).where(deliveries.c.id == chance.randrange(60)))),
    }


def names(box: Outbox) -> set[str]:
    with box.ledger.reading() as tx:
        return set(tx.execute(select(deliveries.c.address_hash)).scalars())


@pytest.mark.parametrize("seed", range(8))
def test_tallies_are_the_rows_after_any_walk(box: Outbox, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  no secret, and to be had again
    for _ in range(STEPS):
        possible = acts(box, chance)
        possible[chance.choice(sorted(possible))]()
        with box.ledger.reading() as tx:
            told = outbox.counts(tx).get((URI, 1), {})
        assert {str(state): number for state, number in told.items() if number} == counted(box)


def test_urgent_kinds_are_claimed_first_however_late_they_were_promised(box: Outbox) -> None:
    for kind in reversed(KINDS):
        with box.ledger.writing() as tx:
            box.letters = {"de": _letter_of(tx, kind)}
        box.put("ann", kind=kind)
    assert [delivery.kind for delivery in box.claim("one")] == list(KINDS)


def _letter_of(tx: Transaction, kind: str) -> int:
    row = tx.execute(select(letters)).first()
    assert row
    values = {"uri": row.uri, "version": 1, "kind": kind, "language": "en", "content": row.content}
    return int(tx.execute(letters.insert().values(**values).returning(letters.c.id)).scalar_one())


def test_what_is_promised_waits_until_it_is_cleared(box: Outbox) -> None:
    box.put("ann")
    with box.ledger.writing() as tx:
        assert turns.claim(tx, "one", 10, LATER) == ()
        (held,) = blasts.held(tx)
        assert outbox.open_deliveries(tx) == (1, None)
        blasts.clear(tx, held.id, NOW)
        assert blasts.held(tx) == []
        assert outbox.open_deliveries(tx) == (1, NOW)
        assert len(turns.claim(tx, "one", 10, LATER)) == 1


def test_canary_goes_before_all_others_and_is_not_counted_as_promised(box: Outbox) -> None:
    box.put("ann", "bob")
    with box.ledger.writing() as tx:
        (held,) = blasts.held(tx)
        blasts.put_canaries(tx, held, "seed@lohtal.example.org", "seed", NOW)
        (canary,) = turns.claim(tx, "one", 10, LATER)
        (held,) = blasts.held(tx)
        assert (canary.address, canary.canary) == ("seed@lohtal.example.org", True)
        assert [one.state for one in held.canaries] == ["claimed"]
        assert outbox.counts(tx) == {(URI, 1): {"planned": 2}}
    assert [entry.address for entry in box.entries()] == ["ann@desk.example.org", "bob@desk.example.org"]


def test_stop_keeps_back_also_what_a_worker_has_claimed_and_not_what_is_leaving(box: Outbox) -> None:
    box.put("a", "b", "c")
    leaving, claimed = box.claim("one", most=2)
    assert box.mark_sending(leaving, "one")
    with box.ledger.writing() as tx:
        assert outbox.stop(tx, URI, "stopped by Kim Berger", NOW) == (2, 1)
    assert not box.mark_sending(claimed, "one")
    assert box.states() == ["sending", "suppressed", "suppressed"]
    assert box.entries()[1].reason == "stopped by Kim Berger"
    assert box.resume() == (0, 0, 2)
    assert [delivery.address[0] for delivery in box.claim("two")] == ["b", "c"]


def test_letters_put_off_come_back_when_they_are_due(box: Outbox) -> None:
    box.put("a", "b")
    first, _ = box.claim("one")
    with box.ledger.writing() as tx:
        turns.put_off(tx, [(first.id, LATER)], "one", NOW)
    assert box.states() == ["planned", "claimed"]
    assert box.claim("two", now=LATER - timedelta(seconds=1)) == ()
    assert [delivery.id for delivery in box.claim("two", now=LATER)] == [first.id]


@pytest.mark.parametrize("kind", ["kill", "withdrawal", "correction", "release"])
def test_letter_in_doubt_after_a_crash_is_tried_again_only_where_its_kind_says_so(box: Outbox, kind: str) -> None:
    box.put("ann", kind=kind)
    states = []
    for _ in range(3):
        for delivery in box.claim("dead", now=LATER):
            box.mark_sending(delivery, "dead")
        box.recover()
        states += box.states()
    again = {"release": ["uncertain"] * 3, "correction": ["deferred", "uncertain", "uncertain"]}
    assert states == again.get(kind, ["deferred"] * 3)


@pytest.mark.parametrize("make_ledger", ["sqlite"], indirect=True)
def test_what_is_due_is_found_by_an_index_that_holds_nothing_else(box: Outbox) -> None:
    with box.ledger.reading() as tx:
        query = "select * from progress where blast_id = 1 and state IN ('planned', 'deferred') and due_at <= 1"
        plan = tx.execute(text(f"explain query plan {query} order by due_at, delivery_id")).all()
        held = tx.execute(text("explain query plan select * from progress where worker = 'one'")).all()
    assert "USING INDEX ix_progress_waiting" in str(plan)
    assert "TEMP B-TREE" not in str(plan)
    assert "USING INDEX ix_progress_held" in str(held)
    assert Counter(counted(box)) == Counter()
