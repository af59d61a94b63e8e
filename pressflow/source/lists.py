"""Lists in Markdown that look right in the file and would not be read as they look."""

import re
from collections.abc import Iterator

from pressflow.model.finding import Severity

_POINT = re.compile(r"( *)(?:[-*+]|(\d{1,9})\.) +\S")
_HEADING = re.compile(r"#{1,6}[ \t]")
_STEP = 4  # how far in a point inside another stands: Markdown's own rule, and Python-Markdown's


def misread_points(markdown: str) -> Iterator[tuple[int, Severity, str]]:
    """Where a point would lose its number, its depth or its list: the offset, how bad it is, what to do.

    A paragraph that begins with `16. Mai` is one: it would be shown as the first point of a list, as `1. Mai`.
    """
    start, above, listed = 0, "", False
    # Of the point before: how far in it stands; by depth: the number of the last point, None for one without.
    indent, numbers = 0, dict[int, int | None]()
    for line in markdown.split("\n"):
        point = _POINT.match(line)
        opens = not above.strip() or bool(_HEADING.match(above))
        if opens and line.strip() and not (listed and line.startswith(" " * _STEP)):
            if not listed:
                indent, numbers = len(point[1]) if point else 0, {}
            listed = bool(point) and not line.startswith(" " * _STEP)
        if point and listed:
            depth = len(point[1]) // _STEP
            numbers = {level: number for level, number in numbers.items() if level <= depth}
            last = numbers.get(depth)
            if len(point[1]) > indent and depth == indent // _STEP:
                yield start, "error", f"a point inside another stands {_STEP} spaces further in than that; indent it"
            elif not opens and depth in numbers and (last is None) != (point[2] is None):
                yield start, "error", "points with and without numbers are two lists; put an empty line between them"
            elif point[2] and int(point[2]) not in (1, (last or 0) + 1):
                message = (
                    f"{point[2]}. would be shown as {(last or 0) + 1}.; for a date or an ordinal write {point[2]}\\."
                )
                yield start, "error", message
            indent, numbers[depth] = len(point[1]), (last or 0) + 1 if point[2] else None
        elif point and not point[2] and not opens and len(point[1]) < _STEP:
            yield start, "warning", "a list needs an empty line above its first point"
        start, above = start + len(line) + 1, line
