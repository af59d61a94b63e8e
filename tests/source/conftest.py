"""What records in these tests may name: one newsroom for all, since nobody writes into it."""

import pytest

from pressflow.newsroom import Newsroom
from pressflow.source.record import Surroundings
from tests import builders


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Newsroom:
    """A newsroom that no test changes."""
    return builders.make_newsroom(tmp_path_factory.mktemp("source") / "office")


@pytest.fixture(scope="session")
def around(office: Newsroom) -> Surroundings:
    """Topics, press contacts and boilerplate of that newsroom."""
    return office.surroundings
