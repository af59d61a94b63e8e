"""Slots, as the office sees them: a release goes out at its time, once, or is held and says so."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from pressflow import approving, publishing, recording, reporting, scheduling, slots, telling
from pressflow.cache import Cache
from pressflow.errors import RuleError, StateError
from pressflow.health import health
from pressflow.journal import FILE, read_journal
from pressflow.ledger import pings, records
from pressflow.model import journal
from pressflow.model.delivery import DeliveryState
from pressflow.model.journal import Published, State
from pressflow.model.moment import read_moment
from pressflow.newsroom import Newsroom
from tests import builders
from tests.builders import NOW, SLUG
from tests.cli.run import Terminal

SLOT = NOW + timedelta(hours=2)


@pytest.fixture
def office(newsroom: Newsroom) -> Iterator[Newsroom]:
    """A newsroom with three readers and an approved release."""
    builders.add_contacts(newsroom)
    approving.approve(newsroom, builders.add_release(newsroom), "Jo", NOW)
    yield newsroom
    newsroom.ledger.close()


def folder(newsroom: Newsroom) -> Path:
    return newsroom.folders[SLUG]


def turn(newsroom: Newsroom, now: datetime) -> list[str]:
    """A worker looks at the clock; what it says."""
    told: list[str] = []
    slots.Slots(newsroom.folder, lambda: now, told.append).turn()
    return told


def schedule(newsroom: Newsroom, slot: datetime = SLOT) -> None:
    scheduling.schedule(newsroom, folder(newsroom), slot, "Kim", NOW)


def standing(newsroom: Newsroom, now: datetime = NOW) -> reporting.Standing:
    (found,) = [entry for entry in reporting.overview(newsroom, now) if entry.slug == SLUG]
    return found


def published(newsroom: Newsroom) -> tuple[Published, ...]:
    return journal.versions(read_journal(folder(newsroom)))


def test_release_goes_out_at_its_slot_and_not_before(office: Newsroom) -> None:
    schedule(office)
    assert (standing(office).state, standing(office).next) == (State.SCHEDULED, "goes out 2026-05-20 13:00")
    assert turn(office, SLOT - timedelta(seconds=1)) == []
    assert published(office) == ()
    assert turn(office, SLOT) == [f"{SLUG}: public as 2026-001, 3 letters promised"]
    assert (office.public / "de" / f"{SLUG}.html").is_file()
    assert published(office)[0].by == "Kim"


def test_slot_goes_once_whatever_the_clock_does_and_however_many_workers_there_are(office: Newsroom) -> None:
    schedule(office)
    said = [words for jump in (0, -3600, 1, 60, -7200, 70000) for words in turn(office, SLOT + timedelta(seconds=jump))]
    assert len(said) == 1
    other = slots.Slots(office.folder, lambda: SLOT, said.append)
    other.turn()
    assert len(said) == 1
    assert len(reporting.deliveries(office, folder(office))) == 3


def test_slot_that_another_is_just_carrying_out_is_looked_at_again(office: Newsroom) -> None:
    schedule(office)
    with office.lock("publish"):
        (said,) = turn(office, SLOT)
    assert "another pressflow is at work here" in said
    assert standing(office).state == State.SCHEDULED
    assert turn(office, SLOT + timedelta(minutes=1)) == [f"{SLUG}: public as 2026-001, 3 letters promised"]


def test_speech_held_late(office: Newsroom) -> None:
    """The speech is to go out at one. It begins late, so the office takes it out of its slot, and gives it another."""
    schedule(office)
    scheduling.unschedule(office, folder(office), "Kim", NOW, "The train is late")
    assert standing(office).state == State.APPROVED
    assert turn(office, SLOT) == []
    later = SLOT + timedelta(hours=1)
    scheduling.schedule(office, folder(office), later, "Kim", SLOT)
    assert turn(office, later - timedelta(seconds=1)) == []
    assert turn(office, later)
    assert [words for _, words in telling.story(office, folder(office))][2:] == [
        "Kim scheduled it for 2026-05-20 13:00.",
        "Kim took it out of its slot: The train is late.",
        "Kim scheduled it for 2026-05-20 14:00.",
        "Kim published it as 2026-001 to local.",
    ]


def test_missed_slot_is_held_and_reported_and_never_goes_out_late(office: Newsroom) -> None:
    schedule(office)
    assert turn(office, SLOT + timedelta(seconds=901)) == [f"{SLUG}: held: its time passed 15 min ago"]
    assert turn(office, SLOT + timedelta(days=1)) == []
    assert published(office) == ()
    (duty,) = standing(office).duties
    assert duty.startswith("is held: nobody was at work when its time came; noticed 15 min late; when that is settled")
    found = health(office, SLOT + timedelta(days=1))
    assert not found.well
    assert any(words.startswith(f"{SLUG}: is held") for words in found.wrongs)
    assert publishing.publish(office, folder(office), "Kim", SLOT + timedelta(days=1)).new


@pytest.mark.parametrize("late", [0, 900])
def test_slot_goes_out_within_the_grace_window(office: Newsroom, late: int) -> None:
    schedule(office)
    assert turn(office, SLOT + timedelta(seconds=late)) == [f"{SLUG}: public as 2026-001, 3 letters promised"]


def test_release_that_was_changed_is_held_at_its_slot(office: Newsroom) -> None:
    schedule(office)
    builders.add_release(office, title="Neue Brücke über die Loh ist doch nicht fertig")
    assert "changed after Jo approved it: approve again; its slot will be held" in standing(office).duties
    (said,) = turn(office, SLOT)
    assert said.startswith(f"{SLUG}: held: {SLUG}: was changed after Jo approved it")
    assert standing(office).state == State.HELD


def test_release_that_has_errors_by_its_slot_is_held(office: Newsroom) -> None:
    schedule(office)
    builders.add_release(office, contacts=["nobody"])
    (said,) = turn(office, SLOT)
    assert "CONTACT-UNKNOWN" in said
    assert standing(office).state == State.HELD


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2026-03-29 02:30", "does not exist in Europe/Berlin"),
        ("2026-10-25 02:30", r"write 2026-10-25 02:30\+02:00 for the first or 2026-10-25 02:30\+01:00 for the second"),
        ("tomorrow", "is not a date and time"),
    ],
)
def test_moment_that_is_none_is_refused_with_what_can_be_meant(office: Newsroom, text: str, words: str) -> None:
    with pytest.raises(RuleError, match=words):
        read_moment(text, office.publisher.zone)


def test_slot_in_the_past_or_of_an_unapproved_release_is_refused(office: Newsroom) -> None:
    with pytest.raises(StateError, match="that moment is past; to let it go out now: pressflow publish"):
        schedule(office, NOW)
    builders.add_release(office, title="Neue Brücke über die Loh wird doch nicht fertig")
    with pytest.raises(StateError, match="was changed after Jo approved it; let a colleague read it"):
        schedule(office)


def test_plan_says_what_then_happens(office: Newsroom) -> None:
    schedule(office)
    plan = scheduling.plan(office, folder(office), "Kim", NOW)
    assert (plan.act, plan.at, plan.letters, plan.refused) == ("publish", SLOT, 3, "")
    assert [(one.list_id, one.language, one.number) for one in plan.recipients] == [("local", "de", 3)]
    assert not office.public.exists()
    turn(office, SLOT)
    there = {path.relative_to(office.public).as_posix() for path in office.public.rglob("*") if path.is_file()}
    assert {*plan.pages, *plan.feeds} <= there
    with Cache(office.cache).db as db:
        made = db.execute("SELECT count(*) FROM documents WHERE format <> 'search-index'").fetchone()[0]
    assert plan.files == made


def test_plan_says_what_is_in_the_way(office: Newsroom) -> None:
    builders.add_release(office, title="Neue Brücke über die Loh wird doch nicht fertig")
    assert "was changed after Jo approved it" in scheduling.plan(office, folder(office), "Kim", NOW).refused


# Who may, and who stands by what


def with_settings(office: Newsroom, more: str) -> Newsroom:
    office.ledger.close()
    return builders.make_newsroom(office.folder, builders.SETTINGS + more)


def test_roles_say_who_may_do_what(office: Newsroom) -> None:
    roles = '[roles]\nauthor = ["Kim"]\napprover = ["Jo"]\nemergency = ["Lu"]\n'
    newsroom = with_settings(office, roles)
    for name in ("Kim", "Nobody"):
        with pytest.raises(StateError, match="your role does not allow this"):
            approving.approve(newsroom, builders.add_release(newsroom, kicker="Neu"), name, NOW)
    assert approving.approve(newsroom, folder(newsroom), "Jo", NOW).role == "approver"
    with pytest.raises(StateError, match="your role does not allow this"):
        publishing.publish(newsroom, folder(newsroom), "Nobody", NOW)
    assert publishing.publish(newsroom, folder(newsroom), "Kim", NOW).new


def test_only_an_emergency_role_may_do_alone_what_takes_two(office: Newsroom) -> None:
    newsroom = with_settings(office, '[roles]\napprover = ["Jo"]\nemergency = ["Lu"]\n')
    for name, allowed in (("Jo", False), ("Lu", True)):
        own = builders.add_release(newsroom, f"2026-05-17-{name.lower()}")
        newsroom.adopt(own, name, NOW)
        if allowed:
            assert approving.approve(newsroom, own, name, NOW, "Hochwasser").retrospective == "Hochwasser"
        else:
            with pytest.raises(StateError, match="your role does not allow this"):
                approving.approve(newsroom, own, name, NOW, "Hochwasser")


def test_who_changed_the_files_last_does_not_approve_them(office: Newsroom) -> None:
    builders.add_release(office, kicker="Neu")
    with pytest.raises(StateError, match="Lu wrote it or changed it last"):
        approving.approve(office, folder(office), "Lu", NOW, editor="Lu")


def test_quotes_are_signed_off_by_who_said_them_and_a_change_voids_that(office: Newsroom) -> None:
    newsroom = with_settings(office, "[policy]\nquotes_signed_off = true\n")
    with pytest.raises(StateError, match=r"who is quoted must sign off first \(mayor\)"):
        publishing.publish(newsroom, folder(newsroom), "Kim", NOW)
    with pytest.raises(
        StateError, match='quote mayor is what Ute Sommer says; only they sign it off: --as "Ute Sommer"'
    ):
        approving.sign_off(newsroom, folder(newsroom), "mayor", "Kim", NOW)
    approving.sign_off(newsroom, folder(newsroom), "mayor", "Ute Sommer", NOW, "Kim")
    text = (folder(newsroom) / "de.md").read_text("utf-8")
    (folder(newsroom) / "de.md").write_text(text.replace("lange gewartet", "kurz gewartet"), "utf-8")
    approving.approve(newsroom, folder(newsroom), "Jo", NOW)
    with pytest.raises(StateError, match="must sign off first"):
        publishing.publish(newsroom, folder(newsroom), "Kim", NOW)
    approving.sign_off(newsroom, folder(newsroom), "mayor", "Ute Sommer", NOW, "Kim")
    assert publishing.publish(newsroom, folder(newsroom), "Kim", NOW).new
    assert "Ute Sommer stands by quote mayor (Kim wrote that down)." in {
        words for _, words in telling.story(newsroom, folder(newsroom))
    }


def test_release_is_handed_over_given_up_and_taken_up_again(office: Newsroom) -> None:
    other = builders.add_release(office, "2026-05-17-other")
    approving.submit(office, other, "Kim", NOW)
    assert {entry.slug: entry.state for entry in reporting.overview(office)}[other.name] == State.IN_REVIEW
    approving.cancel(office, other, "Kim", NOW, "abgesagt")
    with pytest.raises(StateError, match="is cancelled: it was given up; to take it up again: pressflow submit"):
        approving.approve(office, other, "Jo", NOW)
    approving.submit(office, other, "Kim", NOW)
    assert approving.approve(office, other, "Jo", NOW)


# The journal, restored copies, and a dead worker


def test_line_lost_at_a_journals_end_is_found_and_written_again(office: Newsroom) -> None:
    schedule(office)
    scheduling.unschedule(office, folder(office), "Kim", NOW)
    file = folder(office) / FILE
    whole = file.read_bytes()
    assert recording.wrongs(office, folder(office)) == []
    file.write_bytes(b"".join(whole.splitlines(keepends=True)[:-1]))
    (wrong,) = recording.wrongs(office, folder(office))
    assert wrong.endswith(f"{SLUG}/{FILE}:4: a line is missing at the end; the next pressflow work writes that again")
    assert turn(office, SLOT) == []
    assert (file.read_bytes(), published(office)) == (whole, ())


def test_journal_written_anew_is_not_the_one_the_ledger_has(office: Newsroom) -> None:
    file = folder(office) / FILE
    file.unlink()
    office.adopt(folder(office), "Mallory", NOW)
    lines = file.read_text("utf-8").splitlines()
    forged = json.loads(lines[0]) | {"uri": journal_uri(office)}
    file.write_text(json.dumps(forged) + "\n", "utf-8")
    (wrong,) = recording.wrongs(office, folder(office))
    assert f"{FILE}:1: is not the line that the ledger has" in wrong


def journal_uri(office: Newsroom) -> str:
    with office.ledger.reading() as tx:
        from pressflow.ledger.tables import decisions

        return str(tx.execute(decisions.select()).first().uri)  # type: ignore[union-attr]  # there is one


def test_restore_from_a_three_day_old_backup_sends_nothing_old(office: Newsroom) -> None:
    """The disk is lost. What comes back is three days old: a slot that has passed, and letters that were waiting."""
    lead = "Gestern hat der Rat beschlossen, was im kommenden Jahr aus dem alten Hafen werden soll."
    done = builders.publish(
        office,
        builders.add_release(
            office, "2026-05-15-older", body="Kurz.", title="Was aus dem Hafen wird", lead=lead, quotes=None
        ),
    )
    assert done.promised == 3
    schedule(office)
    turn(office, NOW)
    back = NOW + timedelta(days=3)
    said = turn(office, back)
    assert said == [
        "3 letters are older than a day and wait for: pressflow resume",
        f"{SLUG}: held: its time passed 70 h ago",
    ]
    with office.ledger.writing() as tx:
        assert builders.claim(tx, now=back) == ()
    (older,) = [entry for entry in reporting.overview(office, back) if entry.slug == "2026-05-15-older"]
    assert older.tally.perhaps == 3
    assert any(duty.startswith("3 letters may have arrived or not: pressflow resume") for duty in older.duties)


def test_dead_worker_is_noticed(office: Newsroom) -> None:
    assert health(office, NOW).wrongs == ("no worker was ever seen here: pressflow work --watch",)
    turn(office, NOW)
    assert health(office, NOW + timedelta(minutes=5)).well
    assert health(office, NOW + timedelta(minutes=7)).wrongs == (
        "no worker was seen for 7 minutes: pressflow work --watch",
    )
    (office.var / "heartbeat").write_text("torn{", "utf-8")
    assert not health(office, NOW).well


# The page answers, hubs are told, and the order of letters


@contextmanager
def web(answer: Callable[[str, bytes], tuple[int, bytes]]) -> Iterator[tuple[str, list[str]]]:
    """A web server on loopback; its address, and the bodies that were posted to it."""
    posted: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._say(*answer(self.path, b""))

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            posted.append(body.decode())
            self._say(*answer(self.path, body))

        def _say(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: Any) -> None:  # Any: the library's
            """Nobody reads it."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", posted
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_letters_wait_until_the_releases_own_page_shows_this_version(office: Newsroom, terminal: Terminal) -> None:
    shown = {"": False}

    def answer(path: str, _: bytes) -> tuple[int, bytes]:
        file = office.public / path.lstrip("/")
        return (200, file.read_bytes()) if shown[""] and file.is_file() else (404, b"")

    with web(answer) as (url, _):
        settings = builders.SETTINGS.replace("[mail]", f'check_url = "{url}"\n\n[mail]', 1)
        office.ledger.close()
        newsroom = builders.make_newsroom(office.folder, settings)
        done = publishing.publish(newsroom, folder(newsroom), "Kim", NOW)
        assert done.unanswered == f"{url}de/{SLUG}.html answers 404"
        with newsroom.ledger.writing() as tx:
            assert builders.claim(tx, now=NOW) == ()
        assert [(one.channel, one.pending) for one in standing(newsroom).channels] == [("site", 1), ("mail", 3)]
        assert "\nSite: 1 version not shown yet; " in terminal("status", SLUG, "-C", str(office.folder)).out
        shown[""] = True
        turn(newsroom, NOW)
    with newsroom.ledger.writing() as tx:
        assert len(builders.claim(tx, now=NOW)) == 3
    newsroom.ledger.close()


