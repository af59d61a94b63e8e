"""What everybody has of a release, in the site's files and in letters, beside what was published."""

import json
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from pressflow.journal import read_journal
from pressflow.model import journal, paths
from pressflow.model.journal import Published, State
from pressflow.model.record import Record
from pressflow.newsroom import Newsroom
from tests.formats import reading

# The documents of one release, and those that hold many; what they are.
_OWN = {
    paths.page: "text/html",
    paths.text: "text/plain",
    paths.pdf: "application/pdf",
    paths.ninjs: "application/json",
    paths.ninjs1: "application/json",
    paths.newsml: "application/vnd.iptc.g2.newsitem+xml",
}
_FEEDS = {
    paths.rss: "application/rss+xml",
    paths.atom: "application/atom+xml",
    paths.json_feed: "application/feed+json",
}


def frozen(newsroom: Newsroom, folder: Path, event: journal.Published | journal.Embargoed) -> Record:
    """The original of a version, as its frozen copy has it."""
    reading_ = newsroom.read_version(folder, read_journal(folder), event)
    assert reading_.release, reading_.findings
    return reading_.release.original


def disagreements(newsroom: Newsroom, folder: Path) -> list[str]:
    """The channels that do not carry the words of the public version, in its order; none may for one killed."""
    events = read_journal(folder)
    versions = journal.versions(events)
    if not versions:
        return []
    last, language = versions[-1], versions[-1].original
    if journal.state(events) == State.KILLED:
        return [path for path in _texts(last.slug, language) if (newsroom.public / path).exists()]
    record = frozen(newsroom, folder, last)
    wanted = reading.record_tokens(record)
    found = [path for path, texts in _carried(newsroom, last) if not any(reading.carries(one, wanted) for one in texts)]
    return found + list(_older(newsroom, folder, versions[:-1]))


def _texts(slug: str, language: str) -> list[str]:
    return [path(slug, language) for path in _OWN if path is not paths.page]


def _carried(newsroom: Newsroom, event: Published) -> Iterator[tuple[str, list[list[str]]]]:
    """Each document that must carry a release, with the texts in it."""
    language = event.original
    own = [(path(event.slug, language), kind) for path, kind in _OWN.items()]
    for path, kind in (*own, *((feed(language), kind) for feed, kind in _FEEDS.items())):
        yield path, [words for _, words in reading.words_of(kind, (newsroom.public / path).read_bytes())]


def _older(newsroom: Newsroom, folder: Path, events: tuple[Published, ...]) -> Iterator[str]:
    """The pages of older versions that do not carry their words."""
    for event in events:
        path = paths.version(event.slug, event.original, event.version)
        wanted = reading.record_tokens(frozen(newsroom, folder, event))
        if not reading.carries(reading.html_tokens((newsroom.public / path).read_text("utf-8")), wanted):
            yield path


def dates(newsroom: Newsroom) -> dict[tuple[str, str], str]:
    """When each item of the German feeds was first published, as each feed says it."""
    rss, atom, feed = (newsroom.public / path("de") for path in _FEEDS)
    if not rss.is_file():
        return {}
    entries = etree.fromstring(atom.read_bytes()).iter(f"{reading.ATOM}entry")
    return {
        **{("rss", reading.child(one, "guid")): reading.child(one, "pubDate") for one in _items(rss)},
        **{("atom", _atom(one, "id")): _atom(one, "published") for one in entries},
        **{("json", one["id"]): one["date_published"] for one in json.loads(feed.read_bytes())["items"]},
    }


def _items(rss: Path) -> list[etree._Element]:
    return reading.rss_items(rss.read_bytes())


def _atom(entry: etree._Element, name: str) -> str:
    return reading.child(entry, f"{reading.ATOM}{name}")
