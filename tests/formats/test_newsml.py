"""NewsML-G2: elements in the order of the standard's schema, ids that stay, and the text as XHTML and plain."""

import re
from dataclasses import replace
from datetime import datetime

import pytest
from lxml import etree

from pressflow.model.edition import Edition
from pressflow.model.journal import State
from pressflow.model.record import Embargo
from tests.formats import editions
from tests.formats.reading import NEWSML, XHTML, carries, child, html_tokens, record_tokens, text_tokens

# The content of elements in NewsML-G2's XML Schema (types AnyItemType, ItemMetadataType, ContentMetadataAfDType and
# so on): children in their order with how often they may stand; names joined by | may come in any order.
MANY = 1_000
CONTENT: dict[str, list[tuple[str, int, int]]] = {
    "newsItem": [
        ("catalogRef|catalog", 1, MANY),
        ("hopHistory", 0, 1),
        ("pubHistory", 0, 1),
        ("rightsInfo", 0, MANY),
        ("itemMeta", 1, 1),
        ("contentMeta", 0, 1),
        ("contentSet", 0, 1),
    ],
    "rightsInfo": [("accountable", 0, 1), ("copyrightHolder", 0, 1), ("copyrightNotice|usageTerms|link", 0, MANY)],
    "itemMeta": [
        ("itemClass", 1, 1),
        ("provider", 1, 1),
        ("versionCreated", 1, 1),
        ("firstCreated", 0, 1),
        ("embargoed", 0, 1),
        ("pubStatus", 0, 1),
        ("role", 0, 1),
        ("fileName", 0, 1),
        ("generator", 0, MANY),
        ("profile", 0, 1),
        ("service", 0, MANY),
        ("title", 0, MANY),
        ("edNote", 0, MANY),
        ("memberOf", 0, MANY),
        ("instanceOf", 0, MANY),
        ("signal", 0, MANY),
        ("link", 0, MANY),
    ],
    "contentMeta": [
        ("icon", 0, MANY),
        ("urgency", 0, 1),
        ("contentCreated", 0, 1),
        ("contentModified", 0, 1),
        ("located|infoSource|creator|contributor|audience|altId", 0, MANY),
        ("language|genre|keyword|subject|slugline|headline|dateline|by|creditline|description", 0, MANY),
    ],
    "infoSource": [("name", 0, MANY), ("personDetails|organisationDetails", 0, 1)],
    "personDetails": [("affiliation", 0, MANY), ("contactInfo", 0, MANY)],
    "organisationDetails": [("location", 0, MANY), ("contactInfo", 0, MANY)],
    "contactInfo": [("email|phone|fax|web|address|note", 0, MANY)],
    "contentSet": [("inlineXML|inlineData|remoteContent", 0, MANY)],
} | {name: [("name", 0, MANY)] for name in ("copyrightHolder", "provider", "located", "creator", "genre", "subject")}
_VALUE = {"qcode", "uri", "literal", "type"}
ATTRIBUTES: dict[str, set[str]] = {
    "newsItem": {"guid", "version", "standard", "standardversion", "conformance"},
    "catalogRef": {"href"},
    "link": {"rel", "href", "residref", "contenttype", "size", "title"},
    "language": {"tag"},
    "description": {"role"},
    "inlineXML": {"contenttype"},
    "inlineData": {"contenttype"},
} | dict.fromkeys(
    ("copyrightHolder", "provider", "itemClass", "pubStatus", "signal", "located", "infoSource", "creator", "genre"),
    _VALUE,
)
ATTRIBUTES["subject"] = _VALUE
MOMENTS = ("versionCreated", "firstCreated", "embargoed", "contentCreated", "contentModified")
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def item(edition: Edition, language: str = "de") -> etree._Element:
    """The item of the edition's only release."""
    (release,) = edition.releases
    document = editions.documents(edition, "newsml")[f"{language}/{release.slug}.newsml.xml"]
    assert document.media_type == "application/vnd.iptc.g2.newsitem+xml; charset=utf-8"
    return etree.fromstring(document.content)


def named(item: etree._Element, *names: str) -> list[etree._Element]:
    """The elements at a way through the item."""
    return item.findall("/".join(NEWSML + name for name in names))


def codes(item: etree._Element, *names: str) -> list[str | None]:
    return [element.get("qcode") for element in named(item, *names)]


def texts(item: etree._Element, *names: str) -> list[str | None]:
    return [element.text for element in named(item, *names)]


def embargoed(edition: Edition, embargo: Embargo) -> Edition:
    """The release before it is public, under embargo."""
    (release,) = edition.releases
    records = tuple(record.model_copy(update={"embargo": embargo}) for record in release.records)
    return edition.of(replace(release, records=records, state=State.APPROVED, events=(), version=0, reference=""))


