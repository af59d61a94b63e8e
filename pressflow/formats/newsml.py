"""NewsML-G2 2.35 (IPTC), conformance level power: each release and language as a news item."""

from collections.abc import Iterator

from lxml import etree
from markupsafe import Markup

from pressflow.formats import _content, _view
from pressflow.formats._text import embargo_line, release_text
from pressflow.model import paths
from pressflow.model.base import in_language
from pressflow.model.edition import Document, Edition
from pressflow.model.journal import State
from pressflow.model.record import PressContact, Record
from pressflow.model.release import Release

SCOPE = "release"

MEDIA_TYPE = "application/vnd.iptc.g2.newsitem+xml"

_NAMESPACE = "http://iptc.org/std/nar/2006-10-01/"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
# It says what the prefixes of codes stand for: medtop, ninat, stat, sig, drol, irel, cpnat.
_CATALOG = "http://www.iptc.org/std/catalog/catalog.IPTC-G2-Standards_41.xml"


def render(edition: Edition) -> Iterator[Document]:
    """An item for each release and language."""
    for release in edition.releases:
        for record in release.records:
            item = etree.tostring(
                _item(edition, release, record), encoding="utf-8", xml_declaration=True, pretty_print=True
            )
            yield Document(paths.newsml(release.slug, record.language), f"{MEDIA_TYPE}; charset=utf-8", item)


def _element(name: str, *content: etree._Element | str, **attributes: str | None) -> etree._Element:
    """An element of NewsML-G2; attributes without a value are left out."""
    given = {key: value for key, value in attributes.items() if value}
    default = {None: _NAMESPACE}
    element = etree.Element(f"{{{_NAMESPACE}}}{name}", given, nsmap=default)  # type: ignore[arg-type]  # None is right
    for part in content:
        if isinstance(part, str):
            element.text = part
        else:
            element.append(part)
    return element


def _item(edition: Edition, release: Release, record: Record) -> etree._Element:
    item = _element(
        "newsItem",
        _element("catalogRef", href=_CATALOG),
        _element("rightsInfo", _publisher("copyrightHolder", edition, record)),
        _element("itemMeta", *_item_meta(edition, release, record)),
        _element("contentMeta", *_content_meta(edition, release, record)),
        _element("contentSet", *_contents(edition, release, record)),
        guid=_content.item_uri(release, record),
        version=str(max(1, release.version)),  # a positive number, also in previews
        standard="NewsML-G2",
        standardversion="2.35",
        conformance="power",
    )
    item.set(_LANGUAGE, record.language)
    return item


def _publisher(name: str, edition: Edition, record: Record) -> etree._Element:
    return _element(name, _element("name", edition.publisher.named(record.language)), uri=edition.publisher.website)


def _item_meta(edition: Edition, release: Release, record: Record) -> Iterator[etree._Element]:
    """What is known of the item, in the order of the schema's ItemManagementGroup."""
    told = (f"{word}: {note}" if note else word for word, note in _content.notes(edition, release, record))
    newest = release.recall.at if release.recall else release.history[-1].at if release.history else release.date
    line = embargo_line(edition, release, record)
    yield _element("itemClass", qcode="ninat:text")
    yield _publisher("provider", edition, record)
    yield _element("versionCreated", newest.isoformat())
    yield _element("firstCreated", release.date.isoformat())
    if record.embargo and record.embargo.until:
        yield _element("embargoed", record.embargo.until.isoformat())
    elif line:
        yield _element("embargoed")  # empty: until further notice, which the note explains
    yield _element("pubStatus", qcode=_status(release.state))
    yield _element("fileName", paths.newsml(release.slug, record.language).rpartition("/")[2])
    yield _element("title", record.title)
    yield from (_element("edNote", note) for note in (line, *told) if note)
    if release.corrections and not release.recall:
        update = release.corrections[-1].correction == "update"
        yield _element("signal", qcode="sig:update" if update else "sig:correction")
    yield from _links(edition, release, record)


def _status(state: State) -> str:
    if state in (State.WITHDRAWN, State.KILLED):
        return "stat:canceled"
    return "stat:usable" if state.public else "stat:withheld"


