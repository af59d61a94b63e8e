"""Mail through a relay: one connection, one message after the other, one recipient each (RFC 5321)."""

from collections.abc import Sequence
from contextlib import suppress

from aiosmtplib import SMTP, SMTPException, SMTPResponseException, SMTPServerDisconnected

from pressflow.errors import Refused, RelayError, Unavailable, Uncertain
from pressflow.model.delivery import Envelope, Receipt
from pressflow.model.edition import Document
from pressflow.settings import MailSettings

_NOT_NOW = 400
_CLOSING = 421
_PERMANENT = 500
_GOODBYE = 1.0


class SmtpChannel:
    """A kept connection to the relay; opened again when it is lost."""

    def __init__(self, settings: MailSettings) -> None:
        self._settings = settings
        self._client: SMTP | None = None

    async def ready(self) -> None:
        """Have a connection; raises RelayError where the relay does not answer or does not let us in."""
        if self._client and self._client.is_connected:
            return
        settings = self._settings
        client = SMTP(
            hostname=settings.host,
            port=settings.port,
            use_tls=settings.security == "tls",
            start_tls=settings.security == "starttls",
            username=settings.username or None,
            password=settings.password or None,
            local_hostname=settings.from_address.rpartition("@")[2],
            timeout=settings.timeout,
        )
        try:
            await client.connect()
        except (SMTPException, OSError, ValueError) as error:
            where = f"{settings.host}:{settings.port}"
            raise RelayError(f"the mail relay {where} does not take our mail: {_said(error)}") from error
        self._client = client

    async def deliver(self, envelope: Envelope, documents: Sequence[Document]) -> Receipt:
        """Hand one message over; what the relay answered decides between yes, no, later and perhaps."""
        await self.ready()
        client = self._client
        assert client is not None  # noqa: S101  ready() made it
        (message,) = documents
        try:
            await self._begin(client, envelope)
        except (SMTPServerDisconnected, TimeoutError, OSError) as error:
            self._drop()
            raise Unavailable(f"the connection was lost before the letter left: {_said(error)}") from error
        try:
            response = await client.data(message.content, timeout=self._settings.answer_timeout)
        except SMTPResponseException as error:
            if error.code < _NOT_NOW:
                self._drop()
                raise Uncertain(f"the relay's answer to the letter means neither yes nor no: {_said(error)}") from error
            await self._reset(error.code)
            raise _answer(error.code, _said(error)) from error
        except (SMTPException, OSError) as error:
            # The end of the letter may have reached the relay: only its answer is missing.
            self._drop()
            raise Uncertain(f"the connection was lost while the letter was leaving: {_said(error)}") from error
        return Receipt(" ".join(f"{response.code} {response.message}".split()))

    async def _begin(self, client: SMTP, envelope: Envelope) -> None:
        try:
            await client.mail(envelope.sender, encoding="ascii")
        except SMTPResponseException as error:
            await self._reset(error.code)
            if error.code >= _PERMANENT:
                # No reader is to blame when the relay does not like our own address.
                raise RelayError(f"the mail relay refuses our sender address: {_said(error)}") from error
            raise Unavailable(_said(error)) from error
        try:
            await client.rcpt(envelope.recipient, encoding="ascii")
        except SMTPResponseException as error:
            await self._reset(error.code)
            raise _answer(error.code, _said(error)) from error

    async def _reset(self, code: int) -> None:
        """Leave the transaction; a relay that says 421, or does not answer, has hung up (RFC 5321, 3.8)."""
        if code == _CLOSING or not self._client:
            self._drop()
            return
        try:
            await self._client.rset()
        except (SMTPException, OSError):
            self._drop()

    def _drop(self) -> None:
        if self._client:
            self._client.close()
        self._client = None

    async def close(self) -> None:
        """Say QUIT and hang up; what the relay says to that changes nothing, and is not waited for long."""
        if self._client and self._client.is_connected:
            with suppress(SMTPException, OSError):
                await self._client.quit(timeout=_GOODBYE)
        self._drop()


def _answer(code: int, said: str) -> Refused | Unavailable:
    return Refused(said) if code >= _PERMANENT else Unavailable(said)


def _said(error: Exception) -> str:
    """The relay's words on one line."""
    text = f"{error.code} {error.message}" if isinstance(error, SMTPResponseException) else str(error)
    return " ".join(text.split()) or type(error).__name__
