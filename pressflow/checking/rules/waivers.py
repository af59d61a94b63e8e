"""What is let stand is a rule that there is, and that may be let stand."""

import difflib
from collections.abc import Iterator

from pressflow.checking.rule import rule, rules
from pressflow.checking.text import Found, Text


@rule(
    "RULE-UNKNOWN",
    "error",
    chapter="The fields as a whole",
    says="`waive` in a record, or `[rules]` in `pressflow.toml`, names a rule there is none of, or one that cannot be "
    "waived because the file could not be used. `pressflow rules` lists all of them.",
    wrong="waive: [{code: DATE-WEKDAY, reason: the poster says so}]",
    right="waive: [{code: DATE-WEEKDAY, reason: the poster says so}]",
    message="waive 1 code: there is no rule DATE-WEKDAY; did you mean DATE-WEEKDAY?",
)
def known(text: Text) -> Iterator[Found]:
    """Waivers of nothing."""
    for number, waiver in enumerate(text.record.waive):
        if wrong := unknown(waiver.code):
            yield text.at("waive", number, "code", message=f"waive {number + 1} code: {wrong}")


def unknown(code: str) -> str:
    """What is wrong with the code of a rule whose findings are to be changed; nothing where nothing is."""
    if code == "RULE-UNKNOWN" or code not in rules():
        close = difflib.get_close_matches(code, rules(), n=1)
        return f"there is no rule {code}" + (f"; did you mean {close[0]}?" if close else "; pressflow rules lists all")
    return "" if rules()[code].adjustable else f"{code} cannot be changed: what it finds cannot be used"
