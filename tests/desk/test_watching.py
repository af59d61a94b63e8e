"""Saves are told, however editors save; what they keep beside a file is not."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from queue import Empty, Queue

import pytest

from pressflow.desk.watching import Watcher
from pressflow.newsroom import Newsroom
from tests import builders

LONG = 20.0


class Told:
    """What a watcher has told."""

    def __init__(self) -> None:
        self.queue: Queue[set[Path]] = Queue()

    def until(self, file: Path) -> set[Path]:
        """Everything told until this file was."""
        found: set[Path] = set()
        while file not in found:
            found |= self.queue.get(timeout=LONG)
        return found


@pytest.fixture
def told(newsroom: Newsroom, release: Path) -> Iterator[Told]:
    """A watcher at work."""
    told = Told()
    watcher = Watcher(newsroom.folder, told.queue.put)
    watcher.start()
    settled(told, release)
    yield told
    watcher.stop()
    for thread in watcher.threads:
        thread.join()


def settled(told: Told, release: Path) -> None:
    """Write until it is seen: then the watcher watches."""
    for count in range(200):
        (release / f"begin-{count}.md").write_text("x", "utf-8")
        try:
            told.queue.get(timeout=0.2)
        except Empty:
            continue
        return
    raise AssertionError("nobody watches")


def test_file_that_is_written_or_replaced_is_told(told: Told, release: Path) -> None:
    (release / "de.md").write_text("x", "utf-8")
    told.until(release / "de.md")
    (release / "new").write_text("y", "utf-8")
    (release / "new").replace(release / "de.md")
    told.until(release / "de.md")


def test_what_editors_keep_beside_a_file_is_not_told(told: Told, release: Path) -> None:
    for name in (".de.md.swp", "de.md~", ".DS_Store"):
        (release / name).write_text("x", "utf-8")
    (release / "last.md").write_text("x", "utf-8")
    assert {file.name for file in told.until(release / "last.md")}.isdisjoint({".de.md.swp", "de.md~", ".DS_Store"})


def test_settings_are_told_and_what_lies_beside_them_is_not(told: Told, newsroom: Newsroom) -> None:
    (newsroom.folder / "notes.txt").write_text("x", "utf-8")
    (newsroom.folder / "pressflow.toml").write_text(builders.SETTINGS, "utf-8")
    assert newsroom.folder / "notes.txt" not in told.until(newsroom.folder / "pressflow.toml")


def test_folder_that_comes_later_is_watched_too(told: Told, newsroom: Newsroom) -> None:
    own = newsroom.folder / "templates"
    own.mkdir()
    (own / "page.html").write_text("x", "utf-8")
    told.until(own)  # whatever was written in it before it was watched
    (own / "letter.html").write_text("x", "utf-8")
    told.until(own / "letter.html")


def test_release_that_goes_is_told(told: Told, release: Path) -> None:
    shutil.rmtree(release)
    told.until(release)
