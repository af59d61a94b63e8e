"""What feeds and wire formats share: the full text as HTML, titles, categories, JSON."""

from collections.abc import Iterator
from functools import lru_cache

from markupsafe import Markup
from pydantic_core import to_json

from pressflow.formats import _view
from pressflow.model import base
from pressflow.model.address import readable_phone
from pressflow.model.edition import Edition
from pressflow.model.journal import Published
from pressflow.model.record import PressContact, Record
from pressflow.model.release import Release
from pressflow.theme.html import parts_html

# The same few people are named in thousands of releases.
_CONTACTS = 200


def item_uri(release: Release, record: Record) -> str:
    """The release's own id for the original; with the language behind it for a translation, which is another item."""
    return release.uri if record.language == release.original.language else f"{release.uri}#{record.language}"


def feed_title(edition: Edition, release: Release, record: Record) -> str:
    """The headline as feeds show it: after RÜCKRUF, KORREKTUR or AKTUALISIERT where it was taken back or changed."""
    mark = _view.mark(edition, release, record.language)
    return f"{mark}: {record.title}" if mark else record.title


def notes(edition: Edition, release: Release, record: Record) -> Iterator[tuple[str, str]]:
    """What readers must be told before they use the text: each note after the word for what it is."""
    words = edition.theme.words(record.language)
    if recalled := _view.recall_note(release, record):
        yield words["withdrawn"], recalled
    yield from ((words[_notice(event)], note) for event, note in _view.notices(release, record))


def categories(edition: Edition, record: Record) -> tuple[str, ...]:
    """Topics, keywords, people and places, each once."""
    topics = (base.in_language(edition.publisher.topic(topic).title, record.language) for topic in record.topics)
    return tuple(dict.fromkeys((*topics, *record.keywords, *record.people, *record.places)))


def content_html(edition: Edition, release: Release, record: Record) -> Markup:
    """The full text for feeds and wire formats: notices, lead with its dateline, the text with its quotes, contacts."""
    return Markup(edition.shared(release, record, _content_html))  # noqa: S704  made of Markup, below


def _content_html(edition: Edition, release: Release, record: Record) -> Markup:
    words = edition.theme.words(record.language)
    notices = [
        Markup("<p><strong>{}</strong></p>").format(word)
        if not note
        else Markup("<p><strong>{}:</strong> {}</p>").format(word, note)
        for word, note in notes(edition, release, record)
    ]
    lead = Markup("<p>{} {}</p>").format(_view.opening(edition, release, record), record.lead)
    contacts = [_contact(words["contact"], contact) for contact in record.press_contacts]
    return Markup("\n").join([*notices, lead, text_html(edition, release, record), *contacts])


def text_html(edition: Edition, release: Release, record: Record) -> Markup:
    """The text alone as HTML, each quote in its place."""
    return Markup(edition.shared(release, record, _text_html))  # noqa: S704  made of Markup, below


def _text_html(_: Edition, __: Release, record: Record) -> Markup:
    return parts_html(record)


def _notice(event: Published) -> str:
    return "update" if event.correction == "update" else "correction"


@lru_cache(_CONTACTS)
def _contact(title: str, contact: PressContact) -> Markup:
    phone = (
        Markup('<a href="tel:{}">{}</a>').format(contact.phone, readable_phone(contact.phone))
        if contact.phone
        else None
    )
    email = Markup('<a href="mailto:{0}">{0}</a>').format(contact.email)
    lines = (contact.name, contact.role, contact.organisation, phone, email)
    return Markup("<p><strong>{}</strong><br>{}</p>").format(title, Markup("<br>").join(line for line in lines if line))


def json_bytes(data: object) -> bytes:
    """JSON as all formats write it: in order, readable, ending with a line feed."""
    return to_json(data, indent=2) + b"\n"
