"""Two trees change places in one step: what is public is whole, and nothing is written outside of them."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pressflow.channels import tree as trees
from pressflow.channels.tree import Ground, Tree, clear_away, differences, stamp_of
from pressflow.errors import InputError, Unavailable

SITE = {"index.html": "1", "de/a.html": "1", "de/topics/x/index.html": "1"}


def write(folder: Path, files: dict[str, str]) -> Path:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    return folder


def contents(folder: Path) -> dict[str, str]:
    found = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_text("utf-8") for path in found}


@pytest.fixture
def tree(tmp_path: Path) -> Tree:
    """A site with its spare, which is like it."""
    tree = Tree(write(tmp_path / "public", SITE))
    assert tree.renew(SITE)
    return tree


# Two trees


def test_spare_holds_the_same_files_and_not_their_copies(tree: Tree) -> None:
    assert contents(tree.spare) == SITE
    for path in SITE:
        assert (tree.spare / path).samefile(tree.folder / path)


def test_what_is_written_into_the_spare_is_public_after_the_switch_and_not_before(tree: Tree) -> None:
    tree.ground.write("de/a.html", b"2")
    tree.ground.write("en/b.html", b"2")
    tree.remove("de/topics/x/index.html")
    assert contents(tree.folder) == SITE
    tree.finished()
    tree.switch()
    assert contents(tree.folder) == {"index.html": "1", "de/a.html": "2", "en/b.html": "2"}
    assert contents(tree.spare) == SITE
    assert not (tree.folder / "de" / "topics").exists()


def test_first_site_comes_where_there_was_none(tmp_path: Path) -> None:
    tree = Tree(tmp_path / "office" / "public")
    tree.renew(())
    tree.ground.write("index.html", b"1")
    tree.switch()
    assert contents(tree.folder) == {"index.html": "1"}
    assert not tree.spare.exists()


def test_file_that_is_written_as_it_was_keeps_its_time(tree: Tree) -> None:
    before = (tree.folder / "de" / "a.html").stat()
    tree.ground.write("de/a.html", SITE["de/a.html"].encode())
    tree.switch()
    after = (tree.folder / "de" / "a.html").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_spare_catches_up_in_what_changed(tree: Tree) -> None:
    changed = {"de/a.html": "2", "en/b.html": "2"}
    for path, text in changed.items():
        tree.ground.write(path, text.encode())
    tree.remove("de/topics/x/index.html")
    tree.switch()
    assert tree.catch_up([("de/a.html", True), ("en/b.html", True), ("de/topics/x/index.html", False)])
    assert contents(tree.spare) == contents(tree.folder) == {"index.html": "1", **changed}
    assert not (tree.spare / "de" / "topics").exists()


_paths = st.sampled_from(["a", "b/a", "b/b", "c/d/a", "c/d/b", "c/e"])


@given(st.lists(st.dictionaries(_paths, st.binary(min_size=1, max_size=3), max_size=6), min_size=1, max_size=6))
@settings(max_examples=30)
def test_any_number_of_versions_follow_one_another(
    tmp_path_factory: pytest.TempPathFactory, versions: list[dict[str, bytes]]
) -> None:
    tree, before, lag = Tree(tmp_path_factory.mktemp("site") / "public"), dict[str, bytes](), set[str]()
    for version in versions:
        if tree.spare.exists():
            tree.catch_up((path, path in before) for path in lag)
        else:
            tree.renew(before)
        lag = {path for path in before.keys() | version.keys() if before.get(path) != version.get(path)}
        for path in lag:
            tree.ground.write(path, version[path]) if path in version else tree.remove(path)
        tree.switch()
        assert {path: text.encode() for path, text in _latin(tree.folder).items()} == {
            path: content.decode("latin-1").encode() for path, content in version.items()
        }
        assert not [folder for folder in tree.folder.rglob("*") if folder.is_dir() and not any(folder.iterdir())]
        before = version


def _latin(folder: Path) -> dict[str, str]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes().decode("latin-1") for path in found}


def test_public_file_that_is_missing_is_told(tree: Tree) -> None:
    (tree.folder / "de" / "a.html").unlink()
    assert not tree.renew(SITE)
    assert not tree.catch_up([("de/a.html", True)])
    assert tree.catch_up([("de/a.html", False)])


@pytest.mark.parametrize("error", [PermissionError(1, ""), OSError(18, ""), OSError(31, ""), NotImplementedError()])
def test_file_system_without_hard_links_gets_copies(
    tree: Tree, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(os, "link", refused)
    assert tree.renew(SITE)
    assert contents(tree.spare) == SITE
    assert not (tree.spare / "index.html").samefile(tree.folder / "index.html")


def test_file_that_a_reader_has_open_stays_as_it_is_while_the_next_is_written(tree: Tree) -> None:
    with (tree.folder / "index.html").open() as reader:
        tree.ground.write("index.html", b"2")
        tree.switch()
        tree.ground.write("index.html", b"3")
        assert reader.read() == "1"


def test_spare_that_was_made_ready_with_the_site_is_like_it_and_takes_the_old_trees_place(tree: Tree) -> None:
    tree.ground.write("index.html", b"2")
    stamp = tree.finished_as_both(SITE)
    assert stamp == stamp_of(tree.spare)
    tree.switch()
    tree.put_away()
    assert stamp == stamp_of(tree.folder)
    assert contents(tree.spare) == contents(tree.folder)
    tree.ground.write("index.html", b"3")
    assert contents(tree.folder)["index.html"] == "2"


# After an interruption


def test_spare_that_was_made_ready_and_never_needed_goes(tree: Tree) -> None:
    tree.finished_as_both(SITE)
    assert tree.coming.exists()
    assert tree.settle(stamp_of(tree.folder))
    assert not tree.coming.exists()


def test_switch_that_was_interrupted_is_finished(tree: Tree) -> None:
    tree.ground.write("index.html", b"2")
    stamp = tree.finished()
    again = Tree(tree.folder)
    assert again.settle(stamp)
    assert contents(again.folder)["index.html"] == "2"
    assert again.settle(stamp)
    assert contents(again.folder)["index.html"] == "2"


def test_tree_that_is_not_the_one_that_was_made_is_told_and_left_alone(tree: Tree) -> None:
    stamp = stamp_of(tree.folder)
    (tree.folder / "draft.html").write_text("geheim")
    assert not tree.settle(stamp)
    assert not tree.settle("")
    assert (tree.folder / "draft.html").exists()


@pytest.mark.parametrize("renamed", ["old site aside", "new site in its place"])
def test_two_renames_that_were_interrupted_leave_the_old_site_or_the_new_one(tree: Tree, renamed: str) -> None:
    tree.ground.write("index.html", b"2")
    stamp = tree.finished()
    aside = tree.spare.with_name(".public.spare.old")
    tree.folder.rename(aside)
    if renamed == "new site in its place":
        tree.spare.rename(tree.folder)
    assert tree.settle(stamp)
    assert contents(tree.folder)["index.html"] == "2"
    assert not aside.exists()


def test_nothing_is_thrown_away_that_is_not_ours(tree: Tree) -> None:
    others = (".public.backup", "public.old", ".public.spare2")
    for name in others:
        write(tree.folder.with_name(name), {"file": "x"})
    tree.settle(stamp_of(tree.folder))
    tree.renew(SITE)
    tree.switch()
    assert all((tree.folder.with_name(name) / "file").exists() for name in others)


# What tells trees apart


def test_stamp_tells_a_tree_from_its_copy_and_from_itself_with_other_files(tree: Tree, tmp_path: Path) -> None:
    stamp = stamp_of(tree.folder)
    assert json.loads(stamp)
    assert stamp_of(tree.folder) == stamp != stamp_of(tree.spare)
    shutil.copytree(tree.folder, tmp_path / "copy")
    assert stamp_of(tmp_path / "copy") != stamp
    (tree.folder / "de" / "draft.html").write_text("geheim")
    assert stamp_of(tree.folder) != stamp
    assert stamp_of(tmp_path / "nothing") == ""


def test_folder_is_told_from_another_of_its_name_and_from_a_link(tree: Tree, tmp_path: Path) -> None:
    before = stamp_of(tree.spare)
    tree.spare.rename(tmp_path / "elsewhere")
    tree.spare.symlink_to(tmp_path / "elsewhere")
    assert stamp_of(tree.spare) != before == stamp_of(tmp_path / "elsewhere")
    tree.spare.unlink()
    tree.spare.mkdir()
    assert stamp_of(tree.spare) not in ("", before)


def test_differences_are_files_with_other_bytes_and_those_in_one_tree_alone(tree: Tree, tmp_path: Path) -> None:
    assert differences(tree.folder, tree.spare) == []
    other = write(tmp_path / "other", {**SITE, "de/a.html": "2", "new.html": "1"})
    (other / "index.html").unlink()
    (other / "index.html").symlink_to(tree.folder / "index.html")
    (other / "empty").mkdir()
    assert differences(tree.folder, other) == ["de/a.html", "index.html", "new.html"]
    assert differences(tree.folder, tmp_path / "nothing") == sorted(SITE)


# Links


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A place that is none of the site's, with files that are called like the site's."""
    return write(tmp_path / "outside", {"a.html": "mine", "x/index.html": "mine"})


