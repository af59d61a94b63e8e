"""Signatures hold for what was signed and for nothing else; another program verifies them."""

import email
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import dkim as dkimpy
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from hypothesis import given, settings
from hypothesis import strategies as st

from pressflow.dkim import OVERSIGNED, Key, in_strings, key_file, make_key, read_keys, signed, signer
from pressflow.errors import InputError
from pressflow.formats.letter import compile_letter, compose
from pressflow.model.letter import Letter
from pressflow.newsroom import Newsroom
from tests.builders import SETTINGS, make_newsroom
from tests.formats import editions

DOMAIN = "lohtal.example.org"
ED = Key(DOMAIN, "ed", ed25519.Ed25519PrivateKey.generate())
SMALL = Letter(
    kind="release",
    language="de",
    subject="",
    sender=("Presse", f"presse@{DOMAIN}"),
    reply_to=f"presse@{DOMAIN}",
    date=datetime(2026, 5, 16, 8, 30, tzinfo=UTC),
    domain=DOMAIN,
    help_url="https://presse.lohtal.example.org/",
    greeting="",
    greeting_nobody="",
    text="",
    html="",
)


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Letter:
    edition = editions.one(make_newsroom(tmp_path_factory.mktemp("newsroom")))
    (release,) = edition.releases
    return compose(edition, release, release.original)


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> tuple[Key, ...]:
    folder = tmp_path_factory.mktemp("keys")
    return make_key(folder, DOMAIN, "ed", "ed25519"), make_key(folder, DOMAIN, "rsa", "rsa")


@pytest.fixture(scope="module")
def letter(stored: Letter, keys: tuple[Key, ...]) -> bytes:
    return compile_letter(stored, signer(keys)).fill(editions.READER)


def dns(*keys: Key) -> Callable[..., bytes | None]:
    """A resolver that knows the records of these keys."""
    records = {f"{key.name}.".encode(): key.record.encode() for key in keys}
    return lambda name, **_: records.get(name if isinstance(name, bytes) else name.encode())


def verified(message: bytes, *keys: Key) -> list[bool]:
    """Whether each signature of a message holds, the first one first."""
    count = len(re.findall(rb"(?m)^DKIM-Signature:", message))
    found = dkimpy.DKIM(message, minkey=1024)
    return [holds(found, index, dns(*keys)) for index in range(count)]


def holds(message: "dkimpy.DKIM", index: int, resolver: Callable[..., bytes | None]) -> bool:
    try:
        return bool(message.verify(index, resolver))
    except dkimpy.DKIMException:
        return False


def test_both_signatures_of_a_letter_hold(letter: bytes, keys: tuple[Key, ...]) -> None:
    assert verified(letter, *keys) == [True, True]
    assert re.findall(rb"a=([a-z0-9-]+); c=relaxed/relaxed", letter) == [b"ed25519-sha256", b"rsa-sha256"]


def test_signature_needs_the_key_that_is_published(letter: bytes, keys: tuple[Key, ...], tmp_path: Path) -> None:
    assert verified(letter, *(make_key(tmp_path, DOMAIN, key.selector, key.kind) for key in keys)) == [False, False]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"Subject: ", b"Subject: x"),
        (b"To: Anna", b"To: Otto"),
        (b"/unsubscribe/", b"/unsubscribe/x"),
        (b"Message-ID: <0", b"Message-ID: <1"),
        (b"anna.berg@desk", b"otto.berg@desk"),
        (b"Verkehr freigegeben", b"Verkehr gesperrt"),
        (b"--\r\n", b"--\r\nx"),
    ],
)
def test_signature_breaks_with_what_it_was_made_for(
    letter: bytes, keys: tuple[Key, ...], old: bytes, new: bytes
) -> None:
    assert old in letter
    assert verified(letter.replace(old, new), *keys) == [False, False]


@pytest.mark.parametrize("name", OVERSIGNED)
def test_no_second_field_can_be_added(letter: bytes, keys: tuple[Key, ...], name: str) -> None:
    assert verified(name.encode() + b": x@example.org\r\n" + letter, *keys) == [False, False]


def test_relays_may_fold_and_space_anew(letter: bytes, keys: tuple[Key, ...]) -> None:
    header, _, rest = letter.partition(b"\r\n\r\n")
    header = header.replace(b"Date: ", b"date:  \t").replace(b'"Stadt ', b'"Stadt\r\n\t ')
    rest = rest.replace(b" im ", b" \t im ", 1).replace(b"Verkehr\r\n", b"Verkehr  \t\r\n") + b"\r\n\r\n"
    received = b"Received: from x by y;\r\n Sat, 16 May 2026 08:31:05 +0000\r\n"
    assert verified(received + header + b"\r\n\r\n" + rest, *keys) == [True, True]


@pytest.mark.parametrize("name", ["List-Id", "Auto-Submitted", "MIME-Version", "Content-Language", "List-Help"])
def test_every_field_is_signed(letter: bytes, keys: tuple[Key, ...], name: str) -> None:
    fields = email.message_from_bytes(letter)
    without = re.sub(rb"(?m)^" + name.encode() + rb": .*\r\n", b"", letter, count=1)
    assert fields[name]
    assert verified(without, *keys) == [False, False]


