from pathlib import Path

from pressflow import checking
from pressflow.newsroom import Newsroom
from tests import builders


def test_builders_give_a_clean_release(newsroom: Newsroom, release: Path) -> None:
    assert checking.check(newsroom, [release]) == ()
    builders.add_contacts(newsroom, 5)
    assert builders.publish(newsroom, release).promised == 5
