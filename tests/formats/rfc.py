"""A checker of messages: each header and each part against the grammar of its standard; what is wrong, in a list."""

import re
from base64 import b64decode
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime
from email.header import decode_header, make_header

ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
DOT_ATOM = rf"{ATOM}(?:\.{ATOM})*"
WORD = rf'(?:{ATOM}|"(?:[^"\\\x00-\x1f\x7f]|\\[ -~])*")'
ADDRESS = rf"{DOT_ATOM}@{DOT_ATOM}"
MAILBOX = rf"(?:(?:{WORD}(?: {WORD})* )?<{ADDRESS}>|{ADDRESS})"
ENCODED = re.compile(r"=\?[^?\s]*\?[^?\s]*\?[^?\s]*\?=")
URI = r"[a-z][a-z0-9+.-]*:[A-Za-z0-9:/?#\[\]@!$&'()*+,;=._~%-]+"
NAME = r"[A-Za-z0-9!#$&.+^_-]+"
PARAMETER = rf'; ?{NAME}\*?(?:\d\*?)?=(?:{NAME}|"[^"\r\n]*"|[A-Za-z0-9!#$&.+^_%\'-]+)'
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

# How often a field stands in a message: at least and at most (RFC 5322, section 3.6; RFC 2045, 2369, 8058).
TIMES = {
    "from": (1, 1),
    "date": (1, 1),
    "message-id": (1, 1),
    "to": (1, 1),
    "subject": (1, 1),
    "reply-to": (0, 1),
    "in-reply-to": (0, 1),
    "references": (0, 1),
    "auto-submitted": (0, 1),
    "content-language": (0, 1),
    "mime-version": (1, 1),
    "content-type": (1, 1),
    "dkim-signature": (0, 2),
}
LISTED = {"list-id": (1, 1), "list-unsubscribe": (1, 1), "list-unsubscribe-post": (1, 1), "list-help": (0, 1)}
# What comes from no list, and cannot be left, says nothing of one.
ALONE = dict.fromkeys(LISTED, (0, 0))


def _form(pattern: str) -> Callable[[str], str]:
    expression = re.compile(pattern)
    return lambda value: "" if expression.fullmatch(value) else f"does not have the form {pattern[:40]}"


def _date(value: str) -> str:
    """Date (RFC 5322, section 3.3): Sat, 16 May 2026 08:31:05 +0000."""
    found = re.fullmatch(r"(\w{3}), (\d{1,2} \w{3} \d{4} \d\d:\d\d:\d\d [+-]\d{4})", value)
    try:
        day = datetime.strptime(found[2], "%d %b %Y %H:%M:%S %z") if found else None
    except ValueError:
        day = None
    if not found or not day:
        return "is no date-time"
    return "" if DAYS[day.weekday()] == found[1] else f"was no {found[1]}"


def _subject(value: str) -> str:
    return "" if value.strip() else "is empty"


def _list_id(value: str) -> str:
    """List-Id (RFC 2919, section 3)."""
    found = re.fullmatch(rf"(?:{WORD}(?: {WORD})* )?<({DOT_ATOM}\.{DOT_ATOM})>", value)
    return "" if found and len(found[1]) <= 255 else "is no list id"


def _unsubscribe(value: str) -> str:
    """List-Unsubscribe (RFC 2369, section 2), with an https address (RFC 8058, section 3.1)."""
    if not re.fullmatch(rf"<{URI}>(?:, <{URI}>)*", value):
        return "is no list of addresses in angle brackets"
    return "" if "<https://" in value else "has no https address"


def _type(value: str) -> str:
    """Content-Type (RFC 2045, section 5.1)."""
    if not re.fullmatch(rf"{NAME}/{NAME}(?:{PARAMETER})*", value):
        return "is no media type with parameters"
    if value.startswith("multipart/"):
        found = re.search(r'boundary="([A-Za-z0-9\'()+_,./:=? -]{0,69}[A-Za-z0-9\'()+_,./:=?-])"', value)
        return "" if found else "has no boundary that may stand (RFC 2046, section 5.1.1)"
    return ""


def _tags(value: str) -> str:
    """DKIM-Signature (RFC 6376, section 3.5)."""
    tags = dict(part.strip().partition("=")[::2] for part in value.rstrip(";").split(";"))
    missing = {"v", "a", "b", "bh", "d", "h", "s"} - tags.keys()
    if missing:
        return f"lacks {sorted(missing)}"
    signed = [name.strip().lower() for name in tags["h"].split(":")]
    unsigned = {"from", "list-unsubscribe", "list-unsubscribe-post"} - set(signed)
    return f"does not sign {sorted(unsigned)} (RFC 8058, section 4)" if unsigned else ""


FORMS: dict[str, Callable[[str], str]] = {
    "from": _form(f"{MAILBOX}(?:, {MAILBOX})*"),
    "to": _form(f"{MAILBOX}(?:, {MAILBOX})*"),
    "reply-to": _form(f"{MAILBOX}(?:, {MAILBOX})*"),
    "date": _date,
    "subject": _subject,
    "message-id": _form(f"<{ADDRESS}>"),
    "in-reply-to": _form(f"<{ADDRESS}>(?: <{ADDRESS}>)*"),
    "references": _form(f"<{ADDRESS}>(?: <{ADDRESS}>)*"),
    "list-id": _list_id,
    "list-unsubscribe": _unsubscribe,
    "list-unsubscribe-post": _form("List-Unsubscribe=One-Click"),
    "list-help": _form(rf"<{URI}>(?:, <{URI}>)*"),
    "auto-submitted": _form("auto-generated|auto-replied|no"),
    "content-language": _form("[a-z]{2,3}(?:-[A-Za-z0-9]{1,8})*"),
    "mime-version": _form(r"1\.0"),
    "content-type": _type,
    "content-transfer-encoding": _form("quoted-printable|base64|7bit"),
    "content-disposition": _form(f"(?:inline|attachment)(?:{PARAMETER})*"),
    "dkim-signature": _tags,
}


