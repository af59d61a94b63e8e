"""docs/emergency.md at 23:00: each of its commands does what the page says."""

import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from pressflow import approving
from pressflow.cli.app import app
from pressflow.newsroom import Newsroom
from tests import builders
from tests.cli.run import Terminal
from tests.smtp_server import running, settings

PAGE = (Path(__file__).parents[1] / "docs" / "emergency.md").read_text("utf-8")
SLUG = "2026-05-16-heat-pump"
TABLE = {"file": "assets/table.csv", "caption": "Zahlen"}


def sections() -> dict[str, list[str]]:
    """The commands of each section, by its heading."""
    parts = re.split(r"^## (.+)$", PAGE, flags=re.MULTILINE)
    return {
        heading: re.findall(r"^\$ pressflow (.+)$", text, re.MULTILINE)
        for heading, text in zip(parts[1::2], parts[2::2], strict=True)
    }


def number(newsroom: Newsroom) -> None:
    builders.add_release(newsroom, SLUG, body=builders.BODY.replace("84", "48"))


def name(newsroom: Newsroom) -> None:
    quote = builders.header()["quotes"][0] | {"speaker": "Ute Winter"}
    builders.add_release(newsroom, SLUG, quotes=[quote])


def attachment(newsroom: Newsroom) -> None:
    (newsroom.find(SLUG) / "assets").mkdir()
    (newsroom.find(SLUG) / "assets" / "table.csv").write_text("a,b\n", "utf-8")
    builders.add_release(newsroom, SLUG, attachments=[TABLE])


def nothing(newsroom: Newsroom) -> None:
    """Nothing has to be put right in the files."""


CASES: dict[str, Callable[[Newsroom], None]] = {
    "A wrong number, date or headline": number,
    "A wrong name or a wrong quote": name,
    "A wrong attachment or picture": attachment,
    "A forged release": nothing,
    "It all has to stop": nothing,
}


@pytest.mark.parametrize("heading", CASES)
def test_each_command_of_a_section_does_its_work(heading: str, terminal: Terminal, tmp_path: Path) -> None:
    with running(tmp_path) as server:
        newsroom = builders.make_newsroom(tmp_path / "office", settings(server.port))
        builders.add_contacts(newsroom, 2)
        builders.publish(newsroom, builders.add_release(newsroom, SLUG))
        newsroom.ledger.close()
        CASES[heading](newsroom)
        commands = sections()[heading]
        assert commands
        for command in commands:
            answer = terminal(*shlex.split(command), "-C", str(newsroom.folder))
            assert answer.status == 0, (command, answer.err)
        assert bool(server.recipients()) == (heading != "It all has to stop")  # then nobody has it yet


@pytest.mark.parametrize("act", ["lift", "recall"])
def test_each_command_for_a_broken_embargo_does_its_work(act: str, terminal: Terminal, tmp_path: Path) -> None:
    with running(tmp_path) as server:
        text = settings(server.port).replace("[lists.local]", "[lists.local]\nembargo = true")
        newsroom = builders.make_newsroom(tmp_path / "office", text)
        builders.add_contacts(newsroom, 2, accredited="2026-01-15")
        folder = builders.add_release(newsroom, SLUG, date=None, embargo={"event": "Beginn der Pressekonferenz"})
        approving.approve(newsroom, folder, "Dana Hill", builders.NOW)
        newsroom.ledger.close()
        given = [f"publish {SLUG} --as Kim", "work --once"]
        for command in (*given, *(one for one in sections()["A broken embargo"] if one.split()[0] != OTHER[act])):
            answer = terminal(*shlex.split(command), "-C", str(newsroom.folder))
            assert answer.status == 0, (command, answer.err)
        assert len(server.recipients()) == 4


OTHER = {"lift": "recall", "recall": "lift"}


def test_every_section_with_commands_is_tried() -> None:
    assert set(sections()) - {"A broken embargo"} == set(CASES)


def test_every_command_on_the_page_is_one() -> None:
    known = {command.name or command.callback.__name__ for command in app.registered_commands if command.callback}
    assert {command.split()[0] for commands in sections().values() for command in commands} <= known
