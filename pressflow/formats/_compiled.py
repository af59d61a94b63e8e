"""A letter compiled: encoded once for all its readers, and cut into bytes where a reader's fields go."""

import html
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from email.message import MIMEPart
from email.policy import SMTP
from email.utils import format_datetime
from functools import cache, lru_cache
from hashlib import sha256
from itertools import accumulate
from operator import attrgetter

from pressflow.formats._mime import mailbox, quoted, simply_folded, token, unstructured
from pressflow.model.letter import Attached, Letter, Reader, cut

# Signs a message: from its header and its body, as they are, the signature fields that go before them.
Signer = Callable[[bytes, bytes], bytes]
_SOFT = b"=\r\n"
# What is written alike in text and HTML: any visible sign that has no meaning in either.
_ALIKE = bytes(code for code in range(0x21, 0x7F) if code not in b"=&<>\"'")


@dataclass(frozen=True, slots=True)
class _Field:
    """What only a reader's copy says: what it is made of, and how it is written in each of so many forms."""

    names: tuple[str, ...]
    forms: int
    written: Callable[[Reader], tuple[bytes, ...]]


# Where a field goes, and in which form.
_Hole = tuple[_Field, int]
# What a message is made of in turn.
_Part = bytes | _Hole


@dataclass(frozen=True, slots=True)
class Pieces:
    """Bytes with holes; each of the fields is written once, and `places` says which form of which goes into a hole."""

    bytes_and_holes: list[bytes]
    holes: tuple[_Hole, ...]
    fields: tuple[_Field, ...]
    places: tuple[int, ...]

    def filled(self, reader: Reader) -> list[bytes]:
        """The bytes with the reader's fields in the holes; those without fields are the same objects each time."""
        filled = self.bytes_and_holes.copy()
        values: list[bytes] = []
        for field in self.fields:
            values += field.written(reader)
        filled[1::2] = [values[place] for place in self.places]
        return filled

    def fill(self, reader: Reader) -> bytes:
        """The same as one."""
        return b"".join(self.filled(reader))

    def with_shared(self, reader: Reader, names: Collection[str]) -> "Pieces":
        """The same for readers who have these fields in common: what is made of them alone is written here and now."""
        parts: list[_Part] = [*self.bytes_and_holes]
        parts[1::2] = [
            field.written(reader)[form] if set(names).issuperset(field.names) else (field, form)
            for field, form in self.holes
        ]
        return _pieces(parts)


@dataclass(frozen=True, slots=True)
class Compiled:
    """A letter in bytes; the same reader gets the same bytes each time."""

    header: Pieces
    body: Pieces
    whole: Pieces
    signer: Signer | None = None

    def with_shared(self, reader: Reader, names: Collection[str]) -> "Compiled":
        """The letter for readers who have these fields in common, as this one has them."""
        header, body, whole = (one.with_shared(reader, names) for one in (self.header, self.body, self.whole))
        return Compiled(header, body, whole, self.signer)

    def pieces(self, reader: Reader) -> list[bytes]:
        """The letter in pieces, of which the long ones are the same for each reader: looked at once, joined late."""
        if self.signer:
            return [self.fill(reader)]
        return self.whole.filled(reader)

    def fill(self, reader: Reader) -> bytes:
        """The letter to a reader as it goes over the wire (RFC 5322, CRLF, 7-bit), signed where there is a signer."""
        header, body = self.header.fill(reader), self.body.fill(reader)
        signature = self.signer(header, body) if self.signer else b""
        return b"".join((signature, header, b"\r\n", body))


def compile_letter(letter: Letter, signer: Signer | None = None) -> Compiled:
    """The letter, ready to be filled for any number of readers."""
    mark = sha256(letter.to_json()).hexdigest()[:24]
    header, body = list(_header(letter, mark)), list(_body(letter, mark))
    return Compiled(_pieces(header), _pieces(body), _pieces([*header, b"\r\n", *body]), signer)


def _pieces(parts: Iterable[_Part]) -> Pieces:
    pieces, holes = [b""], []
    for part in parts:
        if isinstance(part, bytes):
            pieces[-1] += part
        else:
            holes.append(part)
            pieces += [b"", b""]
    fields = tuple(dict.fromkeys(field for field, _ in holes))
    first = dict(zip(fields, accumulate((field.forms for field in fields), initial=0), strict=False))
    return Pieces(pieces, tuple(holes), fields, tuple(first[field] + form for field, form in holes))


def _header(letter: Letter, mark: str) -> Iterator[_Part]:
    reader = Reader.places()
    for name, value in _headers(letter, reader, mark):
        yield f"{name}: ".encode()
        for count, part in enumerate(cut(value)):
            yield (_in_header(part), 0) if count % 2 else part.encode("ascii")
        yield b"\r\n"
    yield _THREAD, 0


def _thread(reader: Reader) -> tuple[bytes]:
    """That the letter answers the one that the reader got before (RFC 5322, section 3.6.4); nothing where none did."""
    if not reader.references:
        return (b"",)
    ids = [token(one).encode("ascii") for one in reader.references.split()]
    return (b"In-Reply-To: %b\r\nReferences: %b\r\n" % (ids[-1], b"\r\n ".join(ids)) if ids else b"",)


