"""What RSS and Atom share: feedgen, which appears in no other module."""

from typing import Any

from feedgen.ext.base import BaseEntryExtension
from feedgen.feed import FeedGenerator

from pressflow.formats import _content, _view
from pressflow.model import paths
from pressflow.model.edition import Edition
from pressflow.model.record import Record
from pressflow.model.release import Release


def feed(edition: Edition, language: str, path: str) -> FeedGenerator:
    """The feed of a language, newest first; `path` is where it will stand."""
    publisher = edition.publisher
    title = f"{publisher.named(language)}: {edition.theme.words(language)['newsroom']}"
    generator = FeedGenerator()
    generator.id(_view.web_url(publisher, path))
    generator.title(title)
    generator.description(edition.theme.words(language)["feed_description"].format(publisher=publisher.named(language)))
    generator.author({"name": publisher.named(language), "uri": publisher.website})
    generator.language(language)
    generator.generator("pressflow")
    # feedgen makes the link that was added last the RSS channel's own; both dates would else be the clock's.
    generator.link(href=_view.web_url(publisher, path), rel="self")
    generator.link(href=_view.web_url(publisher, paths.index(language)), rel="alternate")
    generator.updated(_view.changed(edition, language))
    generator.lastBuildDate(_view.changed(edition, language))
    for release, record in _content.newest(edition, language):
        _add(generator, edition, release, record)
    return generator


class _Links(BaseEntryExtension):  # type: ignore[misc]  # feedgen has no types
    """Gives an entry's links what feedgen 1.0 loses in Atom: rel, type, title (RFC 4287, section 4.2.7)."""

    links: list[dict[str, str]]

    def extend_atom(self, entry: Any) -> Any:  # Any: an element of lxml
        for element, link in zip(entry.findall("link"), self.links, strict=True):
            element.attrib.update({name: value for name, value in link.items() if value})
        return entry


def _add(generator: FeedGenerator, edition: Edition, release: Release, record: Record) -> None:
    publisher = edition.publisher
    entry = generator.add_entry(order="append")
    uri = _content.item_uri(release, record)
    entry.id(uri)
    entry.guid(uri, permalink=False)
    entry.title(_content.feed_title(edition, release, record))
    entry.link(href=_view.web_url(publisher, paths.page(release.slug, record.language)), rel="alternate")
    entry.published(release.date)
    entry.updated(release.updated)
    entry.author({"name": publisher.named(record.language)})
    # RSS shows the summary as description and the content as content:encoded; Atom has both under its own names.
    entry.summary(record.lead)
    entry.content(str(_content.content_html(edition, release, record)), type="html")
    for category in _content.categories(edition, record):
        entry.category({"term": category})
    for image in record.images[:1]:
        offer = _view.offer(edition, release, image)
        entry.enclosure(_view.web_url(publisher, offer.path), str(offer.size), offer.media_type)
    for link in record.links:
        entry.link(href=link.url, rel="related", title=link.title)
    entry.register_extension("links", _Links, rss=False)
    entry.links.links = entry.link()
