"""YAML fields: every scalar a string, each with its place; the accidents of YAML in plain words."""

import re
from typing import Any

from yaml import CBaseLoader, MappingNode, Node, ScalarNode, SequenceNode, YAMLError, compose
from yaml.error import MarkedYAMLError

from pressflow.model.finding import Finding

Location = tuple[str | int, ...]
Position = tuple[int, int]
_DEPTH = 12


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
    try:
        root = compose(text, Loader=CBaseLoader)
    except MarkedYAMLError as error:
        findings.append(_accident(error, text, name, first_line))
        return None
    except (YAMLError, RecursionError) as error:
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
        self.seen: set[int] = set()

    def value(self, node: Node, location: Location) -> Any:  # Any: YAML holds strings, lists and dicts
        if id(node) in self.seen or len(location) > _DEPTH:
            self._found(node, "YAML-ALIAS", "repeats another part by & and *, or is nested too deep; write it out")
            return None
        self.seen.add(id(node))
        match node:
            case MappingNode():
                return self._mapping(node, location)
            case SequenceNode():
                for number, item in enumerate(node.value):
                    self.positions[*location, number] = self._place(item)
                return [self.value(item, (*location, number)) for number, item in enumerate(node.value)]
            case ScalarNode():
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


def _accident(error: MarkedYAMLError, text: str, name: str, first_line: int) -> Finding:
    mark = error.problem_mark or error.context_mark
    number, column = (mark.line, mark.column) if mark else (0, 0)
    lines = text.split("\n")
    line = lines[number] if number < len(lines) else ""
    problem = error.problem or str(error)
    if "mapping values are not allowed" in problem and (field := re.match(r"(\s*(?:- )?)([\w-]+): +(.*)", line)):
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
