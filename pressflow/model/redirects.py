"""Redirects: addresses a release had before it came to this site, and what must not stand in their way."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from unicodedata import normalize
from urllib.parse import quote, unquote

LONGEST = 500
# What a path may hold as it is (RFC 3986, section 3.3), without * and :, which stand for anything on static hosts.
_PLAIN = "/!$&'()+,;=@"
# What ends a path or begins something else, in addresses or in the rules of servers.
_NEVER = frozenset("?#\\{}")
_LONGEST_NAME = 255  # bytes, on the file systems there are


def old_address(text: str) -> str:
    """An old address on this host, written one way: /presse/straße.html becomes /presse/stra%C3%9Fe.html.

    Raises ValueError for anything that is no plain path.
    """
    path = unquote(text)
    parts = path.split("/")
    plain = (
        text.startswith("/")
        and path.isprintable()
        and "\ufffd" not in path
        and not any(char.isspace() for char in text)
        and _NEVER.isdisjoint(path)
        and "" not in parts[1:-1]
        and not any(part.startswith(".") for part in parts)
    )
    address = quote(path, safe=_PLAIN) if plain else ""
    if not address or len(address) > LONGEST:
        raise ValueError(
            f"{text!r} is no old address on this host; write its path alone, as in /presse/2019/alte-meldung.html: "
            f"a / first and none doubled, no part that begins with a dot, no ? # \\ {{ }}, a blank as %20, "
            f"at most {LONGEST} characters"
        )
    return address


def page(old: str, root: str) -> str | None:
    """Where on the site a page can answer at an old address: a folder's own page, or a page with its ending.

    `root` is the path of the site on its host. Nothing where the address lies outside of it, or is no page's.
    """
    place = _place(old, root)
    if place is None:
        return None
    path = f"{place}index.html" if place.endswith("/") else place
    *folders, name = path.split("/")
    if not _is_page(name) or any(_is_page(folder) for folder in folders):
        return None
    fits = all(len(part.encode()) <= _LONGEST_NAME for part in (*folders, name))
    return path if fits else None


@dataclass(frozen=True, slots=True)
class Clash:
    """An old address that cannot lead to the record in `file`; `message` says why."""

    file: str
    message: str

    def __str__(self) -> str:
        """The file, the field, what is wrong and what to do."""
        return f"{self.file}: redirect_from: {self.message}"


def clashes(named: Iterable[tuple[str, str]], documents: Iterable[str], root: str = "/") -> Iterator[Clash]:
    """The old addresses that two records name, or where the site itself has something.

    `named` are old addresses, each with the file of the record that names it; `documents` are the paths of the site's
    own documents, without the pages that stand in for old addresses; `root` is the path of the site on its host.
    """
    first: dict[str, str] = {}
    wanted = []
    for old, file in named:
        other = first.setdefault(same_place(old), file)
        if other != file:
            yield Clash(file, f"{old} also leads to {other}; keep one of them")
        wanted.append((old, file))
    taken = _taken(documents) if wanted else {}
    for old, file in wanted:
        place = _place(old, root)
        if place is not None and (there := _standing(place.casefold(), taken)):
            yield Clash(file, f"{old} is where the site has {there}; remove it")


def same_place(old: str) -> str:
    """The key under which two old addresses are one: servers and file systems differ in what they tell apart."""
    path = normalize("NFC", unquote(old)).casefold()
    return path.removesuffix("index.html") if path.endswith("/index.html") else path


def _place(old: str, root: str) -> str | None:
    """The path of an old address within the site, as documents have theirs."""
    path, site = unquote(old), unquote(root)
    if f"{path}/" == site:
        return ""
    return path.removeprefix(site) if path.startswith(site) else None


def _is_page(name: str) -> bool:
    return name.lower().endswith((".html", ".htm"))


def _taken(documents: Iterable[str]) -> dict[str, str]:
    """What stands on the site, by its path without regard to capitals: the documents, and the folders they are in."""
    taken = {"": "its front page"}
    for path in documents:
        folder = path.casefold()
        taken[folder] = path
        while (folder := folder.rpartition("/")[0]) not in taken:
            taken[folder] = f"{folder}/"
    return taken


def _standing(place: str, taken: dict[str, str]) -> str | None:
    """What stands at a place, or is a document where the place needs a folder."""
    path = place.rstrip("/")
    if path in taken:
        return taken[path]
    while path := path.rpartition("/")[0]:
        if (there := taken.get(path)) and not there.endswith("/"):
            return there
    return None