_THREAD = _Field(("references",), 1, _thread)


def _headers(letter: Letter, reader: Reader, mark: str) -> Iterator[tuple[str, str]]:
    """The header with places, each line with the standard that asks for it where it is not RFC 5322."""
    yield "From", mailbox("From", *letter.sender)
    yield "Reply-To", token(letter.reply_to)
    yield "To", reader.address
    yield "Subject", unstructured("Subject", letter.subject)
    yield "Date", format_datetime(letter.date)
    yield "Message-ID", reader.message_id
    yield "Content-Language", letter.language  # RFC 3282
    yield "List-Id", f"<{reader.list_id}.{token(letter.domain)}>"  # RFC 2919
    yield "List-Unsubscribe", f"<{reader.unsubscribe_url}>{reader.leave_address}"  # RFC 2369
    yield "List-Unsubscribe-Post", "List-Unsubscribe=One-Click"  # RFC 8058
    yield "List-Help", f"<{token(letter.help_url)}>"  # RFC 2369
    yield "Auto-Submitted", "auto-generated"  # RFC 3834, section 5
    yield "MIME-Version", "1.0"  # RFC 2045, section 4
    kind = "mixed" if letter.attached else "alternative"  # RFC 2046, sections 5.1.3 and 5.1.4
    yield "Content-Type", f'multipart/{kind};\r\n boundary="{_boundary(mark, kind)}"'


def _boundary(mark: str, kind: str) -> str:
    """What parts the parts; neither quoted-printable nor base64 can hold `=_` (RFC 2045, section 6.7)."""
    return f"=_{kind}_{mark}"


@cache  # one field for one name, so that a reader's is written once for all its holes
def _in_header(name: str) -> _Field:
    if name == "address":  # stands in To alone, and there with the name
        return _Field(("address", "name"), 1, _to)
    if name == "leave_address":  # a second way out, behind the link, where there is one
        return _Field((name,), 1, lambda reader: (_by_mail(reader.leave_address),))
    of = attrgetter(name)
    return _Field((name,), 1, lambda reader: (token(of(reader)).encode("ascii"),))


def _to(reader: Reader) -> tuple[bytes]:
    return (mailbox("To", reader.name, reader.address).encode("ascii"),)


def _by_mail(address: str) -> bytes:
    return b",\r\n <mailto:%b?subject=unsubscribe>" % token(address).encode("ascii") if address else b""


def _body(letter: Letter, mark: str) -> Iterator[_Part]:
    if not letter.attached:
        yield from _alternatives(letter, mark)
        return
    outer = _boundary(mark, "mixed")
    yield f"--{outer}\r\nContent-Type: multipart/alternative;\r\n".encode()
    yield f' boundary="{_boundary(mark, "alternative")}"\r\n\r\n'.encode()
    yield from _alternatives(letter, mark)
    for attached in letter.attached:
        yield b"\r\n--%b\r\n%b" % (outer.encode(), _attachment(attached))
    yield f"--{outer}--\r\n".encode()


def _alternatives(letter: Letter, mark: str) -> Iterator[_Part]:
    boundary = _boundary(mark, "alternative")
    for form, (text, kind) in enumerate(((letter.text, "plain"), (letter.html, "html"))):
        yield f"--{boundary}\r\n".encode()
        yield f'Content-Type: text/{kind}; charset="utf-8"\r\n'.encode()
        yield b"Content-Transfer-Encoding: quoted-printable\r\n\r\n"
        yield from _in_body(text, form)
        yield b"\r\n"
    yield f"--{boundary}--\r\n".encode()


def _in_body(text: str, form: int) -> Iterator[_Part]:
    """A body with its fields on lines of their own (RFC 2045, section 6.7, rule 5): no length depends on the reader."""
    words = cut(text)
    last = len(words) - 1
    for count, part in enumerate(words):
        if count % 2:
            yield _in_bodies(part), form
            continue
        yield b"" if count == 0 or part.startswith("\n") else _SOFT
        yield quoted(part)
        yield b"" if count == last or part.endswith("\n") or not (count or part) else _SOFT


@cache  # as above
def _in_bodies(name: str) -> _Field:
    of = attrgetter(name)
    return _Field((name,), 2, lambda reader: shown(of(reader)))


def shown(text: str) -> tuple[bytes, bytes]:
    """A field of the reader as text and as HTML show it; an address or a link is written alike in both."""
    line = text.encode()
    written = None if line.translate(None, _ALIKE) else simply_folded(line)
    return _shown(text) if written is None else (written, written)


@lru_cache(1024)  # the greeting of all readers without a name
def _shown(text: str) -> tuple[bytes, bytes]:
    return quoted(text), quoted(html.escape(text))


def _attachment(attached: Attached) -> bytes:
    """A file that goes with the letter, under its name (RFC 2183; RFC 2231 where that is not ASCII)."""
    part = MIMEPart(policy=SMTP)
    kind, _, subtype = attached.media_type.partition("/")
    part.set_content(attached.content, kind, subtype, disposition="attachment", filename=attached.name)
    return part.as_bytes()
