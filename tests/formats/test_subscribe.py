"""Subscribing: every feed of a language is on its page and in its OPML, the mailing lists with how to get on them."""

import re
from dataclasses import replace

import pytest
from lxml import etree

from pressflow import formats
from pressflow.model.edition import Edition
from tests.formats import editions
from tests.formats.reading import Tags, attributes, shown
from tests.formats.standing import BASE, assert_sound, html, led_to

LANGUAGES = ("de", "en")


def opml(edition: Edition, language: str) -> etree._Element:
    document = editions.documents(edition, "subscribe")[f"{language}/feeds.opml"]
    assert document.media_type == "text/x-opml; charset=utf-8"
    return etree.fromstring(document.content)


def outlines(edition: Edition, language: str) -> list[dict[str, str]]:
    """The feeds that the OPML lists."""
    return [attributes(one) for one in opml(edition, language).iter("outline") if "xmlUrl" in one.attrib]


def feeds(edition: Edition, language: str, *names: str) -> set[str]:
    """The feeds there are in a language."""
    found = {path for name in names for path in editions.documents(edition, name)}
    return {path for path in found if path.startswith(f"{language}/")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_is_sound(edition: Edition, language: str) -> None:
    assert_sound(edition, "subscribe", f"{language}/subscribe.html")


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_leads_to_every_feed_of_its_language(edition: Edition, language: str) -> None:
    path = f"{language}/subscribe.html"
    found = led_to(edition, path, html(edition, "subscribe", path))
    few = {path for path in feeds(edition, language, "atom", "jsonfeed") if not re.search("/(places|people)/", path)}
    assert feeds(edition, language, "rss") | few <= found
    assert f"{language}/feeds.opml" in found


@pytest.mark.parametrize("language", LANGUAGES)
def test_opml_has_one_outline_for_each_shelf_with_a_feed(edition: Edition, language: str) -> None:
    found = outlines(edition, language)
    assert {one["xmlUrl"] for one in found} == {BASE + path for path in feeds(edition, language, "rss")}
    assert len({one["xmlUrl"] for one in found}) == len(found)
    assert {(one["type"], one["version"], one["language"]) for one in found} == {("rss", "RSS", language)}
    assert all(one["htmlUrl"] == one["xmlUrl"].replace("rss.xml", "") for one in found)


def test_opml_is_ordered_as_its_specification_asks(edition: Edition) -> None:
    """OPML 2.0: head, then body; every outline has a text."""
    root = opml(edition, "de")
    assert (root.tag, root.get("version"), [part.tag for part in root]) == ("opml", "2.0", ["head", "body"])
    assert root.findtext("head/title") == "Pressemitteilungen von Stadt Lohtal"
    assert all(one.get("text") for one in root.iter("outline"))
    assert [one.get("text") for one in root.findall("body/outline")][:2] == ["Mitteilungen", "Themen"]


def test_feed_is_called_in_opml_as_it_calls_itself(edition: Edition) -> None:
    titles = {one["xmlUrl"]: one["title"] for one in outlines(edition, "de")}
    for path in feeds(edition, "de", "rss"):
        channel = etree.fromstring(editions.documents(edition, "rss")[path].content)
        assert channel.findtext("channel/title") == titles[BASE + path]


def test_lists_are_named_with_their_topics_and_the_address_to_write_to(edition: Edition) -> None:
    page = html(edition, "subscribe", "de/subscribe.html")
    assert "Lokalpresse alle Themen Feuilleton Kultur" in " ".join(shown(page).split())
    mail = [link["href"] for link in Tags(page).named("a") if link["href"].startswith("mailto:")]
    assert mail == ["mailto:presse@lohtal.example.org?subject=Presseverteiler"]


def test_hubs_of_the_settings_are_in_every_feed(edition: Edition) -> None:
    """WebSub (W3C 2018), section 4: a feed names its hub and itself."""
    publisher = edition.publisher.model_copy(update={"hubs": ("https://hub.example.org/",)})
    hubbed = replace(edition, publisher=publisher)
    for name in ("rss", "atom", "jsonfeed"):
        documents = list(formats.named(name)(hubbed))
        assert documents
        assert all(b"https://hub.example.org/" in document.content for document in documents)
