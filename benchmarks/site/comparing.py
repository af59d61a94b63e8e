"""Whether a built site holds what it should: every release in every form, in lists, feeds and sitemaps."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from pathlib import Path

from benchmarks.site.generator import BASE_URL, Announcement

_FEEDS = ("de/rss.xml", "de/atom.xml", "de/feed.json")
_FEED_LENGTH = 50
_LINK = re.compile(r'href="[^"]*?([^"/]+)\.html"')


@dataclass(frozen=True, slots=True)
class Holding:
    """What a site holds: numbers of files, and the mean size in bytes of a release's page, text and JSON."""

    files: int
    pages: int
    other_pages: int
    texts: int
    jsons: int
    bytes_a_page: int
    bytes_a_text: int
    bytes_a_json: int


def holding(public: Path, releases: Sequence[Announcement]) -> Holding:
    """Count a site."""
    sizes = {
        suffix: [file.stat().st_size for one in releases if (file := public / f"de/{one.slug}.{suffix}").is_file()]
        for suffix in ("html", "txt", "json")
    }
    files = [file for file in public.rglob("*") if file.is_file()]
    html = sum(file.suffix == ".html" for file in files)
    return Holding(
        len(files),
        len(sizes["html"]),
        html - len(sizes["html"]),
        len(sizes["txt"]),
        len(sizes["json"]),
        *(sum(found) // max(1, len(found)) for found in sizes.values()),
    )


def faults(public: Path, releases: Sequence[Announcement], *, forms: bool) -> Iterator[str]:
    """What a site lacks, one line a fault; `releases` are all that are public, the oldest first."""
    for one in releases:
        yield from _in_its_forms(public, one, forms=forms)
    yield from _in_lists(public, releases)
    for feed in _FEEDS:
        yield from _in_feed(public / feed, releases)
    maps = " ".join(_read(file) for file in sorted(public.rglob("*sitemap*.xml")))
    listed = set(re.findall(r"<loc>([^<]*)</loc>", maps))
    yield from (f"sitemap: {one.slug}" for one in releases if f"{BASE_URL}de/{one.slug}.html" not in listed)


def _in_its_forms(public: Path, one: Announcement, *, forms: bool) -> Iterator[str]:
    """The headline, the lead, the quote and the note stand in each form."""
    for suffix in ("html", "txt", "json") if forms else ("html",):
        file = public / f"de/{one.slug}.{suffix}"
        text = " ".join(unescape(_read(file)).split())
        lacking = [words for words in (one.title, one.lead, one.quote, one.note) if words not in text]
        yield from (f"{file.name}: {words!r}" for words in lacking)


def _in_lists(public: Path, releases: Sequence[Announcement]) -> Iterator[str]:
    """Each release is in the list of all and in that of each of its topics."""
    slugs = {one.slug for one in releases}
    linked: Counter[str] = Counter()
    for file in public.rglob("*.html"):
        if file.stem not in slugs:
            linked.update(slugs.intersection(_LINK.findall(_read(file))))
    for one in releases:
        if linked[one.slug] < 1 + len(one.topics):
            yield f"lists: {one.slug}, which is in {linked[one.slug]} of {1 + len(one.topics)}"


def _in_feed(feed: Path, releases: Sequence[Announcement]) -> Iterator[str]:
    """The newest releases, the newest first, and no others; with their full texts."""
    text = unescape(unescape(_read(feed)))
    newest = [one.slug for one in releases[: -_FEED_LENGTH - 1 : -1]]
    found = list(dict.fromkeys(re.findall(rf"{re.escape(BASE_URL)}de/([^\s\"<./]+)\.html", text)))
    if [slug for slug in found if slug != "index"] != newest:
        yield f"{feed.name}: the {len(newest)} newest in their order"
    lacking = [one.slug for one in releases[-_FEED_LENGTH:] if one.quote not in text]
    yield from (f"{feed.name}: the full text of {slug}" for slug in lacking)


def _read(file: Path) -> str:
    return file.read_text("utf-8") if file.is_file() else ""
