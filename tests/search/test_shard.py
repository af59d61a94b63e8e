"""A shard: what the index of a year holds, and nothing else."""

import gzip
import json
from dataclasses import replace
from typing import Any

from pressflow.search import shard
from pressflow.search.compounds import SEAM
from pressflow.search.shard import Searchable

BRIDGE = Searchable(
    path="de/2026-05-16-bridge.html",
    title="Neue Strombrücke ist fertig",
    lead="Die Stadt hat am Samstag die Brücke freigegeben.",
    text="Die Hochwasserschutzwand ist 84 Meter lang.",
    date="2026-05-16T10:30:00+02:00",
    kind="Pressemitteilung",
    topics=("Verkehr", "Bauen & Wohnen"),
    places=("Lohtal",),
    people=("Ute Sommer",),
)
PAGES = [replace(BRIDGE, path=f"de/2026-05-{day}.html", date=f"2026-05-{day}", topics=(f"T{day}",)) for day in range(9)]


def fragments(files: dict[str, bytes]) -> dict[str, dict[str, Any]]:
    """Pagefind's copies of the pages, by name."""
    return {
        path.removeprefix("fragment/").removesuffix(".pf_fragment"): json.loads(
            gzip.decompress(content).removeprefix(b"pagefind_dcd")
        )
        for path, content in files.items()
        if path.startswith("fragment/")
    }


def test_same_pages_in_any_order_give_the_same_bytes() -> None:
    assert [shard.index(PAGES, "de")] * 5 == [shard.index(PAGES[::-1], "de") for _ in range(5)]


def test_shard_holds_the_pages_it_is_given_and_no_other() -> None:
    files = shard.index([BRIDGE], "de")
    (page,) = fragments(files).values()
    assert page["url"] == BRIDGE.path
    assert page["content"].replace(SEAM, "") == f"{BRIDGE.lead} {BRIDGE.text}"
    assert page["meta"] == {
        "title": f"Neue Strom{SEAM}brücke ist fertig",
        "date": BRIDGE.date,
        "kind": "Pressemitteilung",
        "compounds": "wasserschutzwand schutzwand",
    }


def test_excerpts_hold_no_word_that_is_not_in_the_text() -> None:
    (page,) = fragments(shard.index([BRIDGE], "de")).values()
    assert set(page["content"].replace(SEAM, "").split()) == {*BRIDGE.lead.split(), *BRIDGE.text.split()}


def test_facets_name_the_pages_of_each_choice() -> None:
    other = replace(BRIDGE, path="de/2026-06-01-market.html", date="2026-06-01", topics=("Verkehr",), people=())
    files = shard.index([BRIDGE, other], "de")
    facets = json.loads(files[shard.FACETS])
    paths = [fragments(files)[name]["url"] for name in facets.pop("pages")]
    assert dict(zip(paths, facets.pop("dates"), strict=True)) == {
        BRIDGE.path: "2026-05-16T10:30",
        other.path: "2026-06-01",
    }
    both = {BRIDGE.path, other.path}
    named = {
        choice: {value: {paths[number] for number in found} for value, found in values.items()}
        for choice, values in facets.items()
    }
    assert named == {
        "topic": {"Verkehr": both, "Bauen & Wohnen": {BRIDGE.path}},
        "type": {"Pressemitteilung": both},
        "place": {"Lohtal": both},
        "person": {"Ute Sommer": {BRIDGE.path}},
    }


def test_what_is_named_twice_counts_once() -> None:
    facets = json.loads(shard.index([replace(BRIDGE, places=("Lohtal", "Lohtal"))], "de")[shard.FACETS])
    assert len(facets["place"]["Lohtal"]) == 1


def test_year_without_pages_has_no_files() -> None:
    assert shard.index([], "de") == {}


def test_shards_are_listed_newest_first() -> None:
    assert json.loads(shard.listing(["2024", "2026", "2025"])) == {"shards": ["2026", "2025", "2024"]}
