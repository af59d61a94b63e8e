"""ninjs 1.3: what that standard asks for, the same words, ids and moments as in 3.0."""

import json
from typing import Any

import pytest

from pressflow.model.edition import Edition
from tests.formats import editions, test_ninjs
from tests.formats.ninjs_schemas import NINJS_1, faults

Item = dict[str, Any]  # Any: JSON


def item(edition: Edition, language: str = "de") -> Item:
    """The item of the edition's only release."""
    (release,) = edition.releases
    document = editions.documents(edition, "ninjs1")[f"{language}/{release.slug}.ninjs1.json"]
    found: Item = json.loads(document.content)
    return found


@pytest.mark.parametrize("language", ["de", "en"])
def test_item_is_as_the_standard_has_it(single: Edition, corrected: Edition, language: str) -> None:
    for edition in (single, corrected):
        assert list(faults(NINJS_1, item(edition, language))) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [("charcount", "84"), ("pubstatus", "public"), ("representationtype", "full"), ("versionCreated", "2026-05-16")],
)
def test_what_the_standard_does_not_have_is_found(single: Edition, name: str, value: str) -> None:
    assert len(list(faults(NINJS_1, item(single) | {name: value}))) == 1


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
