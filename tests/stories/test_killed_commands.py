"""Publishing a correction, withdrawing and removing, killed at any moment: old or new, and nothing twice."""

import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from pressflow import approving, clock, correcting, publishing, withdrawing
from pressflow.building.verifying import verify
from pressflow.errors import StateError
from pressflow.journal import read_journal
from pressflow.model import journal
from pressflow.model.journal import State
from pressflow.newsroom import Newsroom
from pressflow.worker import work
from tests import builders
from tests.building.offices import Tree, tree
from tests.formats import reading
from tests.smtp_server import MailServer, Rule, running, settings
from tests.stories import agreeing

ROOT = Path(__file__).parents[2]
FIRST, SECOND, THIRD = (f"reader{number}@desk.example.org" for number in range(3))
KILLS, SOAK_KILLS = 2, 25  # of each command
COMMANDS = {
    "publish": ("publish", builders.SLUG, "--as", "Kim"),
    "withdraw": ("withdraw", builders.SLUG, "--reason", "Aufgehoben.", "--as", "Kim"),
    "kill": ("kill", builders.SLUG, "--reason", "Namen.", "--as", "Kim"),
}
AFTER = {"publish": State.CORRECTED, "withdraw": State.WITHDRAWN, "kill": State.KILLED}
MARK = {"publish": "KORREKTUR", "withdraw": "RÜCKRUF", "kill": "RÜCKRUF"}
REMOVED = re.compile("84 Meter|48 Meter|Ute Sommer|Neue Brücke".encode())


@dataclass
class Case:
    """A newsroom of which two readers have a release and one waits for it, and a relay."""

    folder: Path
    relay: MailServer
    heard: int

    @property
    def newsroom(self) -> Newsroom:
        return Newsroom.at(self.folder)

    @property
    def release(self) -> Path:
        return self.folder / "releases" / "2026" / builders.SLUG

    def state(self) -> State:
        return journal.state(read_journal(self.release))

    def site(self) -> Tree:
        """The site without what search is told when the rest is there."""
        return {path: seen for path, seen in tree(self.folder / "public").items() if "search" not in path}

    def run(self, command: str, *, killed_after: float | None = None) -> float:
        """The command as a process, killed so many seconds after it began, if so; how long it was at work."""
        words = [sys.executable, "-m", "tests.stories.beginning", *COMMANDS[command], "-C", str(self.folder)]
        process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=ROOT)
        assert process.stdout
        try:
            assert process.stdout.readline() == "begins\n"
            begun = time.monotonic()
            if killed_after is not None:
                time.sleep(killed_after)  # a random one: there is nothing to wait for
                process.send_signal(signal.SIGKILL)
            process.communicate()
        finally:
            process.kill()
        return time.monotonic() - begun

    def act(self, command: str) -> None:
        """The same again, by somebody who does not know whether it was done."""
        newsroom, now = self.newsroom, clock.now()
        with suppress(StateError):
            match command:
                case "publish":
                    publishing.publish(newsroom, self.release, "Kim", now)
                case "withdraw":
                    withdrawing.withdraw(newsroom, self.release, "Kim", now, "Aufgehoben.")
                case "kill":
                    withdrawing.kill(newsroom, self.release, "Kim", now, "Namen.")
        newsroom.ledger.close()

    def work(self) -> None:
        """`work --once`, an hour later: what was put off is due."""
        newsroom, now = self.newsroom, clock.now() + timedelta(hours=1)
        work(newsroom, lambda: now, _told, _told, once=True)
        newsroom.ledger.close()

    def letters(self) -> dict[str, list[str]]:
        """The subjects of the letters that came since, by reader; raises AssertionError where one came twice."""
        accepted = self.relay.accepted()[self.heard :]
        assert max(Counter(letter.message_id for letter in accepted).values(), default=1) == 1
        found: dict[str, list[str]] = {}
        for letter in accepted:
            subject = str(reading.mail(self.relay.content(letter))["Subject"])
            found.setdefault(letter.to, []).append(subject.partition(":")[0])
        return found


