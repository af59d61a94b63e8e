"""An embargo, as the office and its guests see it: invited eyes have it, nobody else, until it is lifted."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from pressflow import approving, disclosing, embargoing, importing, publishing, reporting, scheduling, withdrawing
from pressflow.building import build
from pressflow.errors import InputError, StateError
from pressflow.journal import read_journal
from pressflow.ledger import Transaction, records, superseding, turns
from pressflow.model import journal
from pressflow.model.delivery import Delivery, DeliveryState, message_id
from pressflow.model.journal import Lifted, State
from pressflow.newsroom import Newsroom
from pressflow.slots import Slots
from tests import builders
from tests.builders import NOW

HIDDEN = "Quittenmarmelade"
SLUG = "2026-05-21-quitten"
LIFTS = datetime(2026, 5, 21, 9, 0, tzinfo=UTC)
SETTINGS = builders.SETTINGS + '\n[lists.early]\ntitle = "Vorab"\nembargo = true\n'
GUESTS = ["agency@desk.example.org", "radio@desk.example.org"]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Newsroom]:
    """A newsroom with three readers, one guest on the embargo list, and one to be named."""
    newsroom = builders.make_newsroom(tmp_path / "office", SETTINGS)
    builders.add_contacts(newsroom)
    for address, lists in ((GUESTS[0], "early"), (GUESTS[1], "arts")):
        file = newsroom.folder / "guest.csv"
        file.write_text(
            "address,name,language,medium,lists,basis,proof,accredited,accredited_by\n"
            f"{address},,de,,{lists},consent,form,{'2026-01-15,Dana' if lists == 'early' else ','}\n",
            "utf-8",
        )
        importing.import_contacts(newsroom, file, NOW)
    builders.publish(newsroom, builders.add_release(newsroom))
    send(newsroom, NOW)
    yield newsroom
    newsroom.ledger.close()


def embargoed(newsroom: Newsroom, **changes: Any) -> Path:  # Any: whatever a header may hold
    """An approved release under embargo."""
    fields: dict[str, Any] = {
        "title": f"Das Rathaus kocht {HIDDEN}",
        "date": "2026-05-21 11:00",
        "embargo": {"until": "2026-05-21 11:00", "contacts": [GUESTS[1]]},
        "attachments": [{"file": "assets/rezept.txt", "caption": f"Rezept für {HIDDEN}"}],
        **changes,
    }
    folder = builders.add_release(newsroom, SLUG, body=f"Die {HIDDEN} wird verteilt.\n\n[quote: mayor]\n", **fields)
    (folder / "assets").mkdir(exist_ok=True)
    (folder / "assets" / "rezept.txt").write_text(f"{HIDDEN}: Quitten, Zucker\n", "utf-8")
    approving.approve(newsroom, folder, "Jo", NOW)
    return folder


def leaks(newsroom: Newsroom) -> list[str]:
    """The public files that give the release away by their content or name."""
    files = [file for file in newsroom.public.rglob("*") if file.is_file()]
    return [str(file) for file in files if HIDDEN.encode() in file.read_bytes() or SLUG in str(file)]


def letters(newsroom: Newsroom, folder: Path, kind: str) -> set[str]:
    return {entry.address for entry in reporting.deliveries(newsroom, folder) if entry.kind == kind}


def accept(tx: Transaction, delivery: Delivery, now: datetime) -> None:
    """See a letter off, and hear the relay's yes."""
    turns.mark_sending(tx, [delivery.id], "worker", now)
    turns.settle(tx, [turns.Settled(delivery.id, DeliveryState.SENT, "250 ok")], "worker", now)


def send(newsroom: Newsroom, now: datetime) -> dict[str, str]:
    """Take every letter that may go, as a relay would; their texts by address."""
    found = {}
    with newsroom.ledger.writing() as tx:
        for delivery in builders.claim(tx, now=now):
            accept(tx, delivery, now)
            letter = records.letter(tx, delivery.letter_id)
            found[delivery.address] = f"{letter.subject}\n{letter.text}"
    return found


def state(newsroom: Newsroom, folder: Path) -> State:
    (found,) = [entry for entry in reporting.overview(newsroom) if entry.slug == folder.name]
    return found.state


