"""schema.org and Open Graph: what search engines and other sites are told, and that no words break out of it."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from pressflow.model.edition import Edition
from pressflow.model.record import Embargo
from tests.formats import editions
from tests.formats.reading import Tags, record_tokens, tokens

BASE = "https://presse.lohtal.example.org/"
Thing = dict[str, Any]  # Any: JSON

# The types used, each with those of its properties in schema.org that may stand here.
_THING = {"@type", "name", "description", "url", "sameAs", "identifier", "image", "mainEntityOfPage", "@id"}
_WORK = _THING | {
    *("about", "alternativeHeadline", "author", "citation", "contentLocation", "correction", "creditText"),
    *("dateModified", "datePublished", "encodingFormat", "genre", "hasPart", "headline", "inLanguage", "keywords"),
    *("license", "locationCreated", "mentions", "publisher", "text", "translationOfWork", "version"),
    "workTranslation",
}
_ORGANISATION = _THING | {"address", "contactPoint"}
PROPERTIES: dict[str, set[str]] = {
    "NewsArticle": _WORK | {"@context", "articleBody", "dateline"},
    "CreativeWork": _WORK,
    "WebPage": _WORK,
    "Quotation": _WORK | {"spokenByCharacter"},
    "MediaObject": _WORK | {"contentUrl"},
    "ImageObject": _WORK | {"contentUrl", "caption"},
    "CorrectionComment": _WORK,
    "Thing": _THING,
    "Place": _THING,
    "PropertyValue": _THING | {"propertyID", "value"},
    "Person": _THING | {"jobTitle", "affiliation"},
    "Organization": _ORGANISATION,
    "GovernmentOrganization": _ORGANISATION,
    "Corporation": _ORGANISATION,
    "ContactPoint": _THING | {"contactType", "telephone", "email"},
}


def page(edition: Edition, language: str = "de") -> str:
    (release,) = edition.releases
    return editions.documents(edition, "page")[f"{language}/{release.slug}.html"].content.decode()


def article(edition: Edition, language: str = "de") -> Thing:
    """The article in a page's only script element, as a browser sees it: up to the first end tag."""
    (data,) = re.findall(r'<script type="application/ld\+json">(.*?)</script', page(edition, language), re.DOTALL)
    found: Thing = json.loads(data)
    return found


def things(value: object) -> Iterator[Thing]:
    """Every thing in an article, itself first."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from things(inner)


def changed(edition: Edition, **changes: Any) -> Edition:  # Any: whatever a record may hold
    """The edition with its only release's records changed."""
    (release,) = edition.releases
    records = tuple(record.model_copy(update=changes) for record in release.records)
    return edition.of(replace(release, records=records))


@pytest.mark.parametrize("language", ["de", "en"])
def test_only_properties_of_schema_org_are_used_and_none_is_empty(corrected: Edition, language: str) -> None:
    for thing in things(article(corrected, language)):
        assert set(thing) <= PROPERTIES[thing["@type"]], thing
        assert all(thing.values()), thing


def test_article_says_who_published_what_when_and_where(single: Edition) -> None:
    (release,) = single.releases
    found = article(single)
    assert (found["@context"], found["@type"]) == ("https://schema.org", "NewsArticle")
    assert found["@id"] == release.uri
    assert found["url"] == found["mainEntityOfPage"] == f"{BASE}de/2026-05-16-bridge.html"
    assert found["identifier"][0] == release.uri
    assert found["identifier"][1]["value"] == "2026-007"
    assert (found["headline"], found["description"]) == (release.original.title, release.original.lead)
    assert found["alternativeHeadline"] == ["Nach 14 Monaten Bauzeit rollt der Verkehr wieder", "Verkehr"]
    assert (found["inLanguage"], found["genre"]) == ("de", "Pressemitteilung")
    assert found["datePublished"] == found["dateModified"] == "2026-05-16T10:30:00+02:00"
    assert found["dateline"] == "Lohtal, 16. Mai 2026"
    assert found["contentLocation"] == [{"@type": "Place", "name": "Lohtal"}]


def test_article_has_all_words_of_the_text_in_their_order(single: Edition) -> None:
    for language in ("de", "en"):
        record = single.releases[0].record(language)
        assert record is not None
        assert tokens(article(single, language)["articleBody"]) == record_tokens(record)


