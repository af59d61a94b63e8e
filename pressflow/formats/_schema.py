"""schema.org: a release as data for search engines, in the words of its page."""

from collections.abc import Iterator
from typing import Any

from markupsafe import Markup

from pressflow.formats import _content, _view
from pressflow.model import paths
from pressflow.model.base import in_language
from pressflow.model.body import Block, BlockQuote, Heading, List, Paragraph, QuotePlace, Table, plain, words
from pressflow.model.edition import Edition
from pressflow.model.publisher import Topic
from pressflow.model.record import Attachment, Image, PressContact, Quote, Record
from pressflow.model.release import Release
from pressflow.model.typography import quoted

Thing = dict[str, Any]  # Any: JSON

_ORGANISATIONS = {"government": "GovernmentOrganization", "organisation": "Organization", "company": "Corporation"}
_MEDIA_TOPIC = "http://cv.iptc.org/newscodes/mediatopic/"


def data(edition: Edition, release: Release, record: Record) -> Markup:
    """The article as JSON-LD for a script element.

    Such an element ends at `</script` and changes at `<!--` (HTML, section 4.12.1.3); without `<` neither can be there.
    """
    text = _content.json_bytes(news_article(edition, release, record)).decode()
    return Markup(text.rstrip("\n").replace("<", "\\u003c"))  # noqa: S704  nothing in it can end the element


def news_article(edition: Edition, release: Release, record: Record) -> Thing:
    """The release as a NewsArticle; schema.org has no type for statements, speeches and advisories: `genre` tells."""
    publisher, shown = edition.publisher, _view.release_values(edition, release, record)
    reference = _thing("PropertyValue", propertyID="reference", value=release.reference)
    return {"@context": "https://schema.org"} | _thing(
        "NewsArticle",
        **_link(edition, release, record),
        mainEntityOfPage=_url(edition, paths.page(release.slug, record.language)),
        identifier=[_content.item_uri(release, record), *([reference] if release.reference else [])],
        version=release.version,
        genre=edition.theme.words(record.language)[record.type],
        alternativeHeadline=[line for line in (record.subtitle, record.kicker) if line],
        description=record.lead,
        datePublished=release.date.isoformat() if release.dated else None,
        dateModified=release.updated.isoformat() if release.dated else None,
        dateline=shown["dateline"].removesuffix(" –"),
        locationCreated=_thing("Place", name=record.place),
        contentLocation=[_thing("Place", name=name) for name in record.places or (record.place,)],
        articleBody="\n\n".join(_texts(record)),
        about=[_topic(topic, record.language) for topic in shown["topics"]],
        keywords=list(record.keywords),
        mentions=[_thing(kind, name=name) for kind, names in _named(record) for name in names],
        citation=[_thing("WebPage", name=link.title, url=link.url) for link in record.links],
        creativeWorkStatus="Withdrawn" if release.recall else None,
        correction=[*_corrections(release, shown)],
        hasPart=[
            *(_quotation(quote, record.language) for quote in record.quotes),
            *(_document(edition, release, attachment) for attachment in record.attachments),
        ],
        image=[_image(edition, release, image) for image in record.images] or _card(edition, release, record),
        author=_thing(_ORGANISATIONS[publisher.kind], name=shown["name"], url=publisher.website),
        publisher=_publisher(edition, record),
        **_translations(edition, release, record),
    )


def _corrections(release: Release, shown: dict[str, Any]) -> Iterator[Thing]:  # Any: what templates show
    """What was put right, and that the whole was taken back."""
    if release.recall and shown["recalled"]:
        yield _thing("CorrectionComment", text=shown["recalled"], datePublished=release.recall.at.isoformat())
    for event, note in shown["notices"]:
        yield _thing("CorrectionComment", text=note, datePublished=event.at.isoformat())


def _thing(type_: str, /, **members: Any) -> Thing:  # Any: JSON
    """A thing of schema.org with those members that have a value."""
    return {"@type": type_} | {name: value for name, value in members.items() if value}


def _url(edition: Edition, path: str) -> str:
    return _view.web_url(edition.publisher, path)