def test_same_letter_is_signed_the_same_each_time(stored: Letter, letter: bytes, keys: tuple[Key, ...]) -> None:
    assert compile_letter(stored, signer(keys)).fill(editions.READER) == letter


def test_lines_of_a_signature_are_short(letter: bytes) -> None:
    header, _, _ = letter.partition(b"From: ")
    assert max(len(line) for line in header.split(b"\r\n")) <= 78


TEXTS = st.text(st.sampled_from("ab ä.=\t\r\nF"), max_size=200)


@settings(max_examples=100, deadline=None)
@given(text=TEXTS, name=TEXTS, subject=TEXTS)
def test_signature_holds_for_any_words(text: str, name: str, subject: str) -> None:
    letter = replace(SMALL, text=f"{text}\ue000greeting\ue001{text}", subject=subject)
    message = compile_letter(letter, signer((ED,))).fill(editions.READER._replace(name=name, greeting=name))
    assert verified(message, ED) == [True]


@settings(max_examples=100, deadline=None)
@given(body=st.text(st.sampled_from("ab \t\n"), max_size=60))
def test_any_message_can_be_signed_whatever_its_white_space(body: str) -> None:
    message = b"From: presse@lohtal.example.org\r\nSubject: x\r\n\r\n" + body.replace("\n", "\r\n").encode() + b"\r\n"
    sent = signed(message, signer((ED,)))
    assert sent.endswith(message)
    assert verified(sent, ED) == [True]


def test_message_stays_as_it_is_where_nothing_signs() -> None:
    assert signed(b"Subject: x\r\n\r\nx\r\n", None) == b"Subject: x\r\n\r\nx\r\n"


def test_private_key_is_its_owner_s_alone(tmp_path: Path) -> None:
    make_key(tmp_path / "dkim", DOMAIN, "press", "ed25519")
    assert key_file(tmp_path / "dkim", "press").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "dkim").stat().st_mode & 0o777 == 0o700


def test_key_that_is_there_is_never_replaced(tmp_path: Path) -> None:
    made = make_key(tmp_path, DOMAIN, "press", "rsa")
    with pytest.raises(InputError, match="is there already"):
        make_key(tmp_path, DOMAIN, "press", "rsa")
    assert read_keys(tmp_path, DOMAIN, ("press",))[0].record == made.record


def _pem(private: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> bytes:
    return private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


@pytest.mark.parametrize(
    ("content", "mode", "says"),
    [
        (None, 0o600, "is missing; .* pressflow dkim new press"),
        (b"no key", 0o600, "is not a private key"),
        (_pem(rsa.generate_private_key(65537, 1024)), 0o600, "2048 bits or more"),  # noqa: S505  that is the point
        (_pem(ec.generate_private_key(ec.SECP256R1())), 0o600, "is neither Ed25519 nor RSA"),
        (b"", 0o640, "chmod 600"),
        (b"", 0o604, "chmod 600"),
    ],
)
def test_key_of_no_use_is_told_with_its_file(tmp_path: Path, content: bytes | None, mode: int, says: str) -> None:
    file = key_file(tmp_path, "press")
    if content is not None:
        file.write_bytes(content)
        file.chmod(mode)
    with pytest.raises(InputError, match=f"^{re.escape(str(file))}: .*{says}"):
        read_keys(tmp_path, DOMAIN, ("press",))


def test_record_stands_in_strings_that_a_zone_can_hold(keys: tuple[Key, ...]) -> None:
    for key in keys:
        strings = re.findall('"([^"]*)"', in_strings(key.record))
        assert "".join(strings) == key.record
        assert max(map(len, strings)) <= 255


def newsroom_with(folder: Path, *lines: str) -> Newsroom:
    return make_newsroom(folder, SETTINGS + "\n[dkim]\n" + "\n".join(lines))


def test_newsroom_signs_with_the_keys_its_settings_name(tmp_path: Path, stored: Letter) -> None:
    newsroom = newsroom_with(tmp_path, 'selectors = ["press"]')
    key = make_key(newsroom.dkim_folder, DOMAIN, "press", "ed25519")
    assert newsroom.dkim_folder == tmp_path / "var" / "dkim"
    assert newsroom.signer
    assert verified(compile_letter(stored, newsroom.signer).fill(editions.READER), key) == [True]


def test_newsroom_without_keys_leaves_signing_to_the_relay(tmp_path: Path) -> None:
    assert make_newsroom(tmp_path).signer is None


def test_newsroom_may_sign_for_the_domain_above_its_own(tmp_path: Path) -> None:
    newsroom = newsroom_with(tmp_path, 'selectors = ["press"]', 'domain = "example.org"')
    make_key(newsroom.dkim_folder, "example.org", "press", "ed25519")
    assert newsroom.signer
    assert b"d=example.org;" in newsroom.signer(b"From: x@lohtal.example.org\r\n", b"\r\n")
