"""What the desk knows follows what is on the disk, and nothing that is broken there stops it."""

import shutil
from pathlib import Path

import pytest

from pressflow.desk.room import Change, Room
from pressflow.newsroom import Newsroom
from tests import builders
from tests.builders import NOW, SLUG


@pytest.fixture
def room(newsroom: Newsroom, release: Path) -> Room:
    """The desk with one release on it, which somebody has looked at."""
    room = Room(Newsroom.at(newsroom.folder), lambda: NOW)
    room.look(release.name)
    return room


def file(newsroom: Newsroom, *names: str) -> Path:
    return newsroom.folder.joinpath(*names)


def test_saved_release_is_looked_at_again(room: Room, newsroom: Newsroom, release: Path) -> None:
    builders.add_release(newsroom, title="Alte Brücke über die Loh ist fort")
    change = room.take_in({release / "de.md"})
    assert [row.title for row in change.rows] == ["Alte Brücke über die Loh ist fort"]
    assert not change.which
    assert not change.all
    assert change.rows[0].mark > 1


def test_broken_release_is_shown_as_it_was_and_named_by_its_headline(room: Room, release: Path) -> None:
    text = (release / "de.md").read_text("utf-8")
    (release / "de.md").write_text(text.replace("place: Lohtal", "plaze: Lohtal"), "utf-8")
    (row,) = room.take_in({release / "de.md"}).rows
    seen = room.look(SLUG)
    assert row.errors > 0
    assert row.title == "Neue Brücke über die Loh ist fertig"
    assert seen.stale
    assert seen.shown
    (release / "de.md").write_text(text, "utf-8")
    (row,) = room.take_in({release / "de.md"}).rows
    assert not row.trouble
    assert not room.look(SLUG).stale


def test_release_stays_as_it_was_however_often_it_is_saved_broken(room: Room, release: Path) -> None:
    for text in ("---\ntitle: [\n---\n", "", "---\n"):
        (release / "de.md").write_text(text, "utf-8")
        assert room.take_in({release / "de.md"}).rows[0].errors
        assert room.look(SLUG).shown


def test_new_and_removed_releases_change_the_list(room: Room, newsroom: Newsroom, release: Path) -> None:
    folder = builders.add_release(newsroom, "2026-06-01-second")
    assert room.take_in({folder / "de.md"}).which
    assert room.slugs() == ["2026-06-01-second", SLUG]
    shutil.rmtree(release)
    change = room.take_in({release / "de.md", release})
    assert change.which
    assert room.slugs() == ["2026-06-01-second"]
    with pytest.raises(KeyError):
        room.look(SLUG)


@pytest.mark.parametrize("names", [("pressflow.toml",), ("press-contacts.yaml",), ("boilerplate", "city.de.md")])
def test_what_all_releases_share_changes_all_of_them(room: Room, newsroom: Newsroom, names: tuple[str, ...]) -> None:
    before = room.look(SLUG).row.mark
    assert room.take_in({file(newsroom, *names)}) == Change(all=True)
    assert room.look(SLUG).row.mark > before


def test_broken_settings_are_told_and_those_before_are_kept(room: Room, newsroom: Newsroom) -> None:
    file(newsroom, "pressflow.toml").write_text("[publisher\n", "utf-8")
    room.take_in({file(newsroom, "pressflow.toml")})
    assert room.trouble.startswith("pressflow.toml:1: ")
    assert room.rows("", 0, 10)[0][0].errors == 0
    file(newsroom, "pressflow.toml").write_text(builders.SETTINGS, "utf-8")
    room.take_in({file(newsroom, "pressflow.toml")})
    assert room.trouble == ""


def test_two_folders_of_one_name_are_told(room: Room, newsroom: Newsroom, release: Path) -> None:
    twin = file(newsroom, "releases", "2025", SLUG)
    shutil.copytree(release, twin)
    room.take_in({twin})
    assert room.slugs() == []
    assert "would have the same web address" in room.trouble
    shutil.rmtree(twin)
    room.take_in({twin})
    assert room.slugs() == [SLUG]
    assert room.trouble == ""


def test_own_template_that_is_broken_breaks_what_it_makes_alone(room: Room, newsroom: Newsroom) -> None:
    file(newsroom, "templates", "letters").mkdir(parents=True)
    file(newsroom, "templates", "letters", "release.html").write_text("{{ nothing.at.all }}", "utf-8")
    room.take_in({file(newsroom, "templates", "letters", "release.html")})
    assert "templates/letters/release.html" in room.look(SLUG).row.trouble
