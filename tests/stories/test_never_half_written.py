"""Whatever happens while the site is made, what is public is whole: the site before, or the one after."""

import json
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from pressflow.building import Staged
from pressflow.building.making import quiet
from pressflow.building.verifying import verify
from pressflow.channels.tree import Ground
from pressflow.errors import StateError
from pressflow.newsroom import Newsroom
from tests.building.offices import Office, Tree, check_rest, check_site, check_spare, tree
from tests.building.turns import Turns
from tests.cli.run import Answer, Terminal

ROOT = Path(__file__).parents[2]
KILLS, SOAK_KILLS = 15, 100
# So often a killed build is finished before the next one dies.
FINISHED = 3
# How often pages are made in several processes, which are killed with their parent.
SEVERAL = 4


def day(number: int) -> str:
    return f"2026-05-{number + 10}-r{number}"


def correct(office: Office, number: int = 0, title: str = "Meldung mit neuem Titel") -> None:
    office.correct(office.releases[number], {"de": {"date": f"{day(number)[:10]} 10:00", "title": title}})


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An office with three releases on its site."""
    office = Office(tmp_path / "office")
    fill(office)
    return office


def fill(office: Office) -> None:
    for number in range(3):
        office.release(day(number), title=f"Meldung Nummer {number}")
    office.build()


def pressflow(*words: str, folder: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, "-m", "pressflow", *words, "-C", str(folder)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT)


# Killed


def kill_often(folder: Path, kills: int, seed: int) -> int:
    """Kill builds at random moments; gives how many of them were in the middle of something."""
    chance = random.Random(seed)  # noqa: S311  no secret, and to be had again
    turns = Turns(folder)
    sites, again = turns.prepare(), f"with the seed {seed}"
    sites[-1] = {}
    within = 0
    for number in range(1, kills + 1):
        kill(turns, chance, several=number % SEVERAL == 0)
        found = tree(folder / "public") if (folder / "public").exists() else {}
        assert found in sites.values(), again
        within += in_the_middle(turns.newsroom)
        if number % FINISHED == 0:
            finish(turns, sites, again)
    finish(turns, sites, again)
    return within


def kill(turns: Turns, chance: random.Random, *, several: bool) -> None:
    """Let builds follow one another, and end them as a power cut would, a moment after one began."""
    command = [sys.executable, "-m", "tests.building.turns", str(turns.folder), str(chance.randrange(10**6))]
    process = subprocess.Popen([*command, "several" if several else "one"], stdout=subprocess.PIPE, cwd=ROOT)
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == b"begins\n"
        begun, length = time.monotonic(), 1.0
        for _ in range(chance.randrange(4)):
            assert process.stdout.readline() == b"begins\n", "a build failed"
            begun, length = time.monotonic(), time.monotonic() - begun
        time.sleep(chance.uniform(0, length))  # a random one: there is nothing to wait for
    finally:
        process.send_signal(signal.SIGKILL)
        process.communicate()


def in_the_middle(newsroom: Newsroom) -> bool:
    """Whether a build had begun to write, and had not come to its end."""
    with closing(sqlite3.connect(newsroom.cache)) as db:
        return db.execute("SELECT value FROM facts WHERE name = 'spare'").fetchone() in (("",), None)


def finish(turns: Turns, sites: dict[int, Tree], again: str) -> None:
    """The next build ends right, and leaves nothing to do."""
    turns.build()
    assert tree(turns.folder / "public") == sites[turns.state], again
    check_spare(turns)
    check_rest(turns)


def test_build_that_is_killed_leaves_one_whole_site_and_the_next_one_goes_on(tmp_path: Path) -> None:
    assert kill_often(tmp_path / "office", KILLS, random.SystemRandom().randrange(10**6)) >= KILLS // 5


@pytest.mark.soak
def test_build_killed_a_hundred_times_leaves_one_whole_site_each_time(tmp_path: Path) -> None:
    assert kill_often(tmp_path / "office", SOAK_KILLS, random.SystemRandom().randrange(10**6)) >= SOAK_KILLS // 5


def crash(folder: Path, ways: list[tuple[int, int, bool]], share: float) -> int:
    """Have builds on these ways from state to state die at a share of their steps; gives how many did.

    With no way at all it is the making of the search index that dies.
    """
    seed = random.SystemRandom().randrange(10**6)
    command = [sys.executable, "-m", "tests.building.crashes", str(folder), json.dumps(ways), str(share), str(seed)]
    ran = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert ran.returncode == 0, f"with the seed {seed}: {ran.stderr}"
    crashes: int = json.loads(ran.stdout)["crashes"]
    return crashes


def test_build_may_die_at_any_of_its_steps(tmp_path: Path) -> None:
    assert crash(tmp_path / "office", [(0, 1, False), (1, 2, True)], 0.03) > 5


def test_search_index_may_die_at_any_of_its_steps(tmp_path: Path) -> None:
    assert crash(tmp_path / "office", [], 0.06) > 2


@pytest.mark.soak
def test_build_may_die_at_each_of_its_steps(tmp_path: Path) -> None:
    ways = [(before, after, much) for before, after in ((0, 1), (1, 2), (2, 0), (0, 3)) for much in (False, True)]
    assert crash(tmp_path / "office", ways, 1) > 1000


# Full


@contextmanager
def small_disk(folder: Path, size: str = "24m") -> Iterator[None]:
    """A disk of its own for a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    mounted = subprocess.run(mount, capture_output=True, check=False)
    if mounted.returncode and not os.environ.get("PRESSFLOW_TEST_NO_SKIP"):
        pytest.skip("NO SMALL DISK: what a full one does was not tried; only root may mount one")
    assert mounted.returncode == 0, mounted.stderr
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