def token(newsroom: Newsroom, folder: Path, address: str = GUESTS[0]) -> str:
    everybody, _ = embargoing.guest_list(newsroom, folder)
    return newsroom.tokens.embargo(next(guest.key for guest in everybody if guest.address == address))


def turn(newsroom: Newsroom, now: datetime) -> list[str]:
    """A worker looks at the clock; what it says."""
    told: list[str] = []
    Slots(newsroom.folder, lambda: now, told.append).turn()
    return told


def test_guests_get_the_letter_and_nobody_else_and_nothing_is_public(office: Newsroom) -> None:
    folder = embargoed(office)
    done = embargoing.publish_or_give(office, folder, "Kim", NOW)
    assert isinstance(done, embargoing.Given)
    assert (done.promised, done.event.lists, done.event.guests) == (2, ("early",), 2)
    build(office)
    assert leaks(office) == []
    assert state(office, folder) == State.EMBARGOED
    assert letters(office, folder, "embargo") == set(GUESTS)
    sent = send(office, NOW)
    text = sent[GUESTS[0]]
    assert text.startswith(f"SPERRFRIST: Das Rathaus kocht {HIDDEN}\n")
    assert "\nSPERRFRIST: frei ab 21. Mai 2026, 11:00 Uhr\n" in text
    assert "embargo_url" in text  # a place for the personal link
    assert f"{SLUG}.html" not in text
    assert "rezept.txt" not in text


@pytest.mark.parametrize(
    ("embargo", "at"), [({"until": "2026-05-21 11:00"}, LIFTS), ({"event": "Ende der Ratssitzung"}, None)]
)
def test_plan_of_what_guests_have_says_what_the_lift_will_do(
    office: Newsroom, embargo: dict[str, Any], at: datetime | None
) -> None:
    dated = {} if at else {"date": None}
    folder = embargoed(office, embargo={**embargo, "contacts": [GUESTS[1]]}, **dated)
    before = scheduling.plan(office, folder, "Kim", NOW)
    assert (before.act, before.command, before.letters, before.pages) == ("embargo", "publish", 2, ())
    embargoing.give(office, folder, "Kim", NOW)
    plan = scheduling.plan(office, folder, "Kim", NOW)
    assert (plan.act, plan.command, plan.at, plan.refused) == ("publish", "lift", at, "")
    assert plan.pages == (f"de/{SLUG}.html",)
    assert len(send(office, NOW)) == 2  # the plan has stopped nothing
    assert leaks(office) == []
    assert plan.letters == embargoing.lift(office, folder, "Kim", at or NOW).promised == 5


def test_giving_again_promises_nothing_new(office: Newsroom) -> None:
    folder = embargoed(office)
    embargoing.give(office, folder, "Kim", NOW)
    done = embargoing.give(office, folder, "Kim", NOW)
    assert (done.new, done.promised) == (False, 0)
    assert len(reporting.deliveries(office, folder)) == 2


def test_embargo_that_ends_makes_the_release_public_for_everybody_once(office: Newsroom) -> None:
    folder = embargoed(office)
    embargoing.give(office, folder, "Kim", NOW)
    send(office, NOW)
    turn(office, LIFTS - timedelta(seconds=1))
    assert leaks(office) == []
    (said,) = turn(office, LIFTS)
    assert said == f"{SLUG}: public as 2026-002, 5 letters promised"
    assert leaks(office)
    assert letters(office, folder, "release") == {*GUESTS, *(f"reader{number}@desk.example.org" for number in range(3))}
    assert turn(office, LIFTS + timedelta(minutes=1)) == []
    with pytest.raises(StateError, match="is published: pressflow correct changes it"):
        embargoing.lift(office, folder, "Kim", LIFTS)


def test_what_becomes_public_is_what_guests_were_given_whatever_is_being_edited(office: Newsroom) -> None:
    folder = embargoed(office)
    embargoing.give(office, folder, "Kim", NOW)
    text = (folder / "de.md").read_text("utf-8")
    (folder / "de.md").write_text(text.replace("verteilt", "verkauft"), "utf-8")
    turn(office, LIFTS)
    page = (office.public / "de" / f"{SLUG}.html").read_text("utf-8")
    assert "wird verteilt" in page
    assert "verkauft" not in page


