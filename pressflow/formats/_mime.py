"""What mail is made of: header fields (RFC 5322, RFC 2047) and bodies in quoted-printable (RFC 2045)."""

import re
from collections.abc import Iterator
from textwrap import wrap
from urllib.parse import quote

_COLUMNS, _LONGEST_WORD = 78, 60
# With =?utf-8?q?…?= around it, it fits on one line behind Subject: and is no longer than RFC 2047 (section 2) allows.
_LONGEST_ENCODED = 56
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")

# One column less than RFC 2045 (6.7, rule 5) allows, so that a soft line break fits behind any line.
_WIDTH = 75
_BREAK = re.compile(r"\r\n?|\n")
_PLAIN = re.compile(r"(?!\.|From )[!-<>-~]+(?: [!-<>-~]+)*")
_UNSAFE = re.compile(rb"[^ -<>-~]|(?<= ) | \Z|=")


def quoted(text: str) -> bytes:
    """The text in quoted-printable with CRLF; before and behind it a soft line break may stand.

    No line is longer than 75 columns. A body made of these lines stays as it is under relaxed canonicalization
    (RFC 6376, section 3.4.4): no tab, no two spaces together, no space at the end of a line. Nor does a line begin
    with a dot or with `From `, which careless servers change (RFC 2049, section 3).
    """
    if _PLAIN.fullmatch(text):
        return folded(text.encode())
    lines = _BREAK.sub("\n", text).encode().split(b"\n")
    return b"\r\n".join(folded(_UNSAFE.sub(lambda found: b"=%02X" % found[0][0], line)) for line in lines)


def simply_folded(line: bytes) -> bytes | None:
    """The same as `folded`, many times faster, for a line without = and spaces; None where that is not so simple."""
    if b"." in line[::_WIDTH]:
        return None
    if len(line) <= _WIDTH:
        return line
    return b"=\r\n".join([line[start : start + _WIDTH] for start in range(0, len(line), _WIDTH)])


def folded(line: bytes) -> bytes:
    """A line that is in quoted-printable already, cut by soft line breaks where it is too long."""
    return line if len(line) <= _WIDTH and not _needs_care(line) else b"=\r\n".join(_cut(line))


def _cut(line: bytes) -> Iterator[bytes]:
    """The line in pieces that fit; no `=C3` is torn apart."""
    while True:
        if _needs_care(line):
            line = b"=%02X%b" % (line[0], line[1:])
        if len(line) <= _WIDTH:
            yield line
            return
        torn = line.rfind(b"=", _WIDTH - 2, _WIDTH)
        end = _WIDTH if torn < 0 else torn
        yield line[:end]
        line = line[end:]


def _needs_care(line: bytes) -> bool:
    return line.startswith((b".", b"From "))


def one_line(text: str) -> str:
    """The text without anything that could end a header line."""
    if text.isprintable() and "  " not in text and text == text.strip():  # printable blanks are spaces, and no other
        return text
    return " ".join(_CONTROL.sub(" ", text).split())


def token(text: str) -> str:
    """A URL or an id in the characters a header may have: visible ASCII (RFC 3986, section 2)."""
    if text.isascii() and text.isprintable() and " " not in text:
        return text
    return quote(_CONTROL.sub("", text), safe="!#$%&'()*+,/:;=?@[]~")


def unstructured(field: str, text: str) -> str:
    """A line of text, folded at 78 columns, in encoded words (RFC 2047) where it cannot stand as it is."""
    text = one_line(text)
    if text.isascii() and "=?" not in text and all(len(word) <= _LONGEST_WORD for word in text.split()):
        lines = wrap(f"{field}: {text}", _COLUMNS - 1, break_long_words=False, break_on_hyphens=False)
        return "\r\n ".join(lines)[len(field) + 2 :]
    return "\r\n ".join(_encoded_words(text))


_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/?^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/?^_`{|}~-]+)*")
_QUOTABLE = re.compile(r"[ -~]*")
_ESCAPED = re.compile(r'["\\]')
# What may stand in an encoded word of a name (RFC 2047, section 5, rule 3); a space is written as _.
_HEX = {byte: f"={byte:02X}" for byte in range(256)} | {ord(" "): "_"}
_HEX |= {ord(char): char for char in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/"}


def mailbox(field: str, name: str, address: str) -> str:
    """Name and address (RFC 5322, section 3.4); the name in encoded words (RFC 2047) where it cannot stand as it is."""
    name, address = one_line(name), token(address)
    if not name:
        return address
    if len(name) <= _LONGEST_WORD and _ATOMS.fullmatch(name):
        phrase = name
    elif len(name) <= _LONGEST_WORD and _QUOTABLE.fullmatch(name) and "=?" not in name:
        phrase = '"' + _ESCAPED.sub(r"\\\g<0>", name) + '"'
    else:
        phrase = "\r\n ".join(_encoded_words(name))
    last = len(phrase) - phrase.rfind("\n") - 1 + (0 if "\n" in phrase else len(field) + 2)
    return f"{phrase} <{address}>" if last + 3 + len(address) <= _COLUMNS else f"{phrase}\r\n <{address}>"


def _encoded_words(text: str) -> Iterator[str]:
    """The text as encoded words that each fit on a line; no character is torn apart."""
    whole = "".join([_HEX[byte] for byte in text.encode()])
    if len(whole) <= _LONGEST_ENCODED:
        yield f"=?utf-8?q?{whole}?="
        return
    word = ""
    for char in text:
        written = "".join([_HEX[byte] for byte in char.encode()])
        if len(word) + len(written) > _LONGEST_ENCODED:
            yield f"=?utf-8?q?{word}?="
            word = ""
        word += written
    yield f"=?utf-8?q?{word}?="
