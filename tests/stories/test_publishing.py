"""Publishing, as the press office sees it: nothing early, nothing twice, and what was interrupted is finished."""

import json
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

import pytest

from pressflow import approving, importing, publishing, reporting, subscribing
from pressflow.building import build
from pressflow.errors import InputError, PressflowError, StateError
from pressflow.journal import FILE, read_journal
from pressflow.ledger import records
from pressflow.model.delivery import DeliveryState
from pressflow.model.journal import State, versions
from pressflow.newsroom import Newsroom
from pressflow.reporting import Standing
from tests import builders
from tests.builders import NOW

# Words that stand in no other release: where they are found, the release is public.
HIDDEN = "Quittenmarmelade"
HIDDEN_BODY = f"Die {HIDDEN} wird verteilt.\n\n[quote: mayor]\n"
HIDDEN_SLUG = "2026-05-18-quitten"


class Crash(BaseException):
    """The end of a process: nothing catches it."""


def again(newsroom: Newsroom) -> Newsroom:
    """The newsroom as the next run of pressflow finds it."""
    newsroom.ledger.close()
    return Newsroom.at(newsroom.folder)


def secret(newsroom: Newsroom, **changes: Any) -> Path:  # Any: whatever a header may hold
    """A release that must not be found before it is public."""
    fields = {
        "title": f"Das Rathaus kocht {HIDDEN}",
        "lead": f"Am Samstag hat die Stadt Lohtal im Rathaus {HIDDEN} für alle gekocht.",
        "keywords": [HIDDEN],
        "attachments": [{"file": "assets/rezept.txt", "caption": f"Rezept für {HIDDEN}"}],
        **changes,
    }
    folder = builders.add_release(newsroom, HIDDEN_SLUG, body=HIDDEN_BODY, **fields)
    (folder / "assets").mkdir(exist_ok=True)
    (folder / "assets" / "rezept.txt").write_text(f"{HIDDEN}: Quitten, Zucker\n", "utf-8")
    return folder


def approve(newsroom: Newsroom, folder: Path, by: str = "Jo", now: datetime = NOW, **more: str) -> None:
    approving.approve(newsroom, folder, by, now, **more)


def publish(newsroom: Newsroom, folder: Path, now: datetime = NOW) -> publishing.Publication:
    return publishing.publish(newsroom, folder, "Kim", now)


def public(newsroom: Newsroom) -> str:
    """Everything that is public, the names of the files among it."""
    files = [file for file in newsroom.public.rglob("*") if file.is_file()]
    return "\n".join(f"{file.relative_to(newsroom.public)}\n{file.read_bytes()!r}" for file in files)


def is_public(newsroom: Newsroom, words: str = HIDDEN) -> bool:
    return words in public(newsroom) or HIDDEN_SLUG in public(newsroom)


def standing(newsroom: Newsroom, folder: Path) -> Standing:
    (found,) = [entry for entry in reporting.overview(newsroom) if entry.slug == folder.name]
    return found


def refused(newsroom: Newsroom, folder: Path, now: datetime = NOW) -> str:
    """Why a release is not published; nothing of it may be public afterwards, and nothing promised."""
    with pytest.raises(StateError) as error:
        publish(newsroom, folder, now)
    build(newsroom)
    assert not is_public(newsroom)
    assert versions(read_journal(folder)) == ()
    assert not (folder / "versions").exists()
    assert reporting.deliveries(newsroom, folder) == []
    return str(error.value)


@pytest.fixture
def office(newsroom: Newsroom) -> Newsroom:
    """A newsroom with three readers and one public release."""
    builders.add_contacts(newsroom)
    builders.publish(newsroom, builders.add_release(newsroom))
    return newsroom


# Nothing early


def test_draft_cannot_be_published(office: Newsroom) -> None:
    assert refused(office, secret(office)).startswith(f"{HIDDEN_SLUG}: is not approved; let a colleague read it, then:")


def test_approved_release_is_not_public_before_it_is_published(office: Newsroom) -> None:
    folder = secret(office)
    approve(office, folder)
    build(office)
    assert not is_public(office)
    assert standing(office, folder).state == State.APPROVED