def test_missed_end_of_an_embargo_is_held_and_a_person_lifts_it(office: Newsroom) -> None:
    folder = embargoed(office)
    embargoing.give(office, folder, "Kim", NOW)
    (said,) = turn(office, LIFTS + timedelta(minutes=16))
    assert said == f"{SLUG}: held: its time passed 16 min ago"
    assert leaks(office) == []
    assert turn(office, LIFTS + timedelta(minutes=17)) == []
    assert embargoing.lift(office, folder, "Kim", LIFTS + timedelta(minutes=20)).new
    assert state(office, folder) == State.PUBLISHED


def test_embargo_until_an_event_waits_for_a_person_and_the_alarm_only_alarms(office: Newsroom) -> None:
    embargo = {"event": "Ende der Ratssitzung", "alarm": "2026-05-21 11:00", "contacts": [GUESTS[1]]}
    folder = embargoed(office, date=None, embargo=embargo)
    embargoing.give(office, folder, "Kim", NOW)
    later = LIFTS + timedelta(days=2)
    assert turn(office, later) == []
    (standing,) = [entry for entry in reporting.overview(office, later) if entry.slug == SLUG]
    assert standing.next == "waits for: Ende der Ratssitzung"
    assert "was to be lifted by now (Ende der Ratssitzung); when that has happened: pressflow lift --as NAME" in (
        standing.duties
    )
    assert embargoing.lift(office, folder, "Lu", later).new
    assert [event.by for event in read_journal(folder) if isinstance(event, Lifted)] == ["Lu"]


def test_embargo_broken_off(office: Newsroom) -> None:
    """The morning: guests have it. Somebody prints it early. The office lifts at once, for everybody."""
    folder = embargoed(office)
    embargoing.give(office, folder, "Kim", NOW)
    send(office, NOW)
    done = embargoing.lift(office, folder, "Kim", NOW + timedelta(hours=1))
    assert (done.new, done.promised) == (True, 5)
    assert leaks(office)
    assert turn(office, LIFTS) == []
    assert len(letters(office, folder, "release")) == 5


def test_guest_whom_no_letter_reached_before_the_lift_gets_that_of_the_release_alone(office: Newsroom) -> None:
    folder = embargoed(office)
    embargoing.give(office, folder, "Kim", NOW)
    embargoing.lift(office, folder, "Kim", NOW)
    sent = send(office, NOW)
    assert GUESTS[1] in sent  # who is on none of the release's lists
    assert [text for text in sent.values() if text.startswith("SPERRFRIST")] == []
    assert len(sent) == 5


def recall(newsroom: Newsroom, folder: Path, by: str, now: datetime) -> object:
    return embargoing.recall(newsroom, folder, by, now, "Die Sitzung fällt aus")


@pytest.mark.parametrize("ending", [embargoing.lift, recall])
def test_embargo_letter_that_comes_back_after_the_end_is_kept(office: Newsroom, ending: Callable[..., object]) -> None:
    folder = embargoed(office)
    embargoing.give(office, folder, "Kim", NOW)
    with office.ledger.writing() as tx:
        (one,) = builders.claim(tx, 1)
        turns.mark_sending(tx, [one.id], "worker", NOW)
    ending(office, folder, "Kim", NOW)
    with office.ledger.writing() as tx:
        turns.settle(tx, [turns.Settled(one.id, DeliveryState.DEFERRED, "451 later", due=NOW)], "worker", NOW)
        superseding.sweep(tx, NOW)
    assert [text for text in send(office, NOW).values() if text.startswith("SPERRFRIST")] == []


