"""The ledger's copy of the journals: what shows that a line was changed or is missing, and brings it back."""

from collections.abc import Sequence

from sqlalchemy import Connection, insert, select

from pressflow.ledger.tables import decisions


def lines(tx: Connection, uri: str) -> tuple[str, ...]:
    """The lines of a release's journal as the ledger has them."""
    query = select(decisions.c.line).where(decisions.c.uri == uri).order_by(decisions.c.number)
    return tuple(tx.execute(query).scalars())


def put_lines(tx: Connection, uri: str, first: int, new: Sequence[str]) -> None:
    """Keep lines, numbered from `first`."""
    if new:
        tx.execute(
            insert(decisions), [{"uri": uri, "number": number, "line": line} for number, line in enumerate(new, first)]
        )