def test_topics_are_media_topics_and_people_and_places_are_mentioned(single: Edition) -> None:
    found = article(single)
    assert found["about"] == [
        {"@type": "Thing", "name": "Verkehr", "sameAs": "http://cv.iptc.org/newscodes/mediatopic/04000000"}
    ]
    assert found["keywords"] == ["Brücke", "Loh & Tal"]
    assert [(thing["@type"], thing["name"]) for thing in found["mentions"]] == [
        ("Person", "Ute Sommer"),
        ("Place", "Lohtal"),
    ]
    assert [(thing["name"], thing["url"]) for thing in found["citation"]] == [
        ("Die Brücke in Zahlen", "https://www.lohtal.example.org/bruecke")
    ]


def test_quotes_name_their_speakers(single: Edition) -> None:
    quotes = [part for part in article(single)["hasPart"] if part["@type"] == "Quotation"]
    assert [quote["text"] for quote in quotes] == [quote.text for quote in single.releases[0].original.quotes]
    assert [quote["spokenByCharacter"] for quote in quotes] == [
        {"@type": "Person", "name": "Ute Sommer", "jobTitle": "Bürgermeisterin"},
        {"@type": "Person", "name": "Ali Kaya", "affiliation": {"@type": "Organization", "name": "Bau AG"}},
    ]


def test_pictures_and_documents_come_with_address_caption_credit_and_terms(single: Edition) -> None:
    found, media = article(single), editions.documents(single, "media")
    first, second = found["image"]
    (document,) = (part for part in found["hasPart"] if part["@type"] == "MediaObject")
    for file in (first, second, document):
        assert file["url"] == file["contentUrl"]
        assert file["encodingFormat"] == media[file["url"].removeprefix(BASE)].media_type
    assert first["caption"] == "Die neue Brücke am Tag der Freigabe"
    assert first["description"] == "Eine Brücke aus Stahl über einem Fluss"
    assert first["creditText"] == "Stadt Lohtal/Jo Blau"
    assert first["license"] == {"@type": "CreativeWork", "text": "Frei für die Presse"}
    assert "license" not in second
    assert document["name"] == "Alle Zahlen als Tabelle"


def test_terms_that_are_an_address_are_an_address(single: Edition) -> None:
    address = "https://creativecommons.org/licenses/by/4.0/"
    images = tuple(image.model_copy(update={"licence": address}) for image in single.releases[0].original.images)
    assert article(changed(single, images=images))["image"][0]["license"] == address


@pytest.mark.parametrize(
    ("kind", "type_"),
    [("government", "GovernmentOrganization"), ("organisation", "Organization"), ("company", "Corporation")],
)
def test_publisher_is_of_its_kind_and_can_be_reached(single: Edition, kind: str, type_: str) -> None:
    speaking = replace(single, publisher=single.publisher.model_copy(update={"kind": kind}))
    publisher = article(speaking)["publisher"]
    assert publisher["@type"] == article(speaking)["author"]["@type"] == type_
    assert (publisher["name"], publisher["url"]) == ("Stadt Lohtal", "https://www.lohtal.example.org/")
    assert publisher["description"] == "Lohtal liegt an der Loh und hat 12.000 Einwohner."
    assert [(point["name"], point["telephone"]) for point in publisher["contactPoint"]] == [
        ("Kim Berger", "+492214710123"),
        ("Bauamt Lohtal", "+492214710200"),
    ]


def test_original_and_translation_name_each_other(single: Edition) -> None:
    german, english = article(single), article(single, "en")
    (translation,) = german["workTranslation"]
    assert "translationOfWork" not in german
    assert "workTranslation" not in english
    for named, whole in ((translation, english), (english["translationOfWork"], german)):
        assert named == {name: whole[name] for name in ("@type", "@id", "url", "inLanguage", "headline")}
    assert german["@id"] != english["@id"]


def test_correction_is_told_with_its_day_and_a_silent_one_is_not(single: Edition, corrected: Edition) -> None:
    assert "correction" not in article(single)
    found = article(corrected)
    assert found["version"] == 3
    assert found["dateModified"] == editions.CORRECTED_AT.isoformat()
    assert found["correction"] == [
        {
            "@type": "CorrectionComment",
            "text": "Es waren 84 Meter, nicht 48.",
            "datePublished": editions.CORRECTED_AT.isoformat(),
        }
    ]


def test_moments_have_their_distance_from_utc(corrected: Edition) -> None:
    for thing in things(article(corrected)):
        for name in ("datePublished", "dateModified"):
            if name in thing:
                assert datetime.fromisoformat(thing[name]).tzinfo is not None


