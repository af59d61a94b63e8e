"""Statements that are run for many rows, many times a second."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from operator import itemgetter
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, Dialect, Select, Update, bindparam
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.dml import UpdateBase

# Of a database's pages, in KiB: usually (who is on which list is asked in no order), and while a million rows are put.
USUAL, _ROOMY = 16_000, 131_072

# So many ids are named in one statement at most.
_PART = 100

# A row as the driver takes it.
_Bound = tuple[object, ...] | dict[str, object]
_Bind = Callable[[Sequence[object]], _Bound]


class _Compiled:
    """A statement of Core, compiled once for each database and run by its driver: Core costs more than the rows.

    It is given a value for each of the parameters, in the order in which `parameters` names them.
    """

    def __init__(self, statement: UpdateBase | Select[Any], *parameters: str) -> None:
        self._statement, self._parameters = statement, parameters
        self._compiled = cache(self._compile)

    def _compile(self, dialect: Dialect) -> tuple[str, _Bind]:
        compiled = self._statement.compile(dialect=dialect)
        constants = {name: value for name, value in compiled.params.items() if name not in self._parameters}
        names, rest = (*self._parameters, *constants), tuple(constants.values())
        if not compiled.positional:
            return str(compiled), lambda row: dict(zip(names, (*row, *rest), strict=True))
        in_order = itemgetter(*(names.index(name) for name in compiled.positiontup or ()))
        return str(compiled), lambda row: in_order((*row, *rest))


class Prepared(_Compiled):
    """A statement that changes rows, run for many tuples of values."""

    def run(self, tx: Connection, rows: Iterable[Sequence[object]]) -> int:
        """Run it for each row; gives how many rows of the table that changed."""
        text, bind = self._compiled(tx.dialect)
        values = [bind(row) for row in rows]
        if not values:
            return 0
        with _cursor(tx, text) as cursor:
            cursor.executemany(text, values)
            return int(cursor.rowcount)


class PreparedForMany:
    """A statement that changes the same in many rows: those with an id among some, a hundred at a time."""

    def __init__(self, statement: Update, id_: ColumnElement[int], *parameters: str) -> None:
        def for_so_many(number: int) -> Prepared:
            names = [f"id{place}" for place in range(number)]
            return Prepared(statement.where(id_.in_([bindparam(name) for name in names])), *parameters, *names)

        self._for_so_many = cache(for_so_many)

    def run(self, tx: Connection, ids: Sequence[int], *values: object) -> int:
        """Run it for these ids; gives how many rows of the table that changed."""
        parts = (ids[first : first + _PART] for first in range(0, len(ids), _PART))
        return sum(self._for_so_many(len(part)).run(tx, [(*values, *part)]) for part in parts)


class Query(_Compiled):
    """A query whose rows are had as the driver gives them."""

    def rows(self, tx: Connection, *values: object) -> list[tuple[Any, ...]]:  # Any: column by column
        """What it finds."""
        text, bind = self._compiled(tx.dialect)
        with _cursor(tx, text) as cursor:
            cursor.execute(text, bind(values))
            return cast("list[tuple[Any, ...]]", cursor.fetchall())


@contextmanager
def _cursor(tx: Connection, text: str) -> Iterator[Any]:  # Any: the driver's own
    """A cursor of the driver; its errors are SQLAlchemy's."""
    cursor = tx.connection.cursor()
    try:
        yield cursor
    except tx.dialect.loaded_dbapi.Error as error:
        raise DBAPIError.instance(text, None, error, tx.dialect.loaded_dbapi.Error, dialect=tx.dialect) from error
    finally:
        cursor.close()


@contextmanager
def roomy(tx: Connection) -> Iterator[None]:
    """More memory for SQLite's pages: keys are hashes, so each new row touches another page of their index."""
    if tx.dialect.name != "sqlite":
        yield
        return
    tx.exec_driver_sql(f"PRAGMA cache_size = -{_ROOMY}")
    try:
        yield
    finally:
        tx.exec_driver_sql(f"PRAGMA cache_size = -{USUAL}")