def leave(folder: Path, room: int) -> Path:
    """Fill the disk of a folder so that only so many bytes are left; gives the file that fills it."""
    ballast = folder / "ballast"
    ballast.unlink(missing_ok=True)
    disk = os.statvfs(folder)
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, disk.f_bavail * disk.f_frsize - room)
    return ballast


def build_with_little_room(office: Office, terminal: Terminal, full: Path, step: int) -> int:
    """Build with more and more room until there is enough; gives how often it failed, each time as it should."""
    before = tree(office.public) if office.public.exists() else {}
    terminal.cd(office.folder)
    for failed in range(100):
        ballast = leave(full, failed * step)
        answer = terminal("build")
        ballast.unlink()
        if answer.status == 0:
            check_site(office)
            check_rest(office)
            return failed
        assert_told(answer)
        assert (tree(office.public) if office.public.exists() else {}) == before
    raise AssertionError("there was never enough room")


def assert_told(answer: Answer) -> None:
    """One line, in plain words."""
    assert (answer.status, answer.out, answer.err.count("\n")) == (1, "", 1), answer
    assert re.search("No space left on device|disk is full|disk I/O error|unable to open", answer.err), answer.err


@pytest.mark.parametrize("full", ["", "var"])
def test_full_disk_keeps_the_site_as_it_was_and_the_next_build_is_right(
    tmp_path: Path, terminal: Terminal, full: str
) -> None:
    folder = tmp_path / "office"
    with small_disk(folder), small_disk(folder / "var"):
        office = Office(folder)
        fill(office)
        correct(office)
        assert build_with_little_room(office, terminal, folder / full, 24 * 1024) >= 3


@pytest.mark.parametrize("full", ["", "var"])
def test_full_disk_leaves_no_half_of_a_first_site(tmp_path: Path, terminal: Terminal, full: str) -> None:
    folder = tmp_path / "office"
    with small_disk(folder), small_disk(folder / "var"):
        office = Office(folder)
        for number in range(2):
            office.release(day(number), title=f"Meldung Nummer {number}")
        assert build_with_little_room(office, terminal, folder / full, 64 * 1024) >= 3


# Read-only


@pytest.mark.parametrize("place", ["", "var"])
def test_place_that_cannot_be_written_keeps_the_site_as_it_was(tmp_path: Path, terminal: Terminal, place: str) -> None:
    folder = tmp_path / "office"
    with small_disk(folder), small_disk(folder / "var"):
        office = Office(folder)
        fill(office)
        correct(office)
        before = tree(office.public)
        subprocess.run(["mount", "-o", "remount,ro", folder / place], check=True)
        terminal.cd(folder)
        answer = terminal("build")
        assert (answer.status, answer.out, answer.err.count("\n")) == (1, "", 1), answer
        assert re.search("[Rr]ead-?only", answer.err), answer.err
        assert tree(office.public) == before
        subprocess.run(["mount", "-o", "remount,rw", folder / place], check=True)
        assert terminal("build").status == 0
        check_site(office)


