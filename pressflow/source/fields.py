"""YAML fields: every scalar a string, each with its place; the accidents of YAML in plain words."""

import re
from collections.abc import Iterator
from typing import Any

from yaml import CBaseLoader, YAMLError, parse
from yaml.composer import ComposerError
from yaml.error import MarkedYAMLError
from yaml.events import (
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from pressflow.model.finding import Finding
from pressflow.source.text import CONTROL, control, control_message

Location = tuple[str | int, ...]
Position = tuple[int, int]
_DEPTH = 12
# YAML 1.1 takes these for line ends, editors and we do not: they would shift every line number.
_OTHER_LINE_ENDS = re.compile("[\x85\u2028\u2029]")

# "Aktion #Lohtal beginnt" would lose its end.
_CUT_OFF = re.compile(r" +(#\w.*)")


class Fields:
    """What YAML says, as strings, lists and dicts, with the line and column each field, and each text, stands at."""

    def __init__(
        self,
        data: dict[str, Any],
        positions: dict[Location, Position],
        texts: dict[Location, tuple[str, Position]] | None = None,
    ) -> None:
        self.data = data
        self.positions = positions
        self.texts = texts or {}

    def position(self, location: Location) -> Position:
        """The place of a field; where a validator names parts that are not written, the nearest that is."""
        found: Location = ()
        for part in location:
            singular = found[-1:] and str(part) == "0"
            if (*found, part) in self.positions:
                found = (*found, part)
            elif isinstance(part, str) and (*found, part.removesuffix("s")) in self.positions:
                found = (*found, part.removesuffix("s"))
            elif not singular and isinstance(part, str):
                continue
        return self.positions.get(found, (1, 1))


def read_yaml(text: str, name: str, first_line: int, findings: list[Finding]) -> Fields | None:
    """The fields of a YAML text, `first_line` being its line in the file `name`; None, with findings, if unreadable."""
    text = _OTHER_LINE_ENDS.sub(" ", text)
    reader = _Reader(text, name, first_line)
    try:
        data = reader.read()
    except _Misread as misread:
        findings.append(misread.finding)
    except MarkedYAMLError as error:
        findings.append(_accident(error, text, name, first_line))
    except YAMLError as error:
        findings.append(Finding(name, first_line, 1, "YAML-SYNTAX", f"cannot be read: {error}"))
    else:
        if not isinstance(data, dict):
            message = (
                "holds no fields; write each on a line of its own, as in title: Headline (with a space after the colon)"
            )
            findings.append(Finding(name, first_line, 1, "YAML-SYNTAX", message))
        elif reader.findings:
            findings.extend(reader.findings)
        else:
            return Fields(data, reader.positions, reader.texts)
    return None


class _Misread(Exception):
    """What YAML accepts and means otherwise than people do."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding)
        self.finding = finding


class _Reader:
    """Puts strings, lists and dicts together from YAML's events.

    PyYAML would do so in C, by recursion, and parts nested deep enough would end the process; here each event is
    looked at first.
    """

    def __init__(self, text: str, name: str, first_line: int) -> None:
        self.name, self.first_line = name, first_line
        self.findings: list[Finding] = []
        self.positions: dict[Location, Position] = {}
        self.texts: dict[Location, tuple[str, Position]] = {}
        self.events = self._understood(text)

    def read(self) -> Any:  # Any: YAML holds strings, lists and dicts
        """What the text says; raises _Misread, or PyYAML's errors."""
        data = None
        starts: list[Any] = []  # Any: PyYAML's marks in Python and in C have no common type
        for event in self.events:
            if isinstance(event, DocumentStartEvent):
                starts.append(event.start_mark)
                data = self._value(next(self.events), ())
        if len(starts) > 1:
            raise ComposerError("expected one document", starts[0], "but found another document", starts[1])
        return data

    def _understood(self, text: str) -> Iterator[Event]:
        lines, depth = [*text.split("\n"), ""], 0  # an empty part at the end may be said to end below the text
        for event in parse(text, Loader=CBaseLoader):
            if isinstance(event, NodeEvent):
                depth += isinstance(event, CollectionStartEvent)
                if wrong := _misreads(event, depth, lines):
                    raise _Misread(Finding(self.name, *self._place(event), *wrong))
            elif isinstance(event, CollectionEndEvent):
                depth -= 1
            yield event

    def _value(self, event: Event, location: Location) -> Any:  # Any: as above
        if isinstance(event, ScalarEvent):
            if hidden := control(event.value):
                self._found(event, CONTROL, control_message(hidden[0]))
            self.texts[location] = event.value, self._place(event)
            return event.value
        return self._list(location) if isinstance(event, SequenceStartEvent) else self._group(location)

    def _list(self, location: Location) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := next(self.events), SequenceEndEvent):
            here = (*location, len(items))
            self.positions[here] = self._place(event)
            items.append(self._value(event, here))
        return items

    def _group(self, location: Location) -> dict[str, Any]:
        data: dict[str, Any] = {}
        while not isinstance(key := next(self.events), MappingEndEvent):
            if not isinstance(key, ScalarEvent):
                self._found(key, "YAML-SYNTAX", "a field's name must be a single word")
                self._pass_over(key)
                self._pass_over(next(self.events))
                continue
            here = (*location, key.value)
            if key.value in data:
                first = self.positions[here][0]
                self._found(key, "YAML-DUPLICATE", f"{key.value} is given twice (first on line {first}); keep one")
                self._pass_over(next(self.events))
                continue
            self.positions[here] = self._place(key)
            data[key.value] = self._value(next(self.events), here)
        return data

    def _pass_over(self, event: Event) -> None:
        """Read a part nobody asks about: what is wrong in it is not said either."""
        known = len(self.findings)
        self._value(event, ("",))
        del self.findings[known:]

    def _place(self, event: Event) -> Position:
        line, column = _spot(event.start_mark)
        return self.first_line + line, column + 1

    def _found(self, event: Event, code: str, message: str) -> None:
        self.findings.append(Finding(self.name, *self._place(event), code, message))


