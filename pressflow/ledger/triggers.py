"""The triggers that keep the tallies: a change of state that forgot to count is not possible."""

from sqlalchemy import Connection


def _tallied(row: str) -> str:
    # Not with NOT IN: SQLite would make a table of three words, for each row anew.
    return f"{row}.state <> 'claimed' AND {row}.state <> 'sending' AND {row}.state <> 'sent'"


def _add(state: str) -> str:
    return (
        f"INSERT INTO tallies (blast_id, state, number) VALUES (NEW.blast_id, {state}, 1) "  # noqa: S608  ours
        "ON CONFLICT (blast_id, state) DO UPDATE SET number = tallies.number + 1;"
    )


def _take(state: str) -> str:
    return f"UPDATE tallies SET number = number - 1 WHERE blast_id = OLD.blast_id AND state = {state};"  # noqa: S608  ours


# Each with the act, when it counts, and what it does.
_TRIGGERS = {
    "promised": ("INSERT", "1 = 1", _add("'promised'")),
    "begun": ("INSERT", _tallied("NEW"), _add("NEW.state")),
    "entered": ("UPDATE OF state", f"NEW.state <> OLD.state AND {_tallied('NEW')}", _add("NEW.state")),
    "left": ("UPDATE OF state", f"NEW.state <> OLD.state AND {_tallied('OLD')}", _take("OLD.state")),
    "ended": ("DELETE", _tallied("OLD"), _take("OLD.state")),
    "erased": ("DELETE", "1 = 1", _take("'promised'")),
}


def make(tx: Connection, table: str = "progress") -> None:
    """Make the triggers; a migration that makes the table of the states anew must do so again."""
    for name, (act, when, then) in _TRIGGERS.items():
        for statement in _statements(tx.dialect.name, table, name, act, when, then):
            tx.exec_driver_sql(statement)


def drop(tx: Connection, table: str = "progress") -> None:
    """Take them away, also those of an older ledger: before the table goes, or the rows move."""
    for name in _TRIGGERS:
        if tx.dialect.name == "sqlite":
            tx.exec_driver_sql(f"DROP TRIGGER IF EXISTS tally_{name}")
        else:
            tx.exec_driver_sql(f"DROP TRIGGER IF EXISTS tally_{name} ON {table}")
            tx.exec_driver_sql(f"DROP FUNCTION IF EXISTS tally_{name}()")


def _statements(dialect: str, table: str, name: str, act: str, when: str, then: str) -> tuple[str, ...]:
    trigger = f"CREATE TRIGGER tally_{name} AFTER {act} ON {table} FOR EACH ROW WHEN"
    if dialect == "sqlite":
        return (f"{trigger} {when} BEGIN {then} END",)
    return (
        f"CREATE FUNCTION tally_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {then} RETURN NULL; END $$",
        f"{trigger} ({when}) EXECUTE FUNCTION tally_{name}()",
    )
