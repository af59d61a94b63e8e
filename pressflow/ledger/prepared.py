"""Statements that are run for many rows, many times a second."""

from collections.abc import Iterable, Mapping
from functools import cache
from operator import itemgetter

from sqlalchemy import Connection, Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.dml import UpdateBase


class Prepared:
    """A statement of Core, compiled once for each database and run by its driver: Core costs more than the rows."""

    def __init__(self, statement: UpdateBase) -> None:
        self._statement = statement
        self._compiled = cache(self._compile)

    def _compile(self, dialect: Dialect) -> tuple[str, dict[str, object], tuple[str, ...] | None]:
        compiled = self._statement.compile(dialect=dialect)
        names = tuple(compiled.positiontup) if compiled.positional and compiled.positiontup else None
        return str(compiled), dict(compiled.params), names

    def run(self, tx: Connection, rows: Iterable[Mapping[str, object]]) -> int:
        """Run it for each row; gives how many rows of the table that changed."""
        text, constants, names = self._compiled(tx.dialect)
        values = [{**constants, **row} for row in rows]
        if not values:
            return 0
        in_order = itemgetter(*names) if names else None
        cursor = tx.connection.cursor()
        try:
            cursor.executemany(text, [in_order(row) for row in values] if in_order else values)
            return int(cursor.rowcount)
        except tx.dialect.loaded_dbapi.Error as error:
            raise DBAPIError.instance(text, None, error, tx.dialect.loaded_dbapi.Error, dialect=tx.dialect) from error
        finally:
            cursor.close()
