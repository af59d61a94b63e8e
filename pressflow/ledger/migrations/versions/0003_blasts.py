"""Blasts and their tallies; typed causes; indexes that only hold what waits or is held."""

import sqlalchemy as sa
from alembic import op

from pressflow.ledger import triggers

revision = "0003"
down_revision = "0002"

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Group the deliveries there are, and count them."""
    _tables()
    op.execute(
        "INSERT INTO blasts (uri, version, kind, canary, planned_at, cleared_at, trouble) "
        "SELECT uri, version, kind, false, min(planned_at), min(planned_at), '' FROM deliveries "
        "GROUP BY uri, version, kind"
    )
    with op.batch_alter_table("deliveries") as table:
        table.add_column(sa.Column("blast_id", _ID, nullable=True))
        table.add_column(sa.Column("cause", sa.String(20), nullable=False, server_default=""))
        for columns in ("state_due_at", "uri_version_state", "worker"):
            table.drop_index(f"ix_deliveries_{columns}")
    op.execute(
        "UPDATE deliveries SET blast_id = (SELECT id FROM blasts WHERE blasts.uri = deliveries.uri "
        "AND blasts.version = deliveries.version AND blasts.kind = deliveries.kind)"
    )
    with op.batch_alter_table("deliveries") as table:
        table.alter_column("blast_id", existing_type=_ID, nullable=False)
        table.create_foreign_key("fk_deliveries_blast_id", "blasts", ["blast_id"], ["id"])
    _indexes()
    op.execute(
        "INSERT INTO tallies (blast_id, state, number) SELECT blast_id, state, count(*) FROM deliveries "
        "WHERE state NOT IN ('claimed', 'sending') GROUP BY blast_id, state"
    )
    triggers.make(op.get_bind(), "deliveries")


def _tables() -> None:
    op.create_table(
        "blasts",
        sa.Column("id", _ID, nullable=False),
        sa.Column("uri", sa.String(255), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("canary", sa.Boolean, nullable=False),
        sa.Column("planned_at", sa.BigInteger, nullable=False),
        sa.Column("cleared_at", sa.BigInteger),
        sa.Column("trouble", sa.String(500), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_blasts"),
        sa.UniqueConstraint("uri", "version", "kind", "canary", name="uq_blasts_uri_version_kind_canary"),
    )
    op.create_table(
        "tallies",
        sa.Column("blast_id", _ID, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("blast_id", "state", name="pk_tallies"),
        sa.ForeignKeyConstraint(["blast_id"], ["blasts.id"], name="fk_tallies_blast_id"),
    )


def _indexes() -> None:
    waits, held = sa.text("state IN ('planned', 'deferred')"), sa.text("worker IS NOT NULL")
    op.create_index("ix_deliveries_uri_version", "deliveries", ["uri", "version"])
    op.create_index(
        "ix_deliveries_waiting", "deliveries", ["blast_id", "due_at"], sqlite_where=waits, postgresql_where=waits
    )
    op.create_index("ix_deliveries_held", "deliveries", ["worker"], sqlite_where=held, postgresql_where=held)