def test_public_folder_that_is_a_link_is_refused(tmp_path: Path, outside: Path) -> None:
    (tmp_path / "site").symlink_to(outside)
    with pytest.raises(InputError, match=r"site: is a link, and pressflow puts a new folder in its place"):
        Tree(tmp_path / "site")


def test_link_above_the_public_folder_is_followed(tmp_path: Path, tree: Tree) -> None:
    (tmp_path / "way").symlink_to(tmp_path)
    assert Tree(tmp_path / "way" / "public").folder == tree.folder


def test_link_in_place_of_the_spare_is_taken_away_and_its_target_left_alone(tree: Tree, outside: Path) -> None:
    before = contents(outside)
    shutil.rmtree(tree.spare)
    tree.spare.symlink_to(outside)
    assert tree.renew(SITE)
    tree.ground.write("a.html", b"2")
    assert (contents(outside), tree.spare.is_symlink()) == (before, False)


@pytest.mark.parametrize("place", ["de", "de/topics"])
def test_nothing_is_written_or_removed_through_a_link(tree: Tree, outside: Path, place: str) -> None:
    before, path = contents(outside), f"{place}/a.html"
    shutil.rmtree(tree.spare / place)
    (tree.spare / place).symlink_to(outside)
    # The next build, which knows nothing of these folders.
    ground, later = Ground(tree.spare), Tree(tree.folder)
    told = rf"\.public\.spare/{place}: is a link, and pressflow writes nothing through it; take it away, then: "
    acts: tuple[Callable[[], object], ...] = (
        lambda: ground.write(path, b"2"),
        lambda: ground.remove(path),
        lambda: ground.write(f"{place}/x/deep/new.html", b"2"),
        lambda: later.remove(path),
        lambda: later.catch_up([(path, False)]),
        lambda: later.catch_up([(path, True)]),
    )
    for act in acts:
        with pytest.raises(InputError, match=told):
            act()
    assert contents(outside) == before


