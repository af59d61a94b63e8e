"""Files as text: UTF-8, of sensible size, with ordinary line ends; everything else becomes a finding."""

import re
from pathlib import Path

from pressflow.model.finding import Finding

LIMIT = 256 * 1024
CONTROL = "FILE-CONTROL"
# C0 without tab and line ends, DEL, C1 without NEL, the controls that turn writing direction unseen (Unicode
# TR 36), the fences of a letter's places (model/letter.py), and what no XML can hold.
_CONTROLS = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ue000\ue001\ufffe\uffff]"
)


def read_bytes(file: Path, name: str, findings: list[Finding]) -> bytes | None:
    """The content of a text file, or None with a finding that says why not."""
    try:
        size = file.stat().st_size
        if size <= LIMIT:
            return file.read_bytes()
        message = f"has {size:,} bytes; a text has at most {LIMIT:,}. Photos and documents belong in assets/"
        findings.append(Finding(name, 1, 1, "FILE-SIZE", message))
    except OSError as error:
        findings.append(Finding(name, 1, 1, "FILE-READ", f"cannot be read: {error.strerror}"))
    return None


def read_text(file: Path, name: str, findings: list[Finding]) -> str | None:
    """The text of a file with plain line ends, or None with a finding that says why not; `name` is shown."""
    data = read_bytes(file, name, findings)
    return None if data is None else decode(data, name, findings)


def decode(data: bytes, name: str, findings: list[Finding]) -> str | None:
    """Bytes as text, with findings for what is not plain UTF-8."""
    if not data.strip():
        findings.append(Finding(name, 1, 1, "FILE-EMPTY", "is empty; write something in it, or remove it"))
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        message = f"byte 0x{data[error.start]:02x} is not UTF-8; save the file as UTF-8 (Word: plain text, UTF-8)"
        findings.append(Finding(name, line, column, "FILE-ENCODING", message))
        return None
    if text.startswith("\ufeff"):
        text = text[1:]
        message = "begins with a byte order mark; it is ignored, better save as UTF-8 without BOM"
        findings.append(Finding(name, 1, 1, "FILE-BOM", message, "warning"))
    if "\r" in text:
        line = re.split(r"\r", text, maxsplit=1)[0].count("\n") + 1
        message = "has Windows line ends; they are read as ordinary ones, better save with LF"
        findings.append(Finding(name, line, 1, "FILE-CRLF", message, "warning"))
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return None if _unprintable(text, name, findings) else text


def _unprintable(text: str, name: str, findings: list[Finding]) -> bool:
    found = control(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        column = found.start() - text.rfind("\n", 0, found.start())
        findings.append(Finding(name, line, column, CONTROL, control_message(found[0])))
    return bool(found)


def control(text: str) -> re.Match[str] | None:
    """The first character that may not stand in a text, however it was written."""
    return _CONTROLS.search(text)


def control_message(char: str) -> str:
    """What to do about such a character."""
    return f"holds the invisible control character U+{ord(char):04X}; delete it"
