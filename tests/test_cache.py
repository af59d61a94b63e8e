"""The build cache remembers what was made, and a lost or damaged one costs time and nothing else."""

import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pressflow.cache import Cache, Known, Listed, Made, discard
from pressflow.errors import StateError
from pressflow.model.archive import Enclosure, Shelf
from pressflow.model.journal import Approved, Created, Published
from tests.model.test_archive import ENTRY

NOW = datetime(2026, 5, 16, 8, 31, 5, tzinfo=UTC)
CREATED = Created(at=NOW, by="Kim", uri="tag:presse.lohtal.example.org,2026:release/1")
PUBLISHED = Published(
    at=NOW,
    by="Kim",
    version=1,
    slug="2026-05-16-bridge",
    zone="Europe/Berlin",
    original="de",
    hash="sha256:0",
    reference="2026-001",
    audience=("local",),
)
ALL, TOPIC = Shelf("de", "all"), Shelf("de", "topic", "traffic")


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[Cache]:
    cache = Cache(tmp_path / "var" / "cache" / "site.sqlite")
    yield cache
    cache.close()


def again(cache: Cache) -> Cache:
    """The cache as the next process finds it; nothing was committed but what was."""
    cache.close()
    return Cache(cache.file)


def page(path: str, hash_: bytes = b"1") -> Made:
    return Made(path, "page", hash_)


# What is known of releases


def test_release_is_known_by_its_id_and_its_published_versions_alone() -> None:
    known = Known.of("stamp", (CREATED, PUBLISHED))
    approved = Approved(at=NOW, by="Jo", hash="sha256:0", audience=("local",))
    assert Known.of("stamp", (CREATED, approved, PUBLISHED)) == known
    assert (known.uri, known.versions, known.references) == (CREATED.uri, (1,), ("2026-001",))
    assert Known.of("", (CREATED, PUBLISHED.model_copy(update={"by": "Lu"}))).key != known.key


def test_release_that_is_not_public_has_no_key() -> None:
    assert Known.of("stamp", (CREATED,)).key == ""
    assert Known.of("stamp", (PUBLISHED,)).key


def test_release_is_remembered_as_it_was(cache: Cache) -> None:
    known = Known.of("stamp", (CREATED, PUBLISHED, PUBLISHED.model_copy(update={"version": 2})))
    cache.put_release("2026-05-16-bridge", known)
    cache = again(cache)
    assert cache.releases() == {"2026-05-16-bridge": known}
    cache.drop_release("2026-05-16-bridge")
    assert cache.releases() == {}
    cache.close()


# Documents


def test_documents_are_found_by_what_they_belong_to_and_by_format(cache: Cache) -> None:
    assert cache.put_documents("bridge", [page("de/bridge.html"), Made("de/bridge.txt", "text", b"2")]) is None
    assert cache.put_documents("fair", [page("de/fair.html", b"3")]) is None
    assert cache.documents("bridge", ("page",)) == {"de/bridge.html": b"1"}
    assert cache.owned("bridge") == {"de/bridge.html": b"1", "de/bridge.txt": b"2"}
    assert cache.made_by("page") == {"de/bridge.html": b"1", "de/fair.html": b"3"}
    assert list(cache.paths()) == ["de/bridge.html", "de/bridge.txt", "de/fair.html"]
    cache.drop_documents(["de/bridge.html", "de/fair.html"])
    assert (cache.count(), cache.holds("de/bridge.txt"), cache.holds("de/fair.html")) == (1, True, False)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("de/a.html", "de/a.html"),
        ("media/a/Plan.pdf", "media/a/plan.PDF"),
        ("media/a/straße.pdf", "media/a/STRASSE.pdf"),
        ("media/a/über.pdf", "media/a/u\u0308ber.pdf"),
        ("media/a/Ω.pdf", "media/a/\N{OHM SIGN}.pdf"),
        ("media/a/É.pdf", "media/a/e\u0301.pdf"),
    ],
)
def test_two_documents_that_some_file_system_takes_for_one_are_told(cache: Cache, one: str, other: str) -> None:
    assert cache.put_documents("bridge", [page(one)]) is None
    assert cache.put_documents("fair", [page("de/fair.html"), page(other)]) == (other, one, "bridge")


