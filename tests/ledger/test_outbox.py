"""The outbox's rules: a promise goes in once, one worker has it at a time, and every change is somebody's."""

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import event, text

from pressflow.errors import LedgerError
from pressflow.ledger import Ledger, contacts, outbox
from pressflow.ledger.tables import metadata
from pressflow.model.delivery import DeliveryState
from tests.ledger.boxes import LATER, NOW, URI, Outbox, contact, record_version

ANN, BOB = "ann", "bob"


@pytest.fixture
def box(ledger: Ledger) -> Outbox:
    return record_version(ledger)


def test_key_is_accepted_once_and_what_was_put_along_with_it_is_not_taken_either(box: Outbox) -> None:
    assert box.put(ANN) == 1
    with pytest.raises(LedgerError, match=r"UNIQUE constraint failed|duplicate key"):
        box.put(ANN, BOB)
    assert [entry.address for entry in box.entries()] == ["ann@desk.example.org"]


def test_suppressed_addressee_is_written_down_and_never_claimed(box: Outbox) -> None:
    with box.ledger.writing() as tx:
        contacts.put_contact(tx, contact(ANN), ANN, NOW)
        contacts.suppress(tx, ANN, "unsubscribed", NOW)
    box.put(BOB)
    with box.ledger.writing() as tx:
        to = [(addressee, "de") for addressee in contacts.audience(tx, ["local"]) if addressee.address_hash == ANN]
        outbox.put(tx, uri=URI, version=1, kind="release", letters=box.letters, to=to, now=NOW)
    assert [delivery.address for delivery in box.claim("one")] == ["bob@desk.example.org"]
    assert box.entries()[0].reason == "unsubscribed"


def test_claimed_letter_is_not_claimed_by_another_worker(box: Outbox) -> None:
    box.put(ANN, BOB)
    (ann,) = box.claim("one", most=1)
    (bob,) = box.claim("two")
    assert (ann.address, bob.address) == ("ann@desk.example.org", "bob@desk.example.org")
    assert box.claim("three") == ()


def test_nothing_is_claimed_before_its_moment(ledger: Ledger) -> None:
    box = record_version(ledger, not_before=LATER)
    box.put(ANN)
    assert box.claim("one", now=LATER - timedelta(seconds=1)) == ()
    assert len(box.claim("one", now=LATER)) == 1


def test_nothing_is_claimed_of_a_version_that_the_site_does_not_show_yet(ledger: Ledger) -> None:
    box = record_version(ledger, opened=False)
    box.put(ANN)
    assert box.claim("one") == ()
    with ledger.reading() as tx:
        assert outbox.open_deliveries(tx) == (0, None)


def test_deferred_letter_is_claimed_when_it_is_due(box: Outbox) -> None:
    box.put(ANN)
    box.send("one", DeliveryState.DEFERRED, due=LATER)
    assert box.claim("one", now=LATER - timedelta(seconds=1)) == ()
    assert [delivery.attempts for delivery in box.claim("one", now=LATER)] == [1]


def test_claim_looks_further_where_all_it_found_are_suppressed(box: Outbox) -> None:
    box.put(*(f"reader{number}" for number in range(5)))
    with box.ledger.writing() as tx:
        for number in range(4):
            contacts.suppress(tx, f"reader{number}", "unsubscribed", NOW)
    assert [delivery.address for delivery in box.claim("one", most=2)] == ["reader4@desk.example.org"]
    assert box.states() == [*["suppressed"] * 4, "claimed"]


@pytest.mark.parametrize("state", ["sent", "refused", "uncertain", "suppressed"])
def test_settled_letter_is_not_claimed_again(box: Outbox, state: str) -> None:
    box.put(ANN)
    box.send("one", DeliveryState(state))
    assert box.claim("one", now=LATER) == ()


def test_unclaim_gives_back_what_a_worker_did_not_begin_and_nothing_of_others(box: Outbox) -> None:
    box.put("a", "b", "c", "d")
    box.send("one", DeliveryState.DEFERRED)
    again, fresh, leaving = box.claim("one", most=3)
    box.mark_sending(leaving, "one")
    box.claim("two")
    box.unclaim("one")
    assert [again.attempts, fresh.attempts] == [1, 0]
    assert box.states() == ["deferred", "planned", "sending", "claimed"]
    assert box.workers() == {None, "one", "two"}


def test_recover_touches_dead_workers_alone(box: Outbox) -> None:
    box.put("a", "b", "c", "d")
    for worker in ("dead", "living"):
        first, _ = box.claim(worker, most=2)
        box.mark_sending(first, worker)
    assert box.recover("living") == 1
    assert box.states() == ["uncertain", "planned", "sending", "claimed"]
    assert [entry.doubts for entry in box.entries()] == [1, 0, 0, 0]
    assert box.workers() == {None, "living"}
    assert box.recover("living") == 0


