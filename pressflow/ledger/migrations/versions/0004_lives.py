"""Copies of the journals, who was given what under embargo and opened it, and hubs still to be told."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "decisions",
        sa.Column("uri", sa.String(255), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("line", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("uri", "number", name="pk_decisions"),
    )
    op.create_table(
        "embargo_guests",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("uri", sa.String(255), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("contact_id", _ID, nullable=False),
        sa.Column("accepted_at", sa.BigInteger),
        sa.Column("revoked_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("key", name="pk_embargo_guests"),
    )
    op.create_index("ix_embargo_guests_uri_version", "embargo_guests", ["uri", "version"])
    op.create_table(
        "embargo_access",
        sa.Column("id", _ID, nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("act", sa.String(20), nullable=False),
        sa.Column("detail", sa.String(255), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_embargo_access"),
    )
    op.create_index("ix_embargo_access_key", "embargo_access", ["key"])
    op.create_table(
        "pings",
        sa.Column("hub", sa.String(500), nullable=False),
        sa.Column("topic", sa.String(500), nullable=False),
        sa.Column("wanted_at", sa.BigInteger, nullable=False),
        sa.Column("due_at", sa.BigInteger, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("reply", sa.String(500), nullable=False),
        sa.PrimaryKeyConstraint("hub", "topic", name="pk_pings"),
    )
