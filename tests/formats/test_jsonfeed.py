"""JSON Feed 1.1: the members jsonfeed.org requires, and the full text twice."""

import json
from datetime import datetime
from typing import Any

from pressflow.model.edition import Edition
from tests.formats import editions
from tests.formats.reading import carries, html_tokens, record_tokens, text_tokens

# jsonfeed.org/version/1.1: the names that a feed, an item, an author and an attachment may have.
FEED = {"version", "title", "home_page_url", "feed_url", "description", "user_comment", "next_url", "icon", "favicon"}
FEED |= {"authors", "language", "expired", "hubs", "items"}
ITEM = {"id", "url", "external_url", "title", "content_html", "content_text", "summary", "image", "banner_image"}
ITEM |= {"date_published", "date_modified", "authors", "tags", "language", "attachments"}
AUTHOR = {"name", "url", "avatar"}
ATTACHMENT = {"url", "mime_type", "title", "size_in_bytes", "duration_in_seconds"}


def feed(edition: Edition, language: str = "de") -> Any:  # Any: JSON
    document = editions.documents(edition, "jsonfeed")[f"{language}/feed.json"]
    assert document.media_type == "application/feed+json; charset=utf-8"
    return json.loads(document.content)


def test_feed_has_what_the_standard_requires_and_nothing_it_does_not_know(edition: Edition) -> None:
    found = feed(edition)
    assert found["version"] == "https://jsonfeed.org/version/1.1"
    assert found["title"] == "Stadt Lohtal: Pressemitteilungen"
    assert found["home_page_url"] == "https://presse.lohtal.example.org/de/"
    assert found["feed_url"] == "https://presse.lohtal.example.org/de/feed.json"
    assert set(found) <= FEED
    assert all(set(author) <= AUTHOR for author in found["authors"])
    for item in found["items"]:
        assert set(item) <= ITEM
        assert isinstance(item["id"], str)
        assert item["content_html"]
        assert item["content_text"]
        for name in ("date_published", "date_modified"):
            assert datetime.fromisoformat(item[name]).tzinfo is not None
        for attachment in item.get("attachments", []):
            assert {"url", "mime_type"} <= set(attachment) <= ATTACHMENT


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


def test_both_texts_carry_all_words(single: Edition) -> None:
    (item,) = feed(single)["items"]
    wanted = record_tokens(single.releases[0].original)
    assert carries(html_tokens(item["content_html"]), wanted)
    assert carries(text_tokens(item["content_text"]), wanted)


def test_pictures_and_documents_are_attachments(single: Edition) -> None:
    (item,) = feed(single)["items"]
    base = "https://presse.lohtal.example.org/media/2026-05-16-bridge"
    assert item["image"] == f"{base}/bridge-64.jpg"
    assert [(entry["url"], entry["mime_type"], entry["size_in_bytes"]) for entry in item["attachments"]] == [
        (f"{base}/bridge-64.jpg", "image/jpeg", editions.web_size(single, "bridge")),
        (f"{base}/line-64.jpg", "image/jpeg", editions.web_size(single, "line")),
        (f"{base}/figures.csv", "text/csv; charset=utf-8", 20),
    ]
