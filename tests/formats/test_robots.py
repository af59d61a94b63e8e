"""robots.txt: RFC 9309, as Python's own reader understands it."""

from urllib.robotparser import RobotFileParser

from pressflow import formats
from pressflow.model.edition import Edition
from tests.formats import editions

BASE = "https://presse.lohtal.example.org/"


def robots(edition: Edition) -> RobotFileParser:
    """The rules; they stand at the top of the site (section 2.3)."""
    document = editions.documents(edition, "robots")["robots.txt"]
    assert document.media_type == "text/plain; charset=utf-8"
    rules = RobotFileParser(BASE + document.path)
    rules.parse(document.content.decode().splitlines())
    return rules


def test_everything_public_may_be_read_by_everybody(edition: Edition) -> None:
    rules = robots(edition)
    for document in formats.documents(edition):
        assert rules.can_fetch("anybody", BASE + document.path)


def test_robots_are_shown_the_sitemap(edition: Edition) -> None:
    (sitemap,) = robots(edition).site_maps() or []
    assert sitemap == f"{BASE}sitemap.xml"
    assert sitemap.removeprefix(BASE) in {document.path for document in formats.documents(edition)}
