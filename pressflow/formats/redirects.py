"""Redirects: where old addresses lead now, as static hosts, nginx, Caddy and Apache want to be told."""

import re
from collections.abc import Iterable, Iterator
from urllib.parse import unquote, urlsplit

from pressflow.formats import _archive, _view
from pressflow.model import paths
from pressflow.model.edition import Document, Edition
from pressflow.model.redirects import old_address

SCOPE = "site"


def render(edition: Edition) -> Iterator[Document]:
    """One file for each kind of server."""
    found = _archive.of(edition).redirects()
    pages = (paths.page(one.slug, one.language) for one in _archive.of(edition).gone())
    gone = sorted(urlsplit(_view.web_url(edition.publisher, page)).path for page in pages)
    yield from rules(((old, urlsplit(_view.web_url(edition.publisher, path)).path) for old, path in found), gone)


def rules(redirects: Iterable[tuple[str, str]], gone: Iterable[str] = ()) -> Iterator[Document]:
    """Rules for old addresses, each with the path on this host that it leads to for good; files even for none.

    Netlify has no file for what is `gone`; it is told here to show what stands there as not found.

    Raises ValueError for one that is no plain path: only a plain path cannot be more than its part of a rule.
    """
    found = sorted({(old_address(old), old_address(new)) for old, new in redirects})
    # nginx takes no account of capitals and refuses what it knows already, so the first counts.
    once = sorted({old.lower(): (old, new) for old, new in reversed(found)}.values())
    yield _document(paths.REDIRECTS, (*(_static(*pair) for pair in found), *(f"{page} {page} 404!" for page in gone)))
    yield _document(paths.NGINX_REDIRECTS, (_nginx(*pair) for pair in once))
    yield _document(paths.CADDY_REDIRECTS, (_caddy(*pair) for pair in found))
    yield _document(paths.APACHE_REDIRECTS, (_apache(*pair) for pair in found))


def _document(path: str, lines: Iterable[str]) -> Document:
    text = "".join(f"{line}\n" for line in ("# Where old addresses lead now; written by pressflow.", *lines))
    return Document(path, "text/plain; charset=utf-8", text.encode())


def _static(old: str, new: str) -> str:
    """As in `/alt/stra%C3%9Fe.html /de/2026-05-16-bridge.html 301`."""
    return f"{old} {new} 301"


def _nginx(old: str, new: str) -> str:
    """As in `"/alt/straße.html" "/de/2026-05-16-bridge.html";`, where only the second may hold variables."""
    key, value = _escaped(unquote(old), '"'), new.replace("$", "%24")
    return f'"{key}" "{value}";'


def _caddy(old: str, new: str) -> str:
    """As in `"/alt/straße.html" "/de/2026-05-16-bridge.html"`; variables would stand in curly brackets."""
    key = _escaped(unquote(old), '"')
    return f'"{key}" "{new}"'


def _apache(old: str, new: str) -> str:
    r"""As in `RedirectMatch 301 "^/alt/straße\.html$" "/de/2026-05-16-bridge.html"`; Redirect takes all below it."""
    pattern, target = _escaped(unquote(old), '.^$*+?()[]|"'), _escaped(unquote(new), '$"')
    return f'RedirectMatch 301 "^{pattern}$" "{target}"'


def _escaped(text: str, special: str) -> str:
    return re.sub(f"[{re.escape(special)}]", r"\\\g<0>", text)
