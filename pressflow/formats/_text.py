"""The words of a release as plain text: the text format and the letter carry the same."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from pressflow.formats._view import recall_note, release_values, web_url
from pressflow.model import paths
from pressflow.model.address import readable_phone
from pressflow.model.changes import Change, fitting
from pressflow.model.diff import told
from pressflow.model.edition import Edition
from pressflow.model.publisher import Publisher
from pressflow.model.record import Attachment, Image, PressContact, Record
from pressflow.model.release import Release
from pressflow.theme.dates import date_and_time, long_date
from pressflow.theme.plain import Footnotes, blocks_text, parts_text, wrap


def release_text(edition: Edition, release: Release, record: Record) -> str:
    """The whole release as text, ending with a line feed."""
    return edition.shared(release, record, _release_text)


def text_with_changes(edition: Edition, release: Release, record: Record, room: int) -> str:
    """The whole release as text, and what each correction changed, for which there is room for so many signs."""
    return _joined(_blocks(edition, release, record, room))


def _release_text(edition: Edition, release: Release, record: Record) -> str:
    return _joined(_blocks(edition, release, record))


def _joined(blocks: Iterator[str]) -> str:
    return "\n\n".join(block for block in blocks if block) + "\n"


def recall_text(edition: Edition, release: Release, record: Record, kind: str) -> str:
    """That the office no longer stands by a release: which one, why, whom to ask; of one that was killed, no word."""
    words, name = edition.theme.words(record.language), edition.publisher.named(record.language)
    lines = (f"{name} · {words[record.type]}", *recall_lines(edition, release, record, kind))
    contacts = (contact_text(contact) for contact in record.press_contacts)
    blocks = (*(wrap(line) for line in lines if line), words["contact"], *contacts)
    return "\n\n".join((*blocks, _imprint(edition, release, record, name))) + "\n"


def recall_lines(edition: Edition, release: Release, record: Record, kind: str) -> tuple[str, ...]:
    """What a recall says, a paragraph each."""
    words, publisher = edition.theme.words(record.language), edition.publisher
    day = long_date(release.date, publisher.zone, record.language)
    named = words["recall_which" if kind == "withdrawal" else "recall_which_killed"]
    which = named.format(
        publisher=publisher.named(record.language), title=record.title, day=day, number=release.reference
    )
    note = recall_note(release, record)
    return (which, f"{words['recall_why']}: {note}" if note else "", words["recall_do"])


def _blocks(edition: Edition, release: Release, record: Record, room: int | None = None) -> Iterator[str]:
    words, footnotes = edition.theme.words(record.language), Footnotes()
    shown = release_values(edition, release, record)
    yield embargo_line(edition, release, record)
    yield wrap(f"{shown['name']} · {words[record.type]}")
    if release.recall and shown["recalled"]:
        yield _told(edition, record, words["withdrawn"], release.recall.at, shown["recalled"])
    for event, note in shown["notices"]:
        title = words["update" if event.correction == "update" else "correction"]
        yield _told(edition, record, title, event.at, note)
        if room is not None:
            page = web_url(edition.publisher, paths.page(release.slug, record.language))
            yield _changes(words, shown["changed"](event), room, page)
    yield wrap(record.kicker or "")
    yield wrap(record.title) + "\n" + "=" * min(72, len(record.title))
    yield wrap(record.subtitle or "")
    yield wrap(f"{shown['dateline']} {record.lead}")
    yield from parts_text(record, footnotes)
    yield words["end_mark"]
    yield from _after(edition, release, record, footnotes)
    yield "\n".join(f"[{number}] {url}" for number, url in enumerate(footnotes.urls, 1))


def _told(edition: Edition, record: Record, title: str, moment: datetime, note: str) -> str:
    """What readers must know before they use the text, as in KORREKTUR (18. Mai 2026): Es waren 84 Meter."""
    day = long_date(moment, edition.publisher.zone, record.language)
    return wrap(f"{title.upper()} ({day}){f': {note}' if note else ''}")


def _changes(words: Mapping[str, str], found: tuple[Change, ...], room: int, page: str) -> str:
    """What a correction changed, a point for each passage; where there is no room for all, the page has the others."""
    shown = fitting(found, room)
    said = ("".join(text for _, text in told(change.pieces, words)) for change in shown)
    places = (words[f"changed_{change.place.replace(' ', '_')}"] for change in shown)
    points = [f"{place}: {text}" for place, text in zip(places, said, strict=True)]
    more = [f"{words['changed_more'].format(count=left)}: {page}"] if (left := len(found) - len(shown)) else []
    return _points(f"{words['changed']}:", (*points, *more))


def _after(edition: Edition, release: Release, record: Record, footnotes: Footnotes) -> Iterator[str]:
    """What stands below the end mark: pictures, links, notes, about, contacts, the reference."""
    words, publisher = edition.theme.words(record.language), edition.publisher
    for title, source, files in (
        (words["images"], words["credit_text"], record.images),
        (words["attachments"], words["source"], record.attachments),
    ):
        yield _points(title, (_offer(edition, release, file, source, footnotes) for file in files))
    yield _points(words["links"], (f"{link.title} [{footnotes.number(link.url)}]" for link in record.links))
    if record.editors_notes:
        yield words["notes"]
        yield from blocks_text(record.editors_notes, record.language, footnotes)
    for about in record.about:
        yield about.title
        yield from blocks_text(about.body, record.language, footnotes)
    yield words["contact"]
    yield from (contact_text(contact) for contact in record.press_contacts)
    yield _imprint(edition, release, record, publisher.named(record.language))


def _points(title: str, points: Iterable[str]) -> str:
    lines = [wrap(point, "  ", "- ") for point in points]
    return "\n".join((title, *lines)) if lines else ""


def _offer(edition: Edition, release: Release, file: Image | Attachment, source: str, footnotes: Footnotes) -> str:
    name = file.caption or getattr(file, "alt", None) or file.file
    terms = "; ".join(part for part in (file.credit and f"{source}: {file.credit}", file.licence) if part)
    number = footnotes.number(web_url(edition.publisher, paths.asset(release.slug, release.asset(file.file).offered)))
    return f"{name}{terms and f' ({terms})'} [{number}]"


def _imprint(edition: Edition, release: Release, record: Record, name: str) -> str:
    words, publisher = edition.theme.words(record.language), edition.publisher
    reference = f"{words['reference']}: {release.reference}" if release.reference else ""
    return "\n".join((*sign(publisher, name), *filter(None, (reference,))))


def sign(publisher: Publisher, name: str) -> tuple[str, ...]:
    """What an office signs with, line by line: its name in the reader's language, its address, its web site."""
    return tuple(filter(None, (name, publisher.address, publisher.website)))


def contact_text(contact: PressContact) -> str:
    """A press contact, a line each."""
    phone = readable_phone(contact.phone) if contact.phone else ""
    lines = (contact.name, contact.role, contact.organisation, phone, contact.email)
    return "\n".join(line for line in lines if line)


def embargo_line(edition: Edition, release: Release, record: Record) -> str:
    """What stands first while a release is under embargo; nothing once it is public."""
    if not record.embargo or release.state.public:
        return ""
    words, zone = edition.theme.words(record.language), edition.publisher.zone
    if record.embargo.until:
        return wrap(words["embargo_until"].format(until=date_and_time(record.embargo.until, zone, record.language)))
    return wrap(words["embargo_event"].format(event=record.embargo.event))
