"""llms.txt (llmstxt.org, a proposal): what language models may read first, where the office wants to offer that."""

import re
from collections.abc import Iterator
from html import escape

from pressflow.formats import _archive, _view
from pressflow.model import paths
from pressflow.model.archive import PAGE, Entry
from pressflow.model.base import in_language
from pressflow.model.edition import Document, Edition
from pressflow.theme.dates import language_name

SCOPE = "site"


def render(edition: Edition) -> Iterator[Document]:
    """One file for the whole site, or none."""
    if edition.publisher.llms_txt:
        yield Document(paths.LLMS, "text/plain; charset=utf-8", "".join(_lines(edition)).encode())


def _lines(edition: Edition) -> Iterator[str]:
    """A title, a summary, then lists of links below headings; `Optional` is the proposal's own word."""
    publisher, archive = edition.publisher, _archive.of(edition)
    main = publisher.languages[0]
    words, name = edition.theme.words(main), publisher.named(main)
    yield f"# {_plain(name)}: {_plain(in_language(publisher.title, main))}\n"
    yield f"\n> {_plain(words['feed_description'].format(publisher=name))}\n"
    for shelf in archive.shelves:
        if shelf.kind == "all":
            yield f"\n## {_plain(_view.shelf_title(edition, shelf))} ({_plain(language_name(shelf.language))})\n\n"
            yield from (_release(edition, entry) for entry in archive.newest(shelf, PAGE) if not entry.withdrawn)
    yield f"\n## {_plain(words['feeds'])}\n\n"
    for language in archive.languages:
        for label, path in (("rss", paths.rss), ("atom", paths.atom), ("json_feed", paths.json_feed)):
            yield _link(edition, f"{words[label]} ({language_name(language)})", path(language))
    yield "\n## Optional\n\n"
    yield _link(edition, "Sitemap", paths.SITEMAP)


def _release(edition: Edition, entry: Entry) -> str:
    day = entry.date.astimezone(edition.publisher.zone).date()
    return _link(edition, entry.title, paths.text(entry.slug, entry.language), f"{day}. {entry.lead}")


def _link(edition: Edition, title: str, path: str, note: str = "") -> str:
    said = f": {_plain(note)}" if note else ""
    return f"- [{_plain(title)}]({_view.web_url(edition.publisher, path)}){said}\n"


def _plain(text: str) -> str:
    """Words in one line of Markdown, whatever signs they hold (CommonMark 0.31, sections 2.4 and 2.5)."""
    line = " ".join(text.split())
    return re.sub(r"[\\`*_\[\]#!]", r"\\\g<0>", escape(line, quote=False))
