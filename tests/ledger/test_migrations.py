"""An older ledger becomes the present one, and keeps what it knew."""

import sqlite3
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext

from pressflow import ledger as package
from pressflow.ledger import Ledger
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
