"""Releases are found in their folders, in order, each name once."""

from pathlib import Path

import pytest

from pressflow.errors import InputError
from pressflow.folders import JOURNAL, Look, release_folders


def release(place: Path, year: str, name: str) -> Path:
    """A folder of a release, without anything in it."""
    folder = place / "releases" / year / name
    folder.mkdir(parents=True)
    return folder


def test_folders_are_in_order_and_hidden_ones_and_files_are_none(tmp_path: Path) -> None:
    folders = [release(tmp_path, year, name) for year, name in (("2025", "b"), ("2025", "a"), ("2024", "c"))]
    release(tmp_path, "2025", ".hidden")
    (tmp_path / "releases" / "2025" / "notes.txt").write_text("", "utf-8")
    assert list(release_folders(tmp_path).items()) == [(folder.name, str(folder)) for folder in sorted(folders)]


def test_newsroom_without_releases_has_no_folders(tmp_path: Path) -> None:
    assert release_folders(tmp_path) == {}


def test_two_names_that_differ_by_capitals_are_an_error_that_names_both(tmp_path: Path) -> None:
    one, other = release(tmp_path, "2024", "2024-05-16-bridge"), release(tmp_path, "2025", "2024-05-16-Bridge")
    release(tmp_path, "2025", "fair")
    with pytest.raises(InputError) as told:
        release_folders(tmp_path)
    assert str(told.value) == f"{other} and {one} would have the same web address; rename one of them"


def test_look_has_stamps_of_the_journals_that_are_there(tmp_path: Path) -> None:
    decided = release(tmp_path, "2025", "decided")
    release(tmp_path, "2025", "draft")
    (decided / JOURNAL).write_text("{}", "utf-8")
    before = Look.at(release_folders(tmp_path))
    assert list(before.folders) == ["decided", "draft"]
    assert list(before.stamps) == ["decided"]
    (decided / JOURNAL).write_text("{} ", "utf-8")
    assert Look.at(before.folders).stamps != before.stamps
