"""A build writes what changed and leaves every other file as it is, down to its place on the disk."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pressflow.building import Built, build
from pressflow.journal import FILE
from pressflow.theme.folders import default_folder
from tests.building.offices import Office, Tree, check_rest, check_site, differing, tree

FEEDS = ("rss.xml", "atom.xml", "feed.json")


def changed_by(office: Office, act: Callable[[], object]) -> set[str]:
    """The files that an act and the build after it made, changed or took away; all others kept place and time."""
    written, read = files(office), contents(office)
    act()
    office.build()
    changed = set(differing(read, contents(office)))
    assert set(differing(written, files(office))) == changed
    check_site(office)
    check_rest(office)
    return changed


def files(office: Office) -> Tree:
    """The site's files with their inodes: one that was not written keeps its own."""
    return {path: str((office.public / path).stat().st_ino) for path in contents(office)}


def contents(office: Office) -> Tree:
    """The site's files with the hashes of what is in them."""
    return {path: seen for path, seen in tree(office.public).items() if seen != "a folder"}


def documents(office: Office, slug: str) -> set[str]:
    """What stands on the site under a release's own name."""
    return {path for path in files(office) if path.startswith((f"de/{slug}.", f"media/{slug}/"))}


def lists(*folders: str) -> set[str]:
    """The newest pages and the feeds of lists."""
    return {f"de/{folder}/{name}".replace("//", "/") for folder in folders for name in ("index.html", *FEEDS)}


def many(office: Office, number: int) -> list[Path]:
    """So many releases, one a day, all on one topic, in one place."""
    return [office.release(day(number), title=f"Meldung Nummer {number}") for number in range(number)]


def day(number: int) -> str:
    return f"2026-{number // 28 + 1:02}-{number % 28 + 1:02}-r{number}"


def records(number: int, **changes: str) -> dict[str, dict[str, str]]:
    return {"de": {"date": f"{day(number)[:10]} 10:00", **changes}}


def test_correction_of_one_among_a_hundred_touches_its_documents_and_the_lists_it_stands_on(office: Office) -> None:
    folders = many(office, 100)
    office.build()
    # The thirty-first stands on page 2 of what has three pages and more, and is too old for feeds.
    changed = changed_by(office, lambda: office.correct(folders[30], records(30, title="Meldung, verbessert")))
    wide = ("", "topics/traffic", "places/lohtal", "types/press-release", "years/2026")
    pages = {f"de/{folder}/pages/2.html".replace("//", "/") for folder in wide}
    own = documents(office, day(30))
    assert len(own) >= 3
    assert changed == own | pages | {"de/years/2026/02/index.html", "de/sitemap-2026.xml"}
    assert len(files(office)) > 500


def test_correction_of_one_that_feeds_hold_reaches_them(office: Office) -> None:
    folders = many(office, 3)
    office.build()
    changed = changed_by(office, lambda: office.correct(folders[1], records(1, title="Meldung, verbessert")))
    assert lists("", "topics/traffic", "places/lohtal", "types/press-release") | {"index.html"} <= changed
    assert {f"de/{day(0)}.html", "theme/style.css", "robots.txt", "en/rss.xml"}.isdisjoint(changed)


def test_correction_of_one_that_feeds_tell_of_no_more_is_no_news_to_their_readers(office: Office) -> None:
    folders = many(office, 51)
    office.build()
    after_all_others = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
    text = records(0, title="Meldung, verbessert")
    changed = changed_by(office, lambda: office.publish(folders[0], day(0), after_all_others, text, {}, "correction"))
    assert {f"de/{day(0)}.html", "de/pages/1.html", "de/sitemap-2026.xml"} <= changed
    assert not [path for path in changed if path.endswith(FEEDS)]


def test_newest_release_touches_no_older_page_of_any_list(office: Office) -> None:
    many(office, 45)
    office.build()
    assert any("/pages/" in path for path in files(office))
    changed = changed_by(office, lambda: office.release(day(45), title="Die neueste Meldung"))
    assert not any("/pages/" in path for path in changed)
    assert documents(office, day(45)) | lists("", "topics/traffic", "places/lohtal") | {"index.html"} <= changed


