"""An older copy of the newsroom comes back, whole or in part: nothing old leaves, and what was removed stays so."""

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from pressflow import approving, delivering, publishing, reporting, scheduling, withdrawing
from pressflow.building import build
from pressflow.journal import FILE, append, read_journal
from pressflow.model import journal
from pressflow.model.journal import State
from pressflow.newsroom import Newsroom
from pressflow.restoring import restore_journals
from pressflow.slots import Slots
from tests import builders
from tests.builders import NOW, SLUG

HIDDEN = "Quittenmarmelade"
QUINCES = "2026-05-15-quinces"
HOUR = timedelta(hours=1)
Act = Callable[[Newsroom, Path], object]


class Office:
    """A newsroom with two releases, parts of which come back from a copy."""

    def __init__(self, folder: Path) -> None:
        self.newsroom = builders.make_newsroom(folder)
        self.kept = folder.with_name("copy")
        builders.add_contacts(self.newsroom)
        self.bridge = builders.add_release(self.newsroom)
        lead = f"Die Stadt Lohtal verteilt ab sofort {HIDDEN} auf dem Markt, und zwar an alle, die kommen."
        self.quinces = builders.add_release(
            self.newsroom, QUINCES, title=f"Das Rathaus kocht {HIDDEN}", lead=lead, body="Kurz.", quotes=None
        )

    def keep(self, part: str) -> None:
        """Make a copy of a folder of the newsroom."""
        self.newsroom.ledger.close()
        shutil.copytree(self.newsroom.folder / part, self.kept / part)

    def bring_back(self, part: str) -> None:
        """Put the copy in the place of what there is now."""
        self.newsroom.ledger.close()
        shutil.rmtree(self.newsroom.folder / part)
        shutil.copytree(self.kept / part, self.newsroom.folder / part)
        self.newsroom = Newsroom.at(self.newsroom.folder)

    def turn(self, later: timedelta) -> list[str]:
        """A worker looks at the clock; what it says."""
        told: list[str] = []
        Slots(self.newsroom.folder, lambda: NOW + later, told.append).turn()
        return told

    def leaving(self, later: timedelta) -> int:
        """How many letters a worker would send now."""
        with self.newsroom.ledger.writing() as tx:
            return len(builders.claim(tx, now=NOW + later))

    def build(self) -> None:
        """`pressflow build`."""
        build(self.newsroom, journals=restore_journals(self.newsroom))

    def page(self, slug: str) -> str:
        return (self.newsroom.public / "de" / f"{slug}.html").read_text("utf-8")

    def state(self, folder: Path) -> State:
        return journal.state(read_journal(folder))


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path / "office")
    yield office
    office.newsroom.ledger.close()


def _correct(newsroom: Newsroom, folder: Path) -> None:
    from pressflow import correcting

    text = (folder / "de.md").read_text("utf-8")
    (folder / "de.md").write_text(text.replace("ab sofort", "ab morgen"), "utf-8")
    correcting.correct(newsroom, folder, "Kim", NOW, "material", {"de": "Erst morgen."})
    approving.approve(newsroom, folder, "Jo", NOW)
    publishing.publish(newsroom, folder, "Kim", NOW)


def _withdraw(newsroom: Newsroom, folder: Path) -> None:
    withdrawing.withdraw(newsroom, folder, "Kim", NOW, "Aufgehoben.")


def _kill(newsroom: Newsroom, folder: Path) -> None:
    withdrawing.kill(newsroom, folder, "Kim", NOW, "Persönliches.")


@pytest.mark.parametrize("overtake", [_correct, _withdraw, _kill])
def test_ledger_of_an_hour_ago_sends_nothing_that_was_overtaken_meanwhile(office: Office, overtake: Act) -> None:
    """The ledger is lost, and last night's copy comes back; the releases are today's."""
    for folder in (office.bridge, office.quinces):
        builders.publish(office.newsroom, folder)
    office.turn(timedelta())
    office.keep("var")
    overtake(office.newsroom, office.quinces)
    office.bring_back("var")
    (said,) = office.turn(HOUR)
    assert said == "the ledger is an older copy: journals say more. 3 letters in it wait for: pressflow resume"
    assert office.leaving(HOUR) == 0
    assert delivering.resume(office.newsroom, office.quinces, NOW + HOUR) == (0, 0, 0)
    assert delivering.resume(office.newsroom, office.bridge, NOW + HOUR).uncertain == 3
    assert {one.cause for one in reporting.deliveries(office.newsroom, office.quinces)} == {"superseded"}
    assert office.turn(2 * HOUR) == []  # it was said; what a person resumed goes
    assert office.leaving(2 * HOUR) == 3


