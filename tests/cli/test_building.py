"""build makes what changed, anew with --fresh, and compares with --verify; each in plain words or as JSON."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from pressflow.restoring import restore_journals
from tests.building.offices import Office
from tests.cli.run import Terminal


@pytest.fixture
def office(tmp_path: Path, terminal: Terminal) -> Office:
    """An office with a release on its site, and the terminal in its folder."""
    office = Office(tmp_path / "office")
    office.release("2026-05-16-bridge")
    office.build()
    terminal.cd(office.folder)
    return office


def meddle(office: Office, number: int = 1) -> None:
    """Change files in their places, which no build looks at."""
    files = sorted(file for file in office.public.glob("*/**/*") if file.is_file())[:number]
    assert len(files) == number
    for file in files:
        file.write_text("von Hand geändert", "utf-8")


def test_build_says_how_many_files_there_are_and_how_many_changed(office: Office, terminal: Terminal) -> None:
    again = terminal("build")
    assert (again.status, again.err) == (0, "")
    assert again.out.startswith(f"{office.public}: ")
    assert again.out.endswith(" files, nothing changed\n")
    office.release("2026-05-17-fair")
    assert "new or changed\n" in terminal("build").out


def test_build_where_no_newsroom_is_says_so_and_writes_nothing(tmp_path: Path, terminal: Terminal) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    terminal.cd(elsewhere)
    answer = terminal("build")
    assert (answer.status, answer.out) == (1, "")
    assert "pressflow.toml" in answer.err
    assert not list(elsewhere.iterdir())


def test_build_as_json_has_both_numbers(office: Office, terminal: Terminal) -> None:
    rest = json.loads(terminal("build", "--json").out)
    assert (rest["changed"], rest["findings"]) == (0, [])
    office.release("2026-05-17-fair")
    answer = json.loads(terminal("build", "--json").out)
    assert answer["files"] > rest["files"]
    assert answer["files"] > answer["changed"] > 0


def test_build_of_a_text_loads_neither_what_reads_options_nor_what_opens_pictures_and_the_ledger(
    office: Office,
) -> None:
    restore_journals(office.newsroom)
    office.correct(office.releases[0], {"de": {"date": "2026-05-16 10:00", "title": "Neue Brücke frei"}})
    script = (
        "import sys; from pressflow.cli import main; sys.argv = ['pressflow', 'build']; main()\n"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", script], cwd=office.folder, capture_output=True, text=True, check=True)
    assert "new or changed" in ran.stdout
    assert {"jinja2", "markdown"} <= set(ran.stderr.split())
    assert {"typer", "email_validator", "PIL", "sqlalchemy", "rich"}.isdisjoint(ran.stderr.split())


def test_site_that_is_as_it_should_be_is_verified(office: Office, terminal: Terminal) -> None:
    answer = terminal("build", "--verify")
    assert (answer.status, answer.out) == (0, f"{office.public}: all files are those that are made from nothing\n")
    assert json.loads(terminal("build", "--verify", "--json").out) == {"differing": []}


def test_site_that_was_changed_by_hand_is_told_with_what_to_do(office: Office, terminal: Terminal) -> None:
    meddle(office)
    assert terminal("build").out.endswith("nothing changed\n")
    answer = terminal("build", "--verify")
    assert answer.status == 1
    first, path, last = answer.out.splitlines()
    assert first == f"{office.public}: 1 file is not what is made from nothing:"
    assert (office.public / path.strip()).read_text("utf-8") == "von Hand geändert"
    assert last == "Next: pressflow build --fresh"
    assert terminal("build", "--fresh").status == 0
    assert terminal("build", "--verify").status == 0


def test_verifying_names_twenty_files_at_most_and_as_json_all(office: Office, terminal: Terminal) -> None:
    meddle(office, 23)
    lines = terminal("build", "--verify").out.splitlines()
    assert lines[0].endswith(": 23 files are not what is made from nothing:")
    assert (len(lines), lines[-2]) == (23, "  … and 3 more")
    answer = terminal("build", "--verify", "--json")
    assert answer.status == 1
    assert len(json.loads(answer.out)["differing"]) == 23


def test_verifying_changes_nothing_and_leaves_nothing_behind(office: Office, terminal: Terminal) -> None:
    meddle(office)
    office.release("2026-05-17-fair")
    before = sorted(path.name for path in office.folder.iterdir())
    site = office.public.stat()
    assert terminal("build", "--verify").status == 1
    assert sorted(path.name for path in office.folder.iterdir()) == before
    assert (office.public.stat().st_ino, office.public.stat().st_mtime_ns) == (site.st_ino, site.st_mtime_ns)


def test_site_that_was_never_built_differs_in_everything(tmp_path: Path, terminal: Terminal) -> None:
    office = Office(tmp_path / "other")
    terminal.cd(office.folder)
    differing = json.loads(terminal("build", "--verify", "--json").out)["differing"]
    assert "index.html" in differing
    assert not office.public.exists()
    assert office.build().files == len(differing)


def test_making_anew_and_comparing_are_two_things(office: Office, terminal: Terminal) -> None:
    assert office.public.exists()
    answer = terminal("build", "--fresh", "--verify")
    assert (answer.status, answer.out) == (2, "")
    assert "--fresh makes the site anew and --verify leaves it as it is; choose one" in " ".join(answer.err.split())


def test_search_index_is_made_with_the_site_and_verified_with_it(tmp_path: Path, terminal: Terminal) -> None:
    office = Office(tmp_path / "other", omit=("card", "images", "pdf"))
    office.release("2026-05-16-bridge")
    terminal.cd(office.folder)
    assert terminal("build").status == 0
    assert list(office.public.rglob("shards.json"))
    assert terminal("build", "--verify").status == 0
    terminal("build", "--fresh")
    assert terminal("build", "--verify").status == 0
