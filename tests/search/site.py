"""A small site with its search index in a folder, and a server of it that is as strict as docs/hosting.md asks for."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import groupby
from pathlib import Path
from threading import Thread
from typing import Any

from pressflow import formats
from pressflow.formats import _archive, search
from pressflow.model import paths
from pressflow.model.edition import Edition
from pressflow.newsroom import Newsroom
from pressflow.search import engine, shard
from tests import builders
from tests.formats import editions

POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

# Each release by its date: headlines and texts in German and English, what is different from the builders' release.
RELEASES: dict[str, tuple[tuple[str, str], tuple[str, str], dict[str, Any]]] = {  # Any: whatever a header may hold
    "2026-11-12": (
        ("Großwärmepumpe am Fluss geht ans Netz", "Die Anlage nutzt die Wärme des Flusses für 4000 Haushalte."),
        ("Large heat pump at the river starts", "The plant uses the warmth of the river for 4000 households."),
        {"topics": ["traffic"], "people": ["Ute Sommer"]},
    ),
    "2026-05-16": (
        ("Rat beschließt neue Regeln für das Ehrenamt", "Die Engagementstrategie gilt ab Januar, & zwar <überall>."),
        ("Council adopts rules for volunteers", "The strategies for volunteering apply from January."),
        {"topics": ["culture"], "type": "statement", "places": ["Nordstadt"]},
    ),
    "2025-03-01": (
        ("Die Strategie der Stadt für das Klima", "Bis zum Jahr 2035 soll die Stadt ohne Gas auskommen."),
        ("The city's strategy for the climate", "By 2035 the city is to do without gas."),
        {"topics": ["culture", "traffic"]},
    ),
}
# More of them than are shown at once.
RELEASES |= {
    f"2024-0{month}-01": (
        (f"Der Rat tagt im {month}. Monat des Jahres", "Auf der Tagesordnung steht der Haushalt."),
        (f"Council meets in month {month} of the year", "The budget is on the agenda."),
        {},
    )
    for month in range(1, 10)
}


def newsroom(folder: Path) -> Newsroom:
    """A newsroom with the releases above."""
    made = builders.make_newsroom(folder)
    for date, (german, english, changes) in RELEASES.items():
        for language, (title, body) in (("de", german), ("en", english)):
            slug, lead = f"{date}-release", f"Lohtal, {date}: {title}, as announced today."
            header = {"title": title, "lead": lead, "date": f"{date} 10:00", **changes}
            builders.add_release(made, slug, body=body, language=language, **header)
    return made


def edition(office: Newsroom) -> Edition:
    """Everything in it, published."""
    return office.edition(
        *(editions.published(editions.release_in(office, folder)) for folder in office.folders.values())
    )


def indexed(edition: Edition) -> Iterator[tuple[str, bytes]]:
    """The files of the search index, by path."""
    archive = _archive.of(edition)
    for path, content in engine.shared(archive.languages).items():
        yield f"{paths.SEARCH}/{path}", content
    for language in archive.languages:
        (everything,) = (one for one in archive.shelves if one.kind == "all" and one.language == language)
        entries = archive.newest(everything, everything.count)
        years = {year: list(group) for year, group in groupby(entries, lambda entry: str(entry.date.year))}
        for year, group in years.items():
            pages = [search.searchable(edition, entry, archive.content(entry)) for entry in group]
            for path, content in shard.index(pages, language).items():
                yield f"{paths.shard(language, year)}/{path}", content
        yield paths.shards(language), shard.listing(years)


def write(folder: Path, edition: Edition) -> None:
    """The pages, and the index beside them."""
    shown = [name for name in formats.names() if name == "page" or formats.scope(name) in ("page", "site")]
    documents = [document for name in shown for document in formats.named(name)(edition)]
    files = [(document.path, document.content) for document in documents]
    for path, content in (*files, *indexed(edition)):
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


class _Handler(SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the library's own name
        """Nobody reads it."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address at which a server on this machine serves a folder."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(folder))) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
