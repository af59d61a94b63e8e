"""Typesetting: the engine typst, which appears in no other module."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from pressflow.errors import InputError

if TYPE_CHECKING:
    from typst import Fonts

Data = dict[str, Any]  # Any: JSON

_RARE = re.compile("[^\0-\x7e]")
# PDF/UA-1 asks for a title.
_TRIAL = '#set document(title: "x")\n#read("character")'


def typeset(template: str, data: Data, pictures: Mapping[str, bytes], moment: datetime) -> bytes:
    """The PDF that `templates/release.typ` makes of data and pictures, by PDF/UA-1 and PDF/A-2a, dated `moment`.

    The template finds the pictures' files by name in `data.pictures`. A character that no font has becomes U+FFFD:
    both standards forbid to show it, and one character must not keep a site from being built. Raises InputError
    for a template that is wrong.
    """
    files = {str(number): picture for number, picture in enumerate(pictures.values())}
    data = data | {"pictures": {name: str(number) for number, name in enumerate(pictures)}}
    words, at = json.dumps(data, ensure_ascii=False), int(moment.timestamp())
    try:
        return _compiled(template, files | {"release.json": words.encode()}, at)
    except RuntimeError:  # which character it is, typst tells in words alone; so each is tried
        words = _RARE.sub(lambda rare: rare[0] if _in_a_font(rare[0]) else "\ufffd", words)
    try:
        return _compiled(template, files | {"release.json": words.encode()}, at)
    except RuntimeError as error:
        raise InputError(_told(error)) from error


@cache
def _in_a_font(character: str) -> bool:
    try:
        return bool(_compiled(_TRIAL, {"character": character.encode()}, 0))
    except RuntimeError:
        return False


def _compiled(source: str, files: Mapping[str, bytes], moment: int) -> bytes:
    """The source as a PDF; the engine sees these files alone."""
    import typst

    with TemporaryDirectory(prefix="pressflow.") as folder:
        for name, content in {**files, "main.typ": source.encode()}.items():
            Path(folder, name).write_bytes(content)
        return typst.compile(
            Path(folder, "main.typ"),
            root=Path(folder),
            font_paths=_fonts(),
            format="pdf",
            pdf_standards=["ua-1", "a-2a"],
            timestamp=moment,
        )


@cache
def _fonts() -> "Fonts":
    """The fonts in the engine's own wheel, so that every machine sets the same; read once, which takes longest."""
    from typst import Fonts

    return Fonts(include_system_fonts=False)


def _told(error: RuntimeError) -> str:
    """What is wrong with the template, and in which line; typst's diagnostic has it as in `.typ:12:3`."""
    line = re.search(r"\.typ:\d+", getattr(error, "diagnostic", ""))
    return f"templates/release{line[0] if line else '.typ'}: {error}"
