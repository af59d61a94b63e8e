"""RSS 2.0: the full text, dates that are the release's own, ids that are not addresses."""

import re
from dataclasses import replace
from datetime import timedelta
from email.utils import format_datetime, parsedate_to_datetime

import pytest
from lxml import etree

from pressflow.model.edition import Edition
from tests.formats import editions
from tests.formats.golden import golden
from tests.formats.reading import CONTENT, attributes, child, html_tokens, record_tokens

ATOM_LINK = "{http://www.w3.org/2005/Atom}link"


def channel(edition: Edition, language: str = "de") -> etree._Element:
    """The channel of a feed."""
    documents = editions.documents(edition, "rss")
    root = etree.fromstring(documents[f"{language}/rss.xml"].content)
    assert (root.tag, root.get("version")) == ("rss", "2.0")
    (found,) = root
    return found


def test_each_language_has_its_feed(edition: Edition) -> None:
    documents = editions.documents(edition, "rss")
    assert list(documents) == ["de/rss.xml", "en/rss.xml"]
    assert {document.media_type for document in documents.values()} == {"application/rss+xml; charset=utf-8"}
    assert [len(channel(edition, language).findall("item")) for language in ("de", "en")] == [3, 1]


def test_channel_says_what_it_is_and_where_it_stands(edition: Edition) -> None:
    found = channel(edition)
    assert child(found, "title") == "Stadt Lohtal: Pressemitteilungen"
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
    (release,) = single.releases
    many = [
        replace(
            release,
            slug=f"release-{count:02}",
            uri=f"{release.uri}-{count}",
            records=(release.original.model_copy(update={"date": release.date - timedelta(days=count)}),),
        )
        for count in range(number)
    ]
    items = channel(single.of(*many)).findall("item")
    assert [child(item, "link").rpartition("/")[2] for item in items] == [
        f"release-{count:02}.html" for count in range(min(number, 50))
    ]


def test_feed_is_as_it_was_found_right(corrected: Edition) -> None:
    content = editions.documents(corrected, "rss")["de/rss.xml"].content
    content = re.sub(rb'length="\d+"', b'length="1"', content)  # how large a picture is, its encoder's version decides
    assert content == golden("rss.xml", content)