def test_release_with_errors_can_neither_be_approved_nor_published(office: Newsroom) -> None:
    folder = secret(office, contacts=["nobody"])
    with pytest.raises(StateError, match=r"CONTACT-UNKNOWN .*\n.*has errors; mend them"):
        approve(office, folder)
    assert "has errors; mend them" in refused(office, folder)


def test_embargo_until_a_time_holds_the_release_back(office: Newsroom) -> None:
    folder = secret(office, embargo={"until": "2026-05-20 11:00"})
    approve(office, folder)
    lifts = datetime(2026, 5, 20, 9, 0, tzinfo=UTC)
    message = refused(office, folder, lifts - timedelta(seconds=1))
    until = "is under embargo until 20 May 2026, 11:00, and not public before; to end the embargo now: pressflow lift"
    assert message == f"{HIDDEN_SLUG}: {until} {HIDDEN_SLUG}"
    publish(office, folder, lifts)
    assert is_public(office)


def test_embargo_until_an_event_holds_the_release_back_whatever_the_clock_says(office: Newsroom) -> None:
    folder = secret(office, embargo={"event": "Ende der Ratssitzung"}, date=None)
    approve(office, folder)
    message = refused(office, folder, NOW + timedelta(days=4000))
    assert "is under embargo until an event (Ende der Ratssitzung), and not public before" in message


def test_release_with_a_later_date_is_held_back(office: Newsroom) -> None:
    folder = secret(office, date="2026-05-20 11:00")
    approve(office, folder)
    message = refused(office, folder, datetime(2026, 5, 20, 8, 59, 59, tzinfo=UTC))
    assert message == f"{HIDDEN_SLUG}: bears a later date: 20 May 2026, 11:00; nothing goes out before that"
    assert publish(office, folder, datetime(2026, 5, 20, 9, 0, tzinfo=UTC)).new


def test_published_release_is_public_everywhere(office: Newsroom) -> None:
    folder = secret(office)
    approve(office, folder)
    done = publish(office, folder)
    assert (done.new, done.promised, done.event.reference) == (True, 3, "2026-002")
    found = {path for path in office.public.rglob("*") if path.is_file() and HIDDEN.encode() in path.read_bytes()}
    names = {path.relative_to(office.public).as_posix() for path in found}
    assert names >= {
        "index.html",
        "de/index.html",
        f"de/{HIDDEN_SLUG}.html",
        f"de/{HIDDEN_SLUG}.txt",
        f"de/{HIDDEN_SLUG}.json",
        "de/rss.xml",
        "de/atom.xml",
        "de/feed.json",
        "de/topics/traffic/index.html",
        "de/topics/traffic/rss.xml",
        "de/years/2026/05/index.html",
        "news-sitemap.xml",
        f"media/{HIDDEN_SLUG}/rezept.txt",
    }
    assert not [name for name in names if name.startswith("en/")]


def test_format_that_the_office_does_not_offer_is_taken_away_and_comes_back(office: Newsroom) -> None:
    def endings(newsroom: Newsroom) -> set[str]:
        build(newsroom)
        return {file.suffix for file in newsroom.public.rglob("*") if file.is_file()}

    offered = endings(office)
    assert ".pdf" in offered
    edit(office.folder / "pressflow.toml", "[mail]", 'omit = ["pdf", "newsml"]\n\n[mail]')
    newsroom = again(office)
    assert endings(newsroom) == offered - {".pdf"}
    assert not list(newsroom.public.rglob("*.newsml.xml"))
    edit(newsroom.folder / "pressflow.toml", 'omit = ["pdf", "newsml"]', "")
    assert endings(again(newsroom)) == offered


# Approval


def test_author_cannot_approve_their_own_release(office: Newsroom) -> None:
    folder = secret(office)
    office.adopt(folder, "Kim Berger", NOW)
    with pytest.raises(StateError, match="Kim Berger wrote it or changed it last and cannot do this alone; ask a"):
        approve(office, folder, "Kim Berger")
    assert standing(office, folder).state == State.DRAFT
    approve(office, folder, "Jo Blau")
    assert standing(office, folder).state == State.APPROVED


