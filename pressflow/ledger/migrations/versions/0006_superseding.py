"""Versions that were overtaken, and the letters that a letter follows."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the columns."""
    op.add_column("versions", sa.Column("closed_at", sa.BigInteger))
    op.add_column("versions", sa.Column("closed_for", sa.String(100), nullable=False, server_default=""))
    op.add_column("deliveries", sa.Column("thread", sa.Text, nullable=False, server_default=""))


def downgrade() -> None:
    """Take them away."""
    for table, column in (("deliveries", "thread"), ("versions", "closed_for"), ("versions", "closed_at")):
        op.drop_column(table, column)
