"""The style sheets: the theme's own words, the office's colour behind them, nothing from elsewhere."""

import re

import pytest
from lxml import etree

from pressflow.model import paths
from pressflow.model.edition import Edition
from pressflow.newsroom import Newsroom
from tests.formats import editions


def sheet(edition: Edition, path: str) -> str:
    return editions.documents(edition, "style")[path].content.decode()


def test_pages_and_feeds_have_a_sheet_each(edition: Edition) -> None:
    documents = editions.documents(edition, "style")
    assert set(documents) == {"theme/style.css", "theme/feed.css"}
    assert {document.media_type for document in documents.values()} == {"text/css; charset=utf-8"}


def test_nothing_is_loaded_from_elsewhere(edition: Edition) -> None:
    for path in editions.documents(edition, "style"):
        assert not re.search(r"url\(|@import|https?:", sheet(edition, path))


def test_office_s_own_sheet_replaces_the_theme_s_and_stays_before_the_colours(newsroom: Newsroom) -> None:
    """A sheet's imports must come before everything else in it (CSS Cascading 4, section 2)."""
    own = newsroom.folder / "templates"
    own.mkdir()
    (own / "style.css").write_text('@import "own.css";\nbody { color: red }\n', "utf-8")
    (own / "feed.css").write_text("item { color: red }\n", "utf-8")
    found = sheet(newsroom.edition(), paths.STYLE)
    assert found.startswith('@import "own.css";\nbody { color: red }\n')
    assert re.search(r":root \{ --colour: #1d4f6e; --colour-on-light: #\w{6}; --colour-on-dark: #\w{6}; \}\n$", found)
    assert sheet(newsroom.edition(), paths.FEED_STYLE) == "item { color: red }\n"


@pytest.mark.parametrize(("name", "entry"), [("rss", "item"), ("atom", "entry")])
def test_sheet_of_feeds_hides_all_but_title_lead_and_date(edition: Edition, name: str, entry: str) -> None:
    css = sheet(edition, paths.FEED_STYLE)
    assert re.search(r"\* \{ display: none; \}", css)
    feed = etree.fromstring(editions.documents(edition, name)[f"de/{name}.xml"].content)
    found = {etree.QName(part).localname: part.text for part in next(feed.iter(f"{{*}}{entry}"))}
    shown = re.findall(rf"\b{entry} > (\w+)", css)
    release = edition.releases[0]
    assert [found[part] for part in shown[:2]] == ["KORREKTUR: Der Markt zieht um", release.original.lead]
    assert len(shown) == 3
    assert "2026" in str(found[shown[2]])
