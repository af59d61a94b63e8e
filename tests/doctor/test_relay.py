"""The relay is spoken to as a letter would be, and what is in the way is said."""

import asyncio
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from pressflow.doctor.answer import Answer, Verdict
from pressflow.doctor.relay import relay
from pressflow.settings import MailSettings
from tests.builders import NOW

GOOD, DOUBTFUL, WRONG = Verdict.GOOD, Verdict.DOUBTFUL, Verdict.WRONG


class Handler:
    """Takes nothing; refuses some senders."""

    def __init__(self, refused: str = "") -> None:
        self.refused, self.letters = refused, 0

    async def handle_MAIL(  # noqa: N802  aiosmtpd's name
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if address == self.refused:
            return "550 5.7.1 not your domain"
        envelope.mail_from = address
        return "250 OK"

    async def handle_DATA(self, *_: Any) -> str:  # noqa: N802  as above
        self.letters += 1
        return "250 OK"


def certificate(folder: Path, until: datetime, name: str = "localhost") -> Path:
    """A certificate that vouches for itself, with its key."""
    key, subject = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(x509.OID_COMMON_NAME, name)])
    made = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(until)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{name}.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM) + private)
    return file


class AnyPort(Controller):
    """A server on whichever port is free."""

    server: asyncio.Server

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]  # aiosmtpd's


@contextmanager
def serving(file: Path | None = None, handler: Handler | None = None, **options: Any) -> Iterator[int]:
    """A relay on this machine, with TLS where there is a certificate; gives its port."""
    context = None
    if file:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(file)
    options |= {"tls_context": context, "server_hostname": "relay.example.org"}
    controller = AnyPort(handler or Handler(), hostname="127.0.0.1", port=0, **options)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def asked(port: int, now: datetime = NOW, **changes: Any) -> list[Answer]:
    settings = {
        "host": "localhost",
        "port": port,
        "security": "none",
        "from_name": "Presse",
        "from_address": "presse@lohtal.example.org",
        "bounce_address": "bounces@lohtal.example.org",
        **changes,
    }
    mail = MailSettings.model_validate(settings)
    return list(relay(mail.main_relay, mail.bounce_address, now))


def test_relay_that_takes_our_mail_is_good_and_gets_none() -> None:
    handler = Handler()
    with serving(handler=handler) as port:
        answers = asked(port)
    assert [answer.verdict for answer in answers] == [GOOD, GOOD]
    assert "takes mail from bounces@lohtal.example.org" in answers[1].found
    assert handler.letters == 0


def test_relay_that_refuses_our_sender_is_told() -> None:
    with serving(handler=Handler("bounces@lohtal.example.org")) as port:
        answer = asked(port)[-1]
    assert (answer.verdict, "550 5.7.1 not your domain" in answer.found) == (WRONG, True)


@pytest.mark.parametrize(
    ("days", "verdict", "says"), [(365, GOOD, "certificate until"), (20, DOUBTFUL, "20 days"), (3, WRONG, "3 days")]
)
def test_certificate_that_runs_out_is_told_in_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, days: int, verdict: Verdict, says: str
) -> None:
    until = datetime(2099, 1, 1, 12, tzinfo=UTC)
    file = certificate(tmp_path, until)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    with serving(file) as port:
        tls, taken = asked(port, until - timedelta(days=days, hours=1), security="starttls")
    assert (tls.verdict, says in tls.found, taken.verdict) == (verdict, True, GOOD)


@pytest.mark.parametrize(
    ("until", "name", "known", "says"),
    [
        (datetime(2021, 1, 1, tzinfo=UTC), "localhost", True, "expired"),
        (datetime(2099, 1, 1, tzinfo=UTC), "mail.example.org", True, "not valid for 'localhost'"),
        (datetime(2099, 1, 1, tzinfo=UTC), "localhost", False, "self-signed"),
    ],
)
def test_certificate_that_does_not_hold_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, until: datetime, name: str, known: bool, says: str
) -> None:
    file = certificate(tmp_path, until, name)
    if known:
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
    with serving(file) as port:
        (answer,) = asked(port, security="starttls")
    assert answer.verdict == WRONG
    assert says in answer.found.replace("self signed", "self-signed"), answer


def test_relay_without_starttls_where_it_is_asked_for_is_told() -> None:
    with serving() as port:
        (answer,) = asked(port, security="starttls")
    assert (answer.verdict, "STARTTLS" in answer.found) == (WRONG, True)


@pytest.mark.parametrize(("password", "verdict"), [("right", GOOD), ("false", WRONG)])
def test_login_is_tried(password: str, verdict: Verdict) -> None:
    def known(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        return AuthResult(success=data.password == b"right", handled=False)

    with serving(authenticator=known, auth_require_tls=False) as port:
        answers = asked(port, username="press", password=password)
    assert answers[-1].verdict == verdict
    assert "right" not in str(answers)
    assert "false" not in str(answers)


@pytest.mark.parametrize(("username", "verdict"), [("", DOUBTFUL), ("press", WRONG)])
def test_open_way_to_another_machine_is_told(username: str, verdict: Verdict) -> None:
    answer = asked(1, host="0.0.0.0", username=username)[0]  # noqa: S104  spoken to, not listened on
    assert (answer.verdict, "starttls" in answer.advice) == (verdict, True)


def test_relay_that_is_not_there_is_told() -> None:
    answer = asked(1)[-1]
    assert (answer.verdict, "refused" in answer.found) == (WRONG, True)
