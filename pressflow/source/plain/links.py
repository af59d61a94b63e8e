"""Lines that are nothing but a link, "Weitere Informationen: https://…", taken out of the text."""

import re

from pressflow.errors import RuleError
from pressflow.model.address import web_address
from pressflow.source.plain.blocks import Block, Doubt

Link = dict[str, str]

_LINE = re.compile(
    r"(?P<label>[^:]{0,80}?(?P<colon>\s*:)?)\s*[<(]?(?P<url>(?:https?://|www\.)\S+?)[>)]?[.,;]?", re.IGNORECASE
)
_MORE = re.compile(
    r"((?:weitere|mehr|nähere|further|more)\s(?:informationen|infos?|information|details)(?:\s(?:zu|zum|zur|about|on)\s.+?)?)"
    r"(?:\s(?:unter|auf|im internet|hier|at|here))*",
    re.IGNORECASE,
)
_USUAL_TITLE = {"de": "Weitere Informationen", "en": "Further information"}


def take_links(blocks: list[Block], language: str, doubt: Doubt) -> tuple[list[Link], list[Block]]:
    """The links, and the other blocks; a URL inside a sentence stays where it is."""
    links: list[Link] = []
    kept: list[Block] = []
    above = ""  # the label of the links in a row
    for block in blocks:
        match = _LINE.fullmatch(block.text)
        title = _title(match) if match else None
        url = _url(match["url"]) if match else None
        if title is None or url is None:
            kept.append(block)
            above = ""
            continue
        if not title and not above and len(kept) > 1 and _is_label(kept[-1]):
            above = kept.pop().text.rstrip(": ")
        if not title and not above:
            doubt(f"The link {url} has no title in the text; “{_USUAL_TITLE[language]}” is a guess, say what is there.")
        links.append({"title": title or above or _USUAL_TITLE[language], "url": url})
    return links, kept


def _title(match: re.Match[str]) -> str | None:
    """The label of a line with a URL; None when the line is a sentence."""
    label = match["label"].rstrip(": ")
    if not label or match["colon"]:
        return label
    more = _MORE.fullmatch(label)
    return more[1] if more else None


def _url(text: str) -> str | None:
    try:
        return web_address(text if "://" in text else f"https://{text}")
    except RuleError:
        return None


def _is_label(block: Block) -> bool:
    return (
        block.kind == "text"
        and len(block.text) <= 80
        and (block.text.endswith(":") or bool(_MORE.fullmatch(block.text)))
    )
