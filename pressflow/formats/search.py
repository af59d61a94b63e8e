"""The search page of each language, its script, and what the search index holds of a release."""

from collections.abc import Iterator

from lxml import html

from pressflow.formats import _archive, _view
from pressflow.model import base, paths
from pressflow.model.archive import Entry, Shelf
from pressflow.model.edition import Document, Edition
from pressflow.search.shard import Searchable
from pressflow.theme.dates import language_name

SCOPE = "site"

_INLINE = frozenset(("a", "bdi", "em", "span", "strong", "wbr"))


def render(edition: Edition) -> Iterator[Document]:
    """The pages, and the script they share; the index itself comes after the site, since it takes its time."""
    languages = _archive.of(edition).languages
    for language in languages:
        here = paths.search(language)
        page = edition.theme.render(
            "search.html",
            language,
            **_view.values(edition, here),
            name=edition.publisher.named(language),
            trail=_view.trail(edition, Shelf(language, "all")),
            years=_years(edition, language),
            alternates=tuple(_view.Alternate(tag, language_name(tag), paths.search(tag)) for tag in languages),
        )
        yield Document(here, "text/html; charset=utf-8", page.encode())
    yield Document(paths.SEARCH_SCRIPT, "text/javascript; charset=utf-8", edition.theme.file("search.js").encode())


def searchable(edition: Edition, entry: Entry, content: str) -> Searchable:
    """What the index holds of an entry of the archive and its full text, which is HTML."""
    publisher, language = edition.publisher, entry.language
    above, lead, below = _plain(content).partition(" ".join(entry.lead.split()))
    return Searchable(
        path=paths.page(entry.slug, language),
        title=entry.title,
        lead=above + lead,
        text=below,
        date=entry.date.astimezone(publisher.zone).isoformat(),
        kind=edition.theme.words(language)[entry.type],
        topics=tuple(base.in_language(publisher.topic(topic).title, language) for topic in entry.topics),
        places=entry.places,
        people=entry.people,
    )


def _years(edition: Edition, language: str) -> tuple[str, ...]:
    """The years there are releases of, newest first: the page says which of them cannot be searched yet."""
    shelves = _archive.of(edition).shelves
    return tuple(shelf.id for shelf in shelves if shelf.language == language and shelf.kind == "year")


def _plain(content: str) -> str:
    """The words of HTML; those of two blocks are parted."""
    root = html.fragment_fromstring(content, create_parent="div")
    for element in root.iter():
        if element.tag not in _INLINE:
            element.tail = f" {element.tail or ''}"
            element.text = f" {element.text or ''}"
    return " ".join("".join(root.itertext()).split())
