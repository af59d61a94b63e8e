"""Changes: what became different between two versions of a release, passage by passage."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, groupby
from typing import Literal

from pressflow.model.body import Block, BlockQuote, Body, Heading, List, Paragraph, QuotePlace, Table, plain
from pressflow.model.diff import Piece, Pieces, diff, gone, new, pairs
from pressflow.model.record import PressContact, Quote, Record
from pressflow.model.release import Release

# What a reader would call the place of a change; the interface has words for each.
Place = Literal["kicker", "title", "subtitle", "place", "lead", "text", "quote", "image", "attachment", "link", "notes"]
Passage = tuple[Place | Literal["contact", "shared contact"], str]


@dataclass(frozen=True, slots=True)
class Change:
    """A passage that is not as it was: where it stands, and its words, those gone and those new."""

    place: Place | Literal["contact", "shared contact"]
    pieces: Pieces

    @property
    def before(self) -> str:
        """The passage as it was; nothing where it was added."""
        return "".join(piece.text for piece in self.pieces if piece.kind != "new")

    @property
    def after(self) -> str:
        """The passage as it is; nothing where it was taken away."""
        return "".join(piece.text for piece in self.pieces if piece.kind != "gone")


def changes(before: Record, after: Record) -> tuple[Change, ...]:
    """What became different in the words of a record, in the order in which it is read.

    Boilerplate is left out: it belongs to the office, and is renewed with each version.
    """
    old, new_ = _by_place(before), _by_place(after)
    return tuple(
        Change(place, _pieces(one, other))
        for place in dict.fromkeys((*new_, *old))
        for one, other in pairs(old.get(place, []), new_.get(place, []))
        if one != other
    )


def _pieces(before: str | None, after: str | None) -> Pieces:
    if before is None or after is None:
        return new(after or "") if before is None else gone(before)
    return diff(before, after)


def _by_place(record: Record) -> dict[Place | Literal["contact", "shared contact"], list[str]]:
    ordered = sorted(_passages(record), key=lambda passage: _ORDER.index(passage[0]))
    return {place: [text for _, text in group] for place, group in groupby(ordered, key=lambda passage: passage[0])}


_ORDER = (
    "kicker",
    "title",
    "subtitle",
    "place",
    "lead",
    "text",
    "quote",
    "image",
    "attachment",
    "link",
    "notes",
    "contact",
    "shared contact",
)


def _passages(record: Record) -> Iterator[Passage]:
    """All words of a record that a reader is told, each passage with its place."""
    if record.kicker:
        yield "kicker", record.kicker
    yield "title", record.title
    if record.subtitle:
        yield "subtitle", record.subtitle
    yield "place", record.place
    yield "lead", record.lead
    yield from (("text", text) for text in texts(record.body))
    yield from (("quote", _said(quote)) for quote in _in_order(record))
    for image in record.images:
        yield "image", _line(image.file, image.caption, image.alt, image.credit, image.licence)
    for file in record.attachments:
        yield "attachment", _line(file.file, file.caption, file.credit, file.licence)
    yield from (("link", f"{link.title}: {link.url}") for link in record.links)
    yield from (("notes", text) for text in texts(record.editors_notes))
    for named, contact in zip(record.contacts, record.press_contacts, strict=False):
        yield "shared contact" if isinstance(named, str) else "contact", _contact(contact)


def _in_order(record: Record) -> Iterator[Quote]:
    """The quotes as they are read: those in their places, then the others."""
    for part in record.parts():
        if isinstance(part, Quote):
            yield part
        else:
            yield from (record.quote(id_) for id_ in _placed(part))


def _placed(block: Block) -> Iterator[str]:
    match block:
        case QuotePlace(id_):
            yield id_
        case BlockQuote(children):
            for child in children:
                yield from _placed(child)
        case List(items=items):
            for item in items:
                for child in item:
                    yield from _placed(child)


def texts(body: Body) -> Iterator[str]:
    """The words of each block, a point of a list and a row of a table each by itself; quotes are not among them."""
    for block in body:
        match block:
            case Paragraph(children) | Heading(_, children):
                yield plain(children)
            case List(items=items):
                for item in items:
                    yield from texts(item)
            case BlockQuote(children):
                yield from texts(children)
            case Table(head, rows):
                yield from (" | ".join(plain(cell) for cell in row) for row in (head, *rows))
            case QuotePlace():
                pass


def _said(quote: Quote) -> str:
    return f"{quote.text} – {quote.attribution}"


def _contact(contact: PressContact) -> str:
    return _line(contact.name, contact.role, contact.organisation, contact.phone, contact.email)


def _line(*parts: str | None) -> str:
    return ", ".join(part for part in parts if part)


def exchanged(before: Release, after: Release) -> tuple[str, ...]:
    """The files that bear the name they had and hold something else."""
    old = {asset.file: asset.content for asset in before.assets}
    return tuple(asset.file for asset in after.assets if asset.file in old and old[asset.file] != asset.content)


def fitting(found: tuple[Change, ...], room: int) -> tuple[Change, ...]:
    """The first of these changes: as many as have together no more signs than there is room for."""
    sizes = accumulate(sum(len(piece.text) for piece in change.pieces) for change in found)
    return tuple(change for change, size in zip(found, sizes, strict=True) if size <= room)


def shortened(pieces: Pieces, around: int = 60) -> Pieces:
    """The same with long stretches that did not change cut to some signs around what did, at whole words."""
    last = len(pieces) - 1
    return tuple(
        piece if piece.kind != "same" else Piece("same", _cut(piece.text, around, number > 0, number < last))
        for number, piece in enumerate(pieces)
    )


def _cut(text: str, around: int, after_change: bool, before_change: bool) -> str:
    """The beginning of a stretch after a change, and its end before one."""
    room = around * (after_change + before_change)
    if len(text) <= room + around:
        return text
    head = text[:around].rpartition(" ")[0] + " " if after_change else ""
    tail = " " + text[-around:].partition(" ")[2] if before_change else ""
    return f"{head}…{tail}"