def test_release_is_added_by_its_documents_its_lists_and_what_counts_them_and_nothing_else(office: Office) -> None:
    many(office, 45)
    office.build()
    changed = changed_by(office, lambda: office.release(day(45), title="Die neueste Meldung"))
    own = {f"de/{day(45)}.{ending}" for ending in ("html", "txt", "json", "ninjs1.json", "newsml.xml")}
    fed = lists("", "topics/traffic", "places/lohtal", "types/press-release")
    without_feeds = {f"de/{one}/index.html" for one in ("years/2026", "years/2026/02")}
    counting = {f"de/{kind}/index.html" for kind in ("topics", "places", "types", "years")}
    fronts = {"index.html", "sitemap.xml", "news-sitemap.xml", "de/sitemap.xml", "de/sitemap-2026.xml"}
    assert changed == own | fed | without_feeds | counting | fronts
    assert len(changed) == 32


@pytest.mark.usefixtures("short_pages")
def test_newest_page_that_overflows_becomes_an_older_one_and_the_one_before_it_learns_where_it_went(
    office: Office,
) -> None:
    many(office, 11)  # pages 1 and 2 of three, the newest of five
    office.build()
    changed = changed_by(office, lambda: office.release(day(11), title="Die neueste Meldung"))
    of_all = {path for path in changed if path.startswith(("de/pages/", "de/index"))}
    assert of_all == {"de/pages/2.html", "de/pages/3.html", "de/index.html"}
    assert 'href="3.html"' in (office.public / "de/pages/2.html").read_text("utf-8")


def test_removed_release_takes_its_documents_and_the_lists_that_are_empty_then_along(office: Office) -> None:
    many(office, 2)
    folder = office.release("2025-12-30-fire", places=["Köln"], topics=["culture"], people=["Ali Kaya"])
    office.build()
    changed = changed_by(office, lambda: shutil.rmtree(folder))
    named = ("fire", "koeln", "2025", "kaya", "culture")
    assert not [path for path in files(office) if any(name in path for name in named)]
    assert not (office.public / "de" / "places" / "koeln").exists()
    assert lists("places/koeln", "topics/culture", "people/ali-kaya") <= changed
    assert f"de/{day(0)}.html" not in changed


def test_changed_style_sheet_changes_the_style_alone(office: Office) -> None:
    many(office, 3)
    office.build()
    style = (default_folder() / "style.css").read_text("utf-8") + "p { color: red }\n"
    assert changed_by(office, lambda: office.theme("style.css", style)) == {"theme/style.css"}


def test_changed_words_change_the_pages_in_their_language_alone(office: Office) -> None:
    both = {"date": "2026-06-01 10:00"}
    office.release("2026-06-01-both", {"de": both, "en": both})
    office.build()
    changed = changed_by(office, lambda: office.theme("strings/en.toml", 'contact = "Whom to ask"\n'))
    assert "en/2026-06-01-both.html" in changed
    assert all(path.startswith("en/") for path in changed)


def test_word_that_a_language_lacks_is_english_there(office: Office) -> None:
    office.release("2026-06-01-both", {"fr": {"date": "2026-06-01 10:00"}})
    office.build()
    changed = changed_by(office, lambda: office.theme("strings/en.toml", 'contact = "Whom to ask"\n'))
    assert "fr/2026-06-01-both.html" in changed


def test_topic_with_another_title_changes_what_names_it(office: Office) -> None:
    many(office, 2)
    office.build()
    changed = changed_by(office, lambda: office.call_topic("traffic", "Mobilität"))
    assert {"de/topics/traffic/index.html", "de/topics/index.html", f"de/{day(0)}.html", "de/rss.xml"} <= changed
    assert not [path for path in changed if path.endswith((".css", ".txt"))]


