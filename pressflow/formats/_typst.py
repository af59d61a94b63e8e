"""Typesetting: the engine typst, which appears in no other module."""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from pressflow.errors import InputError
from pressflow.model.edition import Theme

if TYPE_CHECKING:
    from typst import Fonts

Data = dict[str, Any]  # Any: JSON

_RARE = re.compile("[^\0-\x7e]")
# PDF/UA-1 asks for a title.
_TRIAL = '#set document(title: "x")\n#read("character")'


def language(tag: str) -> Data:
    """A language as typst wants it, in two parts: en and GB; and as it is."""
    base, *subtags = tag.partition("-x-")[0].split("-")
    region = next((subtag.upper() for subtag in subtags if re.fullmatch("[A-Za-z]{2}", subtag)), None)
    return {"language": tag, "lang": base, "region": region}


def typeset_pdf(theme: Theme, template: str, data: Data, pictures: Mapping[str, bytes], moment: datetime) -> bytes:
    """The PDF that a template makes of data and pictures, by PDF/UA-1 and PDF/A-2a, dated `moment`.

    The template finds the pictures' files by name in `data.pictures`. A character that no font has becomes U+FFFD:
    both standards forbid to show it, and one character must not keep a site from being built. Raises InputError
    for a template that is wrong.
    """
    source, at = theme.file(template), int(moment.timestamp())
    files = {str(number): picture for number, picture in enumerate(pictures.values())}
    words = _words(data | {"pictures": {name: str(number) for number, name in enumerate(pictures)}})
    try:
        return _pdf(source, files | {"release.json": words.encode()}, at)
    except RuntimeError:  # which character it is, typst tells in words alone; so each is tried
        words = _printable(words)
    try:
        return _pdf(source, files | {"release.json": words.encode()}, at)
    except RuntimeError as error:
        raise InputError(_told(template, error)) from error


def typeset_png(theme: Theme, template: str, data: Data) -> bytes:
    """The picture that a template makes of data, a pixel for each of its points; rare characters as in a PDF.

    Raises InputError for a template that is wrong, or makes more than a page.
    """
    words = _printable(_words(data))
    try:
        made = _png(theme.file(template), {"release.json": words.encode()})
    except RuntimeError as error:
        raise InputError(_told(template, error)) from error
    if isinstance(made, list):
        raise InputError(f"templates/{template}: makes {len(made)} pages; make it one")
    return made


def _words(data: Data) -> str:
    return json.dumps(_folded(data), ensure_ascii=False)


def _folded(data: Any) -> Any:  # Any: JSON
    """The data with white space folded, as on pages; typst would break lines where the file does."""
    match data:
        case str():
            return re.sub(r"[ \t\r\n]+", " ", data)
        case list():
            return [_folded(item) for item in data]
        case dict():
            return {_folded(name): _folded(value) for name, value in data.items()}
        case _:
            return data


def _printable(words: str) -> str:
    return _RARE.sub(lambda rare: rare[0] if _in_a_font(rare[0]) else "\ufffd", words)


@cache
def _in_a_font(character: str) -> bool:
    try:
        return bool(_pdf(_TRIAL, {"character": character.encode()}, 0))
    except RuntimeError:
        return False


def _pdf(source: str, files: Mapping[str, bytes], moment: int) -> bytes:
    import typst

    with _laid_out(source, files) as main:
        return typst.compile(
            main,
            root=main.parent,
            font_paths=_fonts(),
            format="pdf",
            pdf_standards=["ua-1", "a-2a"],
            timestamp=moment,
        )


def _png(source: str, files: Mapping[str, bytes]) -> bytes | list[bytes]:
    """The picture; where there are more pages, one of each, though typst's types do not say so."""
    import typst

    with _laid_out(source, files) as main:
        return typst.compile(main, root=main.parent, font_paths=_fonts(), format="png", ppi=72)


@contextmanager
def _laid_out(source: str, files: Mapping[str, bytes]) -> Iterator[Path]:
    """The source as a file in a folder of its own; the engine sees these files alone."""
    with TemporaryDirectory(prefix="pressflow.") as folder:
        for name, content in {**files, "main.typ": source.encode()}.items():
            Path(folder, name).write_bytes(content)
        yield Path(folder, "main.typ")


@cache
def _fonts() -> "Fonts":
    """The fonts in the engine's own wheel, so that every machine sets the same; read once, which takes longest."""
    from typst import Fonts

    return Fonts(include_system_fonts=False)


def _told(template: str, error: RuntimeError) -> str:
    """What is wrong with a template, and in which line; typst's diagnostic has it as in `.typ:12:3`."""
    line = re.search(r"\.typ(:\d+)", getattr(error, "diagnostic", ""))
    return f"templates/{template}{line[1] if line else ''}: {error}"
