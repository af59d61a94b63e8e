"""The release on the office's letterhead: an accessible and archival PDF (PDF/UA-1, PDF/A-2a), one a language."""

from collections.abc import Iterator

from pressflow.formats import _content, _view
from pressflow.formats._text import embargo_line
from pressflow.formats._typst import Data, language, typeset_pdf
from pressflow.model import paths
from pressflow.model.address import readable_phone
from pressflow.model.edition import Document, Edition
from pressflow.model.record import Attachment, Image, PressContact, Record
from pressflow.model.release import Release
from pressflow.theme.colour import legible
from pressflow.theme.dates import long_date
from pressflow.theme.typst import blocks_data, parts_data, uri

SCOPE = "release"

PAPER = "#ffffff"
# Under what the template finds the logo; pictures of a release have a folder in their name.
_LOGO = "logo"


def render(edition: Edition) -> Iterator[Document]:
    """A PDF for each release and language."""
    for release in edition.releases:
        for record in release.records:
            yield document(edition, release, record)


def document(edition: Edition, release: Release, record: Record) -> Document:
    """The PDF of a record, dated with the moment its version was published."""
    moment = release.history[-1].at if release.history else release.date
    pictures = _logo(edition) | {image.file: _picture(edition, release, image) for image in record.images}
    content = typeset_pdf(edition.theme, "release.typ", _data(edition, release, record), pictures, moment)
    return Document(paths.pdf(release.slug, record.language), "application/pdf", content)


def _logo(edition: Edition) -> dict[str, bytes]:
    """The office's logo, where it has one."""
    name = edition.publisher.logo
    return {_LOGO: edition.theme.logo(name).content} if name else {}


def _picture(edition: Edition, release: Release, image: Image) -> bytes:
    """The picture as pages show it, sharp enough for print at the width of the text."""
    asset = release.asset(image.file)
    return edition.pictures.files(release, asset)[release.picture(image.file).web.name]


def _data(edition: Edition, release: Release, record: Record) -> Data:
    """Everything the template shows, in the order in which it does; docs/theming.md explains it."""
    words = edition.theme.words(record.language)
    return {
        "words": dict(words),
        **language(record.language),
        **_letterhead(edition, release, record),
        **_headline(edition, release, record),
        "text": parts_data(record),
        "images": [
            {**_file(edition, release, image, words["credit_text"], words["licence"]), "alt": image.alt}
            for image in record.images
        ],
        "attachments": [
            _file(edition, release, file, words["source"], words["licence"]) for file in record.attachments
        ],
        "links": [{"title": link.title, "url": uri(link.url), "terms": []} for link in record.links],
        "notes": blocks_data(record.editors_notes, record.language),
        "about": [{"title": about.title, "text": blocks_data(about.body, record.language)} for about in record.about],
        "contacts": [_contact(contact) for contact in record.press_contacts],
        "url": _view.web_url(edition.publisher, paths.page(release.slug, record.language)),
    }


def _letterhead(edition: Edition, release: Release, record: Record) -> Data:
    publisher = edition.publisher
    return {
        "publisher": publisher.named(record.language),
        "address": publisher.address,
        "website": publisher.website,
        "colour": publisher.colour,
        "colour_on_paper": legible(publisher.colour, PAPER),
        "type": edition.theme.words(record.language)[record.type],
        "date": long_date(release.date, publisher.zone, record.language) if release.dated else "",
        "reference": release.reference,
        "keywords": list(_content.categories(edition, record)),
    }


def _headline(edition: Edition, release: Release, record: Record) -> Data:
    words, shown = edition.theme.words(record.language), _view.release_values(edition, release, record)
    return {
        "embargo": embargo_line(edition, release, record),
        "notices": [*_recalled(edition, release, record, shown["recalled"])]
        + [
            {
                "title": words["update" if event.correction == "update" else "correction"],
                "date": long_date(event.at, edition.publisher.zone, record.language),
                "note": note,
            }
            for event, note in shown["notices"]
        ],
        "kicker": record.kicker or "",
        "title": record.title,
        "subtitle": record.subtitle or "",
        "dateline": shown["dateline"].replace(" –", "\u00a0–"),
        "lead": record.lead,
    }


def _recalled(edition: Edition, release: Release, record: Record, note: str) -> Iterator[Data]:
    """That the office took it back, as a notice."""
    if release.recall and note:
        day = long_date(release.recall.at, edition.publisher.zone, record.language)
        yield {"title": edition.theme.words(record.language)["withdrawn"], "date": day, "note": note}


def _file(edition: Edition, release: Release, file: Image | Attachment, source: str, licence: str) -> Data:
    return {
        "file": file.file,
        "title": file.caption or "",
        "terms": [f"{name}: {words}" for name, words in ((source, file.credit), (licence, file.licence)) if words],
        "url": _view.web_url(edition.publisher, paths.asset(release.slug, release.asset(file.file).offered)),
    }


def _contact(contact: PressContact) -> Data:
    lines = [line for line in (contact.name, contact.role, contact.organisation) if line]
    phone = readable_phone(contact.phone) if contact.phone else ""
    return {"lines": lines, "phone": phone, "tel": contact.phone, "email": contact.email}
