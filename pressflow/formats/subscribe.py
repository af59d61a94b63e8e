"""How to get releases as they appear: the page that explains feeds and mail, and all feeds as OPML 2.0 (opml.org)."""

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from pressflow.formats import _archive, _news, _standing, _view
from pressflow.model import paths
from pressflow.model.archive import Kind, Shelf
from pressflow.model.base import in_language
from pressflow.model.edition import Document, Edition

SCOPE = "site"

Feeds = dict[Kind, list[tuple[str, Shelf]]]
_OPML = Markup(
    '<?xml version="1.0" encoding="utf-8"?>\n<opml version="2.0">\n<head>\n<title>{}</title>\n'
    "<ownerName>{}</ownerName>\n<ownerId>{}</ownerId>\n<docs>http://opml.org/spec2.opml</docs>\n</head>\n<body>\n{}</body>\n</opml>\n"
)
_FEED = Markup('<outline type="rss" version="RSS" text="{}" title="{}" language="{}" xmlUrl="{}" htmlUrl="{}"/>\n')


def render(edition: Edition) -> Iterator[Document]:
    """The page and the list of feeds in each language."""
    everything = {language: _feeds(edition, language) for language in _archive.of(edition).languages}
    yield from _standing.pages(
        edition,
        "subscribe.html",
        paths.subscribe,
        lambda language: {"shelved_feeds": everything[language], "lists": list(_lists(edition, language))},
    )
    for language, feeds in everything.items():
        yield Document(paths.opml(language), "text/x-opml; charset=utf-8", _opml(edition, language, feeds).encode())


def _feeds(edition: Edition, language: str) -> Feeds:
    """The shelves with feeds by kind, each with what it is called, in the order of their names."""
    feeds: Feeds = {}
    for shelf in _news.shelves(edition):
        if shelf.language == language:
            feeds.setdefault(shelf.kind, []).append((_view.shelf_title(edition, shelf), shelf))
    return {kind: sorted(found, key=lambda one: (_view.sorting(one[0]), one[0])) for kind, found in feeds.items()}


def _lists(edition: Edition, language: str) -> Iterator[tuple[str, Sequence[str]]]:
    """The office's mailing lists: what each is called, and its topics, none where it gets all."""
    publisher = edition.publisher
    for one in publisher.offered_lists.values():
        topics = [in_language(publisher.topic(topic).title, language) for topic in one.topics]
        yield in_language(one.title, language), topics


def _opml(edition: Edition, language: str, feeds: Feeds) -> Markup:
    publisher, words = edition.publisher, edition.theme.words(language)
    groups = [
        _outlines(edition, found)
        if kind == "all"
        else Markup('<outline text="{}">\n{}</outline>\n').format(words[f"directory_{kind}"], _outlines(edition, found))
        for kind, found in feeds.items()
    ]
    title = words["feed_description"].format(publisher=publisher.named(language))
    return _OPML.format(title, publisher.named(language), publisher.website, Markup("").join(groups))


def _outlines(edition: Edition, found: list[tuple[str, Shelf]]) -> Markup:
    return Markup("").join(
        _FEED.format(
            name,
            _news.title(edition, shelf),
            shelf.language,
            _view.web_url(edition.publisher, paths.rss(paths.folder(shelf))),
            _view.web_url(edition.publisher, paths.index(paths.folder(shelf))),
        )
        for name, shelf in found
    )