def test_office_may_do_without_a_second_person(tmp_path: Path) -> None:
    settings = builders.SETTINGS + "\n[policy]\napprover_is_not_author = false\n"
    newsroom = builders.make_newsroom(tmp_path / "office", settings)
    folder = secret(newsroom)
    newsroom.adopt(folder, "Kim", NOW)
    approve(newsroom, folder, "Kim")
    assert publish(newsroom, folder).new
    assert standing(newsroom, folder).duties == ()


def test_approval_by_the_author_stays_a_duty_until_a_colleague_approves(office: Newsroom) -> None:
    folder = secret(office)
    office.adopt(folder, "Kim", NOW)
    approve(office, folder, "Kim", reason="Hochwasser")
    (duty,) = standing(office, folder).duties
    assert duty.startswith("approved by Kim, who wrote it (Hochwasser): a colleague must")
    assert publish(office, folder).new
    assert standing(office, folder).duties == (duty,)
    approve(office, folder, "Jo")
    assert standing(office, folder).duties == ()


def test_approving_twice_changes_nothing(office: Newsroom) -> None:
    folder = secret(office)
    approve(office, folder)
    before = (folder / FILE).read_bytes()
    approve(office, folder, "Lu", NOW + timedelta(hours=1))
    assert (folder / FILE).read_bytes() == before


@pytest.mark.parametrize("change", ["text", "translation", "asset", "press contact", "boilerplate", "audience"])
def test_any_change_voids_the_approval(office: Newsroom, change: str) -> None:
    folder = secret(office)
    approve(office, folder)
    match change:
        case "text":
            edit(folder / "de.md", "verteilt", "verkauft")
        case "translation":
            builders.add_release(office, HIDDEN_SLUG, language="en", title="The town hall is cooking jam")
        case "asset":
            edit(folder / "assets" / "rezept.txt", "Zucker", "Salz")
        case "press contact":
            edit(office.folder / "press-contacts.yaml", "Kim Berger", "Jo Blau")
        case "boilerplate":
            edit(office.folder / "boilerplate" / "city.de.md", "12.000", "13.000")
        case "audience":
            edit(office.folder / "pressflow.toml", '["culture"]', '["culture", "traffic"]')
    newsroom = again(office)
    assert "was changed after Jo approved it; let a colleague read it" in refused(newsroom, folder)
    assert standing(newsroom, folder).state == State.DRAFT
    assert standing(newsroom, folder).duties == ("changed after Jo approved it: approve again",)
    approve(newsroom, folder)
    assert publish(newsroom, folder).new


# Nothing twice


def test_publishing_twice_promises_nothing_new(office: Newsroom) -> None:
    folder = secret(office)
    approve(office, folder)
    publish(office, folder)
    before, journal = public(office), (folder / FILE).read_bytes()
    done = publish(again(office), folder, NOW + timedelta(days=1))
    assert (done.new, done.promised) == (False, 0)
    assert (public(office), (folder / FILE).read_bytes()) == (before, journal)
    assert len(reporting.deliveries(office, folder)) == 3


def test_public_text_is_not_changed_silently(office: Newsroom) -> None:
    folder = secret(office)
    approve(office, folder)
    publish(office, folder)
    before = public(office)
    edit(folder / "de.md", "verteilt", "verkauft")
    with pytest.raises(StateError, match=r"is public as version 1 and its files differ from that; .* in versions/1"):
        publish(office, folder)
    build(office)
    assert public(office) == before
    assert standing(office, folder).duties == ("the files differ from version 1, which is public",)


def test_references_count_without_gaps_over_years(office: Newsroom) -> None:
    moments = [
        datetime(2026, 12, 31, 22, 59, tzinfo=UTC),
        datetime(2026, 12, 31, 23, 0, tzinfo=UTC),
        datetime(2027, 6, 1, tzinfo=UTC),
    ]
    given = []
    for number, moment in enumerate(moments):
        draft = builders.add_release(office, f"2026-06-0{number + 1}-draft")
        with pytest.raises(StateError):
            publish(office, draft, moment)
        folder = builders.add_release(office, f"2026-05-0{number + 1}-bridge")
        approve(office, folder, now=moment)
        given.append(publish(office, folder, moment).event.reference)
    assert given == ["2026-002", "2027-001", "2027-002"]


