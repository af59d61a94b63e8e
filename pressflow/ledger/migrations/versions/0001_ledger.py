"""The ledger as it began: contacts, lists, suppressions, facts, versions, letters, deliveries."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make all tables."""
    op.create_table(
        "media_contacts",
        sa.Column("id", _ID, nullable=False),
        sa.Column("address", sa.String(320), nullable=False),
        sa.Column("address_hash", sa.String(64), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("language", sa.String(35), nullable=False),
        sa.Column("medium", sa.String(200), nullable=False),
        sa.Column("basis", sa.String(20), nullable=False),
        sa.Column("proof", sa.String(500), nullable=False),
        sa.Column("added_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_media_contacts"),
        sa.UniqueConstraint("address", name="uq_media_contacts_address"),
    )
    op.create_table(
        "memberships",
        sa.Column("contact_id", _ID, nullable=False),
        sa.Column("list_id", sa.String(100), nullable=False),
        sa.PrimaryKeyConstraint("contact_id", "list_id", name="pk_memberships"),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["media_contacts.id"], name="fk_memberships_contact_id", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_memberships_list_id", "memberships", ["list_id"])
    op.create_table(
        "suppressions",
        sa.Column("address_hash", sa.String(64), nullable=False),
        sa.Column("reason", sa.String(100), nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("address_hash", name="pk_suppressions"),
    )
    op.create_table(
        "facts",
        sa.Column("name", sa.String(50), nullable=False),
        sa.Column("value", sa.String(255), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_facts"),
    )
    op.create_table(
        "versions",
        sa.Column("uri", sa.String(255), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("slug", sa.String(255), nullable=False),
        sa.Column("reference", sa.String(50), nullable=False),
        sa.Column("event", sa.Text, nullable=False),
        sa.Column("not_before", sa.BigInteger),
        sa.Column("recorded_at", sa.BigInteger, nullable=False),
        sa.Column("opened_at", sa.BigInteger),
        sa.PrimaryKeyConstraint("uri", "version", name="pk_versions"),
    )
    op.create_table(
        "letters",
        sa.Column("id", _ID, nullable=False),
        sa.Column("uri", sa.String(255), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("language", sa.String(35), nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_letters"),
        sa.UniqueConstraint("uri", "version", "kind", "language", name="uq_letters_uri_version_kind_language"),
    )
    op.create_table(
        "deliveries",
        sa.Column("id", _ID, nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("uri", sa.String(255), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("contact_id", _ID),
        sa.Column("address", sa.String(320), nullable=False),
        sa.Column("address_hash", sa.String(64), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("list_id", sa.String(100), nullable=False),
        sa.Column("letter_id", _ID, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("doubts", sa.Integer, nullable=False),
        sa.Column("planned_at", sa.BigInteger, nullable=False),
        sa.Column("due_at", sa.BigInteger, nullable=False),
        sa.Column("worker", sa.String(50)),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("changed_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sa.UniqueConstraint("key", name="uq_deliveries_key"),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name="fk_deliveries_letter_id"),
    )
    op.create_index("ix_deliveries_state_due_at", "deliveries", ["state", "due_at"])
    op.create_index("ix_deliveries_uri_version_state", "deliveries", ["uri", "version", "state"])
    op.create_index("ix_deliveries_worker", "deliveries", ["worker"])
