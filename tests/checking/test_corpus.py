"""The corpus: right releases have no findings, planted faults are found, and nothing else is."""

from collections import Counter
from pathlib import Path

import pytest

from benchmarks.rules import table
from pressflow.checking.rule import rules
from tests.checking import corpus

PRECISION, RECALL = 0.98, 0.90
ERRORS = [code for code, rule in rules().items() if rule.check and rule.severity == "error"]
FAULTS = list(corpus.faults())
CLEAN = [*corpus.releases(), *corpus.releases(corpus.UNSEEN)]


def test_corpus_is_large_enough_to_tell_something() -> None:
    assert len(FAULTS) >= 60
    assert len(CLEAN) >= 30
    assert len(list(corpus.unseen())) >= 36
    assert {fault.language for fault in FAULTS} == {"de", "en"}
    assert set(ERRORS) <= {fault.code for fault in FAULTS}


@pytest.mark.parametrize(("language", "name", "data"), CLEAN, ids=[f"{one[0]}/{one[1]}" for one in CLEAN])
def test_right_release_has_no_findings(language: str, name: str, data: bytes) -> None:
    assert [str(finding) for finding in corpus.found({language: data})] == [], name


def test_rules_that_stop_a_release_find_what_is_wrong_and_nothing_else() -> None:
    planted, found, false = Counter[str](), Counter[str](), Counter[str]()
    for fault in FAULTS:
        codes = {finding.code for finding in corpus.found(fault.files)}
        planted[fault.code] += 1
        found[fault.code] += fault.code in codes
        false.update(codes - {fault.code})
    for code in ERRORS:
        assert found[code] / planted[code] >= RECALL, code
        assert found[code] / (found[code] + false[code]) >= PRECISION, code


def test_tables_of_the_documentation_are_those_measured() -> None:
    page = (Path(__file__).parents[2] / "docs" / "rules.md").read_text("utf-8")
    for name in (corpus.TUNED, corpus.UNSEEN):
        assert "\n".join(table(name)) in page, "python benchmarks/rules.py gives it"