def _told(*_: object) -> None:
    """Nobody watches."""


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Case]:
    """The first version is out; the second reader's letter was put off."""
    folder = tmp_path_factory.mktemp("killed")
    with running(folder, Rule("rcpt", "451 4.3.0 later", to=SECOND, times=1)) as relay:
        newsroom = builders.make_newsroom(folder / "office", settings(relay.port))
        builders.add_contacts(newsroom, 3)
        release, now = builders.add_release(newsroom), clock.now()
        builders.publish(newsroom, release, now)
        work(newsroom, lambda: now, _told, _told, once=True)
        newsroom.ledger.close()
        assert sorted(relay.recipients()) == [FIRST, THIRD]
        yield Case(folder / "office", relay, 0)


def case(begun: Case, folder: Path, command: str) -> Case:
    """A copy of that office, in which the command may be given."""
    case = Case(Path(shutil.copytree(begun.folder, folder)), begun.relay, len(begun.relay.accepted()))
    if command == "publish":
        file, newsroom = case.release / "de.md", case.newsroom
        file.write_text(file.read_text("utf-8").replace("84 Meter", "48 Meter"), "utf-8")
        note = {"de": "Die Brücke ist 48 Meter lang."}
        correcting.correct(newsroom, case.release, "Author", clock.now(), "correction", note)
        approving.approve(newsroom, case.release, "Approver", clock.now())
        newsroom.ledger.close()
    return case


def kill_often(begun: Case, folder: Path, command: str, kills: int) -> None:
    """Let the command die at random moments; look at what there is then, after `work`, and when it was said again."""
    seed = random.SystemRandom().randrange(10**6)
    chance = random.Random(seed)  # noqa: S311  no secret, and to be had again
    length = case(begun, folder / "whole", command).run(command)
    for number in range(kills):
        one = case(begun, folder / str(number), command)
        before, moment = one.site(), chance.uniform(0, length)
        one.run(command, killed_after=moment)
        look(one, command, before, f"killed after {moment:.3f} of {length:.3f} seconds, seed {seed}")
        shutil.rmtree(one.folder)


def look(one: Case, command: str, before: Tree, again: str) -> None:
    at_death = one.site()
    one.work()
    done = one.state() == AFTER[command]
    assert at_death in (before, one.site()), again
    assert done or one.site() == before, again
    told = {FIRST: [MARK[command]], THIRD: [MARK[command]]}
    waited = ["Neue Brücke über die Loh ist fertig"]
    usual = {SECOND: waited} if command == "publish" or not done else {}
    assert one.letters() == (told if done else {}) | usual, again
    one.act(command)
    one.work()
    assert one.state() == AFTER[command], again
    last = told | usual | ({SECOND: [*waited, MARK[command]]} if not done else {})
    assert one.letters() == last, again
    whole(one, command, again)


def whole(one: Case, command: str, again: str) -> None:
    """The site is the one made from nothing, all channels agree, and what was removed is nowhere."""
    newsroom = one.newsroom
    assert verify(newsroom) == [], again
    assert agreeing.disagreements(newsroom, one.release) == [], again
    newsroom.ledger.close()
    if command == "kill":
        files = [file for file in one.folder.rglob("*") if file.is_file()]
        assert [file for file in files if REMOVED.search(file.read_bytes())] == [], again


@pytest.mark.parametrize("command", COMMANDS)
def test_killed_command_leaves_the_old_or_the_new_and_nobody_has_it_twice(
    begun: Case, tmp_path: Path, command: str
) -> None:
    kill_often(begun, tmp_path, command, KILLS)


@pytest.mark.soak
@pytest.mark.parametrize("command", COMMANDS)
def test_command_killed_often_leaves_the_old_or_the_new_and_nobody_has_it_twice(
    begun: Case, tmp_path: Path, command: str
) -> None:
    kill_often(begun, tmp_path, command, SOAK_KILLS)