def test_recall_stops_what_has_not_left_and_tells_whoever_has_it(office: Newsroom) -> None:
    folder = embargoed(office)
    embargoing.give(office, folder, "Kim", NOW)
    with office.ledger.writing() as tx:
        (one,) = builders.claim(tx, 1)
        accept(tx, one, NOW)
    link = token(office, folder, one.address)
    assert embargoing.recall(office, folder, "Kim", NOW, "Die Sitzung fällt aus") == 1
    assert letters(office, folder, "withdrawal") == {one.address}
    with office.ledger.writing() as tx:
        (told,) = builders.claim(tx)
        assert told.thread == message_id(one.key, "lohtal.example.org")  # their own embargo letter
        turns.unclaim(tx, "worker", NOW)
    sent = send(office, NOW)
    assert list(sent) == [one.address]
    assert sent[one.address].startswith(f"RÜCKRUF: Das Rathaus kocht {HIDDEN}\n")
    assert "Die Sitzung fällt aus" in sent[one.address]
    assert embargoing.open_room(office, link, NOW).state == "ended"
    assert state(office, folder) == State.CANCELLED
    assert turn(office, LIFTS) == []
    assert leaks(office) == []


@pytest.mark.parametrize("take_back", [withdrawing.withdraw, withdrawing.kill])
@pytest.mark.parametrize("missed", [False, True])
def test_what_only_guests_have_is_recalled_and_not_withdrawn_or_killed(
    office: Newsroom, take_back: Callable[..., object], missed: bool
) -> None:
    folder = embargoed(office)
    embargoing.give(office, folder, "Kim", NOW)
    if missed:
        turn(office, LIFTS + timedelta(hours=1))
        assert state(office, folder) == State.HELD
    with pytest.raises(StateError, match=f"is not public; .* from those who have it: pressflow recall {SLUG}$"):
        take_back(office, folder, "Kim", NOW, "Falsch.")
    assert embargoing.recall(office, folder, "Kim", NOW, "Falsch.") == 0  # no letter has left


@pytest.mark.parametrize("reason", ["", " ", "Abgesagt.\n\nBcc: x", "x" * 2000])
def test_reason_of_a_recall_is_one_paragraph(office: Newsroom, reason: str) -> None:
    folder = embargoed(office)
    embargoing.give(office, folder, "Kim", NOW)
    with pytest.raises(InputError, match="one paragraph"):
        embargoing.recall(office, folder, "Kim", NOW, reason)
    assert state(office, folder) == State.EMBARGOED


def test_recalled_release_can_be_given_out_again_as_approved_anew(office: Newsroom) -> None:
    folder = embargoed(office)
    embargoing.give(office, folder, "Kim", NOW)
    embargoing.recall(office, folder, "Kim", NOW, "Zahl falsch")
    approving.submit(office, folder, "Kim", NOW)
    text = (folder / "de.md").read_text("utf-8")
    (folder / "de.md").write_text(text.replace("verteilt", "verkauft"), "utf-8")
    approving.approve(office, folder, "Jo", NOW)
    done = embargoing.give(office, folder, "Kim", NOW)
    assert (done.event.version, done.promised) == (-2, 2)
    turn(office, LIFTS)
    assert "verkauft" in (office.public / "de" / f"{SLUG}.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("embargo", "words"),
    [
        ({"contacts": ["nobody@desk.example.org"]}, "nobody@desk.example.org: no such media contact"),
        ({"lists": ["local"]}, "embargo.lists: local is no embargo list; there are: early"),
    ],
)
def test_guest_who_cannot_be_one_is_named(office: Newsroom, embargo: dict[str, Any], words: str) -> None:
    folder = embargoed(office, embargo={"until": "2026-05-21 11:00", **embargo})
    with pytest.raises(InputError, match=words):
        embargoing.give(office, folder, "Kim", NOW)
    assert reporting.deliveries(office, folder) == []


def test_who_is_on_an_embargo_list_without_accreditation_is_left_out_and_named(office: Newsroom) -> None:
    folder = embargoed(office)
    disclosing.accredit(office, GUESTS[0], "Dana", NOW, withdraw=True)
    assert scheduling.plan(office, folder, "Kim", NOW).left_out == (GUESTS[0],)
    assert embargoing.give(office, folder, "Kim", NOW).left_out == (GUESTS[0],)
    assert letters(office, folder, "embargo") == {GUESTS[1]}  # whom the record names
    embargoing.lift(office, folder, "Kim", NOW)
    assert GUESTS[0] not in letters(office, folder, "embargo")


