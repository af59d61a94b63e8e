"""What all feeds share: which lists have them, what they are called, and what they tell of."""

from collections.abc import Iterator, Sequence
from datetime import UTC

from pressflow.formats import _archive, _view
from pressflow.model.archive import NEWEST, Archive, Entry, Gone, Shelf
from pressflow.model.edition import Edition


def shelves(edition: Edition) -> Iterator[Shelf]:
    """The shelves that have feeds: all but years and months, to which nothing new comes when they are over."""
    return (shelf for shelf in _archive.of(edition).shelves if shelf.kind not in ("year", "month"))


def title(edition: Edition, shelf: Shelf) -> str:
    """What a shelf's feed is called."""
    name, own = edition.publisher.named(shelf.language), _view.shelf_title(edition, shelf)
    return f"{name}: {own}"


def gone(archive: Archive, shelf: Shelf) -> tuple[Gone, ...]:
    """What the feed of everything tells of as removed; other feeds would name what it was about."""
    return tuple(archive.gone(shelf.language)[:NEWEST]) if shelf.kind == "all" else ()


def in_order(entries: Sequence[Entry], buried: Sequence[Gone]) -> list[Entry | Gone]:
    """What a feed shows, the newest first, what was removed in its place."""
    both: list[Entry | Gone] = [*entries, *buried]
    found = sorted(both, key=lambda one: (one.date.astimezone(UTC), one.slug), reverse=True)
    return found[:NEWEST]


def removed(edition: Edition, one: Gone) -> tuple[str, str]:
    """What feeds say in place of what was removed: a title, and a sentence."""
    words = edition.theme.words(one.language)
    title = words["killed_title"].format(reference=one.reference)
    return f"{words['subject_withdrawal']}: {title}", words["killed_note"]
