"""What a press officer does when something went wrong: correct, withdraw, remove, deny; and what everybody then has."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from pressflow import approving, correcting, denying, publishing, scheduling, telling, withdrawing
from pressflow.building import build
from pressflow.building.verifying import verify
from pressflow.checking import check
from pressflow.errors import InputError, StateError
from pressflow.journal import read_journal
from pressflow.model import journal
from pressflow.model.correction_class import CorrectionClass
from pressflow.model.journal import State
from pressflow.newsroom import Newsroom
from pressflow.theme.folders import default_folder
from tests import builders
from tests.smtp_server import MailServer, Rule
from tests.stories.test_sending import FIRST, SECOND, THIRD, Office, everybody

TakeBack = Callable[..., withdrawing.Recall]
NOTE = {"de": "Die Brücke ist 48 Meter lang, nicht 84."}


class Desk(Office):
    """The office on a bad day."""

    def edit(self, old: str = "84 Meter", new: str = "48 Meter", file: str = "de.md") -> None:
        """Change words in the release's file."""
        text = (self.release / file).read_text("utf-8")
        assert old in text
        (self.release / file).write_text(text.replace(old, new), "utf-8")

    def correct(self, class_: CorrectionClass = "correction", note: dict[str, str] | None = None) -> int:
        """Correct the release as its files are now, approve and publish it; how many letters that promises."""
        self.now += timedelta(minutes=1)
        said = (NOTE if class_ in ("correction", "material") else {}) if note is None else note
        correcting.correct(self.newsroom, self.release, "Author", self.now, class_, said)
        approving.approve(self.newsroom, self.release, "Approver", self.now)
        return publishing.publish(self.newsroom, self.release, "Author", self.now).promised

    def site(self, path: str = f"de/{builders.SLUG}.html") -> str:
        return (self.newsroom.public / path).read_text("utf-8")

    def state(self) -> State:
        return journal.state(read_journal(self.release))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path / "office")
    try:
        yield desk
    finally:
        desk.shut()


def mails(server: MailServer) -> dict[str, list[EmailMessage]]:
    """The letters each reader has, in the order in which they came."""
    found: dict[str, list[EmailMessage]] = {}
    for one in server.accepted():
        mail = message_from_bytes(server.content(one), policy=policy.default)
        assert isinstance(mail, EmailMessage)
        found.setdefault(one.to, []).append(mail)
    return found