def _links(edition: Edition, release: Release, record: Record) -> Iterator[etree._Element]:
    """The page, the translations, pictures and documents, further reading."""

    def see(path: str, media_type: str, title: str, **more: str) -> etree._Element:
        url = _view.web_url(edition.publisher, path)
        return _element("link", rel="irel:seeAlso", href=url, contenttype=media_type, title=title, **more)

    yield see(paths.page(release.slug, record.language), "text/html", record.title)
    for other in release.records:
        if other.language != record.language:
            uri = _content.item_uri(release, other)
            yield see(paths.newsml(release.slug, other.language), MEDIA_TYPE, other.title, residref=uri)
    for file in record.files:
        offer = _view.offer(edition, release, file)
        title = file.caption or getattr(file, "alt", None) or file.file
        yield see(offer.path, offer.media_type, title, size=str(offer.size))
    for link in record.links:
        yield _element("link", rel="irel:seeAlso", href=link.url, title=link.title)


def _content_meta(edition: Edition, release: Release, record: Record) -> Iterator[etree._Element]:
    """What is known of the text: the administrative properties, then the descriptive ones."""
    shown = _view.release_values(edition, release, record)
    yield _element("contentCreated", release.date.isoformat())
    if release.corrections:
        yield _element("contentModified", release.updated.isoformat())
    yield _free("located", record.place)
    yield from (_source(contact) for contact in record.press_contacts)
    yield _publisher("creator", edition, record)
    if release.reference:
        yield _element("altId", release.reference)
    yield _element("language", tag=record.language)
    yield _element("genre", _element("name", edition.theme.words(record.language)[record.type]), literal=record.type)
    yield from (_element("keyword", keyword) for keyword in record.keywords)
    yield from _subjects(edition, record)
    yield _element("slugline", release.slug)
    yield _element("headline", record.title)
    yield _element("dateline", shown["dateline"].removesuffix(" –"))
    yield _element("by", shown["name"])
    yield _element("description", record.lead, role="drol:summary")


def _free(element: str, name: str, **attributes: str) -> etree._Element:
    """A property whose value is in no vocabulary."""
    return _element(element, _element("name", name), literal=name, **attributes)


def _subjects(edition: Edition, record: Record) -> Iterator[etree._Element]:
    """Topics, as IPTC media topics where they are mapped; people; places."""
    for id_ in record.topics:
        topic = edition.publisher.topic(id_)
        name = in_language(topic.title, record.language)
        if topic.iptc:
            yield _element("subject", _element("name", name), type="cpnat:abstract", qcode=f"medtop:{topic.iptc}")
        else:
            yield _free("subject", name, type="cpnat:abstract")
    yield from (_free("subject", name, type="cpnat:person") for name in record.people)
    yield from (_free("subject", name, type="cpnat:geoArea") for name in record.places)


def _source(contact: PressContact) -> etree._Element:
    """A press contact: whom to ask."""
    phone = [_element("phone", contact.phone)] if contact.phone else []
    details = _element(
        "personDetails" if contact.name else "organisationDetails",
        _element("contactInfo", _element("email", contact.email), *phone),
    )
    return _element("infoSource", _element("name", contact.label), details, literal=contact.label)


def _contents(edition: Edition, release: Release, record: Record) -> Iterator[etree._Element]:
    """The text as XHTML, and as plain text with all that stands below it."""
    yield _element("inlineXML", _xhtml(edition, release, record), contenttype="application/xhtml+xml")
    yield _element("inlineData", release_text(edition, release, record), contenttype="text/plain")


def _xhtml(edition: Edition, release: Release, record: Record) -> etree._Element:
    """The full text that feeds carry, below its headlines, as XML; line breaks are its only empty elements."""
    text = _content.content_html(edition, release, record).replace("<br>", Markup("<br/>"))
    kicker, subtitle = (Markup("<p>{}</p>\n").format(line) if line else "" for line in (record.kicker, record.subtitle))
    page = Markup(
        '<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="{language}"><head><title>{title}</title></head>'
        "<body>\n{kicker}<h1>{title}</h1>\n{subtitle}{text}\n</body></html>"
    ).format(language=record.language, title=record.title, kicker=kicker, subtitle=subtitle, text=text)
    return etree.fromstring(page)
