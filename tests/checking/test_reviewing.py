"""The office has the last word: how bad a finding is, and what stands for a reason."""

from pathlib import Path

import pytest

from pressflow import checking
from pressflow.model.finding import Finding, errors
from pressflow.newsroom import Newsroom
from tests import builders
from tests.cli.run import Terminal

BODY = "Gefeiert wird am Freitag, 23. Mai 2026, im Park.\n"


def found(newsroom: Newsroom, rules: str = "") -> list[Finding]:
    """What is found with these lines of [rules]."""
    settings = newsroom.folder / "pressflow.toml"
    settings.write_text(f"{settings.read_text('utf-8')}\n[rules]\n{rules}\n", "utf-8")
    fresh = Newsroom.at(newsroom.folder)
    return list(checking.check(fresh, list(fresh.folders.values())))


@pytest.mark.parametrize("severity", ["error", "warning", "hint"])
def test_rule_is_as_bad_as_the_office_says(newsroom: Newsroom, severity: str) -> None:
    builders.add_release(newsroom, body=BODY)
    assert [(one.code, one.severity) for one in found(newsroom, f'DATE-WEEKDAY = "{severity}"')] == [
        ("DATE-WEEKDAY", severity)
    ]


def test_rule_that_is_off_finds_nothing(newsroom: Newsroom) -> None:
    builders.add_release(newsroom, body=BODY)
    assert found(newsroom, 'DATE-WEEKDAY = "off"') == []


def test_rule_nobody_knows_is_told_with_the_one_that_was_meant(newsroom: Newsroom) -> None:
    builders.add_release(newsroom)
    (one,) = found(newsroom, 'DATE-WEEKDY = "off"')
    assert (one.path, one.code) == ("pressflow.toml", "RULE-UNKNOWN")
    assert "DATE-WEEKDAY" in one.message


def test_change_of_a_severity_is_noticed_at_the_next_check(newsroom: Newsroom) -> None:
    builders.add_release(newsroom, body=BODY)
    assert [one.severity for one in found(newsroom)] == ["error"]
    settings = newsroom.folder / "pressflow.toml"
    settings.write_text(settings.read_text("utf-8") + 'DATE-WEEKDAY = "hint"\n', "utf-8")
    fresh = Newsroom.at(newsroom.folder)
    assert [one.severity for one in checking.check(fresh, list(fresh.folders.values()))] == ["hint"]


def test_waived_finding_is_shown_with_its_reason_and_stops_nothing(newsroom: Newsroom) -> None:
    builders.add_release(newsroom, body=BODY, waive={"code": "DATE-WEEKDAY", "reason": "a quotation of 2025"})
    (one,) = found(newsroom)
    assert "(waived: a quotation of 2025)" in str(one)
    assert errors([one]) == []


def test_approval_lists_what_it_lets_stand(terminal: Terminal, newsroom: Newsroom) -> None:
    folder = builders.add_release(
        newsroom, body=f"[quote: mayor]\n\n{BODY}", waive={"code": "DATE-WEEKDAY", "reason": "a quotation of 2025"}
    )
    terminal.cd(newsroom.folder)
    answer = terminal("approve", folder.name, "--as", "Colleague", "--force", "--reason", "nobody else is here")
    assert answer.status == 0, answer.err
    assert "let stand: " in answer.out
    assert "a quotation of 2025" in answer.out


def test_error_that_makes_a_file_useless_cannot_be_waived(newsroom: Newsroom) -> None:
    folder = builders.add_release(newsroom, waive={"code": "FIELD-EMPTY", "reason": "later"})
    file: Path = folder / "de.md"
    file.write_text(file.read_text("utf-8").replace("place: ", "place: #", 1), "utf-8")
    assert errors(found(newsroom)) != []
