"""Paragraphs as Markdown that shows the words and nothing else."""

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from pressflow.source.plain.blocks import Block

URL = re.compile(r"https?://[\w-]+(?:\.[\w-]+)+[^\s<>\"“”„»«|]*(?<![.,;:!?)\]'’])", re.IGNORECASE)
_MEANING = re.compile(r"[\\`*_\[]|\{(?=:)|#$")
# At the start of a line these begin a heading, a quotation, a list or a numbered list.
_OPENING = re.compile(r"(?P<mark>[#>+-])|(?P<number>\d+)(?=[.)](?:\s|$))|~(?=~~)")


def markdown(blocks: Iterable[Block]) -> str:
    """The blocks as Markdown; points in a row are one list."""
    listed = list(blocks)
    text = "".join(
        _block(block) + ("\n" if block.kind == following.kind == "item" else "\n\n")
        for block, following in pairwise([*listed, Block("")])
    )
    return text.strip()


def mark_headings(blocks: list[Block]) -> list[Block]:
    """The blocks, each short line without an end mark that stands above others made a heading."""
    return [
        replace(block, kind="heading") if _is_heading(block, following) else block
        for block, following in pairwise([*blocks, Block("")])
    ]


def is_headline(block: Block, longest: int = 80) -> bool:
    """Whether the block is a line as headings are: short, not closed like a sentence."""
    return (
        block.kind == "text"
        and len(block.text) <= longest
        and not re.search(r"[.!?:;,…–-][“”\"»«)’]*$", block.text)
        and not block.text[:1].islower()
        and "@" not in block.text
        and not URL.search(block.text)
    )


def _is_heading(block: Block, following: Block) -> bool:
    return is_headline(block) and bool(following.text) and not is_headline(following)


def _block(block: Block) -> str:
    match block.kind:
        case "quote":
            return f"[quote: {block.text}]"
        case "heading":
            return f"## {_escaped(block.text)}"
        case "item":
            return f"- {_escaped(block.text)}"
        case "text":
            return _escaped(block.text)


def _escaped(text: str) -> str:
    """The words with what means something in Markdown or HTML made to mean itself; URLs become autolinks."""
    parts: list[str] = []
    end = 0
    for url in URL.finditer(text):
        parts += [_escaped_words(text[end : url.start()]), f"<{url[0]}>"]
        end = url.end()
    escaped = "".join([*parts, _escaped_words(text[end:])])
    opening = _OPENING.match(escaped)
    return _escaped_opening(opening) + escaped[opening.end() :] if opening else escaped


def _escaped_words(words: str) -> str:
    words = re.sub(r"&(?=#?\w+;)", "&amp;", words).replace("<", "&lt;")
    return _MEANING.sub(lambda match: "\\" + match[0], words)


def _escaped_opening(match: re.Match[str]) -> str:
    if match["number"]:
        return match["number"] + "\\"
    return f"\\{match['mark']}" if match["mark"] else "&#126;"
