"""The commands of a release's life, as a press officer types them."""

import json
from pathlib import Path

import pytest

from pressflow.newsroom import Newsroom
from tests import builders
from tests.builders import SLUG
from tests.cli.run import Terminal

FAR = "2999-05-16 10:00"


@pytest.fixture
def office(terminal: Terminal, newsroom: Newsroom) -> Terminal:
    """A terminal in a newsroom with an approved release and three readers."""
    builders.add_contacts(newsroom)
    builders.add_release(newsroom)
    terminal.cd(newsroom.folder)
    assert terminal("approve", SLUG, "--as", "Jo").status == 0
    return terminal


def test_release_is_scheduled_planned_and_taken_out_again(office: Terminal) -> None:
    said = office("schedule", SLUG, "2999-05-16T10:00+02:00", "--as", "Kim")
    assert said.out.startswith(f"{SLUG}: goes out 2999-05-16 10:00 CEST, if a worker is at work then\n")
    plan = office("plan", SLUG, "--as", "Kim").out
    assert plan.startswith(f"{SLUG}: becomes public 2999-05-16 10:00 CEST\n1. The site: ")
    assert f"   page  de/{SLUG}.html\n" in plan
    assert "   feed  de/rss.xml\n" in plan
    assert plan.endswith("   local, de: 3\n")
    assert json.loads(office("plan", SLUG, "--json", "--as", "Kim").out)["refused"] == ""
    assert "goes out 2999-05-16 10:00" in office("status").out
    assert office("unschedule", SLUG, "--as", "Kim").out == f"{SLUG}: does not go out by itself any more\n"
    again = office("unschedule", SLUG, "--as", "Kim")
    assert (again.status, again.err) == (1, f"{SLUG}: has no slot to give up\n")


def test_what_one_person_did_alone_is_said_at_once_and_again_when_a_colleague_approves_it(
    terminal: Terminal, newsroom: Newsroom
) -> None:
    terminal.cd(newsroom.folder)
    builders.add_contacts(newsroom)
    newsroom.adopt(builders.add_release(newsroom), "Kim", builders.NOW)
    alone = ("--as", "Kim", "--force", "--reason", "Hochwasser")
    said = f"Open: a colleague must approve it, too: pressflow approve {SLUG}\n"
    assert said in terminal("approve", SLUG, *alone).out
    assert terminal("publish", SLUG, "--as", "Kim").status == 0
    assert "Open: a colleague must approve that, too" in terminal("withdraw", SLUG, *alone).out
    refused = terminal("approve", SLUG, "--as", "Kim")
    assert refused.err == f"{SLUG}: Kim took it back, so a colleague has to approve that: pressflow approve --as NAME\n"
    assert "version -" not in terminal("status", SLUG).out + terminal("report", SLUG).out
    assert terminal("approve", SLUG, "--as", "Jo").out == f"{SLUG}: Jo approved that it was taken back\n"
    assert "colleague" not in terminal("status").out


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        ("2027-03-28 02:30", "2027-03-28 02:30 does not exist in Europe/Berlin: the clocks are put forward then"),
        ("2027-10-31 02:30", "write 2027-10-31 02:30+02:00 for the first or 2027-10-31 02:30+01:00 for the second"),
        ("2026-01-01 10:00", "that moment is past"),
    ],
)
def test_slot_that_cannot_be_meant_is_refused_in_words(office: Terminal, moment: str, words: str) -> None:
    refused = office("schedule", SLUG, moment, "--as", "Kim")
    assert refused.status == 1
    assert words in refused.err


def test_embargo_is_given_out_watched_taken_back_and_told(office: Terminal, newsroom: Newsroom) -> None:
    embargo = {"until": FAR, "contacts": ["reader0@desk.example.org"]}
    builders.add_release(newsroom, embargo=embargo)
    assert office("approve", SLUG, "--as", "Jo").status == 0
    plan = office("plan", SLUG, "--as", "Kim").out
    assert "is given to its guests under embargo when somebody publishes it" in plan
    assert "1. Letters: 1, in an order" in plan
    assert office("publish", SLUG, "--as", "Kim").out == (
        f"{SLUG}: given to 1 guest\nunder embargo until {FAR}; nothing is public\n"
        "1 letter promised. Next: pressflow work\n"
    )
    assert office("guests", SLUG).out == "reader0@desk.example.org  has not promised yet\n1 guest\n"
    assert "revoked" in office("guests", SLUG, "--revoke", "reader0@desk.example.org").out
    assert json.loads(office("guests", SLUG, "--json").out)["accesses"][0]["act"] == "revoked"
    recalled = office("recall", SLUG, "--reason", "abgesagt", "--as", "Kim")
    assert recalled.out == f"{SLUG}: taken back; 0 recalls promised. Next: pressflow work\n"
    story = [line.split("  ", 1)[1] for line in office("log", SLUG).out.splitlines()]
    assert story[-2:] == [
        f"Kim gave it to 1 person under embargo, until {FAR}.",
        "Kim took it back from those who had it under embargo: abgesagt.",
    ]
    assert json.loads(office("log", SLUG, "--json").out)[-1]["said"] == story[-1]


