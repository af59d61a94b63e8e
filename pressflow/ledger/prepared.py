"""Statements that are run for many rows, many times a second."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from operator import itemgetter
from typing import cast

from sqlalchemy import Connection, Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.dml import UpdateBase

# Of a database's pages, in KiB: usually (SQLite's own), and while a million rows are put.
_USUAL, _ROOMY = 2_000, 131_072

# A row as the driver takes it.
_Bound = tuple[object, ...] | dict[str, object]
_Bind = Callable[[Sequence[object]], _Bound]


class Prepared:
    """A statement of Core, compiled once for each database and run by its driver: Core costs more than the rows.

    Its rows are tuples with a value for each of the parameters, in the order in which `parameters` names them.
    """

    def __init__(self, statement: UpdateBase, *parameters: str) -> None:
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

    def run(self, tx: Connection, rows: Iterable[Sequence[object]]) -> int:
        """Run it for each row; gives how many rows of the table that changed."""
        text, bind = self._compiled(tx.dialect)
        values = [bind(row) for row in rows]
        if not values:
            return 0
        cursor = tx.connection.cursor()
        try:
            cursor.executemany(text, cast("list[tuple[object, ...]]", values))
            return int(cursor.rowcount)
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
        tx.exec_driver_sql(f"PRAGMA cache_size = -{_USUAL}")
