"""ninjs 1.3: the older names alone, the same words, ids and moments as in 3.0."""

import json
from typing import Any

from pressflow.model.edition import Edition
from tests.formats import editions, test_ninjs

Item = dict[str, Any]  # Any: JSON

# The property names of ninjs 1.3 that are not of the pattern description_… or body_….
NAMES = {
    *("uri", "type", "mimetype", "representationtype", "profile", "version", "firstcreated", "versioncreated"),
    *("embargoed", "pubstatus", "urgency", "copyrightholder", "copyrightnotice", "usageterms", "ednote", "language"),
    *("person", "organisation", "place", "subject", "event", "object", "infosource", "byline", "headline"),
    *("slugline", "located", "charcount", "wordcount", "renditions", "associations", "altids", "genre"),
}
RENDITION = {"href", "mimetype", "title", "height", "width", "sizeinbytes"}
TYPES = {"text", "audio", "video", "picture", "graphic", "composite"}


def item(edition: Edition, language: str = "de") -> Item:
    """The item of the edition's only release."""
    (release,) = edition.releases
    document = editions.documents(edition, "ninjs1")[f"{language}/{release.slug}.ninjs1.json"]
    found: Item = json.loads(document.content)
    return found


def names(found: Item) -> set[str]:
    return {name for name in found if not name.startswith(("description_", "body_"))}


def test_item_has_only_names_of_the_standard(single: Edition) -> None:
    found = item(single)
    assert names(found) <= NAMES
    assert found["type"] in TYPES
    for association in found["associations"].values():
        assert names(association) <= NAMES
        assert association["type"] in TYPES
        assert association["uri"]
    renditions = [found["renditions"], *(one.get("renditions", {}) for one in found["associations"].values())]
    for rendition in (one for some in renditions for one in some.values()):
        assert set(rendition) <= RENDITION
        assert rendition["href"].startswith("https://")


def test_ids_words_and_moments_are_those_of_the_newer_item(single: Edition) -> None:
    for language in ("de", "en"):
        old, new = item(single, language), test_ninjs.item(single, language)
        assert (old["uri"], old["version"], old["headline"]) == (new["uri"], new["version"], new["title"])
        assert (old["firstcreated"], old["versioncreated"]) == (new["firstCreated"], new["versionCreated"])
        assert [old["body_html"], old["body_text"]] == [body["value"] for body in new["bodies"]]
        assert old["description_text"] == new["descriptions"][0]["value"]
        assert set(old["associations"]) == {one["name"] for one in new["associations"]}


def test_media_topics_bear_their_code_and_keywords_none(single: Edition) -> None:
    subjects = item(single)["subject"]
    assert [one["code"] for one in subjects if "code" in one]
    assert [one["name"] for one in subjects if "code" not in one] == ["Brücke", "Loh & Tal"]


def test_picture_has_its_caption_and_its_alternative_text(single: Edition) -> None:
    picture = item(single)["associations"]["image1"]
    assert picture["description_caption"] == "Die neue Brücke am Tag der Freigabe"
    assert picture["description_alt"] == "Eine Brücke aus Stahl über einem Fluss"
    assert picture["renditions"]["print"]["mimetype"].startswith("image/")
