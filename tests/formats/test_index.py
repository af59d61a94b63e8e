"""The index: every release in a language, newest first, by year; nothing of those it is not written in."""

from dataclasses import replace
from datetime import datetime
from itertools import pairwise

import pytest

from pressflow.model.edition import Edition
from tests.formats import editions
from tests.formats.reading import Tags, shown
from tests.formats.test_page import headings

PATHS = ("index.html", "de/index.html", "en/index.html")


def html(edition: Edition, path: str = "de/index.html") -> str:
    return editions.documents(edition, "index")[path].content.decode()


def links(page: str) -> list[str]:
    """The releases the page leads to."""
    return [link["href"] for link in Tags(page).named("a") if "/" not in link["href"] and "20" in link["href"]]


def test_each_language_has_its_index_and_the_first_is_the_front_page(edition: Edition) -> None:
    assert sorted(editions.documents(edition, "index")) == sorted(PATHS)
    words = [" ".join(shown(html(edition, path)).split()) for path in PATHS]
    assert words[0] == words[1] != words[2]


@pytest.mark.parametrize("path", PATHS)
def test_index_is_well_formed_with_one_headline(edition: Edition, path: str) -> None:
    page = html(edition, path)
    tags = Tags(page)
    assert (tags.open, tags.wrong) == ([], [])
    assert tags.named("html")[0]["lang"] == ("en" if path.startswith("en/") else "de")
    levels = headings(page)
    assert levels.count(1) == 1
    assert all(below <= above + 1 for above, below in pairwise(levels))
    assert tags.named("script", "iframe", "form") == []
    (canonical,) = [link["href"] for link in tags.named("link") if link["rel"] == "canonical"]
    assert canonical == f"https://presse.lohtal.example.org/{'en' if path.startswith('en/') else 'de'}/"


def test_releases_come_newest_first_under_their_years(edition: Edition) -> None:
    page = html(edition)
    assert links(page) == ["2026-05-17-market.html", "2026-05-16-bridge.html", "2025-12-30-fire.html"]
    words = " ".join(shown(page).split())
    assert words.index(" 2026 ") < words.index("Der Markt zieht um") < words.index(" 2025 ")
    assert words.index(" 2025 ") < words.index("Feuerwehr bleibt bereit")


def test_year_is_that_of_the_newsroom_s_own_clock(single: Edition) -> None:
    (release,) = single.releases
    new_year = datetime.fromisoformat("2025-12-31T23:30:00+00:00")
    records = tuple(record.model_copy(update={"date": new_year}) for record in release.records)
    page = html(single.of(replace(release, records=records)))
    assert Tags(page).named("section")[0]["aria-labelledby"] == "year-2026"


def test_release_is_listed_in_its_own_languages_alone(edition: Edition) -> None:
    assert links(html(edition, "en/index.html")) == ["2026-05-16-bridge.html"]
    assert "Markt" not in html(edition, "en/index.html")


def test_correction_is_marked(edition: Edition) -> None:
    words = " ".join(shown(html(edition)).split())
    assert "Der Markt zieht um Korrektur 18. Mai 2026" in words
    assert words.count("Korrektur") == 1


def test_index_without_releases_says_so(edition: Edition) -> None:
    assert links(html(edition.of())) == []
    assert "Noch ist nichts veröffentlicht." in shown(html(edition.of()))