@pytest.mark.parametrize("worker", ["two", ""])
def test_another_workers_letter_is_neither_sent_nor_settled(box: Outbox, worker: str) -> None:
    box.put(ANN)
    (delivery,) = box.claim("one")
    assert not box.mark_sending(delivery, worker)
    assert box.mark_sending(delivery, "one")
    with pytest.raises(LedgerError, match="another worker has them"):
        box.settle(delivery, worker)
    assert box.states() == ["sending"]


def test_letter_is_settled_once_and_only_after_it_was_marked(box: Outbox) -> None:
    box.put(ANN)
    (delivery,) = box.claim("one")
    with pytest.raises(LedgerError):
        box.settle(delivery, "one")
    box.mark_sending(delivery, "one")
    box.settle(delivery, "one")
    with pytest.raises(LedgerError):
        box.settle(delivery, "one", DeliveryState.REFUSED)
    (entry,) = box.entries()
    assert (entry.state, entry.reason, entry.attempts, entry.doubts) == ("sent", "said so", 1, 0)


def test_worker_that_was_taken_for_dead_can_settle_nothing_any_more(box: Outbox) -> None:
    box.put(ANN)
    (delivery,) = box.claim("one")
    box.mark_sending(delivery, "one")
    box.recover()
    with pytest.raises(LedgerError):
        box.settle(delivery, "one")
    assert box.states() == ["uncertain"]


def test_resume_frees_the_uncertain_and_the_deferred_of_one_release(box: Outbox) -> None:
    box.put("a", "b", "c", "d")
    for state in ("uncertain", "deferred", "sent", "refused"):
        box.send("one", DeliveryState(state), due=LATER if state == "deferred" else None)
    assert box.resume("tag:another.example.org,2026:release") == (0, 0, 0)
    assert box.resume() == (1, 1, 0)
    assert box.states() == ["deferred", "deferred", "sent", "refused"]
    assert [delivery.address[0] for delivery in box.claim("one")] == ["a", "b"]


def test_doubt_stays_written_down_when_the_next_attempt_succeeds(box: Outbox) -> None:
    box.put(ANN)
    for state in (DeliveryState.UNCERTAIN, DeliveryState.UNCERTAIN, DeliveryState.SENT):
        box.resume()
        box.send("one", state)
    assert [(entry.state, entry.attempts, entry.doubts) for entry in box.entries()] == [("sent", 3, 2)]


def test_counts_add_up_to_what_was_promised(box: Outbox) -> None:
    promised = box.put(*(f"reader{number}" for number in range(7)))
    for state in (DeliveryState.SENT, DeliveryState.SENT, DeliveryState.REFUSED, DeliveryState.UNCERTAIN):
        box.send("one", state)
    leaving, _ = box.claim("one", most=2)
    box.mark_sending(leaving, "one")
    with box.ledger.reading() as tx:
        states = outbox.counts(tx)[URI, 1]
        assert outbox.open_deliveries(tx) == (2, NOW)
    assert states == {"sent": 2, "refused": 1, "uncertain": 1, "sending": 1, "claimed": 1, "planned": 1}
    assert sum(states.values()) == promised == 7


@pytest.mark.parametrize("make_ledger", ["sqlite"], indirect=True)
def test_counting_does_not_look_through_all_deliveries(ledger: Ledger, box: Outbox) -> None:
    box.put(ANN)
    plans: list[str] = []
    with ledger.reading() as tx:

        @event.listens_for(tx, "before_cursor_execute")
        def explain(_: object, cursor: sqlite3.Cursor, statement: str, values: tuple[str, ...], *__: object) -> None:
            plans.extend(row[3] for row in cursor.execute(f"EXPLAIN QUERY PLAN {statement}", values))

        outbox.counts(tx)
        outbox.open_deliveries(tx)
    assert any("progress USING INDEX ix_progress_held" in plan for plan in plans)
    assert not [plan for plan in plans if plan.startswith(("SCAN deliveries", "SCAN progress"))]


def test_migrations_make_exactly_the_tables_the_code_knows(ledger: Ledger) -> None:
    with ledger.reading() as tx:
        context = MigrationContext.configure(tx, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_ledger_of_a_newer_pressflow_is_refused_in_plain_words(tmp_path: Path) -> None:
    file = tmp_path / "ledger.sqlite"
    ledger = Ledger.at(file)
    with ledger.writing() as tx:
        tx.execute(text("update alembic_version set version_num = '9999'"))
    ledger.close()
    with pytest.raises(LedgerError, match="the ledger is of a newer pressflow than this one"):
        Ledger.at(file)


def test_file_that_is_no_ledger_is_refused_in_plain_words(tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite").write_text("This is a letter, and no database at all." * 100, "utf-8")
    with pytest.raises(LedgerError, match="the ledger is damaged or not ours: file is not a database"):
        Ledger.at(tmp_path / "ledger.sqlite")