def test_references_are_never_given_twice_even_without_the_ledger(office: Newsroom) -> None:
    office.ledger.close()
    for file in office.var.glob("ledger*"):
        file.unlink()
    for file in office.var.glob("secret"):
        file.unlink()
    newsroom = Newsroom.at(office.folder)
    folder = secret(newsroom)
    approve(newsroom, folder)
    assert publish(newsroom, folder).event.reference == "2026-002"


# Who gets it


def test_release_goes_to_the_lists_that_want_its_topics_and_to_each_reader_once(newsroom: Newsroom) -> None:
    rows = [
        ("both@desk.example.org", "local arts"),
        ("arts@desk.example.org", "arts"),
        ("local@desk.example.org", "local"),
    ]
    for address, lists in rows:
        reader(newsroom, address, lists=lists)
    traffic, culture = secret(newsroom), builders.add_release(newsroom, topics=["culture"])
    for folder in (traffic, culture):
        approve(newsroom, folder)
        publish(newsroom, folder)
    assert addresses(newsroom, traffic) == {"both@desk.example.org": "local", "local@desk.example.org": "local"}
    assert addresses(newsroom, culture) == {
        "both@desk.example.org": "local",
        "local@desk.example.org": "local",
        "arts@desk.example.org": "arts",
    }


def test_reader_gets_their_own_language_or_else_the_original(newsroom: Newsroom) -> None:
    for language in ("de", "en", "fr"):
        reader(newsroom, f"{language}@desk.example.org", language=language)
    folder = builders.add_release(newsroom)
    builders.add_release(newsroom, language="en", title="New bridge across the Loh is finished")
    approve(newsroom, folder)
    publish(newsroom, folder)
    with newsroom.ledger.writing() as tx:
        claimed = builders.claim(tx)
        subjects = {delivery.address: records.letter(tx, delivery.letter_id).subject for delivery in claimed}
    assert subjects == {
        "de@desk.example.org": "Neue Brücke über die Loh ist fertig",
        "en@desk.example.org": "New bridge across the Loh is finished",
        "fr@desk.example.org": "Neue Brücke über die Loh ist fertig",
    }


def test_suppressed_reader_is_recorded_as_such_and_the_numbers_add_up(newsroom: Newsroom) -> None:
    builders.add_contacts(newsroom, 5)
    subscribing.suppress(newsroom, "reader1@desk.example.org", "asked by phone", NOW)
    folder = secret(newsroom)
    approve(newsroom, folder)
    assert publish(newsroom, folder).promised == 5
    entries = reporting.deliveries(newsroom, folder)
    assert {entry.address: (entry.state, entry.reason) for entry in entries if entry.reason} == {
        "reader1@desk.example.org": (DeliveryState.SUPPRESSED, "by hand")
    }
    assert Counter(entry.state for entry in entries) == {DeliveryState.PLANNED: 4, DeliveryState.SUPPRESSED: 1}
    tally = standing(newsroom, folder).tally
    assert (tally.promised, tally.has_it, tally.not_yet, tally.perhaps, tally.will_not) == (5, 0, 4, 0, 1)


def test_release_without_readers_is_published_all_the_same(newsroom: Newsroom) -> None:
    folder = secret(newsroom)
    approve(newsroom, folder)
    assert publish(newsroom, folder).promised == 0
    assert is_public(newsroom)


# The journal


def test_changed_line_of_a_journal_stops_everything_with_its_place(office: Newsroom) -> None:
    folder = secret(office)
    approve(office, folder)
    publish(office, folder)
    edit(folder / FILE, '"by": "Jo"', '"by": "Lu"')
    with pytest.raises(InputError, match=rf"{HIDDEN_SLUG}/{FILE}:3: does not follow the line before it"):
        build(again(office))


