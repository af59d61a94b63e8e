"""Findings are shown to other programs in their own formats."""

import json
import re
from typing import Any

import pytest

from pressflow.checking.showing import as_dict, github, sarif
from pressflow.model.finding import Finding, Fix
from pressflow.newsroom import Newsroom
from tests import builders
from tests.cli.run import Terminal

FILE = "releases/2026/2026-05-16-bridge/de.md"
WRONG = Finding(FILE, 12, 3, "DATE-WEEKDAY", "22 May 2026 is a Friday, not a Monday")
DOUBTED = Finding(FILE, 4, 1, "HEAD-LEN", "title: has 120 characters: 100 % at most,\nplease", "warning")
TASTE = Finding(FILE, 14, 9, "UNIT", "a space that does not break", "hint", Fix(14, 9, " ", "\u00a0"))
STANDS = Finding(FILE, 20, 1, "ABBR", "THW is not explained", "hint", waived="everybody here knows it")
ALL = [WRONG, DOUBTED, TASTE, STANDS]
LEVELS = {"none", "note", "warning", "error"}


def log() -> dict[str, Any]:
    read: dict[str, Any] = json.loads(sarif(ALL))
    return read


def test_sarif_log_has_what_the_standard_requires() -> None:
    """OASIS SARIF 2.1.0, sections 3.13, 3.14, 3.18 and 3.19: version, runs, tool, driver with a name."""
    assert log()["version"] == "2.1.0"
    assert log()["$schema"].endswith("sarif-schema-2.1.0.json")
    (run,) = log()["runs"]
    driver = run["tool"]["driver"]
    assert driver["name"] == "pressflow"
    assert run["columnKind"] in {"utf16CodeUnits", "unicodeCodePoints"}  # 3.14.17
    assert len({rule["id"] for rule in driver["rules"]}) == len(driver["rules"])  # 3.19.23: each once
    for rule in driver["rules"]:
        assert rule["fullDescription"]["text"]  # 3.11.3: a message has a text
        assert rule["defaultConfiguration"]["level"] in LEVELS  # 3.50.3


def test_each_sarif_result_names_a_rule_a_level_a_message_and_a_place() -> None:
    """Sections 3.27 and 3.30: a region counts lines and columns from 1; 3.28.3: a place is a relative URI."""
    (run,) = log()["runs"]
    ids = {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    assert len(run["results"]) == len(ALL)
    for result, finding in zip(run["results"], ALL, strict=True):
        assert result["ruleId"] == finding.code
        assert result["ruleId"] in ids
        assert result["level"] in LEVELS
        assert result["message"] == {"text": finding.message}
        (location,) = result["locations"]
        place = location["physicalLocation"]
        assert re.fullmatch(r"(?!/)[\w%.~/-]+", place["artifactLocation"]["uri"])
        assert place["region"] == {"startLine": finding.line, "startColumn": finding.column}


def test_sarif_tells_what_is_let_stand_as_suppressed_and_why() -> None:
    """Section 3.35: kind and justification."""
    results = log()["runs"][0]["results"]
    assert [result.get("suppressions") for result in results] == [
        None, None, None, [{"kind": "inSource", "justification": "everybody here knows it"}],
    ]  # fmt: skip


def test_sarif_fix_replaces_what_it_says_and_no_more() -> None:
    """Sections 3.55 to 3.57: a fix has artifact changes, each with replacements that delete a region."""
    fixes = [fix for result in log()["runs"][0]["results"] for fix in result.get("fixes", [])]
    ((change,),) = [fix["artifactChanges"] for fix in fixes]
    assert change["artifactLocation"]["uri"] == FILE
    (replacement,) = change["replacements"]
    assert replacement["deletedRegion"] == {"startLine": 14, "startColumn": 9, "endLine": 14, "endColumn": 10}
    assert replacement["insertedContent"] == {"text": "\u00a0"}


def test_path_with_letters_outside_uris_is_escaped_in_sarif() -> None:
    finding = Finding("releases/2026/Brücke neu/de.md", 1, 1, "SLUG-FORM", "rename the folder")
    (result,) = json.loads(sarif([finding]))["runs"][0]["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert uri == "releases/2026/Br%C3%BCcke%20neu/de.md"


def test_github_shows_each_finding_beside_its_line_but_none_that_is_let_stand() -> None:
    assert list(github(ALL)) == [
        f"::error file={FILE},line=12,col=3,title=DATE-WEEKDAY::22 May 2026 is a Friday, not a Monday",
        f"::warning file={FILE},line=4,col=1,title=HEAD-LEN::title: has 120 characters: 100 %25 at most,%0Aplease",
        f"::notice file={FILE},line=14,col=9,title=UNIT::a space that does not break",
    ]


def test_github_message_cannot_end_its_line_or_begin_a_command() -> None:
    (line,) = github([Finding("a,b:c.md", 1, 1, "X", "one\r\n::set-env name=PATH::x")])
    assert "\n" not in line
    assert "\r" not in line
    assert line.startswith("::error file=a%2Cb%3Ac.md,")


def test_json_has_all_there_is_to_say() -> None:
    assert as_dict(TASTE) == {
        "path": FILE, "line": 14, "column": 9, "code": "UNIT", "message": "a space that does not break",
        "severity": "hint", "fix": {"line": 14, "column": 9, "old": " ", "new": "\u00a0"}, "waived": "",
    }  # fmt: skip


@pytest.mark.parametrize("words", [("--json",), ("--format", "json")])
def test_command_prints_json(terminal: Terminal, newsroom: Newsroom, words: tuple[str, ...]) -> None:
    builders.add_release(newsroom, body="Gefeiert wird am Freitag, 23. Mai 2026, im Park.\n")
    terminal.cd(newsroom.folder)
    answer = terminal("check", *words)
    said = json.loads(answer.out)
    assert (answer.status, said["releases"], said["errors"]) == (1, 1, 1)
    assert [finding["code"] for finding in said["findings"]] == ["DATE-WEEKDAY"]


@pytest.mark.parametrize(("format_", "begins"), [("sarif", "{"), ("github", "::error file=")])
def test_command_prints_other_formats_and_fails_on_errors(
    terminal: Terminal, newsroom: Newsroom, format_: str, begins: str
) -> None:
    builders.add_release(newsroom, body="Gefeiert wird am Freitag, 23. Mai 2026, im Park.\n")
    terminal.cd(newsroom.folder)
    answer = terminal("check", "--format", format_)
    assert answer.status == 1
    assert answer.out.startswith(begins)


def test_second_check_says_the_same_as_the_first(terminal: Terminal, newsroom: Newsroom) -> None:
    builders.add_release(newsroom, body="Gefeiert wird am Freitag, 23. Mai 2026, im Park.\n")
    terminal.cd(newsroom.folder)
    first = terminal("check")
    assert first.status == 1
    assert terminal("check") == first
