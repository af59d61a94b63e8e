"""Digests come at their time, once, with what each reader wants, and not at all where nothing is new."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from pressflow import digesting, reporting, subscribing
from pressflow.ledger import records
from pressflow.ledger.tables import deliveries
from pressflow.model.letter import Letter
from pressflow.newsroom import Newsroom
from tests import builders
from tests.builders import NOW
from tests.stories.test_sending import Office

# 07:00 in Berlin, the morning after what builders publish.
MORNING = datetime(2026, 5, 21, 5, tzinfo=UTC)
MONDAY = datetime(2026, 5, 25, 5, tzinfo=UTC)
OTHER = "2026-05-17-opera"
OPERA = "Die Oper von Lohtal spielt ab Sonntag im neuen Haus am Markt, der Eintritt ist am ersten Tag frei."


def planned(newsroom: Newsroom, now: datetime) -> dict[str, Letter]:
    """Who is promised a digest after planning at a moment, with the letter."""
    list(digesting.plan_digests(newsroom, now))
    query = select(deliveries.c.address, deliveries.c.letter_id).where(deliveries.c.kind == "digest")
    with newsroom.ledger.reading() as tx:
        return {row.address: records.letter(tx, row.letter_id) for row in tx.execute(query).all()}


@pytest.fixture
def office(newsroom: Newsroom, release: Path) -> Newsroom:
    """A newsroom with daily readers, which has published a release on traffic and one on culture."""
    builders.add_contacts(newsroom, 2, lists="local", frequency="daily")
    builders.publish(newsroom, release)
    builders.publish(
        newsroom, builders.add_release(newsroom, OTHER, topics=["culture"], title="Neue Oper am Sonntag", lead=OPERA)
    )
    return newsroom


def test_digest_reader_gets_no_letter_when_a_release_is_published(office: Newsroom) -> None:
    assert list(reporting.deliveries(office, office.folders[builders.SLUG])) == []


def test_digest_holds_everything_new_and_comes_once(office: Newsroom) -> None:
    assert planned(office, MORNING - timedelta(seconds=1)) == {}
    letters = planned(office, MORNING)
    assert set(letters) == {"reader0@desk.example.org", "reader1@desk.example.org"}
    letter = letters["reader0@desk.example.org"]
    for part in ("Neue Brücke über die Loh ist fertig", "Neue Oper am Sonntag"):
        assert part in letter.text
        assert part in letter.html
    assert "\n-- \nStadt Lohtal\nRathausplatz" in letter.text
    assert letter.subject == "Stadt Lohtal: Neues vom 21. Mai 2026"
    assert list(digesting.plan_digests(office, MORNING + timedelta(minutes=5))) == []


def test_nothing_new_is_no_letter(office: Newsroom) -> None:
    first = planned(office, MORNING)
    assert list(digesting.plan_digests(office, MORNING + timedelta(days=1))) == []
    assert set(planned(office, MORNING + timedelta(days=1))) == set(first)


def test_each_reader_gets_what_they_want(newsroom: Newsroom, release: Path) -> None:
    for name, changes in {
        "culture": {"topics": "culture"}, "arts": {"lists": "arts"}, "weekly": {"frequency": "weekly"},
        "paused": {"paused_until": "2026-06-01"}, "english": {"language": "en"},
    }.items():  # fmt: skip
        file = builders.contacts_csv(newsroom.folder / "one.csv", 1, **{"frequency": "daily", **changes})
        file.write_text(file.read_text("utf-8").replace("reader0", name), "utf-8")
        builders.take_in(newsroom, file)
    builders.publish(newsroom, release)
    builders.publish(
        newsroom, builders.add_release(newsroom, OTHER, topics=["culture"], title="Neue Oper am Sonntag", lead=OPERA)
    )
    letters = planned(newsroom, MORNING)
    assert {name.partition("@")[0] for name in letters} == {"culture", "arts", "english"}
    for name in ("culture", "arts"):
        assert "Oper" in letters[f"{name}@desk.example.org"].text
        assert "Brücke" not in letters[f"{name}@desk.example.org"].text
    assert letters["english@desk.example.org"].subject == "City of Lohtal: news of 21 May 2026"
    assert "weekly@desk.example.org" in planned(newsroom, MONDAY)


def test_days_nobody_was_at_work_are_told_in_one_digest(office: Newsroom) -> None:
    planned(office, MORNING)
    later = builders.add_release(office, "2026-05-22-school", title="Neue Schule am Markt", date="2026-05-22 10:00")
    builders.publish(office, later, NOW + timedelta(days=3))
    assert "1 letters" not in "".join(said := list(digesting.plan_digests(office, MORNING + timedelta(days=9))))
    assert said == ["daily digest: 2 letters promised"]


def test_release_that_is_not_public_any_more_is_not_told(office: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(type(office), "public_release", lambda *_: None)
    assert planned(office, MORNING) == {}


def test_digest_is_sent_like_any_letter_and_to_nobody_who_left_meanwhile(tmp_path: Path) -> None:
    sending = Office(tmp_path / "office")
    try:
        with sending.relay() as relay:
            builders.add_contacts(sending.newsroom, 3, frequency="daily")
            builders.publish(sending.newsroom, sending.release, sending.now)
            assert sending.work()
            assert relay.recipients() == []
            sending.now += timedelta(days=1)
            subscribing.suppress(sending.newsroom, "reader1@desk.example.org", "unsubscribed", sending.now)
            assert sending.work()
            assert relay.recipients() == ["reader0@desk.example.org", "reader2@desk.example.org"]
            assert sending.work(later=3600)
            assert len(relay.recipients()) == 2
    finally:
        sending.shut()


def test_digests_disturb_no_journal(office: Newsroom) -> None:
    planned(office, MORNING)
    with office.ledger.reading() as tx:
        assert all(uri.startswith("tag:") for uri, _ in records.versions_of(tx))
        assert records.references(tx) == {"2026-001", "2026-002"}