# Lists


def test_entries_come_back_as_they_were(cache: Cache) -> None:
    full = replace(
        ENTRY,
        changed=NOW,
        correction="material",
        links=(("Die Brücke", "https://www.lohtal.example.org/"),),
        enclosures=(Enclosure("media/a/b.jpg", "image/jpeg", 7, "Brücke", image=True),),
        redirects=("/alt/",),
        html="<p>\ue002</p>",
    )
    assert cache.put_entries("bridge", [Listed.of(full, "<p>Text</p>", (ALL,))]) == {ALL.key}
    assert cache.newest(ALL.key, 9) == [full]
    assert cache.content(full) == "<p>Text</p>"
    assert cache.redirects() == [("/alt/", "de/2026-05-16-bridge.html")]


def test_shelves_a_release_leaves_and_those_it_comes_to_are_touched(cache: Cache) -> None:
    assert cache.put_entries("bridge", [Listed.of(ENTRY, "", (ALL, TOPIC))]) == {ALL.key, TOPIC.key}
    culture = Shelf("de", "topic", "culture")
    assert cache.put_entries("bridge", [Listed.of(ENTRY, "", (ALL, culture))]) == {ALL.key, TOPIC.key, culture.key}
    assert cache.hashes(TOPIC.key) == []
    assert cache.drop_entries("bridge") == {ALL.key, culture.key}
    assert cache.newest(ALL.key, 9) == []


def test_members_of_a_shelf_stand_oldest_first(cache: Cache) -> None:
    listed = {
        number: Listed.of(replace(ENTRY, slug=f"r{number}", date=NOW.replace(day=number)), "", (ALL,))
        for number in (3, 1, 2)
    }
    for number, one in listed.items():
        cache.put_entries(f"folder{number}", [one])
    assert cache.hashes(ALL.key) == [listed[number].hash for number in (1, 2, 3)]
    assert [entry.date.day for entry in cache.standing(ALL.key, 1, 3)] == [2, 3]
    assert [entry.slug for entry in cache.newest(ALL.key, 2)] == ["r3", "r2"]
    assert [one.slug for one in cache.located(ALL.key)] == ["r1", "r2", "r3"]


def test_sitemaps_are_told_where_a_release_stands_and_nothing_of_one_that_was_withdrawn(cache: Cache) -> None:
    for slug, withdrawn in (("r1", None), ("r2", NOW)):
        cache.put_entries(slug, [Listed.of(replace(ENTRY, slug=slug, withdrawn=withdrawn), "", (ALL,))])
    (one,) = cache.located(ALL.key)
    assert (one.slug, one.language, one.languages) == ("r1", ENTRY.language, ENTRY.languages)
    assert one.changed == ENTRY.changed


def test_hash_of_what_is_listed_tells_each_change_of_the_entry_and_its_text() -> None:
    same, other, text = (
        Listed.of(entry, content, (ALL,)).hash
        for entry, content in ((ENTRY, ""), (replace(ENTRY, title="Neue Brücke bleibt zu"), ""), (ENTRY, "<p>Text</p>"))
    )
    assert same == Listed.of(ENTRY, "", (TOPIC,)).hash
    assert len({same, other, text}) == 3


def test_shelves_and_their_pages_come_back_as_they_were(cache: Cache) -> None:
    shelf = replace(TOPIC, name="Verkehr", count=45, changed=NOW)
    cache.put_shelf(shelf)
    cache.put_shelf(ALL)
    cache.put_page(shelf.key, 1, "key")
    assert cache.shelves() == [ALL, shelf]
    assert cache.languages() == ["de"]
    assert cache.pages(shelf.key) == {1: "key"}
    cache.drop_shelf(shelf.key)
    assert (cache.shelves(), cache.pages(shelf.key)) == ([ALL], {})


def test_looks_come_back_with_what_was_looked_at(cache: Cache) -> None:
    cache.put_look("page", "key", {"publisher colour", "file page.html"})
    cache.put_look("media", "other", ())
    assert cache.looks() == {"page": ("key", ("file page.html", "publisher colour")), "media": ("other", ())}


# What lasts


