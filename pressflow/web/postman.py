"""The postman: sends the service's letters while it runs, as soon as there are any."""

import asyncio
from contextlib import suppress

from pressflow.channels.smtp import SmtpChannel
from pressflow.errors import LedgerError, RelayError
from pressflow.ledger import letterbox
from pressflow.posting import post
from pressflow.web.logs import LOGGER
from pressflow.web.service import Service

# How long a letter may wait that another process put in, or that the relay asked to be tried again.
_LOOK_AGAIN, _PATIENCE = 5.0, 30.0


async def deliver_for_ever(service: Service) -> None:
    """Send what is due whenever somebody put a letter in; a relay that does not answer is asked again later."""
    while True:
        pause = _LOOK_AGAIN
        service.letter_put.clear()
        try:
            await _deliver(service)
        except (RelayError, LedgerError) as error:
            LOGGER.warning("%s", error)
            pause = _PATIENCE
            await asyncio.sleep(pause)
        with suppress(TimeoutError):
            await asyncio.wait_for(service.letter_put.wait(), pause)


async def _deliver(service: Service) -> None:
    if not await asyncio.to_thread(_waiting, service):
        return
    channel = SmtpChannel(service.newsroom.settings.mail)
    try:
        await post(
            service.newsroom,
            channel,
            service.pen.write,
            service.clock,
            lambda posted: service.meters.letters.labels(posted).inc(),
        )
    finally:
        await channel.close()


def _waiting(service: Service) -> int:
    with service.ledger.reading() as tx:
        return letterbox.waiting(tx)
