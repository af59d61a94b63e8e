"""What RSS and Atom share: feedgen, which appears in no other module."""

from datetime import UTC, datetime
from typing import Any

from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.feed import FeedGenerator
from lxml import etree

from pressflow.formats import _archive, _news, _view
from pressflow.model import paths
from pressflow.model.archive import NEWEST, Archive, Entry, Gone, Shelf
from pressflow.model.edition import Edition

_TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"


def feed(edition: Edition, shelf: Shelf, path: str) -> FeedGenerator:
    """The feed of a shelf, newest first; `path` is where it will stand."""
    publisher, language, archive = edition.publisher, shelf.language, _archive.of(edition)
    entries, buried = archive.newest(shelf, NEWEST), _news.gone(archive, shelf)
    # What happens to releases that the feed tells of no more is no news to its readers.
    moments = [*(one.at for one in buried), *(one.updated.astimezone(UTC) for one in entries)]
    moment = max(moments, default=datetime.fromtimestamp(0, UTC))
    generator = FeedGenerator()
    generator.id(_view.web_url(publisher, path))
    generator.title(_news.title(edition, shelf))
    generator.description(edition.theme.words(language)["feed_description"].format(publisher=publisher.named(language)))
    generator.author({"name": publisher.named(language), "uri": publisher.website})
    generator.language(language)
    generator.generator("pressflow")
    # feedgen makes the link that was added last the RSS channel's own; both dates would else be the clock's.
    for hub in publisher.hubs:
        generator.link(href=hub, rel="hub")
    generator.link(href=_view.web_url(publisher, path), rel="self")
    generator.link(href=_view.web_url(publisher, paths.index(paths.folder(shelf))), rel="alternate")
    generator.updated(moment)
    generator.lastBuildDate(moment)
    generator.register_extension("hubs", _Hubs, atom=False)
    generator.hubs.hubs = publisher.hubs
    for one in _news.in_order(entries, buried):
        if isinstance(one, Gone):
            _bury(generator, edition, one)
        else:
            _add(generator, edition, archive, one)
    generator.register_extension("tombstones", _Tombstones, rss=False)
    withdrawn = ((entry.uri, entry.withdrawn) for entry in entries if entry.withdrawn)
    generator.tombstones.tombstones = [*withdrawn, *((one.uri, one.at) for one in buried)]
    return generator


class _Hubs(BaseExtension):  # type: ignore[misc]  # feedgen has no types
    """Gives RSS the links that feedgen 1.0 has in Atom alone: to the hubs that tell of news (WebSub, section 4)."""

    hubs: tuple[str, ...]

    def extend_rss(self, feed: Any) -> Any:  # Any: an element of lxml
        (channel,) = feed
        for hub in self.hubs:
            etree.SubElement(channel, "{http://www.w3.org/2005/Atom}link", href=hub, rel="hub")
        return feed


class _Links(BaseEntryExtension):  # type: ignore[misc]  # feedgen has no types
    """Gives an entry's links what feedgen 1.0 loses in Atom: rel, type, title (RFC 4287, section 4.2.7)."""

    links: list[dict[str, str]]

    def extend_atom(self, entry: Any) -> Any:  # Any: an element of lxml
        for element, link in zip(entry.findall("link"), self.links, strict=True):
            element.attrib.update({name: value for name, value in link.items() if value})
        return entry


class _Tombstones(BaseExtension):  # type: ignore[misc]  # feedgen has no types
    """Tells Atom readers which entries nobody may use any more (RFC 6721, section 3)."""

    tombstones: list[tuple[str, datetime]]

    def extend_ns(self) -> dict[str, str]:
        return {"at": _TOMBSTONES} if self.tombstones else {}

    def extend_atom(self, feed: Any) -> Any:  # Any: an element of lxml
        for uri, moment in self.tombstones:
            etree.SubElement(feed, f"{{{_TOMBSTONES}}}deleted-entry", ref=uri, when=moment.isoformat())
        return feed


def _bury(generator: FeedGenerator, edition: Edition, one: Gone) -> None:
    """An item without a text, so that programs that know the one with the text replace it."""
    title, note = _news.removed(edition, one)
    item = generator.add_entry(order="append")
    item.id(one.uri)
    item.guid(one.uri, permalink=False)
    item.title(title)
    item.link(href=_view.web_url(edition.publisher, paths.page(one.slug, one.language)), rel="alternate")
    item.published(one.date)
    item.updated(one.at)
    item.author({"name": edition.publisher.named(one.language)})
    item.summary(note)
    item.register_extension("links", _Links, rss=False)
    item.links.links = item.link()


def _add(generator: FeedGenerator, edition: Edition, archive: Archive, entry: Entry) -> None:
    publisher = edition.publisher
    item = generator.add_entry(order="append")
    item.id(entry.uri)
    item.guid(entry.uri, permalink=False)
    item.title(entry.title)
    item.link(href=_view.web_url(publisher, paths.page(entry.slug, entry.language)), rel="alternate")
    item.published(entry.date)
    item.updated(entry.updated)
    item.author({"name": publisher.named(entry.language)})
    # RSS shows the summary as description and the content as content:encoded; Atom has both under its own names.
    item.summary(entry.lead)
    item.content(archive.content(entry), type="html")
    for category in entry.categories:
        item.category({"term": category})
    for file in entry.enclosures[:1]:
        if file.image:
            item.enclosure(_view.web_url(publisher, file.path), str(file.size), file.media_type)
    for name, url in entry.links:
        item.link(href=url, rel="related", title=name)
    item.register_extension("links", _Links, rss=False)
    item.links.links = item.link()


def readable(content: bytes, path: str) -> bytes:
    """The feed with a style sheet, so that a person who opens it sees a page (xml-stylesheet, W3C 2010)."""
    head, _, body = content.partition(b"?>\n")
    sheet = paths.relative(path, paths.FEED_STYLE)
    return head + f'?>\n<?xml-stylesheet type="text/css" href="{sheet}"?>\n'.encode() + body
