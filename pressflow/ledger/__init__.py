"""The ledger: what was promised and what happened, in a database; the only place that speaks SQL."""

import sqlite3
import weakref
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Literal, cast

from sqlalchemy import Connection, Engine, create_engine, event, inspect, select, text
from sqlalchemy.exc import DBAPIError, OperationalError

from pressflow.errors import LedgerError
from pressflow.ledger.prepared import USUAL

# A connection inside a transaction, or inside one view of the ledger.
Transaction = Connection

Durability = Literal["full", "normal"]

# The newest migration; a ledger at this state is opened without loading Alembic.
HEAD = "0008"
_NOT_NOW = "the ledger cannot be used: {}; nothing was lost, try again when that is mended"
_MIGRATIONS = Path(__file__).parent / "migrations"


class Ledger:
    """A ledger's database, brought up to date when it is opened; raises LedgerError when that fails.

    With `durability` "full" a transaction outlives a power cut, with "normal" a crash of the program (SQLite alone).
    """

    def __init__(self, url: str, durability: Durability = "full") -> None:
        self.url = url
        self._engine = create_engine(url)
        # Connections are closed with the ledger, not whenever the collector finds them (Python 3.13 warns of that).
        weakref.finalize(self, self._engine.dispose)
        if self._engine.dialect.name == "sqlite":
            _prepare_sqlite(self._engine, durability)
        self._migrate()

    @classmethod
    def at(cls, file: Path, durability: Durability = "full") -> "Ledger":
        """The ledger in a SQLite file, made where there is none."""
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return cls(f"sqlite:///{file}", durability)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one state of the ledger."""
        with _in_plain_words(), self._engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction: all of it is durable afterwards, or nothing of it happened."""
        with (
            _in_plain_words(),
            self._engine.connect().execution_options(pressflow_writes=True) as connection,
            connection.begin(),
        ):
            yield connection

    @contextmanager
    def trying(self) -> Iterator[Connection]:
        """A transaction of which nothing stays: what would happen can be looked at."""
        with (
            _in_plain_words(),
            self._engine.connect().execution_options(pressflow_writes=True) as connection,
            connection.begin() as transaction,
        ):
            yield connection
            transaction.rollback()

    @contextmanager
    def kept(self) -> Iterator[Callable[[], AbstractContextManager[Connection]]]:
        """A connection for many transactions, one after the other; each is `with write() as tx:` as with `writing`."""
        with _in_plain_words(), self._engine.connect().execution_options(pressflow_kept=True) as connection:
            yield lambda: _turn(connection)

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def _migrate(self) -> None:
        with self.reading() as connection:
            if _state(connection) == HEAD:
                return
        from alembic import command
        from alembic.config import Config
        from alembic.util import CommandError

        config = Config()
        config.set_main_option("script_location", str(_MIGRATIONS))
        with self.writing() as connection:
            config.attributes["connection"] = connection
            try:
                command.upgrade(config, "head")
            except CommandError as error:
                raise LedgerError(f"the ledger is of a newer pressflow than this one: {error}") from error


def _state(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(select(text("version_num")).select_from(text("alembic_version"))).scalar()


def _prepare_sqlite(engine: Engine, durability: Durability) -> None:
    """Durable writes that do not stop readers, and transactions that begin where we say (not where sqlite3 guesses)."""

    @event.listens_for(engine, "connect")
    def connected(connection: sqlite3.Connection, _record: Any) -> None:  # Any: SQLAlchemy's record of it
        connection.isolation_level = None
        for pragma in (
            "busy_timeout = 30000",
            "journal_mode = WAL",
            f"synchronous = {durability}",
            "foreign_keys = ON",
            "secure_delete = ON",
            "wal_autocheckpoint = 4000",
            f"cache_size = -{USUAL}",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        options = connection.get_execution_options()
        if not options.get("pressflow_kept"):
            connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("pressflow_writes") else "BEGIN")


@contextmanager
def _turn(kept: Connection) -> Iterator[Connection]:
    """A transaction of a kept connection: on SQLite begun and ended by the driver, in a third of the time."""
    if kept.dialect.name != "sqlite":
        with _in_plain_words(), kept.begin():
            yield kept
        return
    driver = cast("sqlite3.Connection", kept.connection.driver_connection)
    with _in_plain_words():
        driver.execute("BEGIN IMMEDIATE")
        try:
            yield kept
            driver.execute("COMMIT")
        except BaseException:
            driver.rollback()
            raise


@contextmanager
def _in_plain_words() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        raise LedgerError(_NOT_NOW.format(error.orig)) from error
    except sqlite3.OperationalError as error:
        raise LedgerError(_NOT_NOW.format(error)) from error
    except DBAPIError as error:
        raise LedgerError(f"the ledger is damaged or not ours: {error.orig}") from error
    except sqlite3.Error as error:
        raise LedgerError(f"the ledger is damaged or not ours: {error}") from error
