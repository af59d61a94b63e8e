"""Links lead where every reader may go, and say where that is."""

import ipaddress
import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from pressflow.checking.rule import rule
from pressflow.checking.text import Found, Linked, Text
from pressflow.model.journal import State

_EMPTY = {
    "hier", "hier klicken", "klicken sie hier", "klick hier", "mehr", "weiter", "link", "zum link", "weiterlesen",
    "dieser link", "mehr erfahren", "mehr dazu", "weitere informationen hier", "website", "webseite", "seite",
    "here", "click here", "more", "read more", "this link", "learn more", "this page", "this", "web site", "page",
}  # fmt: skip
_INSIDE = {"local", "localhost", "intern", "internal", "intranet", "lan", "corp", "home", "private", "localdomain"}
# What tells who followed a link from where, and is of no use to a reader.
_TRACKING = re.compile(
    r"(?:utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|yclid|_hsenc|_hsmi|hsctatracking|mkt_tok|vero_id|wt_mc|piwik_\w+|pk_\w+|mtm_\w+)",
    re.IGNORECASE,
)


@rule(
    "LINK-BARE",
    "hint",
    chapter="Links",
    says="A web address is written out in the text. Where it is no part of the news, put it behind words, "
    "`[the programme](https://…)`, or under `links`.",
    wrong="Das Programm steht auf https://www.lohtal.example.org/programm für alle.",
    right="Hier steht [das Programm](https://www.lohtal.example.org/programm) für alle.",
    message="a web address in the midst of the text; put it behind words, or under links:",
)
def bare(text: Text) -> Iterator[Found]:
    """Addresses written out."""
    for link in text.links:
        if not link.title:
            yield text.at_offset(
                link.start, "a web address in the midst of the text; put it behind words, or under links:"
            )


@rule(
    "LINK-TEXT",
    "warning",
    chapter="Links",
    says="A link's words do not say where it leads; who hears a page read aloud, or reads the plain text, is "
    "lost. Name "
    "what is there.",
    wrong="Das Programm finden Sie [hier](https://www.lohtal.example.org/programm).",
    right="Mehr sagt [das Programm](https://www.lohtal.example.org/programm).",
    message="'hier' does not say where the link leads; name what is there",
)
def words(text: Text) -> Iterator[Found]:
    """Links that say nothing."""
    for link in text.links:
        said = " ".join(re.sub(r"[*_]", "", link.title).casefold().split()).strip(" .:»›→>")
        if link.title and (said in _EMPTY or said.startswith(("http://", "https://", "www."))):
            yield text.at_offset(link.start, f"{link.title!r} does not say where the link leads; name what is there")


@rule(
    "LINK-PRIVATE",
    "error",
    chapter="Links",
    says="A link leads where readers cannot or should not go: into the office's own network, with a password or marks "
    "that trace readers in its address, or to a release that is still under embargo. Link to a public page; "
    "`check --fix` takes marks that trace readers away.",
    wrong="Siehe [das Programm](http://intranet.lohtal.example.org/programm).",
    right="Siehe [das Programm](https://www.lohtal.example.org/programm).",
    message="'intranet.lohtal.example.org' can only be reached inside the office; link to a public page",
)
def private(text: Text) -> Iterator[Found]:
    """Links that are for nobody outside."""
    for link in text.links:
        if not link.url.lower().startswith(("http://", "https://")):
            continue
        try:
            host, secret = urlsplit(link.url).hostname or "", urlsplit(link.url).password
        except ValueError:
            continue
        if _is_inside(host):
            yield text.at_offset(link.start, f"{host!r} can only be reached inside the office; link to a public page")
        elif secret:
            yield text.at_offset(link.start, "the address holds a password; link without it")
        elif (clean := untraced(link.url)) != link.url:
            yield _traced(text, link, clean)
        elif slug := _embargoed(text, host, link.url):
            yield text.at_offset(
                link.start, f"leads to {slug}, which is under embargo; leave the link out until it is public"
            )


def _is_inside(host: str) -> bool:
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        labels = host.lower().rstrip(".").split(".")
        return (
            len(labels) == 1
            or labels[-1] in _INSIDE
            or labels[0] in ("intranet", "localhost")
            or host.endswith(".home.arpa")
        )


def untraced(url: str) -> str:
    """An address without the marks that trace readers."""
    parts = urlsplit(url)
    if not parts.query:
        return url
    kept = [
        (name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.fullmatch(name)
    ]
    if len(kept) == len(parse_qsl(parts.query, keep_blank_values=True)):
        return url
    return urlunsplit(parts._replace(query=urlencode(kept)))


def _traced(text: Text, link: Linked, clean: str) -> Found:
    start = text.source.text.find(link.url, link.start)
    message = "the address holds marks that trace readers; link without them"
    return text.at_offset(start if start >= 0 else link.start, message, link.url, clean)


def _embargoed(text: Text, host: str, url: str) -> str:
    """The release under embargo that a link of the newsroom's own leads to."""
    base = urlsplit(text.around.publisher.base_url)
    if host != base.hostname or not urlsplit(url).path.startswith(base.path):
        return ""
    slug = linked_slug(url)
    return slug if slug and text.around.states(slug) == State.EMBARGOED else ""


def linked_slug(url: str) -> str:
    """The release an address of the newsroom may lead to, by its name."""
    found = re.search(r"/([a-z0-9-]+)(?:\.\w+)?/?$", urlsplit(url).path)
    return found[1] if found else ""
