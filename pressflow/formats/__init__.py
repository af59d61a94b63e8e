"""Formats: each module here has one function `render`, which makes documents from an edition.

A format is found by being there; modules that begin with an underscore are shared by formats. Its `SCOPE` says how much
of the newsroom one document shows, and so when it has to be made again: a `release` alone, a `page` of a shelf, the
`newest` of a shelf, a whole `shelf`, or the whole `site`; a `letter` is no part of the site.
"""

import pkgutil
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pressflow.model.edition import Document, Edition

Format = Callable[["Edition"], Iterator["Document"]]
Scope = Literal["release", "page", "newest", "shelf", "site", "letter"]


@cache
def names() -> tuple[str, ...]:
    """The names of all formats, sorted."""
    found = (module.name for module in pkgutil.iter_modules(__path__))
    return tuple(sorted(name for name in found if not name.startswith("_")))


def named(name: str) -> Format:
    """The format with this name."""
    render: Format = import_module(f"{__name__}.{name}").render
    return render


def scope(name: str) -> Scope:
    """How much of the newsroom a document of the format shows."""
    said: Scope = import_module(f"{__name__}.{name}").SCOPE
    return said


def documents(edition: "Edition") -> "Iterator[Document]":
    """What every format that the publisher offers makes of an edition."""
    for name in names():
        if name not in edition.publisher.omit:
            yield from named(name)(edition)
