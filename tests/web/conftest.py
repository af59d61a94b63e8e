"""Fixtures for tests of the service."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from pressflow.newsroom import Newsroom
from tests import builders
from tests.web.reading import SETTINGS, Reader, reading


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a newsroom without contacts, with one public release."""
    newsroom = builders.make_newsroom(tmp_path_factory.mktemp("published") / "office", SETTINGS)
    builders.publish(newsroom, builders.add_release(newsroom))
    newsroom.ledger.close()
    return newsroom.folder


@pytest.fixture
def office(published: Path, tmp_path: Path) -> Newsroom:
    """That newsroom, for one test to change."""
    return Newsroom.at(shutil.copytree(published, tmp_path / "office"))


@pytest.fixture
def reader(office: Newsroom) -> Iterator[Reader]:
    """A reader of its service."""
    with reading(office) as someone:
        yield someone
