"""An older ledger becomes the present one, and keeps what it knew."""

import sqlite3
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext

from pressflow import ledger as package
from pressflow.ledger import Ledger, blasts, outbox, turns
from pressflow.ledger.records import moment, seconds
from pressflow.ledger.tables import metadata

MIGRATIONS = Path(package.__file__).parent / "migrations"


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger.at(tmp_path / "ledger.sqlite")


def test_migrations_make_the_tables_the_queries_are_written_for(ledger: Ledger) -> None:
    with ledger.reading() as tx:
        assert compare_metadata(MigrationContext.configure(tx), metadata) == []


def test_suppressions_of_the_first_ledger_keep_their_reasons(tmp_path: Path) -> None:
    file = tmp_path / "ledger.sqlite"
    _ledger_at(file, "0001")
    with sqlite3.connect(file) as old:
        reasons = ("unsubscribed", "erased at their own request", "asked on the phone")
        old.executemany("INSERT INTO suppressions VALUES (?, ?, 0)", enumerate(reasons))
    old.close()
    Ledger.at(file).close()
    with sqlite3.connect(file) as now:
        found = now.execute("SELECT reason, detail FROM suppressions ORDER BY address_hash").fetchall()
    now.close()
    assert found == [("unsubscribed", ""), ("erased at their own request", ""), ("by hand", "asked on the phone")]


def _ledger_at(file: Path, revision: str) -> None:
    """A ledger as an older pressflow left it."""
    from sqlalchemy import create_engine

    engine = create_engine(f"sqlite:///{file}")
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()


def test_deliveries_of_an_older_ledger_are_grouped_and_counted(tmp_path: Path) -> None:
    file = tmp_path / "ledger.sqlite"
    _ledger_at(file, "0002")
    with sqlite3.connect(file) as old:
        old.execute("INSERT INTO versions VALUES ('tag:a', 1, 'a', '2026-001', '{}', NULL, 5, 6)")
        old.execute("INSERT INTO letters VALUES (1, 'tag:a', 1, 'release', 'de', x'')")
        columns = "id, key, uri, version, kind, address, address_hash, name, list_id, letter_id, state, attempts"
        for number, state in enumerate(("sent", "sent", "planned", "uncertain", "sending"), 1):
            old.execute(
                f"INSERT INTO deliveries ({columns}, doubts, planned_at, due_at, reason, changed_at, worker) VALUES "  # noqa: S608
                "(?, ?, 'tag:a', 1, 'release', 'a@example.org', 'h', '', 'all', 1, ?, 0, 0, 5, 5, '', 5, ?)",
                (number, str(number), state, "one" if state == "sending" else None),
            )
    old.close()
    with Ledger.at(file).reading() as tx:
        counted = outbox.counts(tx)
        assert blasts.held(tx) == []
    assert counted == {("tag:a", 1): {"sent": 2, "planned": 1, "uncertain": 1, "sending": 1}}


def test_how_far_letters_of_an_older_ledger_are_moves_with_them_and_is_counted_as_before(tmp_path: Path) -> None:
    file = tmp_path / "ledger.sqlite"
    _ledger_at(file, "0006")
    with sqlite3.connect(file) as old:
        old.execute(
            "INSERT INTO versions (uri, version, slug, reference, event, recorded_at, opened_at) "
            "VALUES ('tag:a', 1, 'a', '2026-001', '{}', 5, 6)"
        )
        old.execute("INSERT INTO letters VALUES (1, 'tag:a', 1, 'release', 'de', x'')")
        old.execute("INSERT INTO blasts VALUES (1, 'tag:a', 1, 'release', 0, 5, 5, '')")
        for number, (state, worker, reason) in enumerate(_OLD.values(), 1):
            old.execute(
                "INSERT INTO deliveries (id, key, blast_id, uri, version, kind, address, address_hash, name, list_id, "
                "letter_id, state, attempts, doubts, planned_at, due_at, worker, cause, reason, changed_at, thread) "
                "VALUES (?, ?, 1, 'tag:a', 1, 'release', ?, 'h', 'Kim', 'all', 1, ?, 2, 1, 5, 7, ?, 'full', ?, 8, "
                "'<a@b>')",
                (number, str(number), list(_OLD)[number - 1], state, worker, reason),
            )
    old.close()
    with Ledger.at(file).writing() as tx:
        found = {entry.address: entry for entry in outbox.entries(tx, "tag:a")}
        assert {name: (entry.state, entry.reason) for name, entry in found.items()} == {
            name: (state, reason) for name, (state, _, reason) in _OLD.items()
        }
        assert {(one.attempts, one.doubts, one.cause, one.name) for one in found.values()} == {(2, 1, "full", "Kim")}
        assert {(seconds(one.due_at), seconds(one.changed_at)) for one in found.values()} == {(7, 8)}
        assert turns.recover(tx, (), moment(9)) == 1
        (claimed,) = turns.claim(tx, "two", 9, moment(9))[:1]
        assert (claimed.address, claimed.thread) == ("late@example.org", "<a@b>")
        turns.unclaim(tx, "two", moment(9))
        assert outbox.counts(tx) == {("tag:a", 1): {"sent": 1, "deferred": 2, "uncertain": 1}}


# By address: the state, who holds it, and why.
_OLD = {
    "has@example.org": ("sent", None, "250 queued as 4711"),
    "late@example.org": ("deferred", None, "451 later"),
    "held@example.org": ("claimed", "one", ""),
    "leaving@example.org": ("sending", "one", ""),
}
