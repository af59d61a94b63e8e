"""ninjs 3.0: what the standard asks for, ids that stay, and the two bodies."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest

from pressflow.model.edition import Edition
from pressflow.model.journal import State
from pressflow.model.record import Embargo
from tests.formats import editions
from tests.formats.ninjs_schemas import NINJS_3, faults
from tests.formats.reading import carries, html_tokens, record_tokens, text_tokens

Item = dict[str, Any]  # Any: JSON


def item(edition: Edition, language: str = "de") -> Item:
    """The item of the edition's only release."""
    (release,) = edition.releases
    document = editions.documents(edition, "ninjs")[f"{language}/{release.slug}.json"]
    assert document.media_type == "application/json; charset=utf-8"
    found: Item = json.loads(document.content)
    return found


@pytest.mark.parametrize("state", ["published", "corrected", "embargoed"])
@pytest.mark.parametrize("language", ["de", "en"])
def test_item_is_as_the_standard_has_it(single: Edition, corrected: Edition, state: str, language: str) -> None:
    edition = {"published": single, "corrected": corrected, "embargoed": embargoed(single)}[state]
    assert list(faults(NINJS_3, item(edition, language))) == []


WRONG: dict[str, object] = {
    "version": 1,
    "pubStatus": "public",
    "representationType": "complete",
    "type": "release",
    "versionCreated": "2026-05-16 10:30",
    "uri": "the bridge",
    "headline": "Neue Brücke",
    "bodies": [{"value": "Text", "wordCount": "1"}],
    "renditions": [{"name": "web", "width": "64"}],
    "infoSources": [{"name": "Kim", "contactInfo": [{"type": "phone"}]}],
    "associations": [{"name": "image1", "type": "picture"}],
}


@pytest.mark.parametrize("name", WRONG)
def test_what_the_standard_does_not_have_is_found(single: Edition, name: str) -> None:
    (fault,) = faults(NINJS_3, item(single) | {name: WRONG[name]})
    assert name in fault or repr(WRONG[name]).replace("'", '"') in fault


def test_item_says_which_standard_it_follows(single: Edition) -> None:
    assert item(single)["standard"]["name"] == "ninjs"
    assert item(single)["standard"]["version"] == "3.0"


def test_uri_is_the_permanent_tag(single: Edition) -> None:
    (release,) = single.releases
    assert item(single)["uri"] == release.uri
    assert re.fullmatch(r"tag:[\w.-]+,\d{4}-\d\d-\d\d:\S+", release.uri)


def test_translation_is_an_item_of_its_own_and_both_name_each_other(single: Edition) -> None:
    german, english = item(single), item(single, "en")
    assert english["uri"] == f"{german['uri']}#en"
    for one, other in ((german, english), (english, german)):
        (linked,) = [entry for entry in one["associations"] if entry["name"].startswith("translation-")]
        assert (linked["uri"], linked["language"]) == (other["uri"], other["language"])


def test_version_counts_and_the_first_date_stays(single: Edition, corrected: Edition) -> None:
    before, after = item(single), item(corrected)
    assert (before["version"], after["version"]) == ("1", "3")
    assert before["firstCreated"] == after["firstCreated"] == "2026-05-16T10:30:00+02:00"
    assert after["versionCreated"] == editions.CORRECTED_AT.isoformat()
    assert after["edNote"] == "Korrektur: Es waren 84 Meter, nicht 48."
    assert "edNote" not in before


def embargoed(edition: Edition) -> Edition:
    """The release before it is public, under embargo."""
    (release,) = edition.releases
    until = release.date.replace(hour=12)
    records = tuple(record.model_copy(update={"embargo": Embargo(until=until)}) for record in release.records)
    return edition.of(replace(release, records=records, state=State.APPROVED, events=(), version=0, reference=""))


def test_what_is_not_public_is_withheld_and_says_until_when(single: Edition) -> None:
    found = item(embargoed(single))
    assert found["pubStatus"] == "withheld"
    assert found["embargoedUntil"] == "2026-05-16T12:30:00+02:00"
    assert item(single)["pubStatus"] == "usable"
    assert "embargoedUntil" not in item(single)


def test_both_bodies_carry_all_words(single: Edition) -> None:
    bodies = {body["contentType"]: body for body in item(single)["bodies"]}
    wanted = record_tokens(single.releases[0].original)
    assert set(bodies) == {"text/html", "text/plain"}
    assert carries(html_tokens(bodies["text/html"]["value"]), wanted)
    assert carries(text_tokens(bodies["text/plain"]["value"]), wanted)
    plain = bodies["text/plain"]
    assert (plain["charCount"], plain["wordCount"]) == (len(plain["value"]), len(plain["value"].split()))


def test_topics_of_one_media_topic_are_one_subject(single: Edition) -> None:
    topics = single.publisher.topics
    twice = single.publisher.model_copy(
        update={"topics": {**topics, "culture": topics["culture"].model_copy(update={"iptc": topics["traffic"].iptc})}}
    )
    (release,) = single.releases
    records = tuple(record.model_copy(update={"topics": ("traffic", "culture")}) for record in release.records)
    found = item(replace(single, publisher=twice, releases=(replace(release, records=records),)))
    topical = [subject for subject in found["subjects"] if "uri" in subject]
    assert [(subject["uri"], subject["name"]) for subject in topical] == [
        ("http://cv.iptc.org/newscodes/mediatopic/04000000", "Verkehr, Kultur")
    ]


def test_press_contacts_can_be_reached(single: Edition) -> None:
    sources = item(single)["infoSources"]
    assert [(source["name"], source["role"]) for source in sources] == [
        ("Kim Berger", "pressContact"),
        ("Bauamt Lohtal", "pressContact"),
    ]
    assert [(info["type"], info["value"]) for info in sources[0]["contactInfo"]] == [
        ("phone", "+492214710123"),
        ("email", "presse@lohtal.example.org"),
    ]


def test_pictures_documents_and_links_are_associations(single: Edition) -> None:
    kinds = [(entry["name"], entry["type"]) for entry in item(single)["associations"]]
    assert kinds == [
        ("image1", "picture"),
        ("image2", "picture"),
        ("attachment1", "component"),
        ("translation-en", "text"),
        ("link1", "text"),
    ]


def test_picture_lists_each_of_its_files_with_its_size(single: Edition) -> None:
    (picture,) = [entry for entry in item(single)["associations"] if entry["name"] == "image1"]
    documents = editions.documents(single, "media")
    assert picture["uri"].endswith("/bridge.jpg")
    assert [(one["name"], one["contentType"]) for one in picture["renditions"]] == [
        ("webp-64", "image/webp"),
        ("jpeg-64", "image/jpeg"),
        ("webp-teaser", "image/webp"),
        ("jpeg-teaser", "image/jpeg"),
        ("print", "image/jpeg"),
    ]
    for one in picture["renditions"]:
        content = documents[one["href"].removeprefix("https://presse.lohtal.example.org/")].content
        assert (one["width"], one["height"], one["sizeInBytes"]) == (
            64,
            43 if "teaser" in one["name"] else 48,
            len(content),
        )