def _misreads(event: NodeEvent, depth: int, lines: list[str]) -> tuple[str, str] | None:
    """A code and what to do, for a part that YAML would take for something else."""
    if depth > _DEPTH:
        return "YAML-DEPTH", "is nested too deep; write it out in fewer levels"
    if event.anchor or getattr(event, "tag", None):
        line, column = _spot(event.start_mark)
        sign = lines[line][column : column + 1]
        return "YAML-ALIAS", f"YAML reads {sign} at the beginning as a sign of its own; put the text in quotation marks"
    if isinstance(event, ScalarEvent) and not event.style:
        line, column = _spot(event.end_mark)
        if cut := _CUT_OFF.match(lines[line], column):
            return "YAML-HASH", f"the text ends before {cut[1].strip()!r}; put all of it in quotation marks"
    return None


def _spot(mark: Any) -> Position:  # Any: PyYAML's marks in Python and in C have no common type
    return (mark.line, mark.column) if mark else (0, 0)


def _accident(error: MarkedYAMLError, text: str, name: str, first_line: int) -> Finding:
    number, column = _spot(error.problem_mark or error.context_mark)
    lines = text.split("\n")
    line = lines[number] if number < len(lines) else ""
    problem = error.problem or str(error)
    above = re.match(r"\s*(?:- )?([\w-]+):(?!//)\S", lines[number - 1] if 0 < number <= len(lines) else "")
    field = re.match(r"(\s*(?:- )?)([\w-]+): +(.*)", line)
    if above and (("find expected ':'" in problem) or (field and column == field.end(2))):
        message = f"{above[1]}: needs a space after the colon, as in title: Headline"
        return Finding(name, first_line + number - 1, above.end(), "YAML-SPACE", message)
    if "mapping values are not allowed" in problem and field and column > field.end(2):
        fix = field[3].strip().strip('"').replace('"', "'")
        message = (
            f'{field[2]}: a colon and a space inside the text end it; put it in quotation marks: {field[2]}: "{fix}"'
        )
        return Finding(name, first_line + number, column + 1, "YAML-COLON", message)
    if "tab" in problem or "\\t" in problem or "\t" in line[: column + 1]:
        message = "a tab stands where only spaces may; replace it with spaces"
        return Finding(name, first_line + number, column + 1, "YAML-TAB", message)
    message = (
        f"cannot be read ({problem.strip()}); put the field's text in quotation marks, or check colons and indents"
    )
    return Finding(name, first_line + number, column + 1, "YAML-SYNTAX", message)