@pytest.mark.parametrize(
    "words",
    ["</script><script>alert(1)</script>", "<!-- <script>", "</SCRIPT >", "\u2028\u2029 \\u003c/script>", '"}]}'],
)
def test_words_cannot_end_the_data(single: Edition, words: str) -> None:
    title = f"Brücke {words} fertig"
    attacked = changed(single, title=title, lead=f"{words} und noch ein paar Worte, damit es reicht", kicker=words)
    assert article(attacked)["headline"] == title
    assert [tag.get("type") for tag in Tags(page(attacked)).named("script")] == [None, "application/ld+json"]
    (data,) = re.findall(r'ld\+json">(.*?)</script>\n<link rel="stylesheet"', page(attacked), re.DOTALL)
    assert "<" not in data


def meta(edition: Edition, language: str = "de") -> list[tuple[str, str]]:
    """The properties in a page's head, in order."""
    tags = Tags(page(edition, language)).named("meta")
    return [(tag.get("property") or tag.get("name", ""), tag["content"]) for tag in tags if "content" in tag]


def test_open_graph_has_what_ogp_me_requires_and_the_moments(corrected: Edition) -> None:
    found = dict(meta(corrected))
    assert found["og:type"] == "article"
    assert found["og:title"] == corrected.releases[0].original.title
    assert found["og:url"] == f"{BASE}de/2026-05-16-bridge.html"
    assert found["og:image"] == article(corrected)["image"][0]["url"]
    assert found["og:image:alt"] == "Eine Brücke aus Stahl über einem Fluss"
    assert (found["og:image:type"], found["og:image:width"]) == ("image/jpeg", "64")
    assert found["og:site_name"] == "Stadt Lohtal"
    assert found["article:published_time"] == "2026-05-16T10:30:00+02:00"
    assert found["article:modified_time"] == editions.CORRECTED_AT.isoformat()
    assert found["twitter:card"] == "summary_large_image"


def test_page_shows_nothing_where_the_newsroom_has_no_cards(single: Edition) -> None:
    publisher = single.publisher.model_copy(update={"omit": ("card",)})
    without = replace(single, publisher=publisher)
    found = dict(meta(without, "en"))
    assert found["twitter:card"] == "summary"
    assert not [name for name in found if name.startswith("og:image")]
    assert "image" not in article(without, "en")
    assert dict(meta(without))["twitter:card"] == "summary_large_image"


def test_page_without_pictures_shows_its_card(single: Edition) -> None:
    found = dict(meta(single, "en"))
    assert found["twitter:card"] == "summary_large_image"
    assert found["og:image"] == f"{BASE}en/2026-05-16-bridge.png"
    assert found["og:image:alt"] == "City of Lohtal: New bridge across the Loh is finished"
    shown = editions.documents(single, "card")["en/2026-05-16-bridge.png"]
    with Image.open(BytesIO(shown.content)) as card:
        assert (found["og:image:width"], found["og:image:height"]) == tuple(map(str, card.size))
    assert found["og:image:type"] == shown.media_type
    (image,) = article(single, "en")["image"]
    assert (image["url"], image["encodingFormat"]) == (found["og:image"], "image/png")


@pytest.mark.parametrize(
    ("language", "other", "locales"),
    [
        ("de", "en", [("og:locale", "de_DE"), ("og:locale:alternate", "en_GB")]),
        ("en-US", "pt-BR", [("og:locale", "en_US"), ("og:locale:alternate", "pt_BR")]),
        ("de", "de-x-ls", [("og:locale", "de_DE")]),
        ("sr-Latn-ME", "fr", [("og:locale", "sr_ME"), ("og:locale:alternate", "fr_FR")]),
        ("eo", "de", []),
    ],
)
def test_locale_is_language_and_country(
    single: Edition, language: str, other: str, locales: list[tuple[str, str]]
) -> None:
    (release,) = single.releases
    tags = zip(release.records, (language, other), strict=True)
    records = tuple(record.model_copy(update={"language": tag}) for record, tag in tags)
    found = meta(single.of(replace(release, records=records)), language)
    assert [(name, value) for name, value in found if name.startswith("og:locale")] == locales


def test_release_that_has_no_date_yet_claims_none(single: Edition) -> None:
    (release,) = changed(single, date=None, embargo=Embargo(event="Nach der Sitzung")).releases
    undated = single.of(replace(release, events=(), version=0, reference=""))
    assert not [name for name in article(undated) if name.startswith("date") and name != "dateline"]
    assert not [name for name, _ in meta(undated) if name.startswith("article:")]