def faults(message: bytes, *, listed: bool = True) -> list[str]:
    """Everything in a message that its standards do not allow; one that comes from no list is not `listed`."""
    return list(_faults(message, TIMES | (LISTED if listed else ALONE)))


def _faults(message: bytes, times: dict[str, tuple[int, int]]) -> Iterator[str]:
    if not message.isascii():
        yield "is not 7-bit"
    if b"\n" in message.replace(b"\r\n", b"") or b"\r" in message.replace(b"\r\n", b""):
        yield "has line ends other than CRLF"
    if not message.endswith(b"\r\n"):
        yield "does not end with a line end"
    header, _, body = message.decode("latin-1").partition("\r\n\r\n")
    fields = list(_fields(header))
    yield from _times(Counter(name.lower() for name, _ in fields), times)
    yield from _header(header, fields)
    yield from _part({name.lower(): value for name, value in fields}, body)


def _fields(header: str) -> Iterator[tuple[str, str]]:
    """The fields of a header, unfolded."""
    for line in re.sub(r"\r\n([ \t])", r"\1", header).split("\r\n"):
        name, _, value = line.partition(":")
        yield name, value.strip()


def _times(found: Counter[str], times: dict[str, tuple[int, int]]) -> Iterator[str]:
    for name, (least, most) in times.items():
        if not least <= found[name] <= most:
            yield f"{name}: stands {found[name]} times"


def _header(header: str, fields: list[tuple[str, str]]) -> Iterator[str]:
    for line in header.split("\r\n"):
        if len(line) > 998 or (len(line) > 78 and re.search(r"\S[ \t]+\S", line.partition(":")[2].strip())):
            yield f"{line[:20]}: a line of {len(line)} columns"
        if not line.strip():
            yield "a line of white space"
    for name, value in fields:
        if not re.fullmatch(r"[!-9;-~]+", name):
            yield f"{name!r} is no field name"
        elif name.lower() not in FORMS:
            yield f"{name}: nobody checks it"
        elif wrong := FORMS[name.lower()](value):
            yield f"{name}: {wrong}: {value}"
        yield from _encoded(name, value)


def _encoded(name: str, value: str) -> Iterator[str]:
    """Encoded words (RFC 2047): short, of a known kind, where they may stand, and decoding to text."""
    for word in ENCODED.findall(value):
        if len(word) > 75 or not re.fullmatch(r"=\?utf-8\?[qQbB]\?[!->@-~]+\?=", word):
            yield f"{name}: {word} is no encoded word"
        if name.lower() not in ("subject", "from", "to", "reply-to"):
            yield f"{name}: may hold no encoded word"
        if name.lower() != "subject" and re.search(r'["(),.:;<>@\[\\\]]', word[10:-2]):
            yield f"{name}: {word} holds what a name may not (section 5)"
    if len(ENCODED.findall(value)) and re.search(r'"[^"]*=\?[^"]*"', value):
        yield f"{name}: an encoded word in quotation marks"
    try:
        str(make_header(decode_header(value)))
    except (UnicodeDecodeError, LookupError, ValueError):
        yield f"{name}: cannot be decoded"


def _part(fields: dict[str, str], body: str) -> Iterator[str]:
    kind = fields.get("content-type", "text/plain")
    if kind.startswith("multipart/"):
        yield from _parts(kind, body)
        return
    match fields.get("content-transfer-encoding", "7bit"):
        case "quoted-printable":
            yield from _quoted(body)
        case "base64":
            yield from _base64(body)
        case _:
            yield from (f"a line of {len(line)} columns" for line in body.split("\r\n") if len(line) > 998)


def _parts(kind: str, body: str) -> Iterator[str]:
    """A multipart body (RFC 2046, section 5.1)."""
    boundary = kind.partition('boundary="')[2].partition('"')[0]
    first, *parts = re.split(rf"(?:^|\r\n)--{re.escape(boundary)}(?=\r\n|--)", body)
    if first or len(parts) < 2 or parts[-1] != "--\r\n":
        yield f"{kind}: is not cut by its boundary"
    for part in parts[:-1]:
        header, parted, content = part.removeprefix("\r\n").partition("\r\n\r\n")
        fields = list(_fields(header))
        if not parted or any(not name.lower().startswith("content-") for name, _ in fields):
            yield f"{kind}: a part with other fields than Content-*"
        yield from _header(header, fields)
        yield from _part({name.lower(): value for name, value in fields}, content)


def _quoted(body: str) -> Iterator[str]:
    """Quoted-printable (RFC 2045, section 6.7)."""
    for line in body.split("\r\n"):
        if len(line) > 76:
            yield f"quoted-printable: a line of {len(line)} columns"
        if re.search(r"[ \t]$", line):
            yield "quoted-printable: white space at the end of a line"
        if re.search(r"=(?![0-9A-F]{2}|$)", line):
            yield f"quoted-printable: {line} cannot be decoded"


def _base64(body: str) -> Iterator[str]:
    lines = body.rstrip("\r\n").split("\r\n")
    if max(map(len, lines)) > 76:
        yield "base64: a long line"
    try:
        b64decode("".join(lines), validate=True)
    except ValueError:
        yield "base64: cannot be decoded"
