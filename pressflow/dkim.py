"""DKIM: signs letters for the office's own domain (RFC 6376), with RSA or Ed25519 (RFC 8463)."""

import re
import stat
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from os import O_CREAT, O_EXCL, O_WRONLY, fdopen
from os import open as open_file
from pathlib import Path
from typing import Literal

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

from pressflow.errors import InputError

Kind = Literal["rsa", "ed25519"]
# Signed once more than they stand there, so that nobody can add another (RFC 6376, section 8.15).
OVERSIGNED = ("from", "to", "subject", "date", "reply-to", "list-unsubscribe", "list-unsubscribe-post", "content-type")
_BITS = 2048
_FIELD = re.compile(rb"([!-9;-~]+):((?:[^\r\n]|\r\n[ \t])*)\r\n")
_SPACES = re.compile(rb"[ \t]+")
_LINE = 70


@dataclass(frozen=True, slots=True)
class Key:
    """A private key, and the selector and domain under which its public half stands in the DNS."""

    domain: str
    selector: str
    private: RSAPrivateKey | Ed25519PrivateKey

    @property
    def kind(self) -> Kind:
        """The algorithm, as the DNS record calls it."""
        return "rsa" if isinstance(self.private, RSAPrivateKey) else "ed25519"

    @property
    def name(self) -> str:
        """The DNS name of the record (RFC 6376, section 3.6.2.1)."""
        return f"{self.selector}._domainkey.{self.domain}"

    @property
    def record(self) -> str:
        """The text of the DNS record (RFC 6376, section 3.6.1; RFC 8463, section 4)."""
        return f"v=DKIM1; k={self.kind}; p={b64encode(self._public()).decode()}"

    def _public(self) -> bytes:
        public = self.private.public_key()
        if self.kind == "ed25519":
            return public.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
        return public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)

    def sign(self, data: bytes) -> bytes:
        """The signature of data: the same each time."""
        if isinstance(self.private, RSAPrivateKey):
            return self.private.sign(data, PKCS1v15(), hashes.SHA256())
        return self.private.sign(sha256(data).digest())


def signer(keys: tuple[Key, ...]) -> Callable[[bytes, bytes], bytes]:
    """What signs a message's header and body with each key; gives the fields to be set before the header.

    The body must be its own relaxed canonical form, as those of letters are (RFC 6376, section 3.4.4): it is hashed as
    it stands, in one go, which is faster than to hash it in pieces.
    """

    def sign(header: bytes, body: bytes) -> bytes:
        body_hash, fields = b64encode(sha256(body).digest()), canonical(header)
        return b"".join([_signed(key, fields, body_hash) for key in keys])

    return sign


def signed(message: bytes, sign: Callable[[bytes, bytes], bytes] | None) -> bytes:
    """Any message of ours with its signature fields; as it is where nothing signs."""
    header, parted, body = message.partition(b"\r\n\r\n")
    return sign(header + b"\r\n", relaxed(body)) + header + parted + body if sign else message


def relaxed(body: bytes) -> bytes:
    """The relaxed form of a body (RFC 6376, section 3.4.4)."""
    lines = _SPACES.sub(b" ", body).replace(b" \r\n", b"\r\n").rstrip(b"\r\n ")
    return lines + b"\r\n" if lines else b""


def canonical(header: bytes) -> dict[bytes, bytes]:
    """The fields of a header by name, each in its relaxed form (RFC 6376, section 3.4.2)."""
    return {
        name.lower(): b"%b:%b\r\n" % (name.lower(), b" ".join(value.split())) for name, value in _FIELD.findall(header)
    }


def _signed(key: Key, fields: Mapping[bytes, bytes], body_hash: bytes) -> bytes:
    names = [*fields, *(name.encode() for name in OVERSIGNED)]
    tags = b"v=1; a=%b-sha256; c=relaxed/relaxed;\r\n d=%b; s=%b;\r\n h=%b;\r\n bh=%b;\r\n b=" % (
        key.kind.encode(),
        key.domain.encode(),
        key.selector.encode(),
        b":\r\n ".join(b":".join(names[start : start + 3]) for start in range(0, len(names), 3)),
        body_hash,
    )
    signature = b64encode(key.sign(b"".join([*fields.values(), b"dkim-signature:", b" ".join(tags.split())])))
    lines = (signature[start : start + _LINE] for start in range(0, len(signature), _LINE))
    return b"DKIM-Signature: %b%b\r\n" % (tags, b"\r\n ".join(lines))


def read_keys(folder: Path, domain: str, selectors: tuple[str, ...]) -> tuple[Key, ...]:
    """The keys of these selectors; raises InputError for one that is missing, open to others, or of no use."""
    return tuple(Key(domain, selector, _read(key_file(folder, selector), selector)) for selector in selectors)


def key_file(folder: Path, selector: str) -> Path:
    """Where the private key of a selector stands."""
    return folder / f"{selector}.pem"


def _read(file: Path, selector: str) -> RSAPrivateKey | Ed25519PrivateKey:
    try:
        mode, content = file.stat().st_mode, file.read_bytes()
    except FileNotFoundError as error:
        raise InputError(f"{file}: is missing; restore it, or make a key: pressflow dkim new {selector}") from error
    except OSError as error:
        raise InputError(f"{file}: cannot be read: {error.strerror}") from error
    if stat.S_IMODE(mode) & 0o077:
        raise InputError(f"{file}: others can read this key and sign as you; close it: chmod 600 {file}")
    try:
        key = serialization.load_pem_private_key(content, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise InputError(
            f"{file}: is not a private key in PEM without a password; make one: pressflow dkim new"
        ) from error
    if isinstance(key, Ed25519PrivateKey) or (isinstance(key, RSAPrivateKey) and key.key_size >= _BITS):
        return key
    raise InputError(f"{file}: is neither Ed25519 nor RSA with {_BITS} bits or more; make one: pressflow dkim new")


def make_key(folder: Path, domain: str, selector: str, kind: Kind) -> Key:
    """A new key, written where its owner alone can read it; raises InputError where there is one already."""
    private = generate_private_key(65537, _BITS) if kind == "rsa" else Ed25519PrivateKey.generate()
    pem = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file = key_file(folder, selector)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        handle = open_file(file, O_WRONLY | O_CREAT | O_EXCL, 0o600)
    except FileExistsError as error:
        raise InputError(
            f"{file}: is there already, and letters are signed with it; choose another selector"
        ) from error
    with fdopen(handle, "wb") as stream:
        stream.write(pem)
    return Key(domain, selector, private)


def in_strings(record: str) -> str:
    """A record as a zone file has it: in strings of at most 255 characters (RFC 1035, section 3.3.14)."""
    return " ".join(f'"{record[start : start + 255]}"' for start in range(0, len(record), 255))
