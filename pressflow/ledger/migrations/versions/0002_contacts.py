"""Contacts with preferences, consent, sign-ups that wait, lists that were left, mail that came back."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
# The reasons pressflow gave before; whatever else is there was written by hand.
_GIVEN = ("unsubscribed", "erased at their own request")


def upgrade() -> None:
    """Widen contacts and suppressions, make the new tables."""
    _widen_contacts()
    _widen_suppressions()
    _make_consent()
    _make_returns()
    op.add_column("deliveries", _text("salutation", 200, default=""))


def _text(name: str, length: int, default: str | None = None) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=False, server_default=default)


def _moment(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger, nullable=nullable)


def _widen_contacts() -> None:
    for column in (
        _text("kind", 10, "person"),
        sa.Column("salutations", sa.Text, nullable=False, server_default="{}"),
        _text("topics", 1000, ""),
        _text("region", 100, ""),
        _text("frequency", 10, "immediate"),
        _moment("paused_until", nullable=True),
        _moment("accredited_at", nullable=True),
        _text("accredited_by", 200, ""),
        _moment("chosen_at", nullable=True),
    ):
        op.add_column("media_contacts", column)
    op.create_index("ix_media_contacts_address_hash", "media_contacts", ["address_hash"])
    op.drop_index("ix_memberships_list_id", "memberships")
    op.create_index("ix_memberships_list_id_contact_id", "memberships", ["list_id", "contact_id"])
    op.create_table(
        "contact_notes",
        sa.Column("id", _ID, nullable=False),
        sa.Column("contact_id", _ID, nullable=False),
        _text("purpose", 200),
        _text("text", 2000),
        _text("by", 200),
        _moment("at"),
        sa.PrimaryKeyConstraint("id", name="pk_contact_notes"),
        _of_contact("contact_notes"),
    )
    op.create_index("ix_contact_notes_contact_id", "contact_notes", ["contact_id"])


def _of_contact(table: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_contact_id"
    return sa.ForeignKeyConstraint(["contact_id"], ["media_contacts.id"], name=name, ondelete="CASCADE")


def _widen_suppressions() -> None:
    op.add_column("suppressions", _text("detail", 500, ""))
    op.add_column("suppressions", _moment("undo_until", nullable=True))
    table = sa.table("suppressions", sa.column("reason"), sa.column("detail"))
    op.execute(sa.update(table).where(table.c.reason.not_in(_GIVEN)).values(detail=table.c.reason, reason="by hand"))
    op.create_table(
        "departures",
        _text("address_hash", 64),
        _text("list_id", 100),
        _text("reason", 100),
        _moment("at"),
        _moment("undo_until", nullable=True),
        sa.PrimaryKeyConstraint("address_hash", "list_id", name="pk_departures"),
    )


def _make_consent() -> None:
    op.create_table(
        "consents",
        sa.Column("id", _ID, nullable=False),
        _text("address_hash", 64),
        sa.Column("wording", sa.Text, nullable=False),
        _text("wording_hash", 64),
        _moment("at"),
        _text("source", 500),
        _text("proof", 500),
        _moment("withdrawn_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_consents"),
    )
    op.create_index("ix_consents_address_hash", "consents", ["address_hash"])
    op.create_table(
        "sign_ups",
        sa.Column("id", _ID, nullable=False),
        _text("token_hash", 64),
        _text("purpose", 20),
        _text("address", 320),
        _text("address_hash", 64),
        sa.Column("contact_id", _ID),
        sa.Column("wishes", sa.Text, nullable=False),
        sa.Column("wording", sa.Text, nullable=False),
        _text("source", 500),
        _text("network_hash", 64),
        _moment("requested_at"),
        _moment("expires_at"),
        _moment("used_at", nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_sign_ups"),
        sa.UniqueConstraint("token_hash", name="uq_sign_ups_token_hash"),
        _of_contact("sign_ups"),
    )
    for columns in (["address_hash"], ["network_hash", "requested_at"], ["requested_at"], ["contact_id"]):
        op.create_index(f"ix_sign_ups_{'_'.join(columns)}", "sign_ups", columns)


def _make_returns() -> None:
    op.create_table(
        "returns",
        sa.Column("id", _ID, nullable=False),
        _text("message_hash", 64),
        sa.Column("delivery_id", _ID),
        _text("address_hash", 64),
        _text("kind", 20),
        _text("status", 20),
        _text("detail", 500),
        _moment("at"),
        sa.PrimaryKeyConstraint("id", name="pk_returns"),
        sa.UniqueConstraint("message_hash", name="uq_returns_message_hash"),
    )
    for columns in (["address_hash", "kind", "at"], ["at"]):
        op.create_index(f"ix_returns_{'_'.join(columns)}", "returns", columns)
    op.create_table(
        "proposals",
        sa.Column("id", _ID, nullable=False),
        sa.Column("contact_id", _ID),
        _text("address_hash", 64),
        _text("kind", 20),
        _text("value", 500),
        _text("evidence", 1000),
        _moment("at"),
        _moment("decided_at", nullable=True),
        _text("decided_by", 200, ""),
        _text("decision", 20, ""),
        sa.PrimaryKeyConstraint("id", name="pk_proposals"),
        _of_contact("proposals"),
    )
    for column in ("decided_at", "address_hash", "contact_id"):
        op.create_index(f"ix_proposals_{column}", "proposals", [column])
