"""Delivery: a promise to carry one version to one address over one channel, and the states it goes through."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


class DeliveryState(StrEnum):
    """How far a promise is kept (DESIGN, section 6)."""

    PLANNED = "planned"
    CLAIMED = "claimed"
    SENDING = "sending"
    SENT = "sent"
    DEFERRED = "deferred"
    REFUSED = "refused"
    SUPPRESSED = "suppressed"
    UNCERTAIN = "uncertain"


# What a person asks about a delivery, and the states that answer it: together they are all states, each once.
HAS_IT = (DeliveryState.SENT,)
NOT_YET = (DeliveryState.PLANNED, DeliveryState.CLAIMED, DeliveryState.DEFERRED)
PERHAPS = (DeliveryState.SENDING, DeliveryState.UNCERTAIN)
WILL_NOT = (DeliveryState.REFUSED, DeliveryState.SUPPRESSED)

# What letters are about, the most urgent first: workers take them in this order.
KINDS = ("denial", "kill", "withdrawal", "correction", "embargo", "release", "digest")
# These do not wait for the hold: each minute the mistake, or the forgery, stays in the world does harm.
URGENT = ("denial", "kill", "withdrawal")


def urgency(kind: str) -> int:
    """The place of a kind in the queue, 0 before all others; kinds nobody knows come last."""
    return KINDS.index(kind) if kind in KINDS else len(KINDS)


def after_doubt(kind: str, doubts: int) -> DeliveryState:
    """What becomes of a letter of which nobody knows whether it arrived, after so many doubts with this one.

    Ordinary letters wait for a person. A correction is sent once more by itself, a denial, withdrawal or kill until
    the answer is definite: a second copy harms less than a reader who missed it.
    """
    again = kind in URGENT or (kind == "correction" and doubts <= 1)
    return DeliveryState.DEFERRED if again else DeliveryState.UNCERTAIN


def delivery_key(uri: str, version: int, kind: str, address: str) -> str:
    """The key the ledger accepts once: one version, of one kind, to one address."""
    return hashlib.sha256("\0".join((uri, str(version), kind, address.lower())).encode()).hexdigest()


def message_id(key: str, domain: str) -> str:
    """The Message-ID of a delivery (RFC 5322, section 3.6.4): the same at each attempt."""
    return f"<{key[:40]}@{domain}>"


class Delivery(NamedTuple):
    """A promise as a worker gets it."""

    id: int
    key: str
    contact_id: int | None
    address: str
    name: str
    list_id: str
    letter_id: int
    attempts: int
    planned_at: datetime
    salutation: str = ""
    kind: str = "release"
    doubts: int = 0
    canary: bool = False
    thread: str = ""


class Envelope(NamedTuple):
    """Who sends and who receives, as the other side's server is told."""

    sender: str
    recipient: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """The other side's yes, in its own words."""

    reply: str
