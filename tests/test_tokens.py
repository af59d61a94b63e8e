"""Tokens and keyed hashes: nobody can make one, and none is good for anything but its purpose."""

import hashlib
import hmac
import stat
import string
from base64 import b32encode
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from itsdangerous import URLSafeSerializer

from pressflow.errors import InputError
from pressflow.tokens import Tokens, read_secret, seal

TOKENS = Tokens(b"a" * 32)
BOUNCES = "bounces@lohtal.example.org"


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 2**60), st.text(st.sampled_from(string.ascii_lowercase + "-_"), min_size=1, max_size=40))
def test_token_gives_back_what_it_was_made_of(contact: int, list_id: str) -> None:
    token = TOKENS.unsubscribe(contact, list_id)
    assert TOKENS.read_unsubscribe(token) == (contact, list_id)
    assert set(token) <= set(string.ascii_letters + string.digits + "-_.")


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_token_that_was_tampered_with_is_refused(data: st.DataObject) -> None:
    token = TOKENS.unsubscribe(17, "local")
    place = data.draw(st.integers(0, len(token) - 1))
    sign = data.draw(st.sampled_from(sorted(set(string.ascii_letters + "0.-_") - {token[place]})))
    forged = token[:place] + sign + token[place + 1 :]
    try:
        assert TOKENS.read_unsubscribe(forged) == (17, "local")  # the last sign of base 64 has bits to spare
    except InputError as error:
        assert str(error) == "this link is not valid; copy it whole from the letter"  # noqa: PT017  either is right
        return
    assert place == len(token) - 1


@given(st.binary(max_size=200), st.binary(max_size=200))
def test_seal_is_hmac(key: bytes, text: bytes) -> None:
    assert seal(key)(text) == hmac.digest(key, text, "sha256")


@pytest.mark.parametrize("token", ["", "x", ".", "a.b", "é", "\x00", "x" * 10_000, "WzEsImxvY2FsIl0", "null.x"])
def test_what_is_no_token_is_refused(token: str) -> None:
    with pytest.raises(InputError, match="this link is not valid"):
        TOKENS.read_unsubscribe(token)


def test_token_of_another_newsroom_is_refused() -> None:
    with pytest.raises(InputError, match="this link is not valid"):
        Tokens(b"b" * 32).read_unsubscribe(TOKENS.unsubscribe(17, "local"))


@pytest.mark.parametrize("salt", ["pressflow.confirm", "itsdangerous", "unsubscribe", ""])
def test_token_of_another_purpose_is_refused(salt: str) -> None:
    other = URLSafeSerializer(b"a" * 32, salt=salt).dumps([17, "local"])
    with pytest.raises(InputError, match="this link is not valid"):
        TOKENS.read_unsubscribe(str(other))


def test_return_path_belongs_to_one_delivery_and_cannot_be_guessed() -> None:
    one, again, other = (TOKENS.return_path(delivery, BOUNCES) for delivery in (17, 17, 18))
    assert one == again
    assert one.startswith("bounces+17-")
    assert one.endswith("@lohtal.example.org")
    assert other.partition("-")[2] != one.partition("-")[2]
    assert Tokens(b"b" * 32).return_path(17, BOUNCES) != one
    local = one.partition("@")[0]
    assert len(local) <= 64
    assert set(local) <= set(string.ascii_lowercase + string.digits + "+-")


def test_hash_of_an_address_knows_it_again_and_tells_nothing() -> None:
    known = TOKENS.address_hash("Anna@Example.org")
    assert known == TOKENS.address_hash("anna@example.org")
    assert known != TOKENS.address_hash("anne@example.org")
    assert known != Tokens(b"b" * 32).address_hash("anna@example.org")
    assert "anna" not in known


def test_secret_is_made_once_and_readable_by_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "var" / "secret"
    secret = read_secret(file)
    assert len(secret) == 32
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert read_secret(file) == secret
    assert read_secret(tmp_path / "other" / "secret") != secret
    assert [path.name for path in file.parent.iterdir()] == ["secret"]


def test_many_first_uses_at_once_end_with_one_secret(tmp_path: Path) -> None:
    for attempt in range(10):
        file = tmp_path / str(attempt) / "secret"
        barrier = Barrier(4)

        def first_use(_: int, file: Path = file, barrier: Barrier = barrier) -> bytes:
            barrier.wait()
            return read_secret(file)

        with ThreadPoolExecutor(4) as pool:
            secrets = set(pool.map(first_use, range(4)))
        assert secrets == {read_secret(file)}
        assert [path.name for path in file.parent.iterdir()] == ["secret"]


@pytest.mark.parametrize("content", ["", "\n", "zz", "not a secret\n", "abc", "ab" * 31])
def test_damaged_secret_is_told_and_never_replaced(tmp_path: Path, content: str) -> None:
    file = tmp_path / "secret"
    file.write_text(content)
    with pytest.raises(InputError, match="secret: is damaged; restore it"):
        read_secret(file)
    assert file.read_text() == content


@given(contact=st.integers(0, 10**12), list_id=st.text("abcdefgh-0123456789", max_size=60))
def test_token_made_by_hand_is_the_serializers(contact: int, list_id: str) -> None:
    tokens = Tokens(b"secret of the office" * 2)
    token = tokens.unsubscribe(contact, list_id)
    assert tokens.read_unsubscribe(token) == (contact, list_id)
    usual = str(tokens._serializer("unsubscribe").dumps([contact, list_id]))
    assert token == usual or usual.startswith(".")  # a compressed one


@given(delivery=st.integers(0, 10**12))
def test_mark_of_a_return_path_is_base32_of_the_hmac(delivery: int) -> None:
    secret = b"secret of the office" * 2
    digest = hmac.new(secret, f"bounce\0{delivery}".encode(), hashlib.sha256).digest()[:10]
    expected = f"bounces+{delivery}-{b32encode(digest).decode().lower()}@example.org"
    assert Tokens(secret).return_path(delivery, "bounces@example.org") == expected


@given(st.integers(0, 10**17), st.from_regex(r"[a-z0-9]{1,10}(-[a-z0-9]{1,8})?", fullmatch=True))
def test_marks_in_addresses_are_read_back_and_no_others(number: int, list_id: str) -> None:
    ours, others = Tokens(b"one" * 16), Tokens(b"two" * 16)
    path = ours.return_path(number, "bounces@lohtal.example.org")
    leave = ours.leave_address(number, list_id, "leave@lohtal.example.org")
    assert ours.read_return_path(path.upper()) == number
    assert (ours.read_leave_address(leave) == (number, list_id)) if leave else len(str(number) + list_id) > 35
    for address in (path, leave):
        assert others.read_return_path(address) is None
        assert others.read_leave_address(address) is None
    assert ours.read_return_path(leave) is None
    assert ours.read_leave_address(path) is None


@given(st.text(max_size=80))
def test_address_without_a_mark_is_nobodys(address: str) -> None:
    tokens = Tokens(b"one" * 16)
    assert tokens.read_return_path(address) is None
    assert tokens.read_leave_address(address) is None