def test_plan_and_publish_name_who_is_left_out_for_want_of_accreditation(terminal: Terminal, tmp_path: Path) -> None:
    newsroom = builders.make_newsroom(
        tmp_path / "office", builders.SETTINGS.replace("[lists.local]", "[lists.local]\nembargo = true")
    )
    builders.add_contacts(newsroom, 2)
    builders.add_release(newsroom, embargo={"until": FAR})
    terminal.cd(newsroom.folder)
    assert terminal("approve", SLUG, "--as", "Jo").status == 0
    assert "nobody on its embargo lists is accredited" in terminal("publish", SLUG, "--as", "Kim").err
    assert terminal("contacts", "accredit", "reader0@desk.example.org", "--as", "Jo").status == 0
    said = "! 1 on embargo lists left out, for nobody wrote down that they may have it: reader1@desk.example.org\n"
    assert said in terminal("plan", SLUG, "--as", "Kim").out
    done = terminal("publish", SLUG, "--as", "Kim").out
    assert said in done
    assert "1 letter promised" in done


def test_embargo_is_lifted_by_a_person(office: Terminal, newsroom: Newsroom) -> None:
    builders.add_release(newsroom, embargo={"event": "Ende der Sitzung", "contacts": ["reader0@desk.example.org"]})
    office("approve", SLUG, "--as", "Jo")
    office("publish", SLUG, "--as", "Kim")
    assert "waits for: Ende der Sitzung" in office("status", SLUG).out
    lifted = office("lift", SLUG, "--as", "Kim")
    assert f"{SLUG}: public as " in lifted.out
    assert "3 letters promised" in lifted.out


def test_quote_is_signed_off_by_who_said_it(office: Terminal) -> None:
    assert office("approve", SLUG, "--quote", "mayor", "--as", "Ute Sommer").out == (
        f"{SLUG}: Ute Sommer stands by quote mayor\n"
    )
    other = office("approve", SLUG, "--quote", "mayor", "--as", "Kim")
    assert (other.status, "only they sign it off" in other.err) == (1, True)
    assert office("approve", SLUG, "--quote", "mayor", "--force", "--reason", "x", "--as", "Kim").status == 2


def test_release_is_handed_over_and_given_up(office: Terminal) -> None:
    assert office("cancel", SLUG, "--as", "Kim").out.startswith(f"{SLUG}: cancelled")
    assert office("submit", SLUG, "--as", "Kim").out.startswith(f"{SLUG}: in review, from Kim\n")


def test_changed_journal_is_found_and_ends_with_status_1(office: Terminal, newsroom: Newsroom) -> None:
    whole = office("verify-journal")
    assert (whole.status, whole.out) == (0, "1 journal: all whole\n")
    file = newsroom.folders[SLUG] / "journal.jsonl"
    file.write_text(file.read_text("utf-8").replace('"by": "Jo"', '"by": "Lu"'), "utf-8")
    changed = office("verify-journal", SLUG)
    assert (changed.status, changed.out.splitlines()[-1]) == (1, "1 journal: 1 fault")
    assert "journal.jsonl:2: is not the line that the ledger has" in changed.out


def test_health_is_a_monitors_answer(office: Terminal, newsroom: Newsroom) -> None:
    ill = office("health")
    assert (ill.status, ill.out) == (1, "no worker was ever seen here: pressflow work --watch\n")
    from pressflow import clock
    from pressflow.slots import beat

    beat(newsroom, clock.now())
    well = office("health")
    assert (well.status, well.out.startswith("all is well; a worker was last seen ")) == (0, True)
    assert json.loads(office("health", "--json").out)["wrongs"] == []


def test_once_and_watch_do_not_go_together(office: Terminal) -> None:
    assert office("work", "--once", "--watch").status == 2


def test_heartbeat_is_no_public_file(newsroom: Newsroom) -> None:
    from pressflow.slots import beat
    from tests.builders import NOW

    beat(newsroom, NOW, NOW)
    said = json.loads((newsroom.var / "heartbeat").read_text("utf-8"))
    assert (said["at"], said["next"]) == (NOW.isoformat(), NOW.isoformat())
    assert not Path(newsroom.public).exists()
