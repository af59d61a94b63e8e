"""The search page: a form that works by itself, in every language; and what the index is told of a release."""

from itertools import pairwise

import pytest

from pressflow.formats import _archive, search
from pressflow.model.edition import Edition
from pressflow.search.shard import Searchable
from tests.formats import editions
from tests.formats.reading import Tags, shown
from tests.formats.test_page import headings

PATHS = ("de/search.html", "en/search.html")


def html(edition: Edition, path: str = "de/search.html") -> str:
    return editions.documents(edition, "search")[path].content.decode()


def searchable(edition: Edition, slug: str, language: str = "de") -> Searchable:
    """A release as the index is told of it."""
    archive = _archive.of(edition)
    (shelf,) = (one for one in archive.shelves if one.kind == "all" and one.language == language)
    (entry,) = (one for one in archive.newest(shelf, 50) if one.slug == slug)
    return search.searchable(edition, entry, archive.content(entry))


def test_each_language_has_its_page_and_all_share_a_script(edition: Edition) -> None:
    assert sorted(editions.documents(edition, "search")) == [*PATHS, "theme/search.js"]


@pytest.mark.parametrize("path", PATHS)
def test_page_is_well_formed_with_one_headline(edition: Edition, path: str) -> None:
    tags = Tags(html(edition, path))
    assert (tags.open, tags.wrong) == ([], [])
    levels = headings(html(edition, path))
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(below <= above + 1 for above, below in pairwise(levels))
    assert tags.named("html")[0]["lang"] == path[:2]


def test_only_its_own_script_runs_and_nothing_is_styled_on_the_spot(edition: Edition) -> None:
    tags = Tags(html(edition))
    assert [script["src"] for script in tags.named("script")] == ["../theme/search.js"]
    assert [attributes for _, attributes in tags.found if "style" in attributes] == []
    assert [name for _, attributes in tags.found for name in attributes if name.startswith("on")] == []


def test_form_asks_by_address_and_each_field_has_a_label(edition: Edition) -> None:
    tags = Tags(html(edition))
    (form,) = (one for one in tags.named("form") if one["role"] == "search")
    assert (form["method"], form["action"]) == ("get", "search.html")
    fields = {field["id"] for field in tags.named("input", "select")}
    assert fields == {"q", "year", "topic", "type", "place", "person", "order"}
    assert fields <= {label["for"] for label in tags.named("label")}


def test_ways_to_index_and_site_work_from_any_folder(edition: Edition) -> None:
    (form,) = (one for one in Tags(html(edition)).named("form") if one["role"] == "search")
    assert {name: form[f"data-{name}"] for name in ("site", "engine", "shards")} == {
        "site": "../",
        "engine": "../search/",
        "shards": "search/shards.json",
    }


def test_page_knows_the_years_it_should_find_something_of(edition: Edition) -> None:
    (german,), (english,) = (
        [one["data-years"] for one in Tags(html(edition, path)).named("form") if one["role"] == "search"]
        for path in PATHS
    )
    assert (german, english) == ("2026 2025", "2026")


def test_what_is_found_is_told_to_those_who_cannot_see_it(edition: Edition) -> None:
    assert [tag for tag, attributes in Tags(html(edition)).found if attributes.get("role") == "status"] == ["p"]


def test_page_without_scripts_says_where_all_releases_are(edition: Edition) -> None:
    page = html(edition, "en/search.html")
    assert "Search needs JavaScript." in shown(page)
    assert "index.html" in {link["href"] for link in Tags(page).named("a")}


def test_search_engines_are_told_to_pass_by(edition: Edition) -> None:
    assert {"name": "robots", "content": "noindex"} in Tags(html(edition)).named("meta")


def test_index_is_told_the_words_that_readers_see(edition: Edition) -> None:
    page = searchable(edition, "2026-05-16-bridge")
    assert (page.path, page.title) == ("de/2026-05-16-bridge.html", "Neue Brücke über die Loh ist fertig")
    assert page.lead.endswith("hat am Samstag die neue Brücke über die Loh für den Verkehr freigegeben.")
    assert page.text.strip().startswith(
        "Die Brücke ist 84 Meter lang und ersetzt den Bau von 1961, von dem die Chronik"
    )
    assert "„Das war unser schönster Bau.“" in page.text
    assert "Abriss im Januar Neubau bis April" in page.text
    assert "<" not in page.text


def test_index_is_told_what_readers_may_choose_from(edition: Edition) -> None:
    page = searchable(edition, "2026-05-16-bridge")
    assert (page.kind, page.topics, page.places, page.people) == (
        "Pressemitteilung",
        ("Verkehr",),
        ("Lohtal",),
        ("Ute Sommer",),
    )
    assert searchable(edition, "2026-05-16-bridge", "en").topics == ("Traffic",)


def test_day_is_that_of_the_newsroom_s_clock(edition: Edition) -> None:
    assert searchable(edition, "2025-12-30-fire").date == "2025-12-30T23:30:00+01:00"


def test_correction_is_told(edition: Edition) -> None:
    assert searchable(edition, "2026-05-17-market").title == "KORREKTUR: Der Markt zieht um"
