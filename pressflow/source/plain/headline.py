"""What stands above the text: headline, kicker, subtitle; and the kind of release they announce."""

import re
from collections.abc import Iterable

from pressflow.errors import InputError
from pressflow.source.plain.blocks import Block, Doubt, join_lines
from pressflow.source.plain.markup import is_headline

_LONGEST = 255
_ADVISORY = re.compile(r"\b(?:Presse|Medien)-?einladung|^Einladung\b|\bMedia (?:advisory|invitation)\b", re.IGNORECASE)
_STATEMENT = re.compile(
    r"^(?:(?:Presse|Medien|Press|Media)[- ]?)?(?:Statement|Erklärung|Stellungnahme)\b", re.IGNORECASE
)


def read_head(lines: list[str], doubt: Doubt) -> tuple[dict[str, str], list[Block]]:
    """Headline, kicker and subtitle, and the blocks below them."""
    blocks = join_lines(lines)
    if not blocks:
        raise InputError("the text has no headline: put it in the first line, and the text below it")
    if len(blocks[0].text) > _LONGEST:
        raise InputError(
            f"the text has no headline: its first line has {len(blocks[0].text)} characters, a headline at most "
            f"{_LONGEST}; put the headline in a line of its own above it"
        )
    kicker = blocks[:1] if _is_kicker(blocks) else []
    title, *rest = blocks[len(kicker) :]
    head = {"title": title.text}
    if kicker:
        head["kicker"] = kicker[0].text.rstrip(": ")
    if rest and rest[0].text == title.text:  # sites print the headline once more above the text
        rest = rest[1:]
    # A teaser without its full stop looks like a subtitle, but the paragraph below repeats it.
    if len(rest) > 1 and is_headline(rest[0], longest=200) and rest[0].text not in rest[1].text:
        head["subtitle"], rest = rest[0].text, rest[1:]
    if not rest:
        raise InputError("the text ends with its headline: put the text below it")
    if head["title"] not in lines:
        doubt(f"The headline “{head['title']}” was joined from several lines; check that no subtitle got into it.")
    _doubt_head(head, doubt)
    return head, rest


def type_of(title: str, labels: Iterable[str]) -> str | None:
    """The type of release that the headline or a label above it names; None for an ordinary one."""
    words = [*labels, title]
    if any(_ADVISORY.search(text) for text in words):
        return "media_advisory"
    return "statement" if any(_STATEMENT.search(text) for text in words) else None


def _is_kicker(blocks: list[Block]) -> bool:
    """A word or two above a much longer line that is no sentence."""
    if len(blocks) < 3:
        return False
    first, second = blocks[0].text, blocks[1]
    is_short = len(first) <= 30 and len(first.split()) <= 3 and not re.search(r"[.!?…]$", first)
    return is_short and is_headline(second, longest=_LONGEST) and len(second.text) > 2 * len(first)


def _doubt_head(head: dict[str, str], doubt: Doubt) -> None:
    if "kicker" in head:
        doubt(f"“{head['kicker']}” stands above a longer line and was read as the kicker; check kicker and title.")
    if "subtitle" in head:
        doubt(f"“{head['subtitle']}” stands below the headline and was read as the subtitle; check that it is one.")
    if len(head["title"]) < 10:
        doubt(f"The headline “{head['title']}” is shorter than 10 characters; check that it is the headline.")
