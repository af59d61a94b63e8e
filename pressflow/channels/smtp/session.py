"""A session with a relay is opened by aiosmtplib (TLS, login, EHLO) and handed over as a line."""

import asyncio
from typing import cast

from aiosmtplib import SMTP, SMTPException, SMTPHeloError

from pressflow.channels.smtp.dialogue import Dialogue
from pressflow.channels.smtp.line import Line, Mode, Relay, RelayMemory
from pressflow.channels.smtp.plain import PlainLine, reply_in, said
from pressflow.channels.smtp.reply import plain
from pressflow.channels.smtp.wire import WireLine
from pressflow.errors import RelayError

# In seconds, for each step until we are let in: another relay may be waiting (RFC 5321 allows five minutes).
_OPENING = 60.0


async def open_line(relay: Relay, memory: RelayMemory) -> Line:
    """A line to the relay, in the best mode it offers and is known to understand.

    Raises RelayError, in plain words, where the relay does not answer or does not let us in.
    """
    client = await connect(relay)
    if relay.wire == "plain":
        return PlainLine(client, relay)
    transport = _taken_over(client)
    mode = Mode.STEPWISE if memory.stepwise else best_mode(client.esmtp_extensions)
    dialogue = Dialogue(mode, client.esmtp_extensions)
    return WireLine(transport, dialogue, memory, (relay.timeout, relay.answer_timeout))


def best_mode(offers: dict[str, str]) -> Mode:
    """The mode with the fewest round trips that these extensions allow."""
    if "pipelining" not in offers:
        return Mode.STEPWISE
    return Mode.BDAT if "chunking" in offers else Mode.PIPELINED


async def connect(relay: Relay) -> SMTP:
    """A client that is let in by the relay and knows what it offers; raises RelayError."""
    client = SMTP(
        hostname=relay.host,
        port=relay.port,
        use_tls=relay.security == "tls",
        start_tls=relay.security == "starttls",
        username=relay.username or None,
        password=relay.password or None,
        local_hostname=relay.from_address.rpartition("@")[2],
        timeout=min(relay.timeout, _OPENING),
    )
    try:
        await client.connect()
        await _greet(client)
        client.timeout = relay.timeout
    except asyncio.CancelledError:  # nobody waits for it any more, and aiosmtplib would keep the connection
        client.close()
        raise
    except (SMTPException, OSError, ValueError) as error:
        client.close()
        words = f"the mail relay {relay.host}:{relay.port} does not take our mail: {said(error)}"
        reply = reply_in(error)
        raise RelayError(words, code=reply.code, status=reply.status) from error
    return client


async def _greet(client: SMTP) -> None:
    """EHLO, and HELO for a relay from before 1993; where neither STARTTLS nor login said it already."""
    if client.is_ehlo_or_helo_needed:
        try:
            await client.ehlo()
        except SMTPHeloError:
            if not client.is_connected:
                raise
            await client.helo()


def _taken_over(client: SMTP) -> asyncio.Transport:
    """The client's transport, which it has no more; raises RelayError where the relay said more than it was asked."""
    protocol, transport = client.protocol, client.transport
    assert protocol is not None  # noqa: S101  connect() made it
    # aiosmtplib has no public word for what is left there: replies to commands that nobody gave.
    if heard := plain(bytes(protocol._buffer)):
        client.close()
        where = f"{client.hostname}:{client.port}"
        raise RelayError(f"the mail relay {where} does not take our mail: it speaks out of turn: {heard}")
    client.protocol = client.transport = None
    return cast("asyncio.Transport", transport)
