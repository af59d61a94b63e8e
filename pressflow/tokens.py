"""Signed tokens and keyed hashes: what links carry, and what is left of an address that must be forgotten."""

import hashlib
import hmac
import json
import os
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from itsdangerous import BadSignature, URLSafeSerializer

from pressflow.errors import InputError
from pressflow.model.address import same_address

_LENGTH = 32
# Base32 (RFC 4648, section 6) in small letters, two of them for ten bits.
_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
_PAIRS = [one + other for one in _LETTERS for other in _LETTERS]
_BLOCK = 64  # of SHA-256, in bytes (FIPS 180-4)
_LONGEST_LOCAL_PART = 64  # RFC 5321, section 4.5.3.1.1
_LONGEST_NUMBER = 18


Seal = Callable[[bytes], bytes]


def seal(key: bytes) -> Seal:
    """HMAC-SHA-256 (RFC 2104) with one key, whose part is made once: half the time of `hmac.digest`, for short texts.

    Each letter of a blast has two.
    """
    key = (key if len(key) <= _BLOCK else sha256(key).digest()).ljust(_BLOCK, b"\0")
    inner, outer = (bytes(byte ^ pad for byte in key) for pad in (0x36, 0x5C))
    return lambda text: sha256(outer + sha256(inner + text).digest()).digest()


class Tokens:
    """Makes and reads tokens with one secret; tokens of one purpose are no good for another."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    @property
    def fingerprint(self) -> str:
        """What tells this secret from another without giving it away."""
        return hmac.new(self._secret, b"fingerprint", hashlib.sha256).hexdigest()[:16]

    def unsubscribe(self, contact: int, list_id: str) -> str:
        """The token of an unsubscribe link.

        Made by hand, as the serializer would make it, because each letter of a blast has one: a tenth of the time.
        """
        payload = urlsafe_b64encode(b"[%d,%b]" % (contact, _in_json(list_id))).rstrip(b"=")
        signature = urlsafe_b64encode(self._unsubscribe_seal(payload))
        return (b"%b.%b" % (payload, signature[:-1])).decode()  # 32 bytes have one = behind them

    @cached_property
    def _unsubscribe_seal(self) -> Seal:
        serializer = self._serializer("unsubscribe")
        return seal(serializer.make_signer(serializer.salt).derive_key())

    def read_unsubscribe(self, token: str) -> tuple[int, str]:
        """The contact and the list of an unsubscribe link; raises InputError for a token that is not ours."""
        contact, list_id = self.read("unsubscribe", token)
        return int(contact), str(list_id)

    def sign(self, purpose: str, values: list[Any]) -> str:  # Any: what JSON can hold
        """A token that carries values, readable by all, made by us alone."""
        return str(self._serializer(purpose).dumps(values))

    def read(self, purpose: str, token: str) -> list[Any]:  # Any: as above
        """The values of a token; raises InputError for one that is not ours, or of another purpose."""
        try:
            values = self._serializer(purpose).loads(token)
        except (BadSignature, ValueError) as error:
            raise InputError("this link is not valid; copy it whole from the letter") from error
        return list(values)

    def keyed(self, purpose: str, text: str) -> str:
        """A hash of a text that nobody can find the text to without the secret."""
        return hmac.new(self._secret, f"{purpose}\0{text}".encode(), hashlib.sha256).hexdigest()

    def embargo(self, key: str) -> str:
        """The token of the personal page of one person and release, by the key of the delivery that brings it."""
        return self._serializer("embargo").dumps(key)

    def read_embargo(self, token: str) -> str:
        """The key in the token of an embargo link; raises InputError for a token that is not ours."""
        try:
            return str(self._serializer("embargo").loads(token))
        except (BadSignature, ValueError) as error:
            raise InputError("this link is not valid; copy it whole from the letter") from error

    def return_path(self, delivery: int, bounce_address: str) -> str:
        """The address a bounce of this delivery comes back to (VERP): bounces+17-k3jd…@example.org."""
        local, _, domain = bounce_address.rpartition("@")
        return f"{local}+{delivery}-{self._short('bounce', str(delivery))}@{domain}"

    def read_return_path(self, address: str) -> int | None:
        """The delivery a return path belongs to; None for an address that bears no mark of ours."""
        delivery, _, mark = address.partition("@")[0].rpartition("+")[2].lower().partition("-")
        if not (delivery.isascii() and delivery.isdecimal()) or len(delivery) > _LONGEST_NUMBER:
            return None
        return int(delivery) if hmac.compare_digest(mark.encode(), self._short("bounce", delivery).encode()) else None

    def leave_address(self, contact: int, list_id: str, unsubscribe_address: str) -> str:
        """The address a mail program may write to for leaving a list; empty where that would be too long."""
        local, _, domain = unsubscribe_address.rpartition("@")
        made = f"{local}+{contact}-{list_id}-{self._short('leave', f'{contact} {list_id}')}"
        return f"{made}@{domain}" if len(made) <= _LONGEST_LOCAL_PART else ""

    def read_leave_address(self, address: str) -> tuple[int, str] | None:
        """The contact and the list of such an address; None for one that bears no mark of ours."""
        contact, _, rest = address.partition("@")[0].rpartition("+")[2].lower().partition("-")
        list_id, _, mark = rest.rpartition("-")
        if not (contact.isascii() and contact.isdecimal()) or len(contact) > _LONGEST_NUMBER:
            return None
        ours = self._short("leave", f"{int(contact)} {list_id}")
        return (int(contact), list_id) if hmac.compare_digest(mark.encode(), ours.encode()) else None

    def address_hash(self, address: str) -> str:
        """What the suppression list keeps of an address: enough to know it again, not to read it."""
        return hmac.new(self._secret, b"address\0" + same_address(address).encode(), hashlib.sha256).hexdigest()

    def _short(self, purpose: str, text: str) -> str:
        return _sixteen_letters(int.from_bytes(self._seal(f"{purpose}\0{text}".encode())[:10]))

    @cached_property
    def _seal(self) -> Seal:
        return seal(self._secret)

    def _serializer(self, purpose: str) -> URLSafeSerializer:
        return URLSafeSerializer(
            self._secret, salt=f"pressflow.{purpose}", signer_kwargs={"digest_method": hashlib.sha256}
        )


def _sixteen_letters(number: int) -> str:
    """80 bits; written out, because each letter of a blast has them: half the time of a loop."""
    pairs = _PAIRS
    return (
        f"{pairs[number >> 70]}{pairs[number >> 60 & 1023]}{pairs[number >> 50 & 1023]}{pairs[number >> 40 & 1023]}"
        f"{pairs[number >> 30 & 1023]}{pairs[number >> 20 & 1023]}{pairs[number >> 10 & 1023]}{pairs[number & 1023]}"
    )


@lru_cache
def _in_json(list_id: str) -> bytes:
    return json.dumps(list_id).encode()


def read_secret(file: Path) -> bytes:
    """The newsroom's secret; made on first use, readable by its owner alone."""
    damaged = f"{file}: is damaged; restore it, or links in letters already sent stop working"
    try:
        secret = bytes.fromhex(file.read_text("ascii").strip())
    except FileNotFoundError:
        pass
    except ValueError as error:
        raise InputError(damaged) from error
    else:
        if len(secret) < _LENGTH:  # with an empty one, anybody could make our tokens
            raise InputError(damaged)
        return secret
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Written whole under another name and linked: two first uses at once end with one secret.
    draft = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as stream:
        stream.write(secrets.token_hex(_LENGTH) + "\n")
        stream.flush()
        os.fsync(stream.fileno())
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return read_secret(file)
