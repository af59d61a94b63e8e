"""A shard: the index of the pages of one language and year, made anew when one of them changes."""

import gzip
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pressflow.search import engine
from pressflow.search.compounds import compounds_within, opened
from pressflow.search.engine import Record

# Which pages of the index are of what day, topic, type, place and person.
FACETS = "facets.json"
_FRAGMENT = ".pf_fragment"
_SIGNATURE = b"pagefind_dcd"


@dataclass(frozen=True, slots=True)
class Searchable:
    """A public page as search finds it; `path` is relative to the site, `date` is ISO 8601 on the newsroom's clock.

    What can be chosen from, such as `kind` and `topics`, is called here as readers see it.
    """

    path: str
    title: str
    lead: str
    text: str
    date: str
    kind: str
    topics: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    people: tuple[str, ...] = ()


_CHOICES: dict[str, Callable[[Searchable], tuple[str, ...]]] = {
    "topic": lambda page: page.topics,
    "type": lambda page: (page.kind,),
    "place": lambda page: page.places,
    "person": lambda page: page.people,
}


def index(pages: Iterable[Searchable], language: str) -> dict[str, bytes]:
    """The files of a shard by their paths in its folder; the same pages, in any order, give the same bytes."""
    by_path = {page.path: page for page in pages}
    if not by_path:
        return {}
    files = engine.own(engine.build(_record(by_path[path], language) for path in sorted(by_path)))
    return {FACETS: _facets(files, by_path), **files}


def listing(names: Iterable[str]) -> bytes:
    """The list of a language's shards by which the browser finds them, the newest first."""
    return json.dumps({"shards": sorted(names, reverse=True)}).encode()


def _record(page: Searchable, language: str) -> Record:
    """A page as Pagefind takes it.

    Its title and what is under `compounds` are found, too, but not shown in excerpts. Pagefind could filter and sort,
    but writes filters in random order, and sorts each shard alone: FACETS does both.
    """
    body = f"{page.lead}\n{page.text}"
    within = compounds_within(f"{page.title}\n{body}", language)
    return Record(
        url=page.path,
        content=opened(body, language),
        language=engine.tag(language),
        meta={"title": opened(page.title, language), "date": page.date, "kind": page.kind}
        | ({"compounds": " ".join(within)} if within else {}),
    )


def _facets(files: dict[str, bytes], by_path: dict[str, Searchable]) -> bytes:
    """The pages by Pagefind's names for them, their dates, and for each choice the numbers of its pages."""
    fragments = {path: content for path, content in sorted(files.items()) if path.endswith(_FRAGMENT)}
    pages = [by_path[_url(content)] for content in fragments.values()]
    choices: dict[str, dict[str, list[int]]] = {choice: {} for choice in _CHOICES}
    for number, page in enumerate(pages):
        for choice, values in _CHOICES.items():
            for value in dict.fromkeys(values(page)):
                choices[choice].setdefault(value, []).append(number)
    names = [path.rpartition("/")[2].removesuffix(_FRAGMENT) for path in fragments]
    facets = {"pages": names, "dates": [page.date[:16] for page in pages], **choices}
    return json.dumps(facets, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _url(fragment: bytes) -> str:
    """Which page a fragment, Pagefind's copy of it, is of."""
    return str(json.loads(gzip.decompress(fragment).removeprefix(_SIGNATURE))["url"])
