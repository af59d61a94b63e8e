"""The triggers that keep the tallies: a change of state that forgot to count is not possible."""

from sqlalchemy import Connection

# What a worker holds is not tallied; see pressflow.ledger.tables.
_COUNTED = "NOT IN ('claimed', 'sending')"
_ADD = (
    "INSERT INTO tallies (blast_id, state, number) VALUES (NEW.blast_id, NEW.state, 1) "
    "ON CONFLICT (blast_id, state) DO UPDATE SET number = tallies.number + 1;"
)
_TAKE = "UPDATE tallies SET number = number - 1 WHERE blast_id = OLD.blast_id AND state = OLD.state;"
# Each with the act, when it counts, and what it does.
_TRIGGERS = {
    "promised": ("INSERT", f"NEW.state {_COUNTED}", _ADD),
    "entered": ("UPDATE OF state", f"NEW.state <> OLD.state AND NEW.state {_COUNTED}", _ADD),
    "left": ("UPDATE OF state", f"NEW.state <> OLD.state AND OLD.state {_COUNTED}", _TAKE),
    "erased": ("DELETE", f"OLD.state {_COUNTED}", _TAKE),
}


def make(tx: Connection, table: str = "progress") -> None:
    """Make the triggers; a migration that makes the table of the states anew must do so again."""
    for name, (act, when, then) in _TRIGGERS.items():
        for statement in _statements(tx.dialect.name, table, name, act, when, then):
            tx.exec_driver_sql(statement)


def drop(tx: Connection, table: str = "progress") -> None:
    """Take them away: before the table goes, or the rows move."""
    for name in _TRIGGERS:
        if tx.dialect.name == "sqlite":
            tx.exec_driver_sql(f"DROP TRIGGER tally_{name}")
        else:
            tx.exec_driver_sql(f"DROP TRIGGER tally_{name} ON {table}")
            tx.exec_driver_sql(f"DROP FUNCTION tally_{name}()")


def _statements(dialect: str, table: str, name: str, act: str, when: str, then: str) -> tuple[str, ...]:
    trigger = f"CREATE TRIGGER tally_{name} AFTER {act} ON {table} FOR EACH ROW WHEN"
    if dialect == "sqlite":
        return (f"{trigger} {when} BEGIN {then} END",)
    return (
        f"CREATE FUNCTION tally_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {then} RETURN NULL; END $$",
        f"{trigger} ({when}) EXECUTE FUNCTION tally_{name}()",
    )