def test_hubs_are_told_of_feeds_that_changed_and_again_where_they_did_not_answer(
    office: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[str, str]] = []
    replies = ["answers 503", *[""] * 20]

    def tell(hub: str, topic: str) -> str:
        told.append((hub, topic))
        return replies.pop(0)

    monkeypatch.setattr("pressflow.channels.reach.tell", tell)
    office.ledger.close()
    newsroom = builders.make_newsroom(
        office.folder, builders.SETTINGS.replace("[mail]", 'hubs = ["https://hub.example.org/"]\n\n[mail]', 1)
    )
    publishing.publish(newsroom, folder(newsroom), "Kim", NOW)
    assert len(told) == 1
    with newsroom.ledger.reading() as tx:
        waiting = {ping.topic.removeprefix(newsroom.publisher.base_url) for ping in pings.waiting(tx)}
    assert {"de/atom.xml", "de/rss.xml", "de/feed.json", "de/topics/traffic/atom.xml"} <= waiting
    assert turn(newsroom, NOW) == []
    assert any("was not told of feeds" in words for words in health(newsroom, NOW).wrongs)
    turn(newsroom, NOW + timedelta(minutes=5))
    assert {topic.removeprefix(newsroom.publisher.base_url) for _, topic in told} == waiting
    assert health(newsroom, NOW + timedelta(minutes=5)).well
    newsroom.ledger.close()