def test_what_was_not_committed_never_happened(cache: Cache) -> None:
    cache.put_fact("tree", "before")
    cache.begin()
    cache.put_fact("tree", "after")
    cache.put_documents("bridge", [page("de/a.html")])
    cache = again(cache)
    assert (cache.fact("tree"), cache.count()) == ("before", 0)
    cache.begin()
    cache.put_fact("tree", "after")
    cache.rollback()
    assert cache.fact("tree") == "before"
    cache.close()


def test_what_is_committed_lasts_through_a_power_cut(cache: Cache) -> None:
    assert cache.db.execute("PRAGMA synchronous").fetchone() == (2,)  # FULL


def test_forgetting_keeps_nothing_of_the_site(cache: Cache) -> None:
    cache.put_fact("tree", "stamp")
    cache.put_release("bridge", Known.of("stamp", (CREATED, PUBLISHED)))
    cache.put_documents("bridge", [page("de/a.html")])
    cache.put_entries("bridge", [Listed.of(replace(ENTRY, redirects=("/alt/",)), "", (ALL,))])
    cache.put_shelf(ALL)
    cache.put_page(ALL.key, 1, "key")
    cache.put_look("page", "key", ())
    cache.put_lag(["de/a.html"])
    cache.put_shard("search", "key")
    cache.forget()
    cache = again(cache)
    tables = [name for (name,) in cache.db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    full = {name for name in tables if cache.db.execute(f"SELECT count(*) FROM {name}").fetchone() != (0,)}  # noqa: S608
    assert full == {"facts"}
    assert cache.fact("tree") == ""
    cache.close()


# What goes wrong


@pytest.mark.parametrize("content", [b"no database at all, but long enough to be taken for one" * 100, b"x", b""])
def test_damaged_cache_begins_anew(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "site.sqlite"
    file.write_bytes(content)
    cache = Cache(file)
    assert cache.count() == 0
    cache.put_fact("tree", "stamp")
    cache.close()


def test_another_version_s_cache_begins_anew(cache: Cache) -> None:
    cache.put_documents("bridge", [page("de/a.html")])
    cache.put_fact("version", "another")
    cache.db.execute("CREATE TABLE novelty (x)")
    cache = again(cache)
    assert cache.count() == 0
    assert not cache.db.execute("SELECT 1 FROM sqlite_master WHERE name = 'novelty'").fetchone()
    cache.close()


def test_damage_found_later_is_told_with_what_to_do(cache: Cache) -> None:
    cache.put_documents("bridge", [page(f"de/{number}.html") for number in range(2000)])
    cache.close()
    with cache.file.open("r+b") as file:
        file.seek(3 * 4096)
        file.write(b"\xff" * 8 * 4096)
    damaged = Cache(cache.file)
    told = r"is damaged: .*; the site stays as it was: pressflow build --fresh"
    with pytest.raises(StateError, match=told), damaged.telling():
        list(damaged.paths())
    damaged.close()
    discard(cache.file)
    fresh = Cache(cache.file)
    assert fresh.count() == 0
    fresh.close()


def test_cache_in_use_is_waited_for_and_never_thrown_away(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    cache.put_fact("version", "another")  # so that whoever opens it wants to write
    cache.begin()
    connect = sqlite3.connect
    monkeypatch.setattr(sqlite3, "connect", lambda *args, **options: connect(*args, **options | {"timeout": 0.01}))
    with pytest.raises(StateError, match="cannot be written or read: database is locked; the site stays as it was"):
        Cache(cache.file)
    cache.rollback()
    assert cache.fact("version") == "another"  # nobody began anew


def test_place_that_cannot_hold_a_cache_is_told(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("a file, no folder")
    with pytest.raises(StateError, match=r"var/cache: cannot be made: Not a directory"):
        Cache(tmp_path / "var" / "cache" / "site.sqlite")
    (tmp_path / "site.sqlite").mkdir()
    with pytest.raises(StateError, match=r"site\.sqlite: cannot be written or read: unable to open database file"):
        Cache(tmp_path / "site.sqlite")


def test_discarded_cache_leaves_nothing(cache: Cache) -> None:
    cache.put_fact("tree", "stamp")
    shutil.copy(cache.file, cache.file.with_name("copy.sqlite"))
    discard(cache.file)
    assert [file.name for file in cache.file.parent.iterdir()] == ["copy.sqlite"]