@pytest.mark.parametrize("left", [0, 1, 40])
def test_last_line_that_was_lost_or_torn_is_written_again(office: Newsroom, left: int) -> None:
    folder = secret(office)
    approve(office, folder)
    publish(office, folder)
    whole = (folder / FILE).read_bytes()
    *lines, last = whole.splitlines(keepends=True)
    (folder / FILE).write_bytes(b"".join(lines) + last[:left])
    assert not publish(again(office), folder).new
    assert (folder / FILE).read_bytes() == whole
    assert is_public(office)
    assert len(reporting.deliveries(office, folder)) == 3


def test_what_a_journal_says_can_be_followed_by_a_person(office: Newsroom) -> None:
    folder = secret(office)
    office.adopt(folder, "Kim", NOW)
    approve(office, folder, "Jo")
    publish(office, folder)
    lines = [json.loads(line) for line in (folder / FILE).read_text("utf-8").splitlines()]
    assert [(line["event"], line["by"]) for line in lines] == [
        ("created", "Kim"),
        ("approved", "Jo"),
        ("published", "Kim"),
    ]
    assert lines[0]["uri"].startswith("tag:presse.lohtal.example.org,2026-05-20:release/")
    assert (lines[2]["reference"], lines[2]["version"], lines[2]["audience"]) == ("2026-002", 1, ["local"])
    assert lines[1]["hash"] == lines[2]["hash"]


# What was interrupted

# Every step of a publish, in order.
STEPS = [
    "pressflow.publishing.freeze",
    "pressflow.ledger.records.record",
    "pressflow.ledger.records.put_letter",
    "pressflow.ledger.outbox.put",
    "pressflow.recording.append",
    "pressflow.building.Staged.show",
    "pressflow.channels.tree.Tree.finished",
    "pressflow.channels.tree.Tree.switch",
    "pressflow.ledger.records.open_version",
]


def crash_at(monkeypatch: pytest.MonkeyPatch, step: str, when: str) -> None:
    """Let the process end before a step, or right after it."""
    original: Callable[..., Any] = resolve_name(step)  # Any: whatever the step takes

    def crash(*args: Any, **kwargs: Any) -> Any:  # Any: as above
        if when == "after":
            original(*args, **kwargs)
        raise Crash(step)

    monkeypatch.setattr(step, crash)


def interrupted(office: Newsroom, monkeypatch: pytest.MonkeyPatch, step: str, when: str) -> Path:
    """A release whose publishing ended at a step."""
    folder = secret(office)
    approve(office, folder)
    with monkeypatch.context() as patch:
        crash_at(patch, step, when)
        with pytest.raises(Crash):
            publish(office, folder)
    return folder


def is_published_once(newsroom: Newsroom, folder: Path) -> None:
    """What a person sees when all went well."""
    (event,) = versions(read_journal(folder))
    assert (event.version, event.reference) == (1, "2026-002")
    letters = Counter(entry.address for entry in reporting.deliveries(newsroom, folder))
    assert letters == {f"reader{number}@desk.example.org": 1 for number in range(3)}
    assert is_public(newsroom)
    assert [path.name for path in (folder / "versions").iterdir()] == ["1"]
    with newsroom.ledger.reading() as tx:
        assert records.unopened(tx) == ()
    done = publish(newsroom, folder)
    assert (done.new, done.promised, done.built.reply.rpartition(", ")[2]) == (False, 0, "nothing changed")


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", STEPS)
def test_publish_that_was_interrupted_is_finished_by_the_next(
    office: Newsroom, monkeypatch: pytest.MonkeyPatch, step: str, when: str
) -> None:
    folder = interrupted(office, monkeypatch, step, when)
    newsroom = again(office)
    publish(newsroom, folder)
    is_published_once(newsroom, folder)


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", STEPS[4:])
def test_worker_finishes_what_the_ledger_has_promised(
    office: Newsroom, monkeypatch: pytest.MonkeyPatch, step: str, when: str
) -> None:
    folder = interrupted(office, monkeypatch, step, when)
    newsroom = again(office)
    with newsroom.lock("work"):
        publishing.finish(newsroom, NOW)
    is_published_once(newsroom, folder)