def test_words_of_what_was_removed_do_not_come_back_with_an_older_ledger(office: Office) -> None:
    builders.publish(office.newsroom, office.quinces)
    office.keep("var")
    _kill(office.newsroom, office.quinces)
    office.bring_back("var")
    office.turn(HOUR)
    office.newsroom.ledger.close()
    ledger = [file for file in office.newsroom.var.glob("ledger*") if HIDDEN.encode() in file.read_bytes()]
    assert ledger == []


def test_older_releases_beside_todays_ledger_send_nothing_and_unpublish_nothing(office: Office) -> None:
    """The folder is lost; it comes back from before a slot that has let its release go out since."""
    approving.approve(office.newsroom, office.bridge, "Jo", NOW)
    scheduling.schedule(office.newsroom, office.bridge, NOW + HOUR, "Kim", NOW)
    office.keep("releases")
    assert len(office.turn(HOUR)) == 1
    assert office.leaving(HOUR) == 3
    office.bring_back("releases")
    assert office.turn(HOUR + timedelta(minutes=5)) == []
    assert office.leaving(HOUR + timedelta(minutes=5)) == 0
    assert office.state(office.bridge) == State.PUBLISHED
    assert len(reporting.deliveries(office.newsroom, office.bridge)) == 3


@pytest.mark.parametrize("rested", [False, True])
def test_older_releases_do_not_bring_back_what_was_removed(office: Office, rested: bool) -> None:
    """Also where nothing was written since the site was built last."""
    builders.publish(office.newsroom, office.quinces)
    office.keep("releases")
    _kill(office.newsroom, office.quinces)
    if rested:
        office.build()
    office.bring_back("releases")
    office.build()
    assert office.state(office.quinces) == State.KILLED
    assert "wurde entfernt" in office.page(QUINCES)
    assert [file.name for file in office.quinces.iterdir()] == [FILE]
    files = [file for file in office.newsroom.public.rglob("*") if file.is_file()]
    assert [file for file in files if HIDDEN.encode() in file.read_bytes()] == []


def test_older_releases_stay_withdrawn(office: Office) -> None:
    builders.publish(office.newsroom, office.quinces)
    office.keep("releases")
    _withdraw(office.newsroom, office.quinces)
    office.build()
    office.bring_back("releases")
    office.build()
    assert office.state(office.quinces) == State.WITHDRAWN
    assert "Zurückgezogen" in office.page(QUINCES)


def test_archive_that_was_public_before_there_was_a_ledger_makes_nobody_doubt(office: Office) -> None:
    builders.publish(office.newsroom, office.bridge)
    event = journal.versions(read_journal(office.bridge))[0]
    old = event.model_copy(update={"archived": True, "slug": QUINCES, "reference": "2025-001"})
    from pressflow.journal import append
    from pressflow.source.freeze import freeze

    reading = office.newsroom.read(office.quinces)
    office.newsroom.adopt(office.quinces, "Kim", NOW)
    freeze(office.quinces, 1, reading.files)
    append(office.quinces, old)
    assert office.turn(HOUR) == []
    assert office.leaving(HOUR) == 3
    assert SLUG in {entry.slug for entry in reporting.overview(office.newsroom)}


def test_journal_that_only_says_more_is_believed_without_the_ledger(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    builders.publish(office.newsroom, office.bridge)
    office.build()
    monkeypatch.setattr("pressflow.restoring._restore", lambda _: pytest.fail("the ledger was asked"))
    (published,) = journal.versions(read_journal(office.bridge))
    append(office.bridge, published.model_copy(update={"version": 2, "at": NOW + HOUR}))
    journals = restore_journals(Newsroom.at(office.newsroom.folder))
    assert journals.now[SLUG].versions == (1, 2)
