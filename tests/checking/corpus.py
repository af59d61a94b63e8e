"""The corpus: releases that are right, and the same releases with a fault planted in each."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from pressflow.model.finding import Finding
from tests.checking import texts

FOLDER = Path(__file__).parent / "corpus"


@dataclass(frozen=True)
class Fault:
    """A fault planted in a right release: what is to be found, and nothing else."""

    of: str
    language: str
    code: str
    files: dict[str, bytes]


TUNED, UNSEEN = "clean", "unseen"
"""The corpus the rules were written with, and the one that was written before anybody looked at how rules match."""


@cache
def clean(language: str, corpus: str = TUNED) -> dict[str, dict[str, Any]]:  # Any: a record's fields
    """The right releases in a language, by name."""
    read: dict[str, dict[str, Any]] = yaml.load(
        (FOLDER / f"{corpus}.{language}.yaml").read_text("utf-8"),
        Loader=yaml.BaseLoader,  # noqa: S506  strings alone
    )
    return read


def source(language: str, name: str, corpus: str = TUNED, **changes: Any) -> bytes:  # Any: as above
    """A right release as a file."""
    fields = {"place": "Ostermühl", "topics": ["traffic"], "quotes": None, **clean(language, corpus)[name], **changes}
    office = fields.pop("office", "Stadt Ostermühl")
    contact = {"name": "Miriam Kessler", "organisation": office, "email": "presse@ostermuehl.example.org"}
    return texts.source(language, **{**fields, "contact": contact})


def releases(corpus: str = TUNED) -> Iterator[tuple[str, str, bytes]]:
    """All right releases: language, name, file."""
    for language in ("de", "en"):
        yield from ((language, name, source(language, name, corpus)) for name in clean(language, corpus))


def unseen() -> Iterator[Fault]:
    """All faults planted in releases that the rules were not written with."""
    for code, of, *changes in _read("unseen_faults.yaml"):
        language, name = of.split("/")
        yield Fault(of, language, code, {language: _changed(source(language, name, UNSEEN), changes, of)})


def _read(file: str) -> Any:  # Any: as it stands in the file
    return yaml.load((FOLDER / file).read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506  strings alone


def faults() -> Iterator[Fault]:
    """All planted faults."""
    for entry in _read("faults.yaml"):
        code, of, *changes = entry
        pair = [name.split("/") for name in of.split("+")]
        files = {language: source(language, name) for language, name in pair}
        language = pair[-1][0]
        if len(pair) > 1:  # without the quotes that only one of them has
            files = {language: alone(language, name, original=pair[0][0]) for language, name in pair}
        yield Fault(of, language, code, {**files, language: _changed(files[language], changes, of)})


def alone(language: str, name: str, original: str) -> bytes:
    """A right release as one language of a pair: without quotes, which only one of the two may have."""
    translation = {} if language == original else {"translation_of": original}
    body = clean(language)[name]["body"]
    body = "\n\n".join(part for part in body.split("\n\n") if not part.startswith("[quote:"))
    return source(language, name, quotes=None, body=body, **translation)


def _changed(data: bytes, changes: list[tuple[str, str]], of: str) -> bytes:
    text = data.decode()
    done = 0
    for old, new in changes:
        done += old in text
        text = text.replace(old, new, 1)
    assert done, f"{of}: {changes} change nothing"
    return text.encode()


def found(files: dict[str, bytes]) -> list[Finding]:
    """What is found in a release of the corpus; where reading it finds errors, those alone."""
    return texts.unread(files) or texts.found(files, "ostermuehl")
