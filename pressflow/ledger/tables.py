"""The ledger's tables; moments are whole seconds since 1970 in UTC, so that they compare alike everywhere."""

from sqlalchemy import (
    BigInteger,
    Boolean,
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
    text,
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
    Column("kind", String(10), nullable=False, server_default="person"),
    # How a letter greets them, by language, as JSON.
    Column("salutations", Text, nullable=False, server_default="{}"),
    # Their topics between bars, as in |culture|traffic|, so that one comparison finds one; empty for all topics.
    Column("topics", String(1000), nullable=False, server_default=""),
    Column("region", String(100), nullable=False, server_default=""),
    Column("frequency", String(10), nullable=False, server_default="immediate"),
    Column("paused_until", BigInteger),
    # When and by whom it was checked that they may have releases under embargo.
    Column("accredited_at", BigInteger),
    Column("accredited_by", String(200), nullable=False, server_default=""),
    # When they last chose for themselves: from then on no import changes what they chose.
    Column("chosen_at", BigInteger),
    Index(None, "address_hash"),
)
# Few pause, and each claim asks who does.
_pauses = media_contacts.c.paused_until.is_not(None)
Index("ix_media_contacts_paused", media_contacts.c.paused_until, sqlite_where=_pauses, postgresql_where=_pauses)

# Which contact is on which list.
memberships = Table(
    "memberships",
    metadata,
    Column("contact_id", _Id, ForeignKey("media_contacts.id", ondelete="CASCADE"), nullable=False),
    Column("list_id", String(100), nullable=False),
    PrimaryKeyConstraint("contact_id", "list_id"),
    Index(None, "list_id", "contact_id"),
)

