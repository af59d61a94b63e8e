"""Editions that no test changes: made once, since an edition is a value."""

import pytest

from pressflow.model.edition import Edition
from tests import builders
from tests.formats import editions


@pytest.fixture(scope="session")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """Several releases: one with everything in it, one corrected, one plain."""
    return editions.full(builders.make_newsroom(tmp_path_factory.mktemp("formats") / "office"))


@pytest.fixture(scope="session")
def single(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """The release with everything in it, alone."""
    return editions.one(builders.make_newsroom(tmp_path_factory.mktemp("formats") / "office"))


@pytest.fixture(scope="session")
def corrected(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """The same release after a typo was mended silently, and then a number corrected."""
    return editions.one(builders.make_newsroom(tmp_path_factory.mktemp("formats") / "office"), "typo", "correction")
