"""Passages of older releases that still tell what was true then."""

from collections.abc import Iterator

from pressflow.checking.recycling import COMPARED
from pressflow.checking.rule import rule
from pressflow.checking.text import Found, Text
from pressflow.model.facts import facts

_FACTS = ("number", "date", "name")


@rule(
    "RECYCLED",
    "warning",
    chapter="The archive",
    says="A passage with a name, a date or a number stands in an older release, too: it may tell what was true "
    "then. See "
    "whether it still is. What three or more other releases say is taken for a text the office always uses. Only "
    "releases that are not public yet are compared; those older than they are, in the same language.",
    wrong="older: Für die Karten an der Abendkasse gelten 12 Euro je Person, Kinder zahlen nur die Hälfte "
    "davon.\nbody: Für "
    "die Karten an der Abendkasse gelten 12 Euro je Person, Kinder zahlen nur die Hälfte davon.",
    right="older: Für die Karten an der Abendkasse gelten 12 Euro je Person, Kinder zahlen nur die Hälfte "
    "davon.\nbody: "
    "Karten kosten 14 Euro, Kinder zahlen die Hälfte davon.",
    message="also stands in 2025-05-16-older; see whether it is still true",
)
def recycled(text: Text) -> Iterator[Found]:
    """What older releases have word for word."""
    archive = text.around.archive
    for passage in text.of(*COMPARED) if archive else ():
        slug, day = text.around.release.slug, str(text.day)
        for one in archive.shared(passage, slug, text.record.language, day) if archive else ():
            words = passage.text[one.start : one.end]
            if any(kind in _FACTS for _, kind in facts(words, text.language)):
                yield passage.found(one.start, one.end, f"also stands in {one.release}; see whether it is still true")