@pytest.mark.parametrize("step", STEPS[:4])
def test_publish_that_came_to_no_promise_leaves_nothing_public(
    office: Newsroom, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    folder = interrupted(office, monkeypatch, step, "before")
    newsroom = again(office)
    with newsroom.lock("work"):
        publishing.finish(newsroom, NOW)
    build(newsroom)
    assert not is_public(newsroom)
    assert reporting.deliveries(newsroom, folder) == []
    assert standing(newsroom, folder).state == State.APPROVED


@pytest.mark.parametrize("step", STEPS[4:])
def test_no_letter_goes_before_the_site_shows_the_release(
    office: Newsroom, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    folder = interrupted(office, monkeypatch, step, "before")
    newsroom = again(office)
    with newsroom.ledger.writing() as tx:
        claimed = builders.claim(tx, now=NOW + timedelta(days=1))
        known = {entry.address for entry in reporting.deliveries(newsroom, folder)}
        letters = [records.letter(tx, delivery.letter_id).subject for delivery in claimed]
    assert len(known) == 3
    assert not [subject for subject in letters if HIDDEN in subject]


def test_text_edited_after_an_interruption_is_not_what_becomes_public(
    office: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = interrupted(office, monkeypatch, "pressflow.recording.append", "before")
    approved = (folder / "de.md").read_bytes()
    edit(folder / "de.md", "verteilt", "verkauft")
    newsroom = again(office)
    with pytest.raises(StateError, match="is public as version 1 and its files differ from that"):
        publish(newsroom, folder)
    assert is_public(newsroom, f"Die {HIDDEN} wird verteilt.")
    assert "wird verkauft" not in public(newsroom)
    (folder / "de.md").write_bytes(approved)
    is_published_once(newsroom, folder)


def test_text_edited_before_anything_was_promised_must_be_approved_again(
    office: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = interrupted(office, monkeypatch, "pressflow.ledger.records.record", "before")
    edit(folder / "de.md", "verteilt", "verkauft")
    newsroom = again(office)
    with pytest.raises(StateError, match="was changed after Jo approved it"):
        publish(newsroom, folder)
    assert not is_public(newsroom)


def test_site_that_cannot_be_built_stops_the_publish_before_it_promises(office: Newsroom) -> None:
    folder = secret(office)
    approve(office, folder)
    (office.folder / "templates").mkdir()
    (office.folder / "templates" / "index.html").write_text("{{ nonsense }}", "utf-8")
    newsroom = again(office)
    with pytest.raises(PressflowError, match=r"templates/index\.html"):
        publish(newsroom, folder)
    assert not is_public(newsroom)
    assert reporting.deliveries(newsroom, folder) == []
    (office.folder / "templates" / "index.html").unlink()
    newsroom = again(newsroom)
    publish(newsroom, folder)
    is_published_once(newsroom, folder)


def test_folder_that_vanished_between_promise_and_site_is_asked_for(
    office: Newsroom, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = interrupted(office, monkeypatch, "pressflow.recording.append", "before")
    folder.rename(tmp_path / "aside")
    newsroom = again(office)
    with pytest.raises(PressflowError, match=HIDDEN_SLUG):
        publishing.finish(newsroom, NOW)
    assert not is_public(newsroom)
    (tmp_path / "aside").rename(folder)
    newsroom = again(newsroom)
    publishing.finish(newsroom, NOW)
    is_published_once(newsroom, folder)


def reader(newsroom: Newsroom, address: str, lists: str = "local", language: str = "de") -> None:
    """Import one media contact."""
    row = f"{address},Anna Berg,{language},Tageblatt,{lists},consent,form"
    file = newsroom.folder / "reader.csv"
    file.write_text(f"address,name,language,medium,lists,basis,proof\n{row}\n", "utf-8")
    assert importing.import_contacts(newsroom, file, NOW).refused == ()


def addresses(newsroom: Newsroom, folder: Path) -> dict[str, str]:
    """Who was promised a letter, and by which list."""
    return {entry.address: entry.list_id for entry in reporting.deliveries(newsroom, folder)}


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")
