"""Nothing to do is found out at once, and only where it is so."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pressflow import stamps
from pressflow.building.indexing import index
from pressflow.cache import Cache
from pressflow.model import paths
from pressflow.restoring import restore_journals
from pressflow.still import still
from tests.building.offices import Office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An office with a release on its site, and nothing left to do."""
    office = Office(tmp_path)
    office.release("2026-05-16-bridge")
    settle(office)
    return office


def settle(office: Office) -> None:
    """Build as the command does, the search index, too."""
    restore_journals(office.newsroom)
    office.build()
    index(office.newsroom)


def new_release(office: Office) -> None:
    office.release("2026-05-17-school")


def new_version(office: Office) -> None:
    with (office.releases[0] / "journal.jsonl").open("a", encoding="utf-8") as journal:
        journal.write("\n")


def no_release(office: Office) -> None:
    office.releases[0].rename(office.folder / "elsewhere")


def twin(office: Office) -> None:
    (office.folder / "releases" / "2027" / "2026-05-16-Bridge").mkdir(parents=True)


def settings(office: Office) -> None:
    office.set(title="Nachrichten")


def template(office: Office) -> None:
    office.theme("entry.html", "{{ record.title }}")


def press_contacts(office: Office) -> None:
    (office.folder / "press-contacts.yaml").write_text("", "utf-8")


def stray_file(office: Office) -> None:
    (office.public / "stray.html").write_text("", "utf-8")


def ledger(office: Office) -> None:
    (office.folder / "var" / "ledger.sqlite").write_bytes(b"written")


def cache(office: Office) -> None:
    (office.folder / "var" / "cache" / "site.sqlite").write_bytes(b"damaged")


CHANGES = (new_release, new_version, no_release, twin, settings, template, press_contacts, stray_file, ledger, cache)


def test_site_that_is_as_it_was_built_needs_nothing(office: Office) -> None:
    built = still(office.folder / "releases")
    assert built
    assert built.reply == f"{built.files} files, nothing changed"
    assert built.files == office.build().files


@pytest.mark.parametrize("change", CHANGES)
def test_after_any_change_a_build_looks_closer(office: Office, change: Callable[[Office], None]) -> None:
    change(office)
    assert still(office.folder) is None


def test_environment_may_hold_settings(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRESSFLOW_NEWSROOM__TITLE", "Nachrichten")
    assert still(office.folder) is None


def test_site_whose_search_index_is_behind_needs_a_build(office: Office) -> None:
    office.set(omit=["card", "images", "pdf"])
    restore_journals(office.newsroom)
    office.build()
    assert still(office.folder) is None
    settle(office)
    assert still(office.folder)


def test_office_that_begins_to_offer_search_needs_an_index(office: Office) -> None:
    office.set(omit=["card", "images", "pdf"])
    assert still(office.folder) is None
    settle(office)
    assert (office.public / paths.shards("de")).is_file()


def test_office_without_search_needs_no_index(office: Office) -> None:
    office.set(omit=["search", "pdf", "card"])
    settle(office)
    assert still(office.folder)


def test_site_that_was_just_made_from_nothing_needs_nothing_more(office: Office) -> None:
    with office.newsroom.ledger.reading():
        assert stamps.of_ledger(office.folder / "var")
    shutil.rmtree(office.public)
    settle(office)
    assert still(office.folder)


def test_site_that_was_never_built_needs_a_build_and_nothing_is_made_by_asking(tmp_path: Path) -> None:
    assert still(tmp_path) is None
    assert not list(tmp_path.iterdir())


def test_switch_that_was_interrupted_is_finished_by_a_build(office: Office) -> None:
    cache = Cache(office.newsroom.cache)
    cache.put_fact("tree", "another")
    cache.close()
    assert still(office.folder) is None