@pytest.mark.parametrize(
    "settings",
    [
        {"host": "relay.example.org", "port": 2525, "security": "tls", "bounce_address": "b@lohtal.example.org"},
        {"from_name": "Pressestelle"},
        {"connections": 9, "give_up_after": 60},
    ],
)
def test_mail_settings_touch_nothing(office: Office, settings: dict[str, object]) -> None:
    many(office, 2)
    office.build()
    assert changed_by(office, lambda: office.set(**settings)) == set()


def test_newsrooms_own_file_that_is_none_of_the_theme_s_changes_nothing(office: Office) -> None:
    many(office, 2)
    office.build()
    assert changed_by(office, lambda: office.theme("notes.txt", "Was noch zu tun ist\n")) == set()


def test_journal_that_was_only_touched_changes_nothing(office: Office) -> None:
    folder = many(office, 2)[0]
    office.build()
    assert changed_by(office, (folder / FILE).touch) == set()


def test_silent_correction_reaches_pages_and_feeds(office: Office) -> None:
    folder = many(office, 2)[0]
    office.build()
    fields = records(0, title="Ohne Tippfehler, die Meldung")
    changed = changed_by(office, lambda: office.correct(folder, fields, "typo"))
    assert {f"de/{day(0)}.html", "de/index.html", "de/rss.xml"} <= changed


def test_renamed_folder_keeps_its_address_and_changes_nothing(office: Office) -> None:
    folder = many(office, 2)[0]
    office.build()
    assert changed_by(office, lambda: folder.rename(folder.with_name(f"{folder.name}-moved"))) == set()
    assert f"de/{day(0)}.html" in files(office)


def test_lost_cache_makes_everything_anew_and_the_same(office: Office) -> None:
    many(office, 2)
    office.build()
    written, read = files(office), contents(office)
    office.lose_cache()
    office.build()
    assert contents(office) == read
    assert len(differing(written, files(office))) == len(written)
    check_site(office)
    check_rest(office)


def test_file_put_into_the_site_is_gone_after_the_next_build_and_never_comes_back(office: Office) -> None:
    many(office, 2)
    office.build()
    (office.public / "draft.html").write_text("geheim", "utf-8")
    for number in (2, 3, 4):
        office.release(day(number), title="Noch eine Meldung")
        office.build()
        assert not (office.public / "draft.html").exists()
        check_site(office)


def test_file_taken_out_of_the_site_comes_back_when_that_is_noticed(office: Office) -> None:
    many(office, 2)
    office.build()
    feed = office.public / "de" / "topics" / "traffic" / "rss.xml"
    changed_by(office, lambda: office.set(colour="#123456"))
    feed.unlink()
    office.lose_spare()
    office.release(day(2), title="Noch eine Meldung")
    office.build()
    assert feed.is_file()
    check_site(office)
    check_rest(office)


def test_office_without_releases_has_a_site_and_rests(office: Office) -> None:
    built = office.build()
    assert built.files == built.changed > 0
    check_site(office)
    check_rest(office)
    assert office.build() == Built(built.files, 0)


def test_big_change_is_made_in_several_processes_and_gives_the_same_site(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    many(office, 12)
    monkeypatch.setattr("pressflow.building._MUCH", 5)
    monkeypatch.setattr("pressflow.building.making._FEW", 2)
    monkeypatch.setattr("pressflow.building.making._CHUNK", 4)
    progress: list[tuple[int, int]] = []
    build(office.newsroom, lambda done, of: progress.append((done, of)))
    assert (12, 12) in progress
    monkeypatch.undo()
    check_site(office)
    check_rest(office)


def test_fresh_build_forgets_what_was_remembered_wrongly(office: Office) -> None:
    many(office, 2)
    office.build()
    page = office.public / "de" / "topics" / "traffic" / "index.html"
    page.write_text("von Hand geändert", "utf-8")
    assert office.build().changed == 0
    assert build(office.newsroom, fresh=True).changed
    assert "von Hand" not in page.read_text("utf-8")
    check_site(office)
    check_rest(office)
