"""Rules: each is one function with its declaration, found by being in the package `rules`."""

import importlib
import pkgutil
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pressflow.checking.text import Found, Text
from pressflow.model.finding import Severity

Check = Callable[[Text], Iterator[Found]]


@dataclass(frozen=True, slots=True)
class Rule:
    """What is known of a finding: its code, how bad it is, what it means, and an example.

    Those without `check` are found while files are read, or by commands; an office cannot change how bad they are
    where they are errors, since the file cannot be used.
    """

    code: str
    severity: Severity
    chapter: str
    says: str
    message: str
    """An example of what is reported: a whole line where `check` is None, else what is said of `wrong`."""
    wrong: str = ""
    right: str = ""
    language: str = "de"
    mixed: bool = False
    """Whether it is an error in some cases and a warning in others."""
    check: Check | None = None

    @property
    def adjustable(self) -> bool:
        """Whether the office may say how bad it is, or let single findings stand."""
        return self.check is not None or self.severity != "error"


_DECLARED: dict[str, Rule] = {}


def rule(
    code: str,
    severity: Severity,
    *,
    chapter: str,
    says: str,
    message: str,
    wrong: str,
    right: str,
    language: str = "de",
) -> Callable[[Check], Check]:
    """Declare a rule; the function below it finds what breaks it.

    `wrong` and `right` are texts, or fields as in `title: A headline`, of which the rule reports one, with this
    `message`, and is silent about the other.
    """

    def declare(check: Check) -> Check:
        _DECLARED[code] = Rule(code, severity, chapter, says, message, wrong, right, language, check=check)
        return check

    return declare


@cache
def rules() -> dict[str, Rule]:
    """All that can be found, by code, in the order of their chapters."""
    package = importlib.import_module("pressflow.checking.rules")
    for module in sorted(one.name for one in pkgutil.iter_modules(package.__path__)):
        importlib.import_module(f"{package.__name__}.{module}")
    order = list(chapters())
    elsewhere = {entry["code"]: Rule(**entry) for entry in _elsewhere()["finding"]}
    for code in elsewhere.keys() & _DECLARED.keys():  # found while reading, and a rule finds more of it
        elsewhere.pop(code)
    found = {**elsewhere, **_DECLARED}
    return dict(sorted(found.items(), key=lambda pair: order.index(pair[1].chapter)))


def chapters() -> dict[str, str]:
    """The chapters findings are told in, each with what opens it."""
    return {chapter["title"]: chapter.get("opens", "") for chapter in _elsewhere()["chapter"]}


@cache
def _elsewhere() -> dict[str, Any]:  # Any: what a TOML file holds
    return tomllib.loads((Path(__file__).parent / "findings.toml").read_text("utf-8"))
