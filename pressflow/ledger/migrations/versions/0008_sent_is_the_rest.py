"""What was promised is tallied, what was sent no more: it is the rest."""

from alembic import op

from pressflow.ledger import triggers

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Count anew, once."""
    triggers.drop(op.get_bind())
    op.execute("DELETE FROM tallies")
    op.execute(
        "INSERT INTO tallies (blast_id, state, number) "
        "SELECT blast_id, 'promised', count(*) FROM progress GROUP BY blast_id"
    )
    op.execute(
        "INSERT INTO tallies (blast_id, state, number) SELECT blast_id, state, count(*) FROM progress "
        "WHERE state NOT IN ('claimed', 'sending', 'sent') GROUP BY blast_id, state"
    )
    triggers.make(op.get_bind())
