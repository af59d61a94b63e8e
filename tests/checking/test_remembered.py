"""What check said is said again, without a look at the files' words, only where nothing at all was written since."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pressflow import checking
from pressflow.checking.remembered import remembered
from pressflow.model.finding import Finding
from pressflow.newsroom import Newsroom
from tests import builders

NOW = datetime(2026, 5, 20, 9, 0, tzinfo=UTC)
TOMORROW = datetime(2026, 5, 21, 9, 0, tzinfo=UTC)
BODY = "Gefeiert wird am Freitag, 23. Mai 2026, im Park.\n"


def checked(newsroom: Newsroom) -> list[Finding]:
    fresh = Newsroom.at(newsroom.folder)
    return list(checking.check(fresh, list(fresh.folders.values()), NOW.date()))


def asked(newsroom: Newsroom, *words: str, now: datetime = NOW) -> tuple[int, list[Finding]] | None:
    return remembered(newsroom.folder, list(words), now)


def test_what_was_found_is_said_again(newsroom: Newsroom) -> None:
    builders.add_release(newsroom, body=BODY)
    builders.add_release(newsroom, "2026-05-18-market")
    found = checked(newsroom)
    assert [one.code for one in found] == ["DATE-WEEKDAY"]
    assert asked(newsroom) == (2, found)


@pytest.mark.parametrize("word", ["2026-05-16-bridge", "releases/2026/2026-05-16-bridge/de.md"])
def test_release_may_be_named_by_itself_or_by_a_file(
    newsroom: Newsroom, word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    builders.add_release(newsroom, body=BODY)
    builders.add_release(newsroom, "2026-05-18-market")
    found = checked(newsroom)
    monkeypatch.chdir(newsroom.folder)
    assert asked(newsroom, word) == (1, found)
    assert asked(newsroom, "2026-05-18-market") == (1, [])


def test_part_of_a_name_is_left_to_the_check(newsroom: Newsroom) -> None:
    builders.add_release(newsroom)
    checked(newsroom)
    assert asked(newsroom, "bridge") is None


@pytest.mark.parametrize(
    "file",
    ["releases/2026/2026-05-16-bridge/de.md", "pressflow.toml", "press-contacts.yaml", "boilerplate/city.de.md"],
)
def test_nothing_is_said_again_once_a_file_was_written(newsroom: Newsroom, file: str) -> None:
    builders.add_release(newsroom)
    checked(newsroom)
    assert asked(newsroom) is not None
    place = newsroom.folder / file
    place.write_text(place.read_text("utf-8") + "\n", "utf-8")
    assert asked(newsroom) is None


def test_nothing_is_said_again_once_a_release_came_or_went(newsroom: Newsroom) -> None:
    folder = builders.add_release(newsroom)
    checked(newsroom)
    other = builders.add_release(newsroom, "2026-05-18-market")
    assert asked(newsroom) is None
    checked(newsroom)
    assert asked(newsroom) == (2, [])
    (other / "de.md").unlink()
    other.rmdir()
    assert asked(newsroom, folder.name) is None


def test_next_day_looks_closer(newsroom: Newsroom) -> None:
    builders.add_release(newsroom)
    checked(newsroom)
    assert asked(newsroom, now=TOMORROW) is None


def test_old_addresses_are_compared_with_those_that_were(newsroom: Newsroom) -> None:
    builders.add_release(newsroom, redirect_from=["/alt.html"])
    builders.add_release(newsroom, "2026-05-18-market", redirect_from=["/alt.html"])
    found = checked(newsroom)
    assert "ADDRESS-TAKEN" in {one.code for one in found}
    assert asked(newsroom) == (2, found)
    assert asked(newsroom, "2026-05-18-market") is None


def test_folder_that_is_no_newsroom_is_left_as_it_is(tmp_path: Path) -> None:
    assert remembered(tmp_path, [], NOW) is None
    assert list(tmp_path.iterdir()) == []
