"""What holds for every page that stands beside the releases, one in each language."""

import re
from itertools import pairwise
from urllib.parse import unquote, urljoin

from pressflow import formats
from pressflow.model.edition import Edition
from tests.formats import editions
from tests.formats.reading import Tags
from tests.formats.test_page import headings

BASE = "https://presse.lohtal.example.org/"


def html(edition: Edition, name: str, path: str) -> str:
    """A page that a format makes."""
    document = editions.documents(edition, name)[path]
    assert document.media_type == "text/html; charset=utf-8"
    return document.content.decode()


def assert_sound(edition: Edition, name: str, path: str) -> None:
    """It is whole, says its language, its address and its translations, has one headline, and runs nothing."""
    page, language = html(edition, name, path), path.partition("/")[0]
    tags, levels = Tags(page), headings(page)
    assert (tags.open, tags.wrong) == ([], [])
    assert tags.named("html")[0]["lang"] == language
    assert levels.count(1) == 1
    assert all(below <= above + 1 for above, below in pairwise(levels))
    assert [*tags.running(), *tags.named("iframe", "object", "embed", "form", "base")] == []
    links = tags.named("link")
    assert [link["href"] for link in links if link["rel"] == "canonical"] == [BASE + path]
    there = {link["hreflang"]: link["href"] for link in links if "hreflang" in link}
    assert there == {other: f"{BASE}{other}/{path.partition('/')[2]}" for other in ("de", "en")}


def led_to(edition: Edition, path: str, page: str) -> set[str]:
    """The documents of the site that a page leads to; each must be there."""
    documents = {document.path for document in formats.documents(edition)}
    found = {unquote(urljoin(f"/{path}", link["href"])).removeprefix("/") for link in Tags(page).named("a")}
    inside = {target for target in found if not re.match(r"[a-z]+:|.*#", target)}
    assert inside <= documents
    return inside
