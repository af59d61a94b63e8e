"""RSS 2.0: the full text, dates that are the release's own, ids that are not addresses."""

import re
from dataclasses import replace
from email.utils import format_datetime, parsedate_to_datetime
from urllib.parse import urljoin

import pytest
from lxml import etree

from pressflow.model.edition import Edition
from tests.formats import editions
from tests.formats.golden import golden
from tests.formats.reading import CONTENT, attributes, child, html_tokens, record_tokens, stylesheet

ATOM_LINK = "{http://www.w3.org/2005/Atom}link"
BASE = "https://presse.lohtal.example.org/"
# Each shelf with a feed, and what the feed is called.
SHELVES = {
    "de": "Stadt Lohtal: Mitteilungen",
    "de/topics/traffic": "Stadt Lohtal: Verkehr",
    "de/places/lohtal": "Stadt Lohtal: Lohtal",
    "de/types/press-release": "Stadt Lohtal: Pressemitteilungen",
    "de/people/ute-sommer": "Stadt Lohtal: Ute Sommer",
    "en": "City of Lohtal: News",
    "en/topics/traffic": "City of Lohtal: Traffic",
    "en/places/lohtal": "City of Lohtal: Lohtal",
    "en/types/press-release": "City of Lohtal: Press releases",
}
# What rssboard.org's specification knows inside an item, and what may stand there more than once.
ITEM = ("title", "link", "description", "author", "category", "comments", "enclosure", "guid", "pubDate", "source")


def channel(edition: Edition, shelf: str = "de") -> etree._Element:
    """The channel of a feed."""
    documents = editions.documents(edition, "rss")
    root = etree.fromstring(documents[f"{shelf}/rss.xml"].content)
    assert (root.tag, root.get("version")) == ("rss", "2.0")
    (found,) = root
    return found


def test_each_shelf_has_its_feed_but_years_and_months(edition: Edition) -> None:
    documents = editions.documents(edition, "rss")
    assert list(documents) == [f"{shelf}/rss.xml" for shelf in SHELVES]
    assert {document.media_type for document in documents.values()} == {"application/rss+xml; charset=utf-8"}
    numbers = [len(channel(edition, shelf).findall("item")) for shelf in SHELVES]
    assert numbers == [3, 3, 3, 3, 1, 1, 1, 1, 1]


@pytest.mark.parametrize("shelf", SHELVES)
def test_each_feed_has_what_the_standard_requires(edition: Edition, shelf: str) -> None:
    found = channel(edition, shelf)
    assert child(found, "title") == SHELVES[shelf]
    assert child(found, "link") == f"{BASE}{shelf}/"
    assert child(found, "description")
    (itself,) = found.findall(ATOM_LINK)
    assert attributes(itself) == {"href": f"{BASE}{shelf}/rss.xml", "rel": "self"}
    for item in found.findall("item"):
        names = [element.tag for element in item]
        assert set(names) <= {*ITEM, CONTENT}
        assert all(names.count(name) == 1 for name in {*names} - {"category"})
        assert {"title", "link", "description", "guid", "pubDate"} <= set(names)


def test_channel_says_what_it_is_and_where_it_stands(edition: Edition) -> None:
    found = channel(edition)
    assert child(found, "title") == "Stadt Lohtal: Mitteilungen"
    assert child(found, "link") == "https://presse.lohtal.example.org/de/"
    assert child(found, "description") == "Pressemitteilungen von Stadt Lohtal"
    assert child(found, "language") == "de"
    (itself,) = found.findall(ATOM_LINK)
    assert attributes(itself) == {"href": "https://presse.lohtal.example.org/de/rss.xml", "rel": "self"}


def test_channel_was_built_when_its_newest_release_changed(edition: Edition) -> None:
    newest = max(release.updated for release in edition.releases)
    assert parsedate_to_datetime(child(channel(edition), "lastBuildDate")) == newest
    assert parsedate_to_datetime(child(channel(edition.of(), "de"), "lastBuildDate")).year == 1970


def test_items_come_newest_first(edition: Edition) -> None:
    items = channel(edition).findall("item")
    dates = [parsedate_to_datetime(child(item, "pubDate")) for item in items]
    assert dates == sorted(dates, reverse=True) == [release.date for release in edition.releases]


def test_item_has_the_release_s_own_date_in_the_form_of_rfc_822(single: Edition) -> None:
    (item,) = channel(single).findall("item")
    (release,) = single.releases
    assert child(item, "pubDate") == "Sat, 16 May 2026 10:30:00 +0200" == format_datetime(release.date)


def test_guid_is_the_permanent_id_and_no_address(single: Edition) -> None:
    (item,) = channel(single).findall("item")
    (guid,) = item.findall("guid")
    assert guid.get("isPermaLink") == "false"
    assert guid.text == single.releases[0].uri
    assert guid.text.startswith("tag:")
    assert child(item, "link") == "https://presse.lohtal.example.org/de/2026-05-16-bridge.html"


