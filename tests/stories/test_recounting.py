"""Reports and metrics: numbers that add up, and no address in them."""

from datetime import timedelta
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from pressflow import recounting
from pressflow.ledger import turns
from pressflow.ledger.turns import Settled
from pressflow.model.delivery import DeliveryState
from pressflow.newsroom import Newsroom
from tests import builders

NOW = builders.NOW


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    """A release of which three letters were taken, at three moments, one was refused and one waits."""
    room = builders.make_newsroom(tmp_path)
    release = builders.add_release(room)
    builders.add_contacts(room, 5)
    builders.publish(room, release)
    with room.ledger.writing() as tx:
        ids = [delivery.id for delivery in builders.claim(tx, most=4)]
        turns.mark_sending(tx, ids, "worker", NOW)
        turns.settle(tx, [Settled(ids[3], DeliveryState.REFUSED, "nobody", "550 5.1.1 no")], "worker", NOW)
        for count, id_ in enumerate(ids[:3]):
            at = NOW + timedelta(seconds=(0, 10, 60)[count])
            turns.settle(tx, [Settled(id_, DeliveryState.SENT, "", "250 ok")], "worker", at)
    return room


def test_report_says_when_first_half_and_last_had_it_and_why_others_have_not(newsroom: Newsroom) -> None:
    (one,) = recounting.report(newsroom, newsroom.find(builders.SLUG))
    assert (one.version, one.kind, one.doubts) == (1, "release", 0)
    assert one.states == {"planned": 1, "refused": 1, "sent": 3}
    assert (one.first, one.median, one.last) == (NOW, NOW + timedelta(seconds=10), NOW + timedelta(seconds=60))
    assert one.domains == {"desk.example.org": one.states}
    assert one.causes == {"nobody": 1}


def test_rows_for_a_spreadsheet_name_no_address(newsroom: Newsroom) -> None:
    rows = list(recounting.table(recounting.report(newsroom, newsroom.find(builders.SLUG))))
    assert rows[0] == ("version", "kind", "what", "which", "state", "number")
    assert ("1", "release", "reason", "no such mailbox", "", "1") in rows
    assert all(len(row) == 6 for row in rows)
    assert "@" not in str(rows)


def test_metrics_are_the_tallies(newsroom: Newsroom) -> None:
    letters, held = text_string_to_metric_families(recounting.metrics(newsroom))
    assert (letters.type, held.type) == ("gauge", "gauge")
    assert [sample.value for sample in held.samples] == [0]
    found = {sample.labels.pop("state"): (sample.value, sample.labels) for sample in letters.samples if sample.value}
    of = {"release": builders.SLUG, "version": "1", "kind": "release"}
    assert found == {"planned": (1, of), "refused": (1, of), "sent": (3, of)}


def test_no_cell_of_the_table_runs_as_a_formula() -> None:
    sneaky = {"=cmd|' /c calc'!a0": {"sent": 1}, "@sum": {"sent": 1}, "desk.example.org": {"sent": 1}}
    one = recounting.BlastReport(1, "release", {"sent": 3}, NOW, NOW, NOW, sneaky, {}, 0)
    cells = {cell for row in recounting.table([one]) for cell in row if cell}
    assert not [cell for cell in cells if cell[0] in "=+-@\t\r"]
    assert "'@sum" in cells