def test_office_that_may_not_write_beside_its_site_is_told_and_the_site_stays(
    office: Office, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    correct(office)
    before = tree(office.public)
    make = Path.mkdir

    def refused(path: Path, mode: int = 0o777, parents: bool = False, exist_ok: bool = False) -> None:
        if path.is_relative_to(office.spare):
            raise PermissionError(13, "Permission denied", str(path))
        make(path, mode, parents, exist_ok)

    shutil.rmtree(office.spare, ignore_errors=True)
    terminal.cd(office.folder)
    with monkeypatch.context() as patched:
        patched.setattr(Path, "mkdir", refused)
        answer = terminal("build")
    assert (answer.status, tree(office.public)) == (1, before)
    assert answer.err.endswith(".public.spare: cannot be written: Permission denied; public stays as it was\n")
    office.build()
    check_site(office)


# Two at once


def test_of_two_builds_at_once_one_is_told_to_wait_and_the_site_is_one(office: Office) -> None:
    for turn in range(3):
        correct(office, turn, f"Meldung zum {turn}. Mal verbessert")
        both = [pressflow("build", folder=office.folder) for _ in range(2)]
        said = [process.communicate() for process in both]
        for process, (out, error) in zip(both, said, strict=True):
            if process.returncode:
                assert (process.returncode, out) == (1, "")
                assert re.search(r"another pressflow is at work here \(.*\); build again when it has finished\n", error)
        assert not all(process.returncode for process in both)
        check_site(office)
        check_rest(office)


def test_build_while_another_is_at_work_is_refused_however_it_was_begun(office: Office) -> None:
    correct(office)
    with Staged(office.newsroom, office.public, office.newsroom.cache, quiet) as staged:
        staged.make(())
        with pytest.raises(StateError, match=r"another pressflow is at work here .*; build again when it has finished"):
            office.build()
        staged.show()
    check_site(office)
    check_rest(office)


def test_site_made_ready_and_not_shown_leaves_no_trace(office: Office) -> None:
    correct(office)
    before = tree(office.public)
    with Staged(office.newsroom, office.public, office.newsroom.cache, quiet) as staged:
        staged.make(())
    assert tree(office.public) == before
    office.build()
    check_site(office)
    check_rest(office)


# Interrupted


def test_ctrl_c_keeps_the_site_as_it_was(office: Office, terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    correct(office)
    before = tree(office.public)
    write = Ground.write

    def interrupted(ground: Ground, path: str, content: bytes) -> None:
        if path.endswith("index.html"):
            raise KeyboardInterrupt
        write(ground, path, content)

    terminal.cd(office.folder)
    with monkeypatch.context() as patched:
        patched.setattr(Ground, "write", interrupted)
        answer = terminal("build")
    assert (answer.status, answer.out, tree(office.public)) == (130, "", before)
    office.build()
    check_site(office)
    check_rest(office)


def test_process_that_makes_pages_and_is_ended_stops_the_build_in_plain_words(
    office: Office, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    correct(office)
    before = tree(office.public)
    terminal.cd(office.folder)
    with monkeypatch.context() as patched:
        patched.setattr("pressflow.building.making._begin", _ended)
        patched.setattr("pressflow.building._MUCH", 0)
        patched.setattr("pressflow.building.making._FEW", 1)
        answer = terminal("build")
    assert (answer.status, tree(office.public)) == (1, before)
    assert re.fullmatch(r"a process that was making the site was ended .*; the site stays as it was: .*\n", answer.err)
    office.build()
    check_site(office)


def _ended(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


# Damaged


def text_of(office: Office, number: int) -> Path:
    return office.releases[number] / "versions" / "1" / "de.md"


def test_damaged_release_takes_no_page_away_and_the_others_are_still_built(office: Office, terminal: Terminal) -> None:
    before = (office.public / "de" / f"{day(1)}.html").read_bytes()
    whole = text_of(office, 1).read_bytes()
    text_of(office, 1).write_text("---\ntitle: Verändert\n---\n")
    correct(office, 0)
    office.release(day(5), title="Noch eine Meldung")
    office.build()
    assert (office.public / "de" / f"{day(1)}.html").read_bytes() == before
    assert "neuem Titel" in (office.public / "de" / f"{day(0)}.html").read_text("utf-8")
    assert (office.public / "de" / f"{day(5)}.html").is_file()
    terminal.cd(office.folder)
    told = f"releases/2026/{day(1)}/versions/1: was changed after it was published; restore it: it is what the public"
    found = terminal("verify-journal")
    assert (found.status, found.out.splitlines()[0].startswith(told)) == (1, True)
    assert "VERSION-CHANGED was changed after it was published" in terminal("build", "--verify").err
    assert f"{day(1)}: versions/1 was changed after it was published; restore it" in terminal("status").out
    text_of(office, 1).write_bytes(whole)
    assert "changed" not in terminal("verify-journal").out + terminal("status").out
    check_site(office)


def test_damaged_release_stops_whatever_would_show_it_anew_until_it_is_mended(
    office: Office, terminal: Terminal
) -> None:
    before, whole = tree(office.public), text_of(office, 1).read_bytes()
    text_of(office, 1).write_text("---\ntitle: Verändert\n---\n")
    office.set(colour="#123456", name="Markt Lohtal")
    terminal.cd(office.folder)
    for words in (("build",), ("build", "--fresh"), ("build", "--verify"), ("build",)):
        answer = terminal(*words)
        assert (answer.status, answer.out) == (1, "")
        name = f"releases/2026/{day(1)}/versions/1"
        assert re.fullmatch(rf"{name}:1:1: VERSION-CHANGED was changed after it was published; .*\n", answer.err)
        assert tree(office.public) == before
    assert "VERSION-CHANGED" in terminal("check").out
    text_of(office, 1).write_bytes(whole)
    assert terminal("build").status == 0
    check_site(office)
    check_rest(office)


def test_new_version_that_is_damaged_keeps_the_one_before_public(office: Office, terminal: Terminal) -> None:
    before = tree(office.public)
    correct(office, 1)
    text = office.releases[1] / "versions" / "2" / "de.md"
    whole = text.read_bytes()
    text.unlink()
    terminal.cd(office.folder)
    for _ in range(2):
        assert "VERSION-CHANGED" in terminal("build").err
        assert tree(office.public) == before
    text.write_bytes(whole)
    office.build()
    check_site(office)


def test_damaged_journal_stops_the_build_and_takes_nothing_away(office: Office, terminal: Terminal) -> None:
    before, journal = tree(office.public), office.releases[1] / "journal.jsonl"
    whole = journal.read_text("utf-8")
    journal.write_text(whole.replace("Kim", "Lu"), "utf-8")
    terminal.cd(office.folder)
    answer = terminal("build")
    assert answer.status == 1
    assert re.match(rf".*{day(1)}/journal\.jsonl:2: does not follow the line before it; ", answer.err)
    assert tree(office.public) == before
    journal.write_text(whole, "utf-8")
    assert office.build().changed == 0
    check_rest(office)


def test_broken_template_keeps_the_site_as_it_was(office: Office, terminal: Terminal) -> None:
    before = tree(office.public)
    office.theme("page.html", "{{ nonsense }")
    terminal.cd(office.folder)
    answer = terminal("build")
    assert (answer.status, tree(office.public)) == (1, before)
    assert answer.err.startswith("templates/page.html:1: ")
    office.theme("page.html", None)
    assert office.build().changed == 0
    check_rest(office)


def test_damaged_cache_is_told_and_a_fresh_build_mends_it(office: Office, terminal: Terminal) -> None:
    before, cache = tree(office.public), office.newsroom.cache
    with closing(sqlite3.connect(cache)) as db:
        ((page,),) = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'releases'")
        ((size,),) = db.execute("PRAGMA page_size")
    with cache.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
    terminal.cd(office.folder)
    answer = terminal("build")
    assert (answer.status, tree(office.public)) == (1, before)
    assert re.search(r"site\.sqlite: is damaged: .*; the site stays as it was: pressflow build --fresh\n", answer.err)
    assert terminal("build", "--fresh").status == 0
    assert tree(office.public) == before
    check_site(office)
    check_rest(office)


def test_what_verifying_leaves_behind_when_it_is_killed_is_cleared_away(office: Office) -> None:
    left = office.folder / ".public.verify"
    (left / "public").mkdir(parents=True)
    (left / "public" / "half.html").write_text("x")
    assert verify(office.newsroom) == []
    assert not left.exists()
