"""YAML fields: every scalar a string, each with its place; the accidents of YAML in plain words."""

import re
from typing import Any

from yaml import CBaseLoader, MappingNode, Node, ScalarNode, SequenceNode, YAMLError, compose, parse
from yaml.error import MarkedYAMLError
from yaml.events import CollectionEndEvent, CollectionStartEvent, Event, NodeEvent, ScalarEvent

from pressflow.model.finding import Finding
from pressflow.source.text import CONTROL, control, control_message

Location = tuple[str | int, ...]
Position = tuple[int, int]
_DEPTH = 12
# YAML 1.1 takes these for line ends, editors and we do not: they would shift every line number.
_OTHER_LINE_ENDS = str.maketrans(dict.fromkeys("\x85\u2028\u2029", " "))


class Fields:
    """What YAML says, as strings, lists and dicts, with the line and column each field stands at."""

    def __init__(self, data: dict[str, Any], positions: dict[Location, Position]) -> None:
        self.data = data
        self.positions = positions

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
    text = text.translate(_OTHER_LINE_ENDS)
    try:
        if accident := _misread(text, name, first_line):
            findings.append(accident)
            return None
        root = compose(text, Loader=CBaseLoader)
    except MarkedYAMLError as error:
        findings.append(_accident(error, text, name, first_line))
        return None
    except YAMLError as error:
        findings.append(Finding(name, first_line, 1, "YAML-SYNTAX", f"cannot be read: {error}"))
        return None
    if not isinstance(root, MappingNode):
        message = (
            "holds no fields; write each on a line of its own, as in title: Headline (with a space after the colon)"
        )
        findings.append(Finding(name, first_line, 1, "YAML-SYNTAX", message))
        return None
    reader = _Reader(name, first_line, findings)
    before = len(findings)
    data = reader.value(root, ())
    return Fields(data, reader.positions) if len(findings) == before else None


class _Reader:
    def __init__(self, name: str, first_line: int, findings: list[Finding]) -> None:
        self.name, self.first_line, self.findings = name, first_line, findings
        self.positions: dict[Location, Position] = {}

    def value(self, node: Node, location: Location) -> Any:  # Any: YAML holds strings, lists and dicts
        match node:
            case MappingNode():
                return self._mapping(node, location)
            case SequenceNode():
                for number, item in enumerate(node.value):
                    self.positions[*location, number] = self._place(item)
                return [self.value(item, (*location, number)) for number, item in enumerate(node.value)]
            case ScalarNode():
                if hidden := control(node.value):
                    self._found(node, CONTROL, control_message(hidden[0]))
                return node.value

    def _mapping(self, node: MappingNode, location: Location) -> dict[str, Any]:
        data: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, ScalarNode):
                self._found(key, "YAML-SYNTAX", "a field's name must be a single word")
                continue
            if key.value in data:
                first = self.positions[*location, key.value][0]
                self._found(key, "YAML-DUPLICATE", f"{key.value} is given twice (first on line {first}); keep one")
                continue
            self.positions[*location, key.value] = self._place(key)
            data[key.value] = self.value(value, (*location, key.value))
        return data

    def _place(self, node: Node) -> Position:
        return self.first_line + node.start_mark.line, node.start_mark.column + 1

    def _found(self, node: Node, code: str, message: str) -> None:
        self.findings.append(Finding(self.name, *self._place(node), code, message))


def _misread(text: str, name: str, first_line: int) -> Finding | None:
    """What YAML accepts and means otherwise than people do.

    It is looked for before the parts are put together: YAML's C code does that by recursion, and parts nested
    deep enough end the process.
    """
    lines, depth = text.split("\n"), 0
    for event in parse(text, Loader=CBaseLoader):
        depth += isinstance(event, CollectionStartEvent) - isinstance(event, CollectionEndEvent)
        if wrong := _misreads(event, depth, lines):
            line, column = _spot(event.start_mark)
            return Finding(name, first_line + line, column + 1, *wrong)
    return None


def _misreads(event: Event, depth: int, lines: list[str]) -> tuple[str, str] | None:
    """A code and what to do, for a part that YAML would take for something else."""
    if depth > _DEPTH:
        return "YAML-DEPTH", "is nested too deep; write it out in fewer levels"
    if isinstance(event, NodeEvent) and (event.anchor or getattr(event, "tag", None)):
        line, column = _spot(event.start_mark)
        sign = lines[line][column]
        return "YAML-ALIAS", f"YAML reads {sign} at the beginning as a sign of its own; put the text in quotation marks"
    if isinstance(event, ScalarEvent) and not event.style:
        line, column = _spot(event.end_mark)
        if cut := re.match(r" +(#\w.*)", lines[line][column:]):  # "Aktion #Lohtal beginnt" would lose its end
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
