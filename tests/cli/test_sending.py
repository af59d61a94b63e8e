"""What `work` and `status` leave for other programs: a log of each letter, and metrics."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.smtp_server import Rule
from tests.stories.test_sending import SECOND, Office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path / "office")
    yield office
    office.shut()


def done(office: Office, *words: str) -> str:
    """What a command prints that ends well."""
    process = office.start(*words)
    answer, complaint = process.communicate()
    assert process.returncode == 0, complaint
    return answer


def test_work_adds_a_line_for_each_letter_to_its_log_and_names_nobody_in_it(office: Office, tmp_path: Path) -> None:
    office.publish()
    log = tmp_path / "sending.jsonl"
    log.write_text('{"state": "of yesterday"}\n', "utf-8")
    with office.relay(Rule("rcpt", f"550 5.1.1 <{SECOND}> unknown", to=SECOND)):
        assert "2 letters sent" in done(office, "work", "--once", "--log", str(log))
    lines = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    assert sorted(line["state"] for line in lines) == ["of yesterday", "refused", "sent", "sent"]
    (refused,) = (line for line in lines if line["state"] == "refused")
    assert (refused["cause"], refused["attempt"], refused["kind"]) == ("nobody", 1, "release")
    assert refused["reply"] == "550 5.1.1 <r…@desk.example.org> unknown"
    assert "reader" not in log.read_text("utf-8")


def test_log_that_cannot_be_written_is_said_before_any_letter_leaves(office: Office, tmp_path: Path) -> None:
    office.publish()
    with office.relay() as relay:
        process = office.start("work", "--once", "--log", str(tmp_path / "nowhere" / "log"))
        _, complaint = process.communicate()
        assert process.returncode == 1
        assert "name another file after --log" in complaint
        assert relay.recipients() == []


def test_status_prints_metrics_that_prometheus_reads(office: Office) -> None:
    office.publish()
    with office.relay(Rule("rcpt", "550 5.1.1 unknown", to=SECOND)):
        assert office.work()
    families = {family.name: family for family in text_string_to_metric_families(done(office, "status", "--metrics"))}
    by_state = {
        sample.labels["state"]: sample.value
        for sample in families["pressflow_deliveries"].samples
        if "state" in sample.labels and sample.value
    }
    assert by_state == {"sent": 2, "refused": 1}