def test_embargo_list_on_which_nobody_is_accredited_says_what_to_do(office: Newsroom) -> None:
    folder = embargoed(office, embargo={"until": "2026-05-21 11:00"})
    disclosing.accredit(office, GUESTS[0], "Dana", NOW, withdraw=True)
    with pytest.raises(StateError, match=rf"{GUESTS[0]}.*pressflow contacts accredit ADDRESS"):
        embargoing.give(office, folder, "Kim", NOW)
    disclosing.accredit(office, GUESTS[0], "Dana", NOW)
    assert embargoing.give(office, folder, "Kim", NOW).promised == 1


def test_nobody_to_give_it_to_is_said(office: Newsroom) -> None:
    folder = embargoed(office, embargo={"until": "2026-05-21 11:00", "lists": []})
    with pytest.raises(StateError, match=r"nobody is to have it before: name embargo\.contacts"):
        embargoing.give(office, folder, "Kim", NOW)
    assert embargoing.lift(office, folder, "Kim", NOW).new


# The personal page


def test_personal_page_shows_nothing_before_the_promise_and_everything_after(office: Newsroom) -> None:
    folder = embargoed(office)
    embargoing.give(office, folder, "Kim", NOW)
    link = token(office, folder)
    closed = embargoing.open_room(office, link, NOW)
    assert (closed.state, closed.release, closed.until) == ("closed", None, LIFTS)
    with pytest.raises(InputError, match="there is no such file here"):
        embargoing.room_file(office, link, "assets/rezept.txt", NOW)
    opened = embargoing.accept(office, link, NOW)
    assert opened.state == "open"
    assert opened.release is not None
    assert opened.release.original.title == f"Das Rathaus kocht {HIDDEN}"
    assert embargoing.room_file(office, link, "assets/rezept.txt", NOW)[1].startswith(HIDDEN.encode())
    _, accesses = embargoing.guest_list(office, folder)
    assert [one.act for one in accesses] == ["opened", "opened", "accepted", "opened", "opened", "file"]


def test_personal_page_leads_to_the_public_one_after_the_lift(office: Newsroom) -> None:
    folder = embargoed(office)
    embargoing.give(office, folder, "Kim", NOW)
    link = token(office, folder)
    embargoing.lift(office, folder, "Kim", NOW)
    room = embargoing.open_room(office, link, NOW)
    assert (room.state, room.public_url) == ("lifted", f"https://presse.lohtal.example.org/de/{SLUG}.html")


def test_personal_link_can_be_revoked_runs_out_and_is_nobody_elses(office: Newsroom) -> None:
    folder = embargoed(office, embargo={"event": "Ende der Ratssitzung", "contacts": [GUESTS[1]]})
    embargoing.give(office, folder, "Kim", NOW)
    links = {address: token(office, folder, address) for address in GUESTS}
    embargoing.revoke(office, folder, GUESTS[0], NOW)
    assert embargoing.accept(office, links[GUESTS[0]], NOW).state == "ended"
    assert embargoing.accept(office, links[GUESTS[1]], NOW).state == "open"
    assert embargoing.open_room(office, links[GUESTS[1]], NOW + timedelta(days=31)).state == "ended"
    with pytest.raises(InputError, match="this link is not valid"):
        embargoing.open_room(office, office.tokens.unsubscribe(1, "early"), NOW)
    with pytest.raises(InputError, match="is no guest of this release"):
        embargoing.revoke(office, folder, "reader0@desk.example.org", NOW)


def test_release_under_embargo_is_not_published_by_force_of_habit(office: Newsroom) -> None:
    folder = embargoed(office)
    with pytest.raises(StateError, match="is under embargo until 21 May 2026, 11:00, and not public before"):
        publishing.publish(office, folder, "Kim", NOW)
    embargoing.give(office, folder, "Kim", NOW)
    with pytest.raises(StateError, match="is under embargo; when that is over: pressflow lift"):
        publishing.publish(office, folder, "Kim", LIFTS)
    assert journal.versions(read_journal(folder)) == ()
