"""Explaining rules: the page of all findings, and a few lines about one."""

from collections.abc import Iterator

from pressflow.checking.rule import Rule, chapters, rules
from pressflow.model.finding import Finding

_FILE = "releases/2026/2026-05-16-bridge"
_OPENS = """# What check reports

`pressflow check` prints a line for each thing that is wrong or doubtful:

```text
releases/2026/2026-05-16-bridge/en.md:23:1: FIELD-EMPTY lead: is empty; fill it in or remove the line
```

That is the file, the line, the column, a code, and in words what is wrong and what to do. Many editors jump to the
place when you click on the line. An entry of a list is counted from 1: `contacts 2 email` is the address of the second
contact.

**Errors** stop a release: it cannot be approved or published until they are mended, and [the desk](preview.md) shows
one whose fields cannot be read as it was before. **Warnings** stop nothing. **Hints** are matters of taste and
typography, and are not counted. Some errors hide others: as long as the fields cannot be read, the text is not looked
at. So check again after mending.

The findings about a single field also appear for `press-contacts.yaml`, and for rows of a CSV file with media contacts.

How bad a finding of the text is, the office may say for all releases, in [`[rules]`](settings.md#rules), and a release
may [let it stand for a reason](record.md#waivers). [How well the rules find](rules.md) what they look for is measured.

This page is made by `pressflow rules --markdown`, and so is never behind the rules.
"""


def page() -> str:
    """The page docs/findings.md: every finding, with what it means, what to do and an example."""
    return _OPENS + "".join(_chapters())


def _chapters() -> Iterator[str]:
    for title, opens in chapters().items():
        told = [one for one in rules().values() if one.chapter == title]
        yield f"\n## {title}\n" + (f"\n{opens}\n" if opens else "")
        yield from (_section(one) for one in told)


def _section(one: Rule) -> str:
    named = "Error or warning" if one.mixed else one.severity.capitalize()
    return f"\n### {one.code}\n\n{_folded(f'**{named}.** {one.says.strip()}')}\n\n```text\n{example(one)}\n```\n"


def example(one: Rule) -> str:
    """A finding as `check` prints it."""
    if one.check is None:
        return one.message
    file = f"{_FILE}/{'en' if one.language == 'en' or 'en: ' in one.wrong else 'de'}.md"
    return str(Finding(file, 12, 1, one.code, one.message, one.severity))


def explained(one: Rule) -> str:
    """A few lines about a finding: what it means, what is wrong and what right."""
    lines = [f"{one.code} ({one.severity})", "", one.says.strip().replace("\n", " "), ""]
    if one.check is None:
        return "\n".join([*lines, one.message])
    return "\n".join([*lines, "Wrong:", _indented(one.wrong), "Right:", _indented(one.right), "", example(one)])


def _indented(words: str) -> str:
    return "\n".join(f"  {line}" for line in words.split("\n"))


def _folded(words: str) -> str:
    """Lines of at most 120 signs."""
    import textwrap

    plain = words.replace("\n\n", "\0").replace("\n", " ").split("\0")
    return "\n\n".join(textwrap.fill(part, 120, break_long_words=False, break_on_hyphens=False) for part in plain)
