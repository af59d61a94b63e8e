"""Gone: where releases stood that were removed, as nginx, Caddy and Apache want to be told to answer 410."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from pressflow.formats import _archive, _view
from pressflow.model import paths
from pressflow.model.archive import Gone
from pressflow.model.edition import Document, Edition

SCOPE = "site"

# An address that may stand in a pattern as it is; slugs are made of nothing else.
_PLAIN = re.compile(r"[\w/~-]+", re.ASCII)


def render(edition: Edition) -> Iterator[Document]:
    """One file for each kind of server, even where nothing was removed."""
    found = _archive.of(edition).gone()
    patterns = dict(pair for one in found for pair in _patterns(edition, one))
    yield _document(paths.NGINX_GONE, (f'"~^{start}" "{page}";' for start, page in patterns.items()))
    yield _document(paths.CADDY_GONE, (f'"~^{start}" "{page}"' for start, page in patterns.items()))
    yield _document(paths.APACHE_GONE, (f'RedirectMatch 410 "^{start}"' for start in patterns))


def _patterns(edition: Edition, one: Gone) -> Iterator[tuple[str, str]]:
    r"""Beginnings of addresses as patterns, each with the page that says it is gone, as in `/de/slug\.`."""
    here = urlsplit(_view.web_url(edition.publisher, "")).path
    page = here + paths.page(one.slug, one.language)
    beginning = here + paths.page(one.slug, one.language).removesuffix(".html")
    if _PLAIN.fullmatch(beginning):
        yield rf"{beginning}\.", page
        yield f"{here}{paths.media(one.slug)}/", here + paths.page(one.slug, one.original)


def _document(path: str, lines: Iterable[str]) -> Document:
    text = "".join(f"{line}\n" for line in ("# What was removed for good; written by pressflow.", *sorted(lines)))
    return Document(path, "text/plain; charset=utf-8", text.encode())
