"""JSON Feed 1.1: the members jsonfeed.org requires, and the full text."""

import json
from dataclasses import replace
from datetime import datetime
from typing import Any

from pressflow.model.edition import Edition
from tests.formats import editions
from tests.formats.reading import carries, html_tokens, record_tokens

# jsonfeed.org/version/1.1: the names that a feed, an item, an author and an attachment may have.
FEED = {"version", "title", "home_page_url", "feed_url", "description", "user_comment", "next_url", "icon", "favicon"}
FEED |= {"authors", "language", "expired", "hubs", "items"}
ITEM = {"id", "url", "external_url", "title", "content_html", "content_text", "summary", "image", "banner_image"}
ITEM |= {"date_published", "date_modified", "authors", "tags", "language", "attachments"}
AUTHOR = {"name", "url", "avatar"}
ATTACHMENT = {"url", "mime_type", "title", "size_in_bytes", "duration_in_seconds"}
HUB = {"type", "url"}


def feed(edition: Edition, shelf: str = "de") -> Any:  # Any: JSON
    document = editions.documents(edition, "jsonfeed")[f"{shelf}/feed.json"]
    assert document.media_type == "application/feed+json; charset=utf-8"
    return json.loads(document.content)


def test_each_shelf_has_its_feed_but_years_and_months(edition: Edition) -> None:
    feeds = {path.removesuffix("/feed.json") for path in editions.documents(edition, "jsonfeed")}
    shelves = {path.removesuffix("/index.html") for path in editions.documents(edition, "index")} - {"index.html"}
    assert feeds == {shelf for shelf in shelves if "/years/" not in shelf} != shelves


def test_feed_says_what_it_is_and_where_it_stands(edition: Edition) -> None:
    for shelf, title in (
        ("de", "Stadt Lohtal: Mitteilungen"),
        ("en/topics/traffic", "City of Lohtal: Traffic"),
        ("de/people/ute-sommer", "Stadt Lohtal: Ute Sommer"),
    ):
        found = feed(edition, shelf)
        assert found["title"] == title
        assert found["home_page_url"] == f"https://presse.lohtal.example.org/{shelf}/"
        assert found["feed_url"] == f"https://presse.lohtal.example.org/{shelf}/feed.json"
        assert found["language"] == shelf[:2]


def test_each_feed_has_what_the_standard_requires_and_nothing_it_does_not_know(edition: Edition) -> None:
    publisher = edition.publisher.model_copy(update={"hubs": ("https://hub.example.net/",)})
    for document in editions.documents(replace(edition, publisher=publisher), "jsonfeed").values():
        found = json.loads(document.content)
        assert found["version"] == "https://jsonfeed.org/version/1.1"
        assert set(found) <= FEED
        assert {"title", "items"} <= set(found)
        assert all(set(author) <= AUTHOR for author in found["authors"])
        assert all(set(hub) == HUB for hub in found["hubs"])
        assert found["items"]
        for item in found["items"]:
            assert set(item) <= ITEM
            assert isinstance(item["id"], str)
            assert item["content_html"]
            for name in ("date_published", "date_modified"):
                assert datetime.fromisoformat(item[name]).tzinfo is not None
            for attachment in item.get("attachments", []):
                assert {"url", "mime_type"} <= set(attachment) <= ATTACHMENT


def test_feed_names_the_hubs_that_tell_of_news(single: Edition) -> None:
    assert "hubs" not in feed(single)
    publisher = single.publisher.model_copy(update={"hubs": ("https://hub.example.net/",)})
    assert feed(replace(single, publisher=publisher))["hubs"] == [{"type": "WebSub", "url": "https://hub.example.net/"}]


def test_items_are_the_releases_in_the_language_newest_first(edition: Edition) -> None:
    assert [item["title"] for item in feed(edition)["items"]] == [
        "KORREKTUR: Der Markt zieht um",
        "Neue Brücke über die Loh ist fertig",
        "Feuerwehr bleibt bereit",
    ]
    assert [item["title"] for item in feed(edition, "en")["items"]] == ["New bridge across the Loh is finished"]
    assert feed(edition.of())["items"] == []


def test_id_is_the_permanent_id_and_differs_for_a_translation(single: Edition) -> None:
    (german,), (english,) = feed(single)["items"], feed(single, "en")["items"]
    (release,) = single.releases
    assert (german["id"], english["id"]) == (release.uri, f"{release.uri}#en")


def test_correction_changes_the_date_of_change_alone(corrected: Edition) -> None:
    (item,) = feed(corrected)["items"]
    assert item["date_published"] == "2026-05-16T10:30:00+02:00"
    assert item["date_modified"] == editions.CORRECTED_AT.isoformat()


def test_item_carries_all_words(single: Edition) -> None:
    (item,) = feed(single)["items"]
    assert carries(html_tokens(item["content_html"]), record_tokens(single.releases[0].original))


def test_pictures_and_documents_are_attachments(single: Edition) -> None:
    (item,) = feed(single)["items"]
    base = "https://presse.lohtal.example.org/media/2026-05-16-bridge"
    assert item["image"] == f"{base}/bridge-64.jpg"
    assert [(entry["url"], entry["mime_type"], entry["size_in_bytes"]) for entry in item["attachments"]] == [
        (f"{base}/bridge-64.jpg", "image/jpeg", editions.web_size(single, "bridge")),
        (f"{base}/line-64.jpg", "image/jpeg", editions.web_size(single, "line")),
        (f"{base}/figures.csv", "text/csv; charset=utf-8", 20),
    ]
