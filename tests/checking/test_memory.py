"""What was found is remembered for as long as nothing it depends on was written."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from pressflow import checking
from pressflow.checking import memory
from pressflow.newsroom import Newsroom
from tests import builders

BODY = "Gefeiert wird am Freitag, 23. Mai 2026, im Park.\n"


def codes(newsroom: Newsroom) -> list[str]:
    fresh = Newsroom.at(newsroom.folder)
    return [finding.code for finding in checking.check(fresh, list(fresh.folders.values()))]


@pytest.fixture
def read(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The releases that were read."""
    del newsroom
    names: list[str] = []
    whole = Newsroom.read

    def noting(self: Newsroom, folder: Path) -> object:
        names.append(folder.name)
        return whole(self, folder)

    monkeypatch.setattr(Newsroom, "read", noting)
    return names


def test_release_nobody_wrote_to_is_not_read_again_and_its_findings_stay(newsroom: Newsroom, read: list[str]) -> None:
    builders.add_release(newsroom, body=BODY)
    assert codes(newsroom) == ["DATE-WEEKDAY"]
    read.clear()
    assert codes(newsroom) == ["DATE-WEEKDAY"]
    assert read == []


def test_release_that_was_written_to_is_read_again(newsroom: Newsroom, read: list[str]) -> None:
    folder = builders.add_release(newsroom, body=BODY)
    assert codes(newsroom) == ["DATE-WEEKDAY"]
    text = (folder / "de.md").read_text("utf-8")
    (folder / "de.md").write_text(text.replace("Freitag, 23.", "Freitag, 22."), "utf-8")
    read.clear()
    assert codes(newsroom) == []
    assert read == [folder.name]


def test_touched_file_with_the_same_words_is_known(newsroom: Newsroom, read: list[str]) -> None:
    folder = builders.add_release(newsroom, body=BODY)
    codes(newsroom)
    os.utime(folder / "de.md", (1, 1))
    os.utime(folder, (1, 1))
    read.clear()
    before = memory.stamp_of(str(folder))
    assert codes(newsroom) == ["DATE-WEEKDAY"]
    assert read == []
    assert memory.stamp_of(str(folder)) == before


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("press-contacts.yaml", "+49 221 4710-123", "0221"),
        ("boilerplate/city.de.md", "## Über", "Über"),
        ("pressflow.toml", "[topics.traffic]", "[topics.roads]"),
    ],
)
def test_shared_part_that_was_written_to_is_looked_at_again(newsroom: Newsroom, file: str, old: str, new: str) -> None:
    builders.add_release(newsroom)
    assert codes(newsroom) == []
    text = (newsroom.folder / file).read_text("utf-8")
    (newsroom.folder / file).write_text(text.replace(old, new), "utf-8")
    assert codes(newsroom) != []


def test_release_that_is_linked_to_and_goes_under_embargo_is_noticed(newsroom: Newsroom) -> None:
    linked = "https://presse.lohtal.example.org/de/2026-05-18-market.html"
    builders.add_release(newsroom, body=f"Mehr in der [Mitteilung zum Markt]({linked}).\n")
    other = builders.add_release(newsroom, "2026-05-18-market")
    assert "LINK-PRIVATE" not in codes(newsroom)
    text = (other / "de.md").read_text("utf-8")
    (other / "de.md").write_text(text.replace("place:", "embargo:\n  until: 2026-06-01 10:30\nplace:", 1), "utf-8")
    assert "LINK-PRIVATE" in codes(newsroom)


def test_release_that_is_linked_to_before_it_is_there_is_noticed_when_it_comes(newsroom: Newsroom) -> None:
    linked = "https://presse.lohtal.example.org/de/2026-05-18-market.html"
    builders.add_release(newsroom, body=f"Mehr in der [Mitteilung zum Markt]({linked}).\n")
    assert "LINK-PRIVATE" not in codes(newsroom)
    builders.add_release(newsroom, "2026-05-18-market", embargo={"until": "2026-06-01 10:30"})
    assert "LINK-PRIVATE" in codes(newsroom)


def test_memory_that_somebody_else_writes_to_is_not_waited_for_long(
    newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pressflow.checking.shelf._PATIENCE", 0.01)
    folder = builders.add_release(newsroom, body=BODY)
    codes(newsroom)
    (folder / "de.md").write_text((folder / "de.md").read_text("utf-8").replace("23. Mai", "24. Mai"), "utf-8")
    with closing(sqlite3.connect(newsroom.var / memory.FILE)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert codes(newsroom) == ["DATE-WEEKDAY"]


def test_damaged_memory_is_made_anew(newsroom: Newsroom) -> None:
    builders.add_release(newsroom, body=BODY)
    codes(newsroom)
    for name in ("findings", "passages"):
        (newsroom.var / "cache" / f"{name}.sqlite").write_bytes(b"not a database, not at all " * 50)
    assert codes(newsroom) == ["DATE-WEEKDAY"]


def test_newsroom_that_cannot_be_written_to_is_checked_all_the_same(newsroom: Newsroom) -> None:
    builders.add_release(newsroom, body=BODY)
    newsroom.var.mkdir(exist_ok=True)
    (newsroom.var / "cache").write_text("in the way", "utf-8")
    assert codes(newsroom) == ["DATE-WEEKDAY"]
