"""Formats: each module here has one function `render`, which makes documents from an edition.

A format is found by being there; modules that begin with an underscore are shared by formats.
"""

import pkgutil
from collections.abc import Callable, Iterator
from importlib import import_module

from pressflow.model.edition import Document, Edition

Format = Callable[[Edition], Iterator[Document]]


def names() -> tuple[str, ...]:
    """The names of all formats, sorted."""
    found = (module.name for module in pkgutil.iter_modules(__path__))
    return tuple(sorted(name for name in found if not name.startswith("_")))


def named(name: str) -> Format:
    """The format with this name."""
    render: Format = import_module(f"{__name__}.{name}").render
    return render


def documents(edition: Edition) -> Iterator[Document]:
    """What every format makes of an edition."""
    for name in names():
        yield from named(name)(edition)