def plain(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part
    return str(part.get_content())


def test_who_has_the_mistake_is_told_in_the_same_thread(desk: Desk) -> None:
    with desk.relay() as server:
        desk.publish()
        desk.work()
        desk.edit()
        assert desk.correct() == 3
        desk.work()
        for first, second in mails(server).values():
            assert second["Subject"] == f"KORREKTUR: {first['Subject']}"
            assert second["In-Reply-To"] == second["References"] == first["Message-ID"]
            text = " ".join(plain(second).split())
            assert "Die Brücke ist [bisher: 84 | jetzt: 48] Meter lang" in text
            assert text.index("jetzt: 48") < text.index("48 Meter lang und ersetzt")
        assert sorted(mails(server)) == everybody(3)


def test_correction_while_the_blast_is_running(desk: Desk) -> None:
    with desk.relay(Rule("rcpt", "451 later", to=SECOND, times=1), connections=1) as server:
        desk.publish()
        desk.work()
        assert sorted(mails(server)) == [FIRST, THIRD]
        desk.edit()
        assert desk.correct() == 3
        desk.work(later=4000)
        found = mails(server)
        assert [mail["Subject"].startswith("KORREKTUR") for mail in found[FIRST]] == [False, True]
        (only,) = found[SECOND]
        assert not only["Subject"].startswith("KORREKTUR")
        assert only["In-Reply-To"] is None
        assert "48 Meter lang" in plain(only)
        assert "84 Meter lang" not in plain(only).replace("nicht 84", "")


def test_reader_of_whom_nobody_knows_is_told_as_well(desk: Desk) -> None:
    with desk.relay(Rule("dot", to=FIRST, keep=True, close=True, times=1)) as server:
        desk.publish(1)
        desk.work()
        assert desk.states() == {"uncertain": 1}
        desk.edit()
        assert desk.correct() == 1
        desk.work()
        assert [mail["Subject"].startswith("KORREKTUR") for mail in mails(server)[FIRST]] == [False, True]


def test_reader_whose_letter_was_in_doubt_is_told_even_where_it_was_to_be_sent_again(desk: Desk) -> None:
    with desk.relay(Rule("dot", to=FIRST, keep=True, close=True, times=1)) as server:
        desk.publish(1)
        desk.work()
        desk.resume()
        desk.edit()
        assert desk.correct() == 1
        desk.work()
        first, second = mails(server)[FIRST]
        assert second["Subject"].startswith("KORREKTUR")
        assert second["In-Reply-To"] == first["Message-ID"]


def test_what_was_overtaken_is_never_resumed(desk: Desk) -> None:
    with desk.relay(Rule("dot", to=FIRST, close=True, times=1)) as server:
        desk.publish(1)
        desk.work()
        desk.edit()
        desk.correct()
        assert sum(desk.resume()) == 0
        desk.work()
        assert all("48 Meter" in plain(mail) for mail in mails(server)[FIRST])


@pytest.mark.parametrize(("class_", "old", "new"), [("typo", "lang und", "lang  und"), ("update", "auch", "sogar")])
def test_small_changes_reach_the_site_and_those_who_still_wait_and_nobody_else(
    desk: Desk, class_: CorrectionClass, old: str, new: str
) -> None:
    with desk.relay(Rule("rcpt", "451 later", to=SECOND, times=1)) as server:
        desk.publish(2)
        desk.work()
        desk.edit(old, new)
        assert desk.correct(class_) == 1
        desk.work(later=4000)
        assert {reader: len(got) for reader, got in mails(server).items()} == {FIRST: 1, SECOND: 1}


@pytest.mark.parametrize(
    ("class_", "old", "new", "letters"),
    [("typo", "lang und", "lang  und", 1), ("update", "auch", "sogar", 1), ("correction", "84 Meter", "48 Meter", 3)],
)
def test_plan_of_a_correction_counts_who_then_gets_a_letter_and_changes_nothing(
    desk: Desk, class_: CorrectionClass, old: str, new: str, letters: int
) -> None:
    with desk.relay(Rule("rcpt", "451 later", to=SECOND, times=1)):
        desk.publish()
        desk.work()
        builders.add_contacts(desk.newsroom, 5)  # two of them are new
        desk.edit(old, new)
        note = NOTE if class_ == "correction" else {}
        correcting.correct(desk.newsroom, desk.release, "Author", desk.now, class_, note)
        before = desk.letters()
        planned = scheduling.plan(desk.newsroom, desk.release, "Kim", desk.now).letters
        assert desk.letters() == before
        assert planned == letters == desk.correct(class_, note)


@pytest.mark.parametrize("take_back", [None, withdrawing.withdraw, withdrawing.kill])
def test_nothing_is_planned_of_what_does_not_go_out_any_more(desk: Desk, take_back: TakeBack | None) -> None:
    desk.publish(0)
    if take_back:
        take_back(desk.newsroom, desk.release, "Kim", desk.now, "Falsch.")
    with pytest.raises(
        StateError, match=r"is (public already|withdrawn|killed), so nothing is planned; .* pressflow log"
    ):
        scheduling.plan(desk.newsroom, desk.release, "Kim", desk.now)


def test_what_was_removed_has_no_findings_and_nothing_to_correct(desk: Desk) -> None:
    desk.publish(0)
    withdrawing.kill(desk.newsroom, desk.release, "Kim", desk.now, "Falsch.")
    assert check(desk.newsroom, [desk.release]) == ()
    with pytest.raises(StateError, match="was removed for good; what holds now is said in a new release"):
        correcting.look(desk.newsroom, desk.release)


def test_who_wrote_the_newest_version_does_not_withdraw_it_alone(desk: Desk) -> None:
    desk.publish(0)
    desk.edit()
    desk.correct()
    with pytest.raises(StateError, match="Author wrote it or changed it last"):
        withdrawing.withdraw(desk.newsroom, desk.release, "Author", desk.now, "Falsch.")


def test_log_says_that_a_recall_was_approved(desk: Desk) -> None:
    desk.newsroom.adopt(desk.release, "Author", desk.now)
    desk.publish(0)
    withdrawing.withdraw(desk.newsroom, desk.release, "Author", desk.now, "Falsch.", force=True)
    approving.approve(desk.newsroom, desk.release, "Jo", desk.now)
    assert [words for _, words in telling.story(desk.newsroom, desk.release)][-2:] == [
        "Author withdrew it without a second person: Falsch.",
        "Jo approved that it was taken back.",
    ]


def test_new_subscribers_do_not_get_a_correction_as_news(desk: Desk) -> None:
    with desk.relay() as server:
        desk.publish(1)
        desk.work()
        builders.add_contacts(desk.newsroom, 3)
        desk.edit()
        assert desk.correct() == 1
        desk.work()
        assert sorted(mails(server)) == [FIRST]


def test_correction_of_a_correction_stays_in_one_thread(desk: Desk) -> None:
    with desk.relay() as server:
        desk.publish(1)
        desk.work()
        desk.edit()
        desk.correct()
        desk.work()
        desk.edit("48 Meter", "49 Meter")
        desk.correct(note={"de": "Die Brücke ist 49 Meter lang."})
        desk.work()
        first, second, third = mails(server)[FIRST]
        assert third["In-Reply-To"] == second["Message-ID"]
        assert third["References"].split() == [first["Message-ID"], second["Message-ID"]]
        assert "[bisher: 48 | jetzt: 49]" in plain(third)
        assert (desk.newsroom.public / "de" / f"{builders.SLUG}.v2.html").is_file()


def test_site_keeps_showing_what_is_public_until_the_correction_is_published(desk: Desk) -> None:
    desk.publish(0)
    desk.edit()
    correcting.correct(desk.newsroom, desk.release, "Author", desk.now, "correction", NOTE)
    build(desk.newsroom)
    assert "84 Meter" in desk.site()
    with pytest.raises(StateError, match="not approved"):
        publishing.publish(desk.newsroom, desk.release, "Author", desk.now)
    approving.approve(desk.newsroom, desk.release, "Approver", desk.now)
    publishing.publish(desk.newsroom, desk.release, "Author", desk.now)
    assert "48 Meter" in desk.site()
    assert "Frühere Fassung 1" in desk.site(f"de/{builders.SLUG}.v1.html")


def test_site_after_corrections_is_the_one_made_from_nothing(desk: Desk) -> None:
    desk.publish(0)
    desk.edit()
    desk.correct()
    withdrawing.withdraw(desk.newsroom, desk.release, "Kim", desk.now, "Aufgehoben.")
    assert verify(desk.newsroom) == []
    withdrawing.kill(desk.newsroom, desk.release, "Kim", desk.now, "Persönliches.")
    assert verify(desk.newsroom) == []


def test_class_too_low_is_refused_with_the_reason(desk: Desk) -> None:
    desk.publish(0)
    desk.edit()
    with pytest.raises(StateError, match=r"the number '84' became '48'.*correction at least"):
        correcting.correct(desk.newsroom, desk.release, "Author", desk.now, "typo", {})
    assert journal.correcting(read_journal(desk.release)) is None


def test_edit_after_the_class_was_chosen_is_looked_at_again(desk: Desk) -> None:
    desk.publish(0)
    desk.edit("auch", "sogar")
    correcting.correct(desk.newsroom, desk.release, "Author", desk.now, "update", {})
    desk.edit()
    with pytest.raises(StateError, match="CORRECTION-CLASS"):
        approving.approve(desk.newsroom, desk.release, "Approver", desk.now)


def test_correction_needs_a_note_in_each_language(desk: Desk) -> None:
    builders.add_release(desk.newsroom, language="en", title="A bridge across the Loh is finished")
    desk.publish(0)
    desk.edit()
    with pytest.raises(StateError, match="--note en="):
        correcting.correct(desk.newsroom, desk.release, "Author", desk.now, "correction", NOTE)


def test_other_class_or_note_voids_the_approval(desk: Desk) -> None:
    desk.publish(0)
    desk.edit()
    correcting.correct(desk.newsroom, desk.release, "Author", desk.now, "correction", NOTE)
    approving.approve(desk.newsroom, desk.release, "Approver", desk.now)
    correcting.correct(desk.newsroom, desk.release, "Author", desk.now, "material", NOTE)
    with pytest.raises(StateError, match="not approved"):
        publishing.publish(desk.newsroom, desk.release, "Author", desk.now)


def test_who_writes_a_correction_does_not_approve_it(desk: Desk) -> None:
    desk.publish(0)
    desk.edit()
    correcting.correct(desk.newsroom, desk.release, "Jo Blau", desk.now, "correction", NOTE)
    with pytest.raises(StateError, match="colleague"):
        approving.approve(desk.newsroom, desk.release, "Jo Blau", desk.now)


@pytest.mark.parametrize(("old", "new"), [("2026-05-16 10:30", "2026-05-17 10:30")])
def test_date_of_a_public_release_never_changes(desk: Desk, old: str, new: str) -> None:
    desk.publish(0)
    desk.edit(old, new)
    with pytest.raises(StateError, match="never changes"):
        correcting.correct(desk.newsroom, desk.release, "Author", desk.now, "material", NOTE)


def test_correction_without_a_change_is_refused(desk: Desk) -> None:
    desk.publish(0)
    with pytest.raises(StateError, match="nothing differs"):
        correcting.correct(desk.newsroom, desk.release, "Author", desk.now, "material", NOTE)


def test_correction_can_be_given_up(desk: Desk) -> None:
    desk.publish(0)
    desk.edit()
    (desk.release / "en.md").write_text("---\n---\n", "utf-8")
    assert correcting.drop(desk.newsroom, desk.release) == 1
    assert desk.newsroom.read(desk.release).is_version(desk.release, 1)


def test_wrong_attachment_is_gone_from_the_site_with_the_correction(desk: Desk) -> None:
    (desk.release / "assets").mkdir()
    (desk.release / "assets" / "wrong.csv").write_text("name,salary\nA,1\n", "utf-8")
    builders.add_release(desk.newsroom, attachments=[{"file": "assets/wrong.csv", "caption": "Zahlen"}])
    desk.publish(0)
    assert (desk.newsroom.public / "media" / builders.SLUG / "wrong.csv").is_file()
    (desk.release / "assets" / "wrong.csv").unlink()
    (desk.release / "assets" / "right.csv").write_text("year,buses\n2026,140\n", "utf-8")
    builders.add_release(desk.newsroom, attachments=[{"file": "assets/right.csv", "caption": "Zahlen"}])
    desk.correct(note={"de": "Die Tabelle war falsch."})
    assert not (desk.newsroom.public / "media" / builders.SLUG / "wrong.csv").exists()
    assert (desk.newsroom.public / "media" / builders.SLUG / "right.csv").is_file()


def test_withdrawal_while_the_blast_is_running(desk: Desk) -> None:
    with desk.relay(Rule("rcpt", "451 later", to=SECOND, times=1)) as server:
        desk.publish()
        desk.work()
        done = withdrawing.withdraw(desk.newsroom, desk.release, "Kim", desk.now, "Der Beschluss ist aufgehoben.")
        assert (done.stopped, done.promised) == (1, 2)
        desk.work(later=4000)
        found = mails(server)
        assert sorted(found) == [FIRST, THIRD]
        for first, second in found.values():
            assert second["Subject"] == f"RÜCKRUF: {first['Subject']}"
            assert second["In-Reply-To"] == first["Message-ID"]
            assert "Der Beschluss ist aufgehoben." in plain(second)
        assert desk.state() == State.WITHDRAWN
        assert "84 Meter" in desk.site()
        assert "Zurückgezogen" in desk.site()


@pytest.mark.parametrize("take_back", [withdrawing.withdraw, withdrawing.kill])
def test_recall_does_not_wait_for_the_slow_documents_of_all_others(
    desk: Desk, take_back: TakeBack, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = builders.add_release(desk.newsroom, "2026-05-15-market")
    builders.publish(desk.newsroom, other, desk.now)
    desk.publish(0)
    pdf = desk.newsroom.public / "de" / f"{other.name}.pdf"
    before, seen = pdf.read_bytes(), []
    (desk.folder / "templates").mkdir()
    looks = (default_folder() / "release.typ").read_text("utf-8")
    set_otherwise = looks.replace("#set document(", "#set text(tracking: 1pt)\n#set document(", 1)
    (desk.folder / "templates" / "release.typ").write_text(set_otherwise, "utf-8")
    desk.newsroom = desk.newsroom.at(desk.folder)

    def looked_at(*_: object) -> str:
        seen.append(pdf.read_bytes())
        return ""

    with monkeypatch.context() as patch:  # at the moment letters may go
        patch.setattr(publishing, "announce", looked_at)
        take_back(desk.newsroom, desk.release, "Kim", desk.now, "Falsch.")
    assert seen == [before]
    assert pdf.read_bytes() != before
    assert verify(desk.newsroom) == []


def test_typo_moves_the_moment_for_crawlers_and_none_that_readers_see(desk: Desk) -> None:
    desk.publish(0)
    year, feeds = "de/sitemap-2026.xml", ("de/atom.xml", "de/rss.xml", "de/feed.json")
    lastmod, moments = re.compile("<lastmod>(.*?)</lastmod>"), re.compile("<updated>.*?<|<pubDate>.*?<|date_modified.*")
    before = {file: desk.site(file) for file in (year, *feeds)}
    desk.edit("lang und", "lang  und")
    desk.correct("typo")
    assert lastmod.findall(desk.site(year)) > lastmod.findall(before[year])
    for file in feeds:
        assert moments.findall(desk.site(file)) == moments.findall(before[file]), file


def test_kill_while_letters_wait(desk: Desk) -> None:
    (desk.release / "assets").mkdir()
    (desk.release / "assets" / "bridge.jpg").write_bytes(builders.picture())
    photo = {"file": "assets/bridge.jpg", "alt": "Die Brücke", "credit": "Stadt Lohtal"}
    builders.add_release(desk.newsroom, images=[photo])
    with desk.relay(Rule("rcpt", "451 later", to=SECOND, times=1)) as server:
        desk.publish()
        desk.work()
        done = withdrawing.kill(desk.newsroom, desk.release, "Kim", desk.now, "Namen von Kindern.")
        assert (done.stopped, done.promised) == (1, 2)
        desk.work(later=4000)
        assert {reader: len(got) for reader, got in mails(server).items()} == {FIRST: 2, THIRD: 2}
        second = mails(server)[FIRST][1]
        assert second["Subject"] == "RÜCKRUF: Mitteilung 2026-001"
        assert second["In-Reply-To"] == mails(server)[FIRST][0]["Message-ID"]
        assert "Kindern" not in plain(second)
    desk.close()
    assert desk.state() == State.KILLED
    assert [file.name for file in desk.release.iterdir()] == ["journal.jsonl"]
    words = re.compile("84 Meter|Ute Sommer|Neue Brücke|bridge.jpg".encode())
    files = (file for file in desk.folder.rglob("*") if file.is_file() and ".spare" not in file.parts)
    assert [file.name for file in files if words.search(file.read_bytes())] == []
    assert not desk.newsroom.public.with_name(".public.spare").exists()
    assert not any((desk.newsroom.var / "cache" / "pictures").rglob("*.jpg"))
    assert "wurde entfernt" in desk.site()
    assert "2026-05-16-bridge" in desk.site("gone.nginx.conf")


def test_who_wrote_it_withdraws_it_alone_only_by_force_and_a_colleague_answers_later(desk: Desk) -> None:
    desk.newsroom.adopt(desk.release, "Author", desk.now)
    desk.publish(0)
    with pytest.raises(StateError, match="force"):
        withdrawing.withdraw(desk.newsroom, desk.release, "Author", desk.now, "Falsch.")
    done = withdrawing.withdraw(desk.newsroom, desk.release, "Author", desk.now, "Falsch.", force=True)
    assert done.alone
    assert "colleague" in desk.duties()
    approving.approve(desk.newsroom, desk.release, "Approver", desk.now)
    assert "colleague" not in desk.duties()


def test_killing_alone_can_be_answered_for_later_although_nothing_is_left(desk: Desk) -> None:
    desk.newsroom.adopt(desk.release, "Author", desk.now)
    desk.publish(0)
    withdrawing.kill(desk.newsroom, desk.release, "Author", desk.now, "Falsch.", force=True)
    assert "colleague" in desk.duties()
    approving.approve(desk.newsroom, desk.release, "Approver", desk.now)
    assert desk.duties() == ""


@pytest.mark.parametrize("take_back", [withdrawing.withdraw, withdrawing.kill])
def test_who_took_it_back_alone_does_not_approve_that(desk: Desk, take_back: TakeBack) -> None:
    desk.newsroom.adopt(desk.release, "Author", desk.now)
    desk.publish(0)
    take_back(desk.newsroom, desk.release, "Author", desk.now, "Falsch.", force=True)
    for reason in (None, "Es ist Nacht"):
        with pytest.raises(StateError, match="author took it back, so a colleague has to approve that"):
            approving.approve(desk.newsroom, desk.release, " author", desk.now, reason)
    assert "colleague" in desk.duties()
    approving.approve(desk.newsroom, desk.release, "Approver", desk.now)
    with pytest.raises(StateError, match="nothing left to approve"):
        approving.approve(desk.newsroom, desk.release, "Approver", desk.now)


def test_only_who_may_approve_answers_for_a_killing(desk: Desk) -> None:
    desk.newsroom.adopt(desk.release, "Author", desk.now)
    desk.publish(0)
    withdrawing.kill(desk.newsroom, desk.release, "Author", desk.now, "Falsch.", force=True)
    settings = builders.SETTINGS + '[roles]\nauthor = ["Kim"]\napprover = ["Jo"]\n'
    desk.close()
    desk.newsroom = builders.make_newsroom(desk.folder, settings)
    with pytest.raises(StateError, match="your role does not allow this"):
        approving.approve(desk.newsroom, desk.release, "Kim", desk.now)
    assert approving.approve(desk.newsroom, desk.release, "Jo", desk.now).role == "approver"
    assert desk.duties() == ""


def test_withdrawal_amid_a_correction_can_be_approved_although_the_files_differ(desk: Desk) -> None:
    desk.newsroom.adopt(desk.release, "Author", desk.now)
    desk.publish(0)
    desk.edit()
    correcting.correct(desk.newsroom, desk.release, "Author", desk.now, "correction", NOTE)
    withdrawing.withdraw(desk.newsroom, desk.release, "Author", desk.now, "Falsch.", force=True)
    approving.approve(desk.newsroom, desk.release, "Approver", desk.now)
    assert "colleague" not in desk.duties()


def test_text_published_alone_and_corrected_by_two_is_no_duty_any_more(desk: Desk) -> None:
    desk.newsroom.adopt(desk.release, "Author", desk.now)
    approving.approve(desk.newsroom, desk.release, "Author", desk.now, "Hochwasser")
    publishing.publish(desk.newsroom, desk.release, "Author", desk.now)
    assert "colleague" in desk.duties()
    desk.edit()
    desk.correct()
    assert desk.duties() == ""


@pytest.mark.parametrize("take_back", [withdrawing.withdraw, withdrawing.kill])
def test_what_nobody_has_cannot_be_taken_back(desk: Desk, take_back: TakeBack) -> None:
    with pytest.raises(StateError, match=f"is not public, so nobody has it; .*: pressflow cancel {builders.SLUG}"):
        take_back(desk.newsroom, desk.release, "Kim", desk.now, "Falsch.")


@pytest.mark.parametrize("reason", ["", "  ", "a\nb", "x" * 2000])
def test_reason_is_one_paragraph(desk: Desk, reason: str) -> None:
    desk.publish(0)
    with pytest.raises(InputError, match="paragraph"):
        withdrawing.withdraw(desk.newsroom, desk.release, "Kim", desk.now, reason)


class PowerCut(BaseException):
    """Everything stops here."""


STEPS = ("write_down", "clear_release", "stage", "index", "clear_spare", "_open")


@pytest.mark.parametrize("step", STEPS)
def test_kill_that_was_interrupted_anywhere_is_finished_by_the_next_work(
    desk: Desk, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(*_: object, **__: object) -> None:
        raise PowerCut

    with desk.relay() as server:
        desk.publish(1)
        desk.work()
        with monkeypatch.context() as patch:
            patch.setattr(publishing, step, cut)
            with pytest.raises(PowerCut):
                withdrawing.kill(desk.newsroom, desk.release, "Kim", desk.now, "Falsch.")
        desk.work()
        assert [mail["Subject"].startswith("RÜCKRUF") for mail in mails(server)[FIRST]] == [False, True]
        assert desk.state() == State.KILLED
        assert [file.name for file in desk.release.iterdir()] == ["journal.jsonl"]
        assert "84 Meter" not in desk.site()
        assert verify(desk.newsroom) == []


@pytest.mark.parametrize("step", ["freeze", "promise", "write_down", "_open"])
def test_interrupted_correction_leaves_the_old_version_or_the_new_one(
    desk: Desk, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(*_: object, **__: object) -> None:
        raise PowerCut

    with desk.relay() as server:
        desk.publish(1)
        desk.work()
        desk.edit()
        with monkeypatch.context() as patch:
            patch.setattr(publishing, step, cut)
            with pytest.raises(PowerCut):
                desk.correct()
        desk.work()
        new = "48 Meter lang" in desk.site()
        assert new == (step in ("write_down", "_open"))
        assert len(mails(server)[FIRST]) == 1 + new
        publishing.publish(desk.newsroom, desk.release, "Author", desk.now)
        desk.work()
        assert len(mails(server)[FIRST]) == 2
        assert "48 Meter lang" in desk.site()


def test_denial_stands_at_the_head_of_the_newsroom_until_it_ends(desk: Desk) -> None:
    with desk.relay() as server:
        desk.publish(2)
        desk.work()
        done = denying.deny(desk.newsroom, "Kim", desk.now, {"de": "eine E-Mail vom 20. Mai"})
        folder = desk.newsroom.find(done.slug)
        assert done.promised == 2
        page = desk.site("de/index.html")
        assert page.index("Gefälschte Mitteilung") < page.index('id="year-2026"')
        assert "colleague" in desk.duties()
        desk.work()
        assert mails(server)[FIRST][1]["Subject"].startswith("Gefälschte Mitteilung im Namen von Stadt Lohtal")
        denying.unpin(desk.newsroom, folder, "Kim", desk.now)
        build(desk.newsroom)
        assert 'class="pinned"' not in desk.site("de/index.html")
        assert "Gefälschte Mitteilung" in desk.site("de/index.html")


def test_denial_goes_to_everybody_before_all_other_letters_and_waits_for_no_hold(desk: Desk) -> None:
    with desk.relay(connections=1) as server:
        settings = desk.newsroom.settings
        held = settings.model_copy(update={"mail": settings.mail.model_copy(update={"hold": 60})})
        desk.newsroom = Newsroom(desk.folder, held)
        desk.publish(2)
        assert not desk.work()
        done = denying.deny(desk.newsroom, "Kim", desk.now, {"de": "eine E-Mail vom 20. Mai"})
        assert not desk.work()
        said = f"{done.slug}.html"
        assert [said in plain(mail) for got in mails(server).values() for mail in got] == [True, True]
        desk.work(later=61)
        assert [[said in plain(mail) for mail in got] for got in mails(server).values()] == [[True, False]] * 2


def test_denial_overtakes_letters_that_are_due(desk: Desk) -> None:
    with desk.relay(connections=1) as server:
        desk.publish(3)
        done = denying.deny(desk.newsroom, "Kim", desk.now, {"de": "eine E-Mail vom 20. Mai"})
        desk.work()
        order = [f"{done.slug}.html".encode() in server.content(one) for one in server.accepted()]
        assert order == [True] * 3 + [False] * 3


def test_denial_ends_by_itself_when_its_time_is_over(desk: Desk) -> None:
    desk.publish(0)
    until = desk.now + timedelta(days=2)
    done = denying.deny(desk.newsroom, "Kim", desk.now, {"de": "eine E-Mail"}, until=until)
    desk.work()
    assert 'class="pinned"' in desk.site("de/index.html")
    desk.work(later=2 * 86400)
    assert 'class="pinned"' not in desk.site("de/index.html")
    assert done.slug in desk.site("de/index.html")


def test_denial_in_two_languages_is_one_release(desk: Desk) -> None:
    desk.publish(0)
    about = {"de": "eine E-Mail vom 20. Mai", "en": "an e-mail of 20 May"}
    done = denying.deny(desk.newsroom, "Kim", desk.now, about, {"en": "The town hall stays open"})
    assert "The town hall stays open" in desk.site(f"en/{done.slug}.html")
    assert "an e-mail of 20 May" in desk.site(f"en/{done.slug}.html")


def test_denial_that_was_interrupted_is_gone_on_with(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut(*_: object, **__: object) -> None:
        raise PowerCut

    desk.publish(0)
    with monkeypatch.context() as patch:
        patch.setattr(denying, "publish", cut)
        with pytest.raises(PowerCut):
            denying.deny(desk.newsroom, "Kim", desk.now, {"de": "eine E-Mail"})
    later = desk.now + timedelta(minutes=1)
    denying.deny(desk.newsroom, "Kim", later, {"de": "eine E-Mail"})
    assert sum("gefaelschte" in name for name in desk.newsroom.folders) == 1


def test_feed_readers_see_one_item_through_all_of_its_life(desk: Desk) -> None:
    desk.publish(0)
    first = json.loads(desk.site("de/feed.json"))["items"][0]
    desk.edit()
    desk.correct()
    second = json.loads(desk.site("de/feed.json"))["items"][0]
    withdrawing.withdraw(desk.newsroom, desk.release, "Kim", desk.now, "Aufgehoben.")
    third = json.loads(desk.site("de/feed.json"))["items"][0]
    assert {item["id"] for item in (first, second, third)} == {first["id"]}
    assert {item["date_published"] for item in (first, second, third)} == {first["date_published"]}
    assert second["title"] == f"KORREKTUR: {first['title']}"
    assert third["title"] == f"RÜCKRUF: {first['title']}"


def test_restored_newsroom_without_its_cache_still_knows_what_is_gone(desk: Desk) -> None:
    desk.publish(0)
    withdrawing.kill(desk.newsroom, desk.release, "Kim", desk.now, "Falsch.")
    shutil.rmtree(desk.newsroom.var / "cache")
    build(desk.newsroom)
    assert "wurde entfernt" in desk.site()
