"""Locks live as long as their process: who has one is alone, and nobody has to clear up after the dead."""

import subprocess
import sys
from pathlib import Path

import pytest

from pressflow.errors import StateError
from pressflow.locks import WorkerId, living_workers, locked, somebody_died

HOLD = """
import sys
from pathlib import Path
from pressflow.locks import WorkerId, locked
file = Path(sys.argv[1])
with locked(file, "publish"):
    worker = WorkerId(file.parent / "workers")
    print(worker.name, flush=True)
    sys.stdin.read()
"""


def holder(file: Path) -> tuple[subprocess.Popen[str], str]:
    """Another process that holds the lock and is a worker, with the worker's name."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    return process, process.stdout.readline().strip()


def test_lock_is_held_by_one_alone_and_free_afterwards(tmp_path: Path) -> None:
    file = tmp_path / "var" / "lock"
    taken = pytest.raises(StateError, match=r"another pressflow is at work here \(.*lock\); approve again when")
    with locked(file, "publish"), taken, locked(file, "approve"):
        pytest.fail("two hold it")
    with locked(file, "approve"):
        pass


def test_lock_is_free_after_an_error(tmp_path: Path) -> None:
    file = tmp_path / "lock"
    with pytest.raises(ZeroDivisionError), locked(file, "publish"):
        raise ZeroDivisionError
    with locked(file, "publish"):
        pass


def test_lock_of_another_process_is_respected_and_free_when_it_is_killed(tmp_path: Path) -> None:
    file = tmp_path / "lock"
    process, name = holder(file)
    try:
        with pytest.raises(StateError, match="another pressflow is at work here"), locked(file, "publish"):
            pytest.fail("two hold it")
        assert living_workers(tmp_path / "workers") == {name}
    finally:
        process.kill()
        process.communicate()
    with locked(file, "publish"):
        pass
    assert living_workers(tmp_path / "workers") == set()
    assert list((tmp_path / "workers").iterdir()) == []


def test_worker_lives_until_it_is_closed(tmp_path: Path) -> None:
    one, other = WorkerId(tmp_path), WorkerId(tmp_path)
    assert one.name != other.name
    assert living_workers(tmp_path) == {one.name, other.name}
    one.close()
    assert living_workers(tmp_path) == {other.name}
    other.close()
    assert living_workers(tmp_path) == set()
    assert list(tmp_path.iterdir()) == []


def test_where_no_worker_ever_was_none_lives(tmp_path: Path) -> None:
    assert living_workers(tmp_path / "nowhere") == set()


def test_death_of_a_worker_is_seen_and_its_polite_end_is_none(tmp_path: Path) -> None:
    file = tmp_path / "lock"
    process, _ = holder(file)
    workers = tmp_path / "workers"
    assert not somebody_died(workers)
    process.kill()
    process.communicate()
    assert somebody_died(workers)
    assert living_workers(workers) == set()
    assert not somebody_died(workers)
    polite = WorkerId(workers)
    assert not somebody_died(workers)
    polite.close()
    assert not somebody_died(workers)
