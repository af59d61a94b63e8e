"""What a command takes is measured with all it starts."""

import sys
from pathlib import Path

import pytest

from benchmarks.site.measuring import Failed, measured

CHILD = "import time; held = bytearray(b'x') * (60 * 2**20); time.sleep(1)"


def python(program: str) -> list[str]:
    return [sys.executable, "-c", program]


def test_memory_of_started_processes_counts(tmp_path: Path) -> None:
    program = (
        f"import subprocess, sys; ones = [subprocess.Popen([sys.executable, '-c', {CHILD!r}]) for _ in range(2)]; "
        "[one.wait() for one in ones]"
    )
    taken = measured(python(program), tmp_path, {})
    assert 60 < taken.largest < 110
    assert 120 < taken.memory < 220
    assert taken.seconds > 1


def test_processor_time_is_not_time_asleep(tmp_path: Path) -> None:
    taken = measured(python("import time; time.sleep(0.5)"), tmp_path, {})
    assert taken.seconds > 0.5
    assert taken.cpu < 0.4


def test_environment_and_folder_are_those_given(tmp_path: Path) -> None:
    program = "import os, pathlib; pathlib.Path('said').write_text(os.environ['FULL'])"
    measured(python(program), tmp_path, {"FULL": "1"})
    assert (tmp_path / "said").read_text() == "1"


def test_failed_command_is_told_with_its_words(tmp_path: Path) -> None:
    with pytest.raises(Failed, match=r"ended with 3\nno room"):
        measured(python("import sys; sys.stderr.write('no room'); sys.exit(3)"), tmp_path, {})