# Addresses that must not be written to, as keyed hashes: they outlive the contact. Until `undo_until` the person may
# take it back.
suppressions = Table(
    "suppressions",
    metadata,
    Column("address_hash", String(64), primary_key=True),
    Column("reason", String(100), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("detail", String(500), nullable=False, server_default=""),
    Column("undo_until", BigInteger),
)

# Lists that somebody left: no import puts them on again.
departures = Table(
    "departures",
    metadata,
    Column("address_hash", String(64), nullable=False),
    Column("list_id", String(100), nullable=False),
    Column("reason", String(100), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("undo_until", BigInteger),
    PrimaryKeyConstraint("address_hash", "list_id"),
)

# What the office notes about somebody, each note bound to what it is for.
contact_notes = Table(
    "contact_notes",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("contact_id", _Id, ForeignKey("media_contacts.id", ondelete="CASCADE"), nullable=False),
    Column("purpose", String(200), nullable=False),
    Column("text", String(2000), nullable=False),
    Column("by", String(200), nullable=False),
    Column("at", BigInteger, nullable=False),
    Index(None, "contact_id"),
)

# Who agreed to what, when, where, and how we know; it is found by the hash, also when the contact is gone.
consents = Table(
    "consents",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("address_hash", String(64), nullable=False),
    Column("wording", Text, nullable=False),
    Column("wording_hash", String(64), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("source", String(500), nullable=False),
    Column("proof", String(500), nullable=False),
    Column("withdrawn_at", BigInteger),
    Index(None, "address_hash"),
)

# Sign-ups and changes of address that wait for a yes from the address itself; of the token and of the network only
# hashes are kept.
sign_ups = Table(
    "sign_ups",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("purpose", String(20), nullable=False),
    Column("address", String(320), nullable=False),
    Column("address_hash", String(64), nullable=False),
    Column("contact_id", _Id, ForeignKey("media_contacts.id", ondelete="CASCADE")),
    Column("wishes", Text, nullable=False),
    Column("wording", Text, nullable=False),
    Column("source", String(500), nullable=False),
    Column("network_hash", String(64), nullable=False),
    Column("requested_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("used_at", BigInteger),
    Index(None, "address_hash"),
    Index(None, "network_hash", "requested_at"),
    Index(None, "requested_at"),
    Index(None, "contact_id"),
)

# Mail that came back, once each: `message_hash` tells one from another.
returns = Table(
    "returns",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("message_hash", String(64), nullable=False, unique=True),
    Column("delivery_id", _Id),
    Column("address_hash", String(64), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("status", String(20), nullable=False),
    Column("detail", String(500), nullable=False),
    Column("at", BigInteger, nullable=False),
    Index(None, "address_hash", "kind", "at"),
    Index(None, "at"),
)

# What mail that came back suggests to change, until somebody decides.
proposals = Table(
    "proposals",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("contact_id", _Id, ForeignKey("media_contacts.id", ondelete="CASCADE")),
    Column("address_hash", String(64), nullable=False),
    Column("kind", String(20), nullable=False),
    Column("value", String(500), nullable=False),
    Column("evidence", String(1000), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("decided_at", BigInteger),
    Column("decided_by", String(200), nullable=False, server_default=""),
    Column("decision", String(20), nullable=False, server_default=""),
    Index(None, "decided_at"),
    Index(None, "address_hash"),
    Index(None, "contact_id"),
)

# Letters of the web service that wait to be sent; `wanted` is false for those that only make answers take equally long.
service_letters = Table(
    "service_letters",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("address", String(320), nullable=False),
    Column("address_hash", String(64), nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("wanted", Boolean, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("put_at", BigInteger, nullable=False),
    Column("due_at", BigInteger, nullable=False),
    Index(None, "due_at"),
    Index(None, "address_hash"),
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
    # When a newer version or a recall overtook it, and which: nothing more of it leaves.
    Column("closed_at", BigInteger),
    Column("closed_for", String(100), nullable=False, server_default=""),
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

# All letters of one kind about one version: what is held, let go and reported together.
blasts = Table(
    "blasts",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("uri", String(255), nullable=False),
    Column("version", Integer, nullable=False),
    Column("kind", String(20), nullable=False),
    # The office's own copies, which go before all others; they are no part of what was promised.
    Column("canary", Boolean, nullable=False),
    Column("planned_at", BigInteger, nullable=False),
    # When the hold was over and the canary had arrived, so that letters may go; and why not, where it did not.
    Column("cleared_at", BigInteger),
    Column("trouble", String(500), nullable=False),
    UniqueConstraint("uri", "version", "kind", "canary"),
)

# How many deliveries of a blast were promised, and how many are in a state, kept by triggers
# (pressflow.ledger.triggers). Those a worker holds (claimed, sending) are few, change all the time and are counted
# where they stand. Those that were sent, nearly all in the end, are the rest (pressflow.ledger.blasts.states): so
# nothing is counted while letters leave.
tallies = Table(
    "tallies",
    metadata,
    Column("blast_id", _Id, ForeignKey("blasts.id"), nullable=False),
    Column("state", String(12), nullable=False),
    Column("number", BigInteger, nullable=False),
    PrimaryKeyConstraint("blast_id", "state"),
)

# The promises: who gets which letter; written once (but for people who are forgotten).
deliveries = Table(
    "deliveries",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("key", String(64), nullable=False, unique=True),
    Column("blast_id", _Id, ForeignKey("blasts.id"), nullable=False),
    Column("uri", String(255), nullable=False),
    Column("version", Integer, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("contact_id", _Id),
    Column("address", String(320), nullable=False),
    Column("address_hash", String(64), nullable=False),
    Column("name", String(200), nullable=False),
    Column("list_id", String(100), nullable=False),
    Column("letter_id", _Id, ForeignKey("letters.id"), nullable=False),
    Column("planned_at", BigInteger, nullable=False),
    Column("salutation", String(200), nullable=False, server_default=""),
    # The Message-IDs of the reader's letters that this one follows.
    Column("thread", Text, nullable=False, server_default=""),
    Index(None, "uri", "version"),
)

# How far each promise is: a row for each delivery, beside it since it changes three times, and is a tenth as wide.
progress = Table(
    "progress",
    metadata,
    Column("delivery_id", _Id, ForeignKey("deliveries.id", ondelete="CASCADE"), nullable=False),
    # The delivery's own, for the index of what waits and for the tallies.
    Column("blast_id", _Id, nullable=False),
    Column("state", String(12), nullable=False),
    Column("attempts", Integer, nullable=False),
    # How often an attempt ended without anybody knowing how: each may have left a copy with the reader.
    Column("doubts", Integer, nullable=False),
    Column("due_at", BigInteger, nullable=False),
    Column("worker", String(50)),
    # Why it stands where it stands: in one word that can be counted, and in the other side's own words.
    Column("cause", String(20), nullable=False, server_default=""),
    Column("reason", Text, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    PrimaryKeyConstraint("delivery_id"),
)
ITS_OWN = progress.c.delivery_id == deliveries.c.id
# A delivery and how far it is.
standing = deliveries.join(progress, ITS_OWN)
# A letter that is done with is in neither: the index of what waits, and that of what workers hold, stay small. SQLite
# takes the first only for queries with these very words.
WAITING = text("state IN ('planned', 'deferred')")
Index("ix_progress_waiting", progress.c.blast_id, progress.c.due_at, sqlite_where=WAITING, postgresql_where=WAITING)
_held = progress.c.worker.is_not(None)
Index("ix_progress_held", progress.c.worker, sqlite_where=_held, postgresql_where=_held)

# The ledger's copy of the journals, line by line.
decisions = Table(
    "decisions",
    metadata,
    Column("uri", String(255), nullable=False),
    Column("number", Integer, nullable=False),
    Column("line", Text, nullable=False),
    PrimaryKeyConstraint("uri", "number"),
)

# Who was given a release under embargo, by the key of the delivery that brought it: their personal link's.
embargo_guests = Table(
    "embargo_guests",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("uri", String(255), nullable=False),
    Column("version", Integer, nullable=False),
    Column("contact_id", _Id, nullable=False),
    Column("accepted_at", BigInteger),
    Column("revoked_at", BigInteger),
    Index(None, "uri", "version"),
)

# Who opened what under embargo, and when.
embargo_access = Table(
    "embargo_access",
    metadata,
    Column("id", _Id, primary_key=True),
    Column("key", String(64), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("act", String(20), nullable=False),
    Column("detail", String(255), nullable=False),
    Index(None, "key"),
)

# Feeds of which a hub has still to be told that they changed.
pings = Table(
    "pings",
    metadata,
    Column("hub", String(500), nullable=False),
    Column("topic", String(500), nullable=False),
    Column("wanted_at", BigInteger, nullable=False),
    Column("due_at", BigInteger, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("reply", String(500), nullable=False),
    PrimaryKeyConstraint("hub", "topic"),
)