def test_translation_is_another_item_with_an_id_of_its_own(single: Edition) -> None:
    (item,) = channel(single, "en").findall("item")
    assert child(item, "guid") == f"{single.releases[0].uri}#en"


def test_guid_stays_when_a_release_is_corrected(single: Edition, corrected: Edition) -> None:
    before, after = (channel(edition).find("item/guid") for edition in (single, corrected))
    assert before is not None
    assert after is not None
    assert before.text == after.text


def test_correction_is_marked_and_keeps_the_date(corrected: Edition) -> None:
    (item,) = channel(corrected).findall("item")
    assert child(item, "title") == "KORREKTUR: Neue Brücke über die Loh ist fertig"
    assert child(item, "pubDate") == "Sat, 16 May 2026 10:30:00 +0200"
    assert child(item, CONTENT).startswith("<p><strong>Korrektur:</strong> Es waren 84 Meter, nicht 48.</p>")
    assert parsedate_to_datetime(child(channel(corrected), "lastBuildDate")) == editions.CORRECTED_AT


def test_silent_correction_is_not_marked(edition: Edition) -> None:
    titles = [child(item, "title") for item in channel(edition).findall("item")]
    assert titles == [
        "KORREKTUR: Der Markt zieht um",
        "Neue Brücke über die Loh ist fertig",
        "Feuerwehr bleibt bereit",
    ]


def test_item_carries_lead_full_text_and_contacts(single: Edition) -> None:
    (item,) = channel(single).findall("item")
    record = single.releases[0].original
    assert child(item, "description") == record.lead
    words = html_tokens(child(item, CONTENT))
    assert words[-4:] == ["bauamt", "lohtal", "example", "org"]
    assert len(words) > len(record_tokens(record))


def test_item_names_topics_and_keywords_and_offers_the_first_picture(single: Edition) -> None:
    (item,) = channel(single).findall("item")
    assert [entry.text for entry in item.findall("category")] == [
        "Verkehr",
        "Brücke",
        "Loh & Tal",
        "Ute Sommer",
        "Lohtal",
    ]
    (enclosure,) = item.findall("enclosure")
    assert attributes(enclosure) == {
        "url": "https://presse.lohtal.example.org/media/2026-05-16-bridge/bridge-64.jpg",
        "length": str(editions.web_size(single, "bridge")),
        "type": "image/jpeg",
    }


@pytest.mark.parametrize("number", [49, 50, 51])
def test_feed_holds_the_fifty_newest(single: Edition, number: int) -> None:
    edition = editions.many(single, number)
    for shelf in ("de", "de/topics/traffic"):
        items = channel(edition, shelf).findall("item")
        assert [child(item, "link").rpartition("/")[2] for item in items] == [
            f"release-{count:03}.html" for count in range(min(number, 50))
        ]


def test_feed_of_a_shelf_was_built_when_its_own_releases_changed(edition: Edition) -> None:
    (release,) = (release for release in edition.releases if release.slug == "2026-05-16-bridge")
    assert parsedate_to_datetime(child(channel(edition, "de/people/ute-sommer"), "lastBuildDate")) == release.updated
    assert release.updated < parsedate_to_datetime(child(channel(edition), "lastBuildDate"))


def test_feed_names_the_hubs_that_tell_of_news(single: Edition) -> None:
    """WebSub, section 4: links to the hubs, and one to the feed itself."""
    hubs = ("https://hub.lohtal.example.org/?a=1&b=2", "https://hub.example.net/")
    publisher = single.publisher.model_copy(update={"hubs": hubs})
    found = channel(replace(single, publisher=publisher), "de/topics/traffic")
    assert child(found, "link") == f"{BASE}de/topics/traffic/"
    assert {(link.get("rel"), link.get("href")) for link in found.findall(ATOM_LINK)} == {
        ("self", f"{BASE}de/topics/traffic/rss.xml"),
        *(("hub", hub) for hub in hubs),
    }


@pytest.mark.parametrize("shelf", ["de", "de/people/ute-sommer"])
def test_feed_that_is_opened_in_a_browser_looks_like_a_page(edition: Edition, shelf: str) -> None:
    sheet = stylesheet(editions.documents(edition, "rss")[f"{shelf}/rss.xml"].content)
    assert sheet["type"] == "text/css"
    assert urljoin(f"{BASE}{shelf}/rss.xml", sheet["href"]) == f"{BASE}theme/feed.css"


def test_feed_is_as_it_was_found_right(corrected: Edition) -> None:
    content = editions.documents(corrected, "rss")["de/rss.xml"].content
    content = re.sub(rb'length="\d+"', b'length="1"', content)  # how large a picture is, its encoder's version decides
    assert content == golden("rss.xml", content)