def test_hub_is_told_as_websub_says() -> None:
    from pressflow.channels import reach

    with web(lambda path, body: (204, b"") if path == "/" else (500, b"")) as (url, posted):
        assert reach.tell(url, "https://example.org/de/atom.xml") == ""
        assert reach.tell(f"{url}broken", "https://example.org/de/atom.xml") == "answers 500"
    assert "hub.mode=publish&hub.url=https%3A%2F%2Fexample.org%2Fde%2Fatom.xml" in posted[0]
    assert reach.tell(url, "https://example.org/").startswith("does not answer: ")


def test_letters_leave_in_an_order_that_the_journals_seed_decides(newsroom: Newsroom) -> None:
    builders.add_contacts(newsroom, 30)
    orders = []
    for number in range(2):
        release = builders.add_release(newsroom, f"2026-05-1{number}-bridge")
        builders.publish(newsroom, release)
        with newsroom.ledger.writing() as tx:
            found = [delivery.address for delivery in builders.claim(tx, now=NOW)]
            (event,) = journal.versions(read_journal(release))
            again = promised_order(tx, event)
        assert found == again
        orders.append(found)
    assert orders[0] != orders[1]
    assert sorted(orders[0]) == sorted(orders[1])


def promised_order(tx: Any, event: Published) -> list[str]:  # Any: a transaction
    from pressflow.ledger import contacts

    return [one.address for one in contacts.audience(tx, event.audience, seed=event.seed)]


def test_power_cut_between_the_site_and_the_first_letter(office: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    class PowerCut(BaseException):
        """Nothing catches it."""

    def cut(*args: Any) -> None:  # Any: whatever the step takes
        raise PowerCut

    schedule(office)
    with monkeypatch.context() as patch:
        patch.setattr("pressflow.ledger.records.open_version", cut)
        with pytest.raises(PowerCut):
            turn(office, SLOT)
    assert (office.public / "de" / f"{SLUG}.html").is_file()
    with office.ledger.writing() as tx:
        assert builders.claim(tx, now=SLOT) == ()
    later = SLOT + timedelta(hours=5)
    assert turn(office, later) == []
    with office.ledger.writing() as tx:
        assert len(builders.claim(tx, now=later)) == 3
        assert records.unopened(tx) == ()
    assert len(published(office)) == 1
    assert {entry.state for entry in reporting.deliveries(office, folder(office))} == {DeliveryState.CLAIMED}
    assert list(office.public.rglob("*.pf_index"))  # what was cut off with it: search knows of it now
