"""Each rule reports its own wrong example, in its own words, and is silent about the right one."""

import pytest

from pressflow.checking.rule import Rule, chapters, rules
from tests.checking import texts

ASKED = [rule for rule in rules().values() if rule.check]


@pytest.mark.parametrize("rule", ASKED, ids=lambda rule: rule.code)
def test_wrong_example_is_reported_in_the_words_shown(rule: Rule) -> None:
    messages = [one.message for one in texts.example(rule.wrong, rule.language) if one.code == rule.code]
    assert rule.message in messages


@pytest.mark.parametrize("rule", ASKED, ids=lambda rule: rule.code)
def test_right_example_is_not_reported(rule: Rule) -> None:
    findings = texts.example(rule.right, rule.language)
    assert [one for one in findings if one.code == rule.code or one.severity == "error"] == []


def test_each_chapter_tells_of_something() -> None:
    assert {rule.chapter for rule in rules().values()} == set(chapters())


def test_small_release_of_a_test_is_right() -> None:
    assert texts.found({"de": texts.source("de"), "en": texts.source("en", translation_of="de")}) == []
