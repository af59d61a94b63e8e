"""Commands say what they did, or what is wrong, in plain words, and with the right exit status."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
import typer.main

from pressflow.cli.app import app
from pressflow.newsroom import Newsroom
from tests import builders
from tests.cli.run import Terminal


def _commands(group: object, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, command in getattr(group, "commands", {}).items():
        if getattr(command, "commands", None):
            yield from _commands(command, (*path, name))
        else:
            yield (*path, name)


ALL = sorted(_commands(typer.main.get_command(app)))


@pytest.mark.parametrize("command", ALL, ids=" ".join)
def test_help_of_each_command_shows_an_example(terminal: Terminal, command: tuple[str, ...]) -> None:
    answer = terminal(*command, "--help")
    assert answer.status == 0
    assert f"Example: pressflow {' '.join(command)}" in answer.out


def _first_lines(group: object, path: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    for name, command in getattr(group, "commands", {}).items():
        yield " ".join((*path, name)), (command.help or "").partition("\n\n")[0]
        yield from _first_lines(command, (*path, name))


@pytest.mark.parametrize(("command", "line"), list(_first_lines(typer.main.get_command(app))))
def test_list_of_commands_says_in_one_whole_sentence_what_each_does(command: str, line: str) -> None:
    assert len(line) <= 55, command
    assert line.find(".") == len(line) - 1, command


@pytest.mark.parametrize(
    "words", [("publish",), ("publish", "a", "--nonsense"), ("no-such-command",), ("approve", "x", "--force")]
)
def test_wrong_usage_ends_with_status_2(terminal: Terminal, newsroom: Newsroom, words: tuple[str, ...]) -> None:
    terminal.cd(newsroom.folder)
    assert terminal(*words).status == 2


@pytest.mark.parametrize("command", ["check", "build", "status", "work"])
def test_outside_a_newsroom_says_how_to_make_one(terminal: Terminal, command: str) -> None:
    answer = terminal(command)
    assert answer.status == 1
    assert "pressflow init" in answer.err
    assert answer.err.count("\n") == 1


@pytest.mark.parametrize("command", ["approve", "publish", "preview", "status", "resume"])
def test_unknown_release_is_named_with_a_guess(
    terminal: Terminal, newsroom: Newsroom, release: Path, command: str
) -> None:
    terminal.cd(newsroom.folder)
    options = ("--as", "Kim") if command in ("approve", "publish") else ()
    answer = terminal(command, "2026-05-16-brigde", *options)
    assert answer.status == 1
    assert f"did you mean {release.name}?" in answer.err


def test_release_is_found_by_part_of_its_name_but_not_by_what_two_share(
    terminal: Terminal, newsroom: Newsroom, release: Path
) -> None:
    builders.add_release(newsroom, "2026-05-17-bridge-party")
    terminal.cd(newsroom.folder)
    assert terminal("preview", "party", "--out", "party").status == 0
    answer = terminal("preview", "2026-05", "--out", "both")
    assert answer.status == 1
    assert "2026-05-16-bridge, 2026-05-17-bridge-party" in answer.err
    assert terminal("preview", "2026-05-16-bridge", "--out", "bridge").status == 0


def test_check_prints_place_code_and_advice_and_ends_with_status_1(terminal: Terminal, newsroom: Newsroom) -> None:
    builders.add_release(newsroom, titel="x")
    terminal.cd(newsroom.folder)
    answer = terminal("check")
    assert answer.status == 1
    first, last = answer.out.splitlines()
    assert first.startswith("releases/2026/2026-05-16-bridge/de.md:")
    assert "FIELD-UNKNOWN titel: is not a field; did you mean title?" in first
    assert last == "1 release checked: 1 error, 0 warnings"


def test_check_takes_a_file_a_folder_or_a_name(terminal: Terminal, newsroom: Newsroom, release: Path) -> None:
    builders.add_release(newsroom, "2026-05-17-other", titel="x")
    terminal.cd(newsroom.folder)
    for path in (release.name, str(release), str(release / "de.md"), f"releases/2026/{release.name}/de.md"):
        answer = terminal("check", path)
        assert (answer.status, answer.out) == (0, "1 release checked: all is well\n"), path


def test_check_as_json_has_place_and_code(terminal: Terminal, newsroom: Newsroom) -> None:
    builders.add_release(newsroom, place=None)
    terminal.cd(newsroom.folder)
    report = json.loads(terminal("check", "--json").out)
    assert report["errors"] == 1
    assert report["findings"][0]["code"] == "FIELD-MISSING"
    assert report["findings"][0]["path"] == "releases/2026/2026-05-16-bridge/de.md"


def test_whole_way_from_new_to_public(terminal: Terminal, newsroom: Newsroom) -> None:
    terminal.cd(newsroom.folder)
    made = terminal("new", "Neues Hallenbad öffnet im Herbst", "--as", "Author")
    file = newsroom.folder / made.out.splitlines()[0]
    assert terminal("check").status == 1
    file.write_text(builders.record_text(title="Neues Hallenbad öffnet im Herbst"), "utf-8")
    builders.add_contacts(newsroom, 2)
    slug = file.parent.name
    assert terminal("check").status == 0
    refused = terminal("publish", "hallenbad", "--as", "Author")
    assert refused.status == 1
    assert "is not approved" in refused.err
    own = terminal("approve", "hallenbad", "--as", "Author")
    assert own.status == 1
    assert "cannot do this alone" in own.err
    assert terminal("approve", "hallenbad", "--as", "Colleague").status == 0
    published = terminal("publish", "hallenbad", "--as", "Author")
    assert "2 letters promised" in published.out
    again = terminal("publish", "hallenbad", "--as", "Author")
    assert again.status == 0
    assert "nothing new is promised" in again.out
    status = json.loads(terminal("status", "--json").out)
    assert [(entry["slug"], entry["state"], entry["tally"]["not_yet"]) for entry in status] == [(slug, "published", 2)]
    assert "Neues Hallenbad" in (newsroom.public / "de" / f"{slug}.html").read_text("utf-8")


def test_status_of_one_release_adds_up_and_names_everybody(
    terminal: Terminal, newsroom: Newsroom, release: Path
) -> None:
    builders.add_contacts(newsroom, 3)
    terminal.cd(newsroom.folder)
    terminal("contacts", "suppress", "reader1@desk.example.org", "--reason", "unsubscribed")
    builders.publish(newsroom, release)
    answer = terminal("status", "bridge")
    assert "\nSite: up to date\n3 letters promised = 0 sent + 2 not yet + 0 perhaps + 1 will not\n" in answer.out
    assert "reader1@desk.example.org  suppressed" in answer.out
    assert "unsubscribed" in answer.out


def test_status_as_json_has_every_delivery(terminal: Terminal, newsroom: Newsroom, release: Path) -> None:
    builders.add_contacts(newsroom, 2)
    builders.publish(newsroom, release)
    terminal.cd(newsroom.folder)
    report = json.loads(terminal("status", "bridge", "--json").out)
    assert [entry["address"] for entry in report["deliveries"]] == [
        "reader0@desk.example.org",
        "reader1@desk.example.org",
    ]


def test_status_of_an_empty_newsroom_says_how_to_begin(terminal: Terminal, newsroom: Newsroom) -> None:
    terminal.cd(newsroom.folder)
    assert "pressflow new" in terminal("status").out


def test_status_names_open_duties(terminal: Terminal, newsroom: Newsroom, release: Path) -> None:
    terminal.cd(newsroom.folder)
    newsroom.adopt(release, "Author", builders.NOW)
    terminal("approve", "bridge", "--as", "Author", "--force", "--reason", "nobody else is here")
    assert "nobody else is here" in terminal("status").out
    (release / "de.md").write_text(builders.record_text(place="Anderswo"), "utf-8")
    assert "approve again" in terminal("status", "bridge").out


def test_broken_settings_are_named_with_their_line(terminal: Terminal, newsroom: Newsroom) -> None:
    text = builders.SETTINGS.replace('host = "127.0.0.1"', 'host = "127.0.0.1"\nconections = 3')
    (newsroom.folder / "pressflow.toml").write_text(text, "utf-8")
    terminal.cd(newsroom.folder)
    answer = terminal("check")
    assert answer.status == 1
    line = text.splitlines().index("conections = 3") + 1
    assert answer.err == f"pressflow.toml:{line}: mail.conections: is not a field; did you mean connections?\n"


def test_contacts_come_in_are_listed_and_forgotten(terminal: Terminal, newsroom: Newsroom) -> None:
    terminal.cd(newsroom.folder)
    file = builders.contacts_csv(newsroom.folder / "list.csv", 2)
    assert terminal("contacts", "import", str(file)).out.endswith("list.csv: 2 new\n")
    assert terminal("contacts", "import", str(file)).out.endswith("list.csv: 2 unchanged\n")
    assert "reader0@desk.example.org" in terminal("contacts", "list").out
    assert "erased" in terminal("contacts", "forget", "reader0@desk.example.org").out
    assert terminal("contacts", "import", str(file)).out.endswith("list.csv: 1 suppressed, 1 unchanged\n")
    people = json.loads(terminal("contacts", "list", "--json").out)
    assert [person["address"] for person in people] == ["reader1@desk.example.org"]


def test_row_without_legal_basis_is_refused_and_the_others_are_taken(terminal: Terminal, newsroom: Newsroom) -> None:
    terminal.cd(newsroom.folder)
    file = builders.contacts_csv(newsroom.folder / "list.csv", 2)
    file.write_text(file.read_text("utf-8").replace("consent,form\nreader1", ",form\nreader1"), "utf-8")
    answer = terminal("contacts", "import", "list.csv")
    assert answer.status == 1
    assert answer.out.startswith("list.csv:2:1: FIELD-VALUE basis:")
    assert "list.csv: 1 new" in answer.out


def test_suppressing_what_is_no_address_is_an_error_in_plain_words(terminal: Terminal, newsroom: Newsroom) -> None:
    terminal.cd(newsroom.folder)
    answer = terminal("contacts", "suppress", "nobody")
    assert answer.status == 1
    assert "'nobody' is not a mail address" in answer.err


def test_work_without_promises_says_so(terminal: Terminal, newsroom: Newsroom) -> None:
    terminal.cd(newsroom.folder)
    assert terminal("work").out == "nothing to send: every promise is kept\n"


def test_schema_is_json_schema_of_the_record(terminal: Terminal) -> None:
    schema = json.loads(terminal("schema").out)
    assert schema["title"] == "pressflow record"
    assert "title" in schema["required"]
    assert schema["additionalProperties"] is False


def test_build_says_what_it_made(terminal: Terminal, newsroom: Newsroom) -> None:
    terminal.cd(newsroom.folder)
    assert "new or changed" in terminal("build").out
    assert (newsroom.public / "index.html").is_file()


def test_build_with_nothing_to_do_says_so_without_loading_what_reads_files(newsroom: Newsroom) -> None:
    script = (
        "import sys; from pressflow.cli import main; sys.argv = ['pressflow', 'build']\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    command = [sys.executable, "-c", script]
    first, again = (
        subprocess.run(command, cwd=newsroom.folder, capture_output=True, text=True, check=True) for _ in range(2)
    )
    assert "pydantic" in first.stderr.split()
    assert "typer" not in first.stderr.split()
    assert again.stdout.endswith(" files, nothing changed\n")
    assert {"pydantic", "typer", "jinja2", "yaml"}.isdisjoint(again.stderr.split())


@pytest.mark.parametrize("option", ["--version", "--help"])
def test_starting_loads_no_sql_mail_template_or_feed_library(option: str) -> None:
    script = (
        "import sys; from pressflow.cli import main; sys.argv = ['pressflow', sys.argv[1]]\n"
        "try: main()\nexcept SystemExit: pass\n"
        "print(*sorted({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    ran = subprocess.run([sys.executable, "-c", script, option], capture_output=True, text=True, check=True)
    heavy = {
        "sqlalchemy",
        "alembic",
        "sqlite3",
        "aiosmtplib",
        "aiosmtpd",
        "email",
        "jinja2",
        "feedgen",
        "lxml",
        "markdown",
    }
    heavy |= {"pydantic", "babel", "yaml", "nh3", "css_inline", "asyncio", "rich", "phonenumbers"}
    assert not heavy & set(ran.stderr.split())


def test_version_is_that_of_the_package(terminal: Terminal) -> None:
    from pressflow import __version__

    assert terminal("--version").out == f"pressflow {__version__}\n"


def test_acts_report_as_json_for_other_programs(terminal: Terminal, newsroom: Newsroom, release: Path) -> None:
    terminal.cd(newsroom.folder)
    file = builders.contacts_csv(newsroom.folder / "list.csv", 2, basis="none")
    refused = terminal("contacts", "import", str(file), "--json")
    assert refused.status == 1
    assert [finding["code"] for finding in json.loads(refused.out)["refused"]] == ["FIELD-VALUE", "FIELD-VALUE"]
    assert json.loads(terminal("work", "--json").out) == {"done": True, "letters": {}}
    terminal("approve", "bridge", "--as", "Colleague")
    done = json.loads(terminal("publish", "bridge", "--as", "Author", "--json").out)
    assert (done["slug"], done["new"], done["promised"], done["event"]["version"]) == (release.name, True, 0, 1)


def test_writer_known_to_git_cannot_approve_a_release_that_came_without_a_journal(
    terminal: Terminal, newsroom: Newsroom, release: Path
) -> None:
    identity = ["-c", "user.name=Robin Marsh", "-c", "user.email=robin@lohtal.example.org"]
    for words in (["init", "-q"], ["add", "."], [*identity, "commit", "-qm", "A release"]):
        subprocess.run(["git", *words], cwd=newsroom.folder, check=True)
    terminal.cd(newsroom.folder)
    own = terminal("approve", release.name, "--as", "Robin Marsh")
    assert (own.status, "cannot do this alone" in own.err) == (1, True)
    assert terminal("approve", release.name, "--as", "Dana Hill").status == 0
