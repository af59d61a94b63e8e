"""Fixtures for the tests of building."""

from pathlib import Path

import pytest

pytest.register_assert_rewrite("tests.building.offices")

from tests.building.offices import Office  # noqa: E402  rewritten before it is loaded


@pytest.fixture(autouse=True)
def _in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing waits for the disk: what lasts through a power cut is no matter here."""
    monkeypatch.setattr("os.fsync", lambda _: None)
    monkeypatch.setattr("pressflow.channels.tree._sync", lambda _: None)


@pytest.fixture
def short_pages(monkeypatch: pytest.MonkeyPatch) -> int:
    """Shelves have so few releases on a page that a small office has several pages; gives how many."""
    monkeypatch.setattr("pressflow.model.archive.PAGE", 3)
    return 3


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An office without releases."""
    return Office(tmp_path / "office")
