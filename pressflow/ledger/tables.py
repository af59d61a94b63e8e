"""The ledger's tables; moments are whole seconds since 1970 in UTC, so that they compare alike everywhere."""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
# SQLite numbers its rows only where the key is a plain INTEGER.
_Id = BigInteger().with_variant(Integer, "sqlite")

# Who may receive, and why we may write to them.
media_contacts = Table(
    "media_contacts",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("address", String(320), nullable=False, unique=True),
    Column("address_hash", String(64), nullable=False),
    Column("name", String(200), nullable=False),
    Column("language", String(35), nullable=False),
    Column("medium", String(200), nullable=False),
    Column("basis", String(20), nullable=False),
    Column("proof", String(500), nullable=False),
    Column("added_at", BigInteger, nullable=False),
)

# Which contact is on which list.
memberships = Table(
    "memberships",
    metadata,
    Column("contact_id", _Id, ForeignKey("media_contacts.id", ondelete="CASCADE"), nullable=False),
    Column("list_id", String(100), nullable=False),
    PrimaryKeyConstraint("contact_id", "list_id"),
    Index(None, "list_id"),
)

# Addresses that must not be written to, as keyed hashes: they outlive the contact.
suppressions = Table(
    "suppressions",
    metadata,
    Column("address_hash", String(64), primary_key=True),
    Column("reason", String(100), nullable=False),
    Column("at", BigInteger, nullable=False),
)

# What the ledger knows of itself, such as the fingerprint of the secret its hashes were made with.
facts = Table(
    "facts",
    metadata,
    Column("name", String(50), primary_key=True),
    Column("value", String(255), nullable=False),
)

# Published versions; `event` is the journal's line, `opened_at` when the site showed it and letters might go.
versions = Table(
    "versions",
    metadata,
    Column("uri", String(255), nullable=False),
    Column("version", Integer, nullable=False),
    Column("slug", String(255), nullable=False),
    Column("reference", String(50), nullable=False),
    Column("event", Text, nullable=False),
    Column("not_before", BigInteger),
    Column("recorded_at", BigInteger, nullable=False),
    Column("opened_at", BigInteger),
    PrimaryKeyConstraint("uri", "version"),
)

# Letters as approved, with places for the reader's fields.
letters = Table(
    "letters",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("uri", String(255), nullable=False),
    Column("version", Integer, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("language", String(35), nullable=False),
    Column("content", LargeBinary, nullable=False),
    UniqueConstraint("uri", "version", "kind", "language"),
)

# The promises: who gets which letter, and how far that is.
deliveries = Table(
    "deliveries",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("key", String(64), nullable=False, unique=True),
    Column("uri", String(255), nullable=False),
    Column("version", Integer, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("contact_id", _Id),
    Column("address", String(320), nullable=False),
    Column("address_hash", String(64), nullable=False),
    Column("name", String(200), nullable=False),
    Column("list_id", String(100), nullable=False),
    Column("letter_id", _Id, ForeignKey("letters.id"), nullable=False),
    Column("state", String(12), nullable=False),
    Column("attempts", Integer, nullable=False),
    # How often an attempt ended without anybody knowing how: each may have left a copy with the reader.
    Column("doubts", Integer, nullable=False),
    Column("planned_at", BigInteger, nullable=False),
    Column("due_at", BigInteger, nullable=False),
    Column("worker", String(50)),
    Column("reason", Text, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Index(None, "state", "due_at"),
    Index(None, "uri", "version", "state"),
    Index(None, "worker"),
)