UNTIL = Embargo(until=datetime.fromisoformat("2026-05-16T12:00:00+02:00"))
EVENT = Embargo(event="Nach der Sitzung des Rates")


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("state", ["published", "corrected", "until", "event"])
def test_elements_are_those_of_the_schema_in_its_order(
    single: Edition, corrected: Edition, state: str, language: str
) -> None:
    edition = {
        "published": single,
        "corrected": corrected,
        "until": embargoed(single, UNTIL),
        "event": embargoed(single, EVENT),
    }[state]
    for element in item(edition, language).iter(f"{NEWSML}*"):
        name = etree.QName(element).localname
        assert set(element.attrib) - {LANGUAGE} <= ATTRIBUTES.get(name, set()), name
        children = [etree.QName(one).localname for one in element if one.tag.startswith(NEWSML)]
        for allowed, least, most in CONTENT.get(name, []):
            count = 0
            while count < len(children) and children[count] in allowed.split("|"):
                count += 1
            assert least <= count <= most, (name, allowed)
            del children[:count]
        assert children == [], name


def test_item_says_which_standard_it_follows(single: Edition) -> None:
    found = item(single)
    assert found.tag == f"{NEWSML}newsItem"
    assert (found.get("standard"), found.get("conformance")) == ("NewsML-G2", "power")
    assert re.fullmatch(r"[0-9]+\.[0-9]+", str(found.get("standardversion")))
    assert found.get(LANGUAGE) == "de"
    assert codes(found, "itemMeta", "itemClass") == ["ninat:text"]


def test_every_code_has_a_prefix_that_the_catalog_explains(corrected: Edition) -> None:
    found = item(corrected)
    (catalog,) = named(found, "catalogRef")
    assert re.fullmatch(
        r"http://www\.iptc\.org/std/catalog/catalog\.IPTC-G2-Standards_\d+\.xml", str(catalog.get("href"))
    )
    names = ("qcode", "rel", "role", "type")
    given = {code for element in found.iter(f"{NEWSML}*") for name in names if (code := element.get(name))}
    assert {code.partition(":")[0] for code in given} == {"cpnat", "drol", "irel", "medtop", "ninat", "sig", "stat"}
    assert all(re.fullmatch(r"[^\s:]+:\S+", code) for code in given)


def test_guid_is_the_permanent_tag_and_a_translation_has_its_own(single: Edition) -> None:
    german, english = item(single), item(single, "en")
    assert german.get("guid") == single.releases[0].uri
    assert english.get("guid") == f"{single.releases[0].uri}#en"
    for one, other in ((german, english), (english, german)):
        linked = [link.get("residref") for link in named(one, "itemMeta", "link") if link.get("residref")]
        assert linked == [other.get("guid")]


def test_moments_are_those_of_xml_schema(corrected: Edition) -> None:
    for name in MOMENTS:
        for element in item(corrected).iter(NEWSML + name):
            assert datetime.fromisoformat(element.text or "").tzinfo is not None


def test_version_counts_and_the_first_date_stays(single: Edition, corrected: Edition) -> None:
    before, after = item(single), item(corrected)
    assert (before.get("version"), after.get("version")) == ("1", "3")
    first = ["2026-05-16T10:30:00+02:00"]
    assert texts(before, "itemMeta", "firstCreated") == texts(after, "itemMeta", "firstCreated") == first
    assert texts(before, "itemMeta", "versionCreated") == [editions.PUBLISHED_AT.isoformat()]
    assert texts(after, "itemMeta", "versionCreated") == [editions.CORRECTED_AT.isoformat()]
    assert texts(after, "contentMeta", "contentModified") == [editions.CORRECTED_AT.isoformat()]
    assert texts(before, "contentMeta", "contentModified") == []


@pytest.mark.parametrize("correction", ["update", "correction", "material"])
def test_correction_is_signalled_with_its_note(single: Edition, correction: str) -> None:
    release = editions.published(single.releases[0], correction)  # type: ignore[arg-type]  # one of its literals
    found = item(single.of(release))
    assert codes(found, "itemMeta", "signal") == ["sig:update" if correction == "update" else "sig:correction"]
    word = "Aktualisierung" if correction == "update" else "Korrektur"
    assert texts(found, "itemMeta", "edNote") == [f"{word}: Es waren 84 Meter, nicht 48."]


def test_silent_correction_is_not_signalled(single: Edition) -> None:
    found = item(single.of(editions.published(single.releases[0], "typo")))
    assert named(found, "itemMeta", "signal") == named(found, "itemMeta", "edNote") == []


@pytest.mark.parametrize(
    ("state", "status"),
    [
        (State.APPROVED, "stat:withheld"),
        (State.PUBLISHED, "stat:usable"),
        (State.CORRECTED, "stat:usable"),
        (State.WITHDRAWN, "stat:canceled"),
        (State.KILLED, "stat:canceled"),
    ],
)
def test_status_follows_the_state(single: Edition, state: State, status: str) -> None:
    (release,) = single.releases
    assert codes(item(single.of(replace(release, state=state))), "itemMeta", "pubStatus") == [status]


