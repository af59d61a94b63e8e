"""Channels carry documents somewhere; they never render."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pressflow.model.delivery import Envelope, Receipt
    from pressflow.model.edition import Document


class Channel(Protocol):
    """A way to carry documents."""

    async def ready(self) -> None:
        """Be able to carry now, as by opening a connection; raises RelayError where that fails."""

    async def deliver(self, envelope: "Envelope", documents: "Sequence[Document]") -> "Receipt":
        """Carry the documents; raises Refused, Unavailable, Uncertain or RelayError."""

    async def close(self) -> None:
        """Leave politely."""
