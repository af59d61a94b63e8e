"""How far a delivery is stands in a row of its own, beside what was promised; who pauses is found by an index."""

import sqlalchemy as sa
from alembic import op

from pressflow.ledger import triggers

revision = "0007"
down_revision = "0006"

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
_MOVED = ("state", "attempts", "doubts", "due_at", "worker", "cause", "reason", "changed_at")


def upgrade() -> None:
    """Move what changes; the tallies stay as they are."""
    triggers.drop(op.get_bind(), "deliveries")
    # Without the reference at first: the table it would point to is about to be made anew.
    op.execute(f"CREATE TABLE moved AS SELECT id, blast_id, {', '.join(_MOVED)} FROM deliveries")  # noqa: S608  ours
    with op.batch_alter_table("deliveries") as table:
        for index in ("waiting", "held"):
            table.drop_index(f"ix_deliveries_{index}")
        for column in _MOVED:
            table.drop_column(column)
    _table()
    columns = f"blast_id, {', '.join(_MOVED)}"
    op.execute(f"INSERT INTO progress (delivery_id, {columns}) SELECT id, {columns} FROM moved ORDER BY id")  # noqa: S608  ours
    op.execute("DROP TABLE moved")
    _indexes()
    triggers.make(op.get_bind())


def _table() -> None:
    op.create_table(
        "progress",
        sa.Column("delivery_id", _ID, nullable=False),
        sa.Column("blast_id", _ID, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("doubts", sa.Integer, nullable=False),
        sa.Column("due_at", sa.BigInteger, nullable=False),
        sa.Column("worker", sa.String(50)),
        sa.Column("cause", sa.String(20), nullable=False, server_default=""),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("changed_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("delivery_id", name="pk_progress"),
        sa.ForeignKeyConstraint(["delivery_id"], ["deliveries.id"], name="fk_progress_delivery_id", ondelete="CASCADE"),
    )


def _indexes() -> None:
    waits, held = sa.text("state IN ('planned', 'deferred')"), sa.text("worker IS NOT NULL")
    pauses = sa.text("paused_until IS NOT NULL")
    op.create_index(
        "ix_progress_waiting", "progress", ["blast_id", "due_at"], sqlite_where=waits, postgresql_where=waits
    )
    op.create_index("ix_progress_held", "progress", ["worker"], sqlite_where=held, postgresql_where=held)
    op.create_index(
        "ix_media_contacts_paused", "media_contacts", ["paused_until"], sqlite_where=pauses, postgresql_where=pauses
    )