def test_nothing_is_taken_into_the_site_through_a_link(tree: Tree, outside: Path) -> None:
    shutil.rmtree(tree.folder / "de" / "topics")
    (tree.folder / "de" / "topics").symlink_to(outside)
    with pytest.raises(InputError, match="public/de/topics: is a link"):
        tree.renew(SITE)


def test_link_in_place_of_a_file_is_replaced_and_its_target_left_alone(tree: Tree, outside: Path) -> None:
    file = tree.spare / "de" / "a.html"
    file.unlink()
    file.symlink_to(outside / "a.html")
    tree.ground.write("de/a.html", b"2")
    assert (file.read_text(), file.is_symlink(), contents(outside)["a.html"]) == ("2", False, "mine")


@pytest.mark.parametrize("path", ["../a.html", "/etc/motd", "de/../../a.html", "de//a.html", "de/./a", "", "de/\0"])
def test_path_that_leads_out_of_the_site_is_refused(tree: Tree, path: str) -> None:
    acts: tuple[Callable[[], object], ...] = (
        lambda: tree.ground.write(path, b"2"),
        lambda: tree.ground.remove(path),
    )
    for act in acts:
        with pytest.raises(InputError, match="leads out of the site"):
            act()


def test_clearing_a_link_away_leaves_what_it_leads_to(tmp_path: Path, outside: Path) -> None:
    (tmp_path / "link").symlink_to(outside)
    for name in ("link", "nothing"):
        clear_away(tmp_path / name)
    assert (tmp_path / "link").is_symlink() is False
    assert contents(outside)
    clear_away(outside)
    assert not outside.exists()


# What goes wrong


def test_error_is_told_in_plain_words_with_what_holds_on(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: Path) -> None:
        raise OSError(28, "No space left on device", str(tree.spare))

    monkeypatch.setattr(trees, "_sync", full)
    told = r"\.public\.spare: cannot be written: No space left on device; public stays as it was"
    with pytest.raises(Unavailable, match=told):
        tree.finished()
