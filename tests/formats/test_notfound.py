"""What is shown for addresses there is nothing at: at any depth, in each language, and unknown to search engines."""

from dataclasses import replace
from urllib.parse import urljoin

import pytest

from pressflow.model.edition import Edition
from tests.formats import editions
from tests.formats.reading import Tags, shown
from tests.formats.standing import html

PATHS = ("404.html", "de/404.html", "en/404.html")


def test_there_is_a_page_in_each_language_and_the_main_one_at_the_top(edition: Edition) -> None:
    assert tuple(editions.documents(edition, "notfound")) == PATHS
    said = [shown(html(edition, "notfound", path).partition("<main")[2]) for path in PATHS]
    assert said[0] == said[1] != said[2]
    assert "Diese Seite gibt es nicht" in said[0]
    assert "There is no such page" in said[2]


@pytest.mark.parametrize("path", PATHS)
def test_page_is_well_formed_and_not_for_search_engines(edition: Edition, path: str) -> None:
    tags = Tags(html(edition, "notfound", path))
    assert (tags.open, tags.wrong) == ([], [])
    assert {"name": "robots", "content": "noindex"} in tags.named("meta")
    assert [link for link in tags.named("link") if link["rel"] == "canonical" or "hreflang" in link] == []


@pytest.mark.parametrize("base", ["https://presse.lohtal.example.org/", "https://www.lohtal.example.org/presse/"])
def test_links_lead_to_the_same_places_from_any_address(edition: Edition, base: str) -> None:
    publisher = edition.publisher.model_copy(update={"base_url": base})
    tags = Tags(html(replace(edition, publisher=publisher), "notfound", "404.html"))
    used = [tag.get("href", tag.get("src", "")) for tag in tags.named("a", "link", "img", "script")]
    inside = {url for url in used if not url.startswith(("#", "https://", "mailto:"))}
    assert inside
    for url in inside:
        assert urljoin(base, url) == urljoin(f"{base}de/there/is/nothing/here.html", url)
        assert urljoin(base, url).startswith(base)


def test_reader_is_shown_ways_on(edition: Edition) -> None:
    links = [link["href"] for link in Tags(html(edition, "notfound", "404.html").partition("<main")[2]).named("a")]
    assert links[:4] == ["/de/search.html", "/de/index.html", "/de/years/index.html", "/de/contacts.html"]
    quiet = edition.publisher.model_copy(update={"omit": ("search",)})
    assert "search.html" not in html(replace(edition, publisher=quiet), "notfound", "404.html")
