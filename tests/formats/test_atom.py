"""Atom: all that RFC 4287 requires, and the moment of the last correction."""

from collections import Counter
from dataclasses import replace
from datetime import datetime
from urllib.parse import urljoin

import pytest
from lxml import etree

from pressflow.model.edition import Edition
from tests.formats import editions
from tests.formats.reading import ATOM, attributes, carries, child, html_tokens, record_tokens, stylesheet

SHELVES = (
    "de",
    "de/topics/traffic",
    "de/places/lohtal",
    "de/types/press-release",
    "de/people/ute-sommer",
    "en",
    "en/topics/traffic",
    "en/places/lohtal",
    "en/types/press-release",
)


def feed(edition: Edition, shelf: str = "de") -> etree._Element:
    return etree.fromstring(editions.documents(edition, "atom")[f"{shelf}/atom.xml"].content)


def entries(edition: Edition, shelf: str = "de") -> list[etree._Element]:
    return feed(edition, shelf).findall(f"{ATOM}entry")


def test_each_shelf_has_its_feed_but_years_and_months(edition: Edition) -> None:
    documents = editions.documents(edition, "atom")
    assert list(documents) == [f"{shelf}/atom.xml" for shelf in SHELVES]
    assert {document.media_type for document in documents.values()} == {"application/atom+xml; charset=utf-8"}
    assert [len(entries(edition, shelf)) for shelf in SHELVES] == [3, 3, 3, 3, 1, 1, 1, 1, 1]


@pytest.mark.parametrize("shelf", SHELVES)
def test_feed_has_what_rfc_4287_requires(edition: Edition, shelf: str) -> None:
    found = feed(edition, shelf)
    assert found.tag == f"{ATOM}feed"
    names = Counter(element.tag for element in found)
    assert all(names[f"{ATOM}{name}"] == 1 for name in ("id", "title", "updated", "author"))
    assert child(found, f"{ATOM}id") == f"https://presse.lohtal.example.org/{shelf}/atom.xml"
    links = {link.get("rel"): link.get("href") for link in found.findall(f"{ATOM}link")}
    assert links == {
        "self": f"https://presse.lohtal.example.org/{shelf}/atom.xml",
        "alternate": f"https://presse.lohtal.example.org/{shelf}/",
    }


def test_feed_is_called_as_its_shelf(edition: Edition) -> None:
    titles = [child(feed(edition, shelf), f"{ATOM}title") for shelf in ("de", "en/topics/traffic", SHELVES[4])]
    assert titles == ["Stadt Lohtal: Mitteilungen", "City of Lohtal: Traffic", "Stadt Lohtal: Ute Sommer"]


def test_no_two_feeds_share_an_id_and_an_entry_has_the_same_in_each(edition: Edition) -> None:
    ids = [child(feed(edition, shelf), f"{ATOM}id") for shelf in SHELVES]
    assert len(set(ids)) == len(ids)
    for language in ("de", "en"):
        everything = {child(entry, f"{ATOM}id") for entry in entries(edition, language)}
        for shelf in SHELVES:
            if shelf.startswith(language):
                assert {child(entry, f"{ATOM}id") for entry in entries(edition, shelf)} <= everything


def test_feed_names_the_hubs_that_tell_of_news(single: Edition) -> None:
    hubs = ("https://hub.lohtal.example.org/?a=1&b=2", "https://hub.example.net/")
    found = feed(replace(single, publisher=single.publisher.model_copy(update={"hubs": hubs})))
    links = [(link.get("rel"), link.get("href")) for link in found.findall(f"{ATOM}link")]
    assert sorted(links) == [
        ("alternate", "https://presse.lohtal.example.org/de/"),
        ("hub", "https://hub.example.net/"),
        ("hub", "https://hub.lohtal.example.org/?a=1&b=2"),
        ("self", "https://presse.lohtal.example.org/de/atom.xml"),
    ]


def test_feed_that_is_opened_in_a_browser_looks_like_a_page(edition: Edition) -> None:
    for path, document in editions.documents(edition, "atom").items():
        sheet = stylesheet(document.content)
        assert (sheet["type"], urljoin(f"/{path}", sheet["href"])) == ("text/css", "/theme/feed.css")


def test_each_entry_has_what_rfc_4287_requires(edition: Edition) -> None:
    for entry in entries(edition):
        names = Counter(element.tag for element in entry)
        assert all(
            names[f"{ATOM}{name}"] == 1 for name in ("id", "title", "updated", "content", "summary", "published")
        )
        assert child(entry, f"{ATOM}id").startswith("tag:")
        for name in ("updated", "published"):
            assert datetime.fromisoformat(child(entry, f"{ATOM}{name}")).tzinfo is not None
        alternates = [link for link in entry.findall(f"{ATOM}link") if link.get("rel", "alternate") == "alternate"]
        assert len(alternates) == 1


def test_no_two_entries_of_any_language_share_an_id(edition: Edition) -> None:
    ids = [child(entry, f"{ATOM}id") for language in ("de", "en") for entry in entries(edition, language)]
    assert len(set(ids)) == len(ids) == 4


def test_links_of_an_entry_say_what_they_lead_to(single: Edition) -> None:
    (entry,) = entries(single)
    base = "https://presse.lohtal.example.org"
    assert [attributes(link) for link in entry.findall(f"{ATOM}link")] == [
        {"href": f"{base}/de/2026-05-16-bridge.html", "rel": "alternate"},
        {
            "href": f"{base}/media/2026-05-16-bridge/bridge-64.jpg",
            "rel": "enclosure",
            "type": "image/jpeg",
            "length": str(editions.web_size(single, "bridge")),
        },
        {"href": "https://www.lohtal.example.org/bruecke", "rel": "related", "title": "Die Brücke in Zahlen"},
    ]


def test_correction_changes_updated_and_title_and_neither_id_nor_published(single: Edition, corrected: Edition) -> None:
    (before,), (after,) = entries(single), entries(corrected)
    for name in ("id", "published"):
        assert child(before, f"{ATOM}{name}") == child(after, f"{ATOM}{name}")
    assert child(before, f"{ATOM}updated") == "2026-05-16T10:30:00+02:00"
    assert (
        child(after, f"{ATOM}updated") == editions.CORRECTED_AT.isoformat() == child(feed(corrected), f"{ATOM}updated")
    )
    assert child(after, f"{ATOM}title") == "KORREKTUR: Neue Brücke über die Loh ist fertig"


def test_silent_correction_does_not_change_updated(edition: Edition) -> None:
    *_, silent = entries(edition)
    assert child(silent, f"{ATOM}title") == "Feuerwehr bleibt bereit"
    assert child(silent, f"{ATOM}updated") == child(silent, f"{ATOM}published")


def test_content_is_the_full_text_as_html(single: Edition) -> None:
    (entry,) = entries(single)
    (content,) = entry.findall(f"{ATOM}content")
    assert content.get("type") == "html"
    assert carries(html_tokens(content.text or ""), record_tokens(single.releases[0].original))
