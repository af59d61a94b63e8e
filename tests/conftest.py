"""Fixtures for all tests."""

from pathlib import Path

import pytest
from hypothesis import settings

from pressflow.newsroom import Newsroom
from tests import builders
from tests.cli.run import Terminal

# How long an example takes says more about the machine than about us.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture
def newsroom(tmp_path: Path) -> Newsroom:
    """A newsroom without releases."""
    return builders.make_newsroom(tmp_path / "office")


@pytest.fixture
def release(newsroom: Newsroom) -> Path:
    """The folder of a valid release in that newsroom."""
    return builders.add_release(newsroom)


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Terminal:
    """A terminal in an empty folder."""
    return Terminal(monkeypatch, capsys, tmp_path)