def _link(edition: Edition, release: Release, record: Record) -> Thing:
    """What tells one article, and one of its translations, from another."""
    return {
        "@id": _content.item_uri(release, record),
        "url": _url(edition, paths.page(release.slug, record.language)),
        "inLanguage": record.language,
        "headline": record.title,
    }


def _translations(edition: Edition, release: Release, record: Record) -> Thing:
    """From the original to its translations, and from each of these back."""
    if record.language != release.original.language:
        return {"translationOfWork": _thing("NewsArticle", **_link(edition, release, release.original))}
    others = release.records[1:]
    return {"workTranslation": [_thing("NewsArticle", **_link(edition, release, other)) for other in others]}


def _named(record: Record) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return (("Person", record.people), ("Place", record.places))


def _topic(topic: Topic, language: str) -> Thing:
    return _thing(
        "Thing", name=in_language(topic.title, language), sameAs=f"{_MEDIA_TOPIC}{topic.iptc}" if topic.iptc else None
    )


def _quotation(quote: Quote, language: str) -> Thing:
    organisation = _thing("Organization", name=quote.organisation) if quote.organisation else None
    speaker = _thing("Person", name=quote.speaker, jobTitle=quote.role, affiliation=organisation)
    return _thing("Quotation", text=quote.text, inLanguage=language, spokenByCharacter=speaker)


def _image(edition: Edition, release: Release, image: Image) -> Thing:
    """A picture in the largest size that pages show."""
    one = release.picture(image.file).jpegs[-1]
    file = _file(edition, paths.asset(release.slug, one.file), one.media_type, image)
    return _thing("ImageObject", **file, caption=image.caption, description=image.alt)


def _card(edition: Edition, release: Release, record: Record) -> list[Thing]:
    """The picture of an article without one of its own, if there is such a card."""
    if not (face := _view.face(edition, release, record)):
        return []
    url = _url(edition, face.path)
    return [_thing("ImageObject", url=url, contentUrl=url, encodingFormat=face.media_type, description=face.alt)]


def _document(edition: Edition, release: Release, attachment: Attachment) -> Thing:
    offer = _view.offer(edition, release, attachment)
    return _thing("MediaObject", **_file(edition, offer.path, offer.media_type, attachment), name=attachment.caption)


def _file(edition: Edition, path: str, media_type: str, file: Image | Attachment) -> Thing:
    """Where a file is, and its terms: as an address, or else as a work, since `license` may not be text."""
    licence, address = file.licence, (file.licence or "").startswith(("https://", "http://"))
    return {
        "url": _url(edition, path),
        "contentUrl": _url(edition, path),
        "encodingFormat": media_type,
        "creditText": file.credit,
        "license": licence if address or not licence else _thing("CreativeWork", text=licence),
    }


def _publisher(edition: Edition, record: Record) -> Thing:
    publisher = edition.publisher
    return _thing(
        _ORGANISATIONS[publisher.kind],
        name=publisher.named(record.language),
        url=publisher.website,
        address=publisher.address,
        description="\n\n".join(words(about.body) for about in record.about),
        contactPoint=[_contact(contact) for contact in record.press_contacts],
    )


def _contact(contact: PressContact) -> Thing:
    return _thing("ContactPoint", contactType="press", name=contact.label, telephone=contact.phone, email=contact.email)


def _texts(record: Record) -> Iterator[str]:
    """The words of the lead and of each block in order, the quotes in their places."""
    quotes = {quote.id: quote for quote in record.quotes}
    yield record.lead
    for part in record.parts():
        yield from [_quote(part, record)] if isinstance(part, Quote) else _block(part, record, quotes)


def _block(block: Block, record: Record, quotes: dict[str, Quote]) -> Iterator[str]:
    match block:
        case Paragraph(children) | Heading(_, children):
            yield plain(children)
        case List(items=items):
            for item in items:
                for child in item:
                    yield from _block(child, record, quotes)
        case BlockQuote(children=blocks):
            for child in blocks:
                yield from _block(child, record, quotes)
        case Table(head, rows):
            yield from (", ".join(plain(cell) for cell in row) for row in (head, *rows))
        case QuotePlace(id_):
            yield _quote(quotes[id_], record)


def _quote(quote: Quote, record: Record) -> str:
    return f"{quoted(quote.text, record.language)} – {quote.attribution}"