def test_embargo_names_its_end_or_none_where_an_event_is_its_end(single: Edition) -> None:
    until, event = item(embargoed(single, UNTIL)), item(embargoed(single, EVENT))
    assert texts(until, "itemMeta", "embargoed") == ["2026-05-16T12:00:00+02:00"]
    assert texts(event, "itemMeta", "embargoed") == [None]
    assert "Nach der Sitzung des Rates" in str(texts(event, "itemMeta", "edNote")[0])
    assert named(item(single), "itemMeta", "embargoed") == []


def test_content_is_described(single: Edition) -> None:
    (release,) = single.releases
    found = item(single)
    assert texts(found, "contentMeta", "headline") == [release.original.title]
    assert texts(found, "contentMeta", "description") == [release.original.lead]
    assert texts(found, "contentMeta", "located", "name") == ["Lohtal"]
    assert texts(found, "contentMeta", "dateline") == ["Lohtal, 16. Mai 2026"]
    assert texts(found, "contentMeta", "genre", "name") == ["Pressemitteilung"]
    assert texts(found, "contentMeta", "keyword") == ["Brücke", "Loh & Tal"]
    assert texts(found, "contentMeta", "altId") == ["2026-007"]
    assert [language.get("tag") for language in named(found, "contentMeta", "language")] == ["de"]
    subjects = named(found, "contentMeta", "subject")
    assert [(one.get("type"), one.get("qcode"), child(one, f"{NEWSML}name")) for one in subjects] == [
        ("cpnat:abstract", "medtop:04000000", "Verkehr"),
        ("cpnat:person", None, "Ute Sommer"),
        ("cpnat:geoArea", None, "Lohtal"),
    ]


def test_topic_without_media_topic_is_named(single: Edition) -> None:
    (release,) = single.releases
    records = tuple(record.model_copy(update={"topics": ("weather",)}) for record in release.records)
    subject = named(item(single.of(replace(release, records=records))), "contentMeta", "subject")[0]
    assert (subject.get("literal"), subject.get("qcode")) == ("weather", None)


def test_press_contacts_can_be_reached(single: Edition) -> None:
    found = item(single)
    assert texts(found, "contentMeta", "infoSource", "name") == ["Kim Berger", "Bauamt Lohtal"]
    person = texts(found, "contentMeta", "infoSource", "personDetails", "contactInfo", "phone")
    office = texts(found, "contentMeta", "infoSource", "organisationDetails", "contactInfo", "email")
    assert (person, office) == (["+492214710123"], ["bauamt@lohtal.example.org"])


def test_links_lead_to_page_translation_files_and_further_reading(single: Edition) -> None:
    base = "https://presse.lohtal.example.org/"
    links = {str(link.get("href")): link for link in named(item(single), "itemMeta", "link")}
    media = editions.documents(single, "media")
    files = [url.removeprefix(base) for url in links if url.startswith(f"{base}media/")]
    assert [url for url in links if not url.startswith(f"{base}media/")] == [
        f"{base}de/2026-05-16-bridge.html",
        f"{base}en/2026-05-16-bridge.newsml.xml",
        "https://www.lohtal.example.org/bruecke",
    ]
    assert len(files) == len(single.releases[0].original.files) == 3
    for path in files:
        link = links[base + path]
        assert (link.get("contenttype"), link.get("size")) == (media[path].media_type, str(len(media[path].content)))


@pytest.mark.parametrize("language", ["de", "en"])
def test_both_contents_carry_all_words(single: Edition, language: str) -> None:
    record = single.releases[0].record(language)
    assert record is not None
    found = item(single, language)
    (xhtml,) = named(found, "contentSet", "inlineXML")
    (plain,) = named(found, "contentSet", "inlineData")
    assert (xhtml.get("contenttype"), plain.get("contenttype")) == ("application/xhtml+xml", "text/plain")
    page = etree.tostring(xhtml[0], method="html", encoding="unicode")
    assert carries(html_tokens(page), record_tokens(record))
    assert carries(text_tokens(plain.text or ""), record_tokens(record))


def test_text_is_xhtml_with_its_headlines_and_every_element_in_its_namespace(single: Edition) -> None:
    (release,) = single.releases
    (xhtml,) = named(item(single), "contentSet", "inlineXML")
    (page,) = xhtml
    assert page.tag == f"{XHTML}html"
    assert page.get(LANGUAGE) == "de"
    assert [one.tag for one in page] == [f"{XHTML}head", f"{XHTML}body"]
    assert all(one.tag.startswith(XHTML) for one in page.iter("*"))
    assert child(page, f"{XHTML}head/{XHTML}title") == child(page, f"{XHTML}body/{XHTML}h1") == release.original.title
    assert list(page.iter(f"{XHTML}br"))
    assert "<br" not in "".join(str(text) for text in page.itertext())
