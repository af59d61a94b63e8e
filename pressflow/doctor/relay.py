"""The mail relay: whether it answers, the way to it is safe, and it lets us in."""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from ipaddress import ip_address
from smtplib import SMTP, SMTP_SSL, SMTPAuthenticationError, SMTPException

from pressflow.doctor.answer import Answer, doubtful, good, wrong
from pressflow.settings import Relay

_PATIENCE = 15
_SOON, _NOW = 30, 7


def relay(relay: Relay, sender: str, now: datetime) -> Iterator[Answer]:
    """Everything about a relay that shall take letters from `sender`; it is spoken to, but gets no mail."""
    where = f"relay {relay.host}:{relay.port}"
    if relay.security == "none":
        yield _open_way(relay, where)
    try:
        yield from _spoken_to(relay, sender, where, now)
    except ssl.SSLCertVerificationError as error:
        advice = "use the relay's name as its certificate has it, or have the certificate renewed"
        yield wrong(f"TLS of {where}", f"its certificate does not hold: {error.verify_message}", advice)
    except (ssl.SSLError, SMTPException, OSError) as error:
        said = " ".join(str(error).split())
        advice = "compare host, port and security in [mail] with what your IT says"
        yield wrong(where, f"it does not answer as it should: {said or type(error).__name__}", advice)


def _open_way(relay: Relay, where: str) -> Answer:
    subject = f"TLS of {where}"
    if _is_here(relay.host):
        return good(subject, "none is needed on the same machine")
    if relay.username:
        return wrong(subject, "the password goes over the network for all to read", 'write security = "starttls"')
    return doubtful(subject, "letters go over the network for all to read", 'write security = "starttls"')


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _spoken_to(relay: Relay, sender: str, where: str, now: datetime) -> Iterator[Answer]:
    context = ssl.create_default_context()
    local = relay.from_address.rpartition("@")[2]
    with (
        SMTP_SSL(relay.host, relay.port, local, timeout=_PATIENCE, context=context)
        if relay.security == "tls"
        else SMTP(relay.host, relay.port, local, timeout=_PATIENCE)
    ) as client:
        if relay.security == "starttls":
            client.starttls(context=context)
        if isinstance(client.sock, ssl.SSLSocket):
            yield _certificate(client.sock, f"TLS of {where}", now)
        yield from _let_in(client, relay, sender, where)


def _certificate(sock: ssl.SSLSocket, subject: str, now: datetime) -> Answer:
    until = datetime.fromtimestamp(ssl.cert_time_to_seconds(str((sock.getpeercert() or {})["notAfter"])), UTC)
    days, found = (until - now).days, f"{sock.version()}, certificate until {until:%Y-%m-%d}"
    if days < _NOW:
        return wrong(subject, f"{found}: {days} days are left", "have it renewed now")
    if days < _SOON:
        return doubtful(subject, f"{found}: {days} days are left", "see that it is renewed in time")
    return good(subject, found)


def _let_in(client: SMTP, relay: Relay, sender: str, where: str) -> Iterator[Answer]:
    if relay.username:
        try:
            client.login(relay.username, relay.password)
        except SMTPAuthenticationError as error:
            said = f"{error.smtp_code} {error.smtp_error!r}"
            yield wrong(where, f"it does not know our login: {said}", "set its username and password in [mail] anew")
            return
    client.ehlo_or_helo_if_needed()
    code, reply = client.mail(sender)
    said = f"{code} {reply.decode('utf-8', 'replace')}".replace("\n", " ")
    if code >= 400:
        advice = "have the relay take mail from there, or choose another bounce_address"
        yield wrong(where, f"it refuses mail from {sender}: {said}", advice)
    else:
        yield good(where, f"it takes mail from {sender}")
    client.rset()
