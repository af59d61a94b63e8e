"""The site's folder holds the old site or the new one, whole, whatever happens while it is written."""

import asyncio
import random
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from pressflow.channels.exchange import exchange
from pressflow.channels.site import SiteChannel
from pressflow.errors import ChannelError
from pressflow.model.edition import Document
from tests.channels.versions import ENVELOPE, document, version

KILLS = 15


def deliver(folder: Path, documents: Sequence[Document]) -> str:
    return asyncio.run(SiteChannel(folder).deliver(ENVELOPE, documents)).reply


def tree(folder: Path) -> dict[str, str]:
    """Every file of a folder, also hidden ones."""
    return {file.relative_to(folder).as_posix(): file.read_text() for file in folder.rglob("*") if file.is_file()}


def beside(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.parent.iterdir())


def test_folder_holds_exactly_the_documents(tmp_path: Path) -> None:
    public = tmp_path / "office" / "public"
    assert deliver(public, [document("a.txt", "1"), document("de/b/c.txt", "2")]) == "2 files, 2 new or changed"
    assert tree(public) == {"a.txt": "1", "de/b/c.txt": "2"}
    assert deliver(public, [document("a.txt", "1"), document("d.txt", "3")]) == "2 files, 1 new or changed"
    assert tree(public) == {"a.txt": "1", "d.txt": "3"}
    assert not (public / "de").exists()
    assert beside(public) == ["public"]


def test_foreign_file_in_the_folder_is_not_public_for_long(tmp_path: Path) -> None:
    public = tmp_path / "public"
    deliver(public, [document("a.txt")])
    (public / "draft.html").write_text("geheim")
    deliver(public, [document("a.txt")])
    assert tree(public) == {"a.txt": "x"}


def test_folder_is_not_touched_where_nothing_changed(tmp_path: Path) -> None:
    public = tmp_path / "public"
    documents = version(1)
    deliver(public, documents)
    before = public.stat()
    assert deliver(public, documents) == "16 files, nothing changed"
    assert (public.stat().st_ino, public.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_file_that_becomes_a_folder_and_back_is_no_trouble(tmp_path: Path) -> None:
    public = tmp_path / "public"
    for documents in ([document("a", "1")], [document("a/b", "2")], [document("a", "3")]):
        deliver(public, documents)
        assert tree(public) == {entry.path: entry.content.decode() for entry in documents}


def test_error_while_writing_leaves_the_old_site_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    public = tmp_path / "public"
    deliver(public, version(1))
    written = 0

    def full(_: int) -> None:
        nonlocal written
        written += 1
        if written == 10:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr("pressflow.channels.site.os.fsync", full)
    with pytest.raises(ChannelError, match=r"public: cannot be written: No space left on device; .*stays as it was"):
        deliver(public, version(2))
    assert tree(public) == {entry.path: "1\n" * 500 for entry in version(1)}
    assert beside(public) == ["public"]


def test_interruption_while_writing_leaves_the_old_site_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    public = tmp_path / "public"
    deliver(public, version(1))

    def interrupted(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("pressflow.channels.site.os.fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        deliver(public, version(2))
    assert set(tree(public).values()) == {"1\n" * 500}
    assert beside(public) == ["public"]


def test_two_documents_of_one_path_are_refused_and_the_old_site_stays(tmp_path: Path) -> None:
    public = tmp_path / "public"
    deliver(public, version(1))
    with pytest.raises(ChannelError, match="File exists"):
        deliver(public, [document("a.txt", "1"), document("a.txt", "2")])
    assert set(tree(public).values()) == {"1\n" * 500}


def test_site_without_a_place_is_told_in_plain_words(tmp_path: Path) -> None:
    (tmp_path / "office").write_text("a file, no folder")
    with pytest.raises(ChannelError, match=r"cannot be written: Not a directory; .*stays as it was"):
        deliver(tmp_path / "office" / "public", version(1))


def test_place_that_may_not_be_written_is_told_in_plain_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    public = tmp_path / "public"
    deliver(public, version(1))

    def read_only(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(tmp_path))

    monkeypatch.setattr(Path, "mkdir", read_only)
    with pytest.raises(ChannelError, match=f"{tmp_path}: cannot be written: Permission denied; .*stays as it was"):
        deliver(public, version(2))
    assert set(tree(public).values()) == {"1\n" * 500}


def test_what_an_interrupted_delivery_left_is_cleared_away_and_nothing_else(tmp_path: Path) -> None:
    public = tmp_path / "public"
    for name in (".public.0123abcd", ".public.0123abcd.old", ".public.backup", ".publications", "public.old"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text("x")
    deliver(public, version(1))
    assert beside(public) == [".public.backup", ".publications", "public", "public.old"]


def test_folders_are_exchanged_in_one_step_or_in_two_renames(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Plain:
        """A system without renameat2."""

    for libc in (None, Plain()):
        if libc:
            monkeypatch.setattr("pressflow.channels.exchange.ctypes.CDLL", lambda *_, libc=libc, **__: libc)
        new, old = tmp_path / "new", tmp_path / "old"
        for folder in (new, old):
            folder.mkdir()
            (folder / "file").write_text(folder.name)
        exchange(new, old)
        assert ((old / "file").read_text(), (new / "file").read_text()) == ("new", "old")
        for folder in (new, old):
            (folder / "file").unlink()
            folder.rmdir()
        assert list(tmp_path.iterdir()) == []


def test_exchange_by_two_renames_that_fails_half_way_leaves_the_old_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pressflow.channels.exchange.ctypes.CDLL", lambda *_, **__: None)
    old = tmp_path / "public"
    deliver(old, version(1))
    with pytest.raises(FileNotFoundError):
        exchange(tmp_path / "nothing", old)
    assert set(tree(old).values()) == {"1\n" * 500}
    assert beside(old) == ["public"]


def test_builder_that_is_killed_leaves_one_whole_version(tmp_path: Path) -> None:
    public, chance, number = tmp_path / "public", random.Random(20260516), 0  # noqa: S311  only when to kill
    for _ in range(KILLS):
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.channels.versions", str(public), str(number)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        assert process.stdout is not None
        try:
            for _ in range(chance.randint(1, 3)):
                number = int(process.stdout.readline())
            time.sleep(chance.uniform(0, 0.03))
        finally:
            process.send_signal(signal.SIGKILL)
            process.communicate()
        found = tree(public)
        assert sorted(found) == sorted(entry.path for entry in version(0))
        (content,) = set(found.values())
        assert int(content.split("\n")[0]) >= number
        number += 100
    deliver(public, version(1))
    assert beside(public) == ["public"]


def test_old_site_set_aside_by_an_interrupted_exchange_comes_back(tmp_path: Path) -> None:
    aside = tmp_path / ".public.0123abcd.old"
    aside.mkdir()
    (aside / "index.html").write_text("old", "utf-8")
    asyncio.run(SiteChannel(tmp_path / "public").ready())
    assert (tmp_path / "public" / "index.html").read_text("utf-8") == "old"
    assert not aside.exists()
