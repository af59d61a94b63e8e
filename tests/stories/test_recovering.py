"""What came back wrong, went missing or was moved: afterwards what was published is still published, once."""

import os
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from pressflow import approving, building, checking, previewing, publishing, reporting, subscribing
from pressflow.delivering.letters import Letters
from pressflow.errors import InputError, PressflowError, StateError
from pressflow.journal import FILE, read_journal
from pressflow.ledger import turns
from pressflow.model import journal
from pressflow.newsroom import Newsroom
from tests import builders
from tests.cli.run import Terminal


def _again(newsroom: Newsroom) -> Newsroom:
    """The newsroom as the next command finds it."""
    return Newsroom.at(newsroom.folder)


def _page(newsroom: Newsroom, slug: str = builders.SLUG) -> Path:
    return newsroom.public / "de" / f"{slug}.html"


def test_publish_that_was_interrupted_is_finished_in_its_own_folder_only(
    newsroom: Newsroom, release: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    twin = builders.add_release(newsroom, f"{builders.SLUG}-2")
    approving.approve(newsroom, release, "Colleague", builders.NOW)
    monkeypatch.setattr(building.Staged, "show", _no_room)
    with pytest.raises(OSError, match="no room"):
        publishing.publish(newsroom, release, "Author", builders.NOW)
    monkeypatch.undo()
    shutil.move(release, tmp_path / "away")
    with pytest.raises(StateError, match="is gone"):
        publishing.finish(_again(newsroom), builders.NOW)
    assert read_journal(twin) == ()
    shutil.move(tmp_path / "away", release)
    publishing.finish(_again(newsroom), builders.NOW)
    assert len(journal.versions(read_journal(release))) == 1
    assert _page(newsroom).is_file()


def _no_room(*_: object) -> None:
    raise OSError("no room")


@pytest.mark.parametrize("slug", ["index", "2026-05-16-Brücke", "Rathaus", "a b", "x" * 101])
def test_folder_name_that_is_no_web_address_cannot_be_approved(newsroom: Newsroom, slug: str) -> None:
    folder = builders.add_release(newsroom, slug)
    assert [finding.code for finding in checking.check(newsroom, [folder])] == ["SLUG-FORM"]
    with pytest.raises(StateError, match="SLUG-FORM"):
        approving.approve(newsroom, folder, "Colleague", builders.NOW)


def test_nothing_is_promised_where_the_site_could_not_be_built(newsroom: Newsroom, release: Path) -> None:
    builders.add_contacts(newsroom, 2)
    approving.approve(newsroom, release, "Colleague", builders.NOW)
    (newsroom.folder / "templates").mkdir()
    (newsroom.folder / "templates" / "index.html").write_text("{{ 1 / 0 }}", "utf-8")
    with pytest.raises(InputError, match=r"templates/index\.html: ZeroDivisionError"):
        publishing.publish(_again(newsroom), release, "Author", builders.NOW)
    assert not journal.versions(read_journal(release))
    assert reporting.deliveries(newsroom, release) == []
    shutil.rmtree(newsroom.folder / "templates")
    assert publishing.publish(_again(newsroom), release, "Author", builders.NOW).event.reference == "2026-001"


def test_older_copy_of_the_journal_does_not_unpublish(newsroom: Newsroom, release: Path) -> None:
    builders.add_contacts(newsroom, 2)
    approving.approve(newsroom, release, "Colleague", builders.NOW)
    older = (release / FILE).read_bytes()
    publishing.publish(newsroom, release, "Author", builders.NOW)
    (release / FILE).write_bytes(older)
    done = publishing.publish(_again(newsroom), release, "Author", builders.NOW + timedelta(hours=1))
    assert (done.new, done.promised, done.event.reference) == (False, 0, "2026-001")
    assert _page(newsroom).is_file()
    assert len(journal.versions(read_journal(release))) == 1


def test_last_line_without_its_end_still_counts_and_goes_on(newsroom: Newsroom, release: Path) -> None:
    builders.publish(newsroom, release)
    file = release / FILE
    os.truncate(file, file.stat().st_size - 1)
    assert len(journal.versions(read_journal(release))) == 1
    building.build(newsroom)
    assert _page(newsroom).is_file()


def test_lost_secret_is_not_replaced_in_silence(newsroom: Newsroom) -> None:
    builders.add_contacts(newsroom, 2)
    subscribing.forget(newsroom, "reader1@desk.example.org", builders.NOW)
    (newsroom.var / "secret").rename(newsroom.folder / "kept")
    with pytest.raises(InputError, match="restore it from your backup"):
        builders.add_contacts(_again(newsroom), 2)
    (newsroom.var / "secret").write_text("00" * 32, "ascii")
    with pytest.raises(InputError, match="not the secret this ledger was made with"):
        builders.add_contacts(_again(newsroom), 2)
    (newsroom.folder / "kept").rename(newsroom.var / "secret")
    builders.add_contacts(_again(newsroom), 2)
    assert [one.contact.address for one in subscribing.list_contacts(_again(newsroom))] == ["reader0@desk.example.org"]


def test_lost_ledger_is_a_duty_and_sends_nothing(newsroom: Newsroom, release: Path) -> None:
    builders.add_contacts(newsroom, 2)
    builders.publish(newsroom, release)
    shutil.rmtree(newsroom.var)
    (standing,) = reporting.overview(_again(newsroom))
    assert "the ledger does not know who has version 1" in standing.duties[0]
    with _again(newsroom).ledger.writing() as tx:
        assert builders.claim(tx) == ()


def test_retry_has_the_same_message_id_under_another_domain(newsroom: Newsroom, release: Path) -> None:
    builders.add_contacts(newsroom, 1)
    builders.publish(newsroom, release)
    ids = set()
    for domain in ("lohtal.example.org", "mail.lohtal.example.org"):
        settings = builders.SETTINGS.replace("presse@lohtal.example.org", f"presse@{domain}")
        (newsroom.folder / "pressflow.toml").write_text(settings, "utf-8")
        room = _again(newsroom)
        with room.ledger.writing() as tx:
            (delivery,) = builders.claim(tx, most=1)
            turns.unclaim(tx, "worker", builders.NOW)
        _, message = Letters(room).fill(delivery)
        ids.add(next(line for line in b"".join(message).split(b"\r\n") if line.startswith(b"Message-ID")))
    assert len(ids) == 1


@pytest.mark.parametrize("out", ["public", "public/preview"])
def test_preview_never_goes_into_the_public_site(newsroom: Newsroom, release: Path, out: str) -> None:
    with pytest.raises(InputError, match="public site"):
        previewing.preview(newsroom, release, newsroom.folder / out, builders.NOW)
    assert not newsroom.public.exists()


def test_public_that_is_a_link_is_refused_before_anything_is_promised(
    newsroom: Newsroom, release: Path, tmp_path: Path
) -> None:
    builders.add_contacts(newsroom, 2)
    (tmp_path / "www").mkdir()
    newsroom.public.symlink_to(tmp_path / "www")
    with pytest.raises(InputError, match=r"is a link, .* take the link away"):
        builders.publish(newsroom, release)
    assert list((tmp_path / "www").iterdir()) == []
    assert reporting.deliveries(newsroom, release) == []
    newsroom.public.unlink()
    assert publishing.publish(_again(newsroom), release, "Author", builders.NOW).promised == 2
    assert _page(newsroom).is_file()


def test_build_leaves_the_offices_own_hidden_folders_alone(newsroom: Newsroom, release: Path) -> None:
    (newsroom.folder / ".public.backup").mkdir()
    (newsroom.folder / ".public.txt").write_text("mine", "utf-8")
    builders.publish(newsroom, release)
    assert (newsroom.folder / ".public.backup").is_dir()
    assert (newsroom.folder / ".public.txt").is_file()


def test_other_zone_or_languages_do_not_change_what_was_published(newsroom: Newsroom, release: Path) -> None:
    english = {
        "title": "New bridge across the Loh opens",
        "lead": "Lohtal opened the new bridge across the Loh on Saturday.",
    }
    builders.add_release(newsroom, language="en", **english)
    builders.publish(newsroom, release)
    (before,) = newsroom.public_releases()
    settings = builders.SETTINGS.replace("Europe/Berlin", "America/New_York").replace('["de", "en"]', '["en", "de"]')
    (newsroom.folder / "pressflow.toml").write_text(settings, "utf-8")
    (after,) = _again(newsroom).public_releases()
    assert after.date == before.date == datetime(2026, 5, 16, 8, 30, tzinfo=UTC)
    assert after.original.language == before.original.language == "de"


def test_renamed_folder_keeps_its_web_address(newsroom: Newsroom, release: Path) -> None:
    builders.publish(newsroom, release)
    release.rename(release.with_name("2026-05-16-viaduct"))
    building.build(_again(newsroom))
    assert _page(newsroom).is_file()
    assert not _page(newsroom, "2026-05-16-viaduct").exists()


@pytest.mark.parametrize("litter", ["versions/1/.DS_Store", ".#de.md", "._de.md", "versions/1/Thumbs.db"])
def test_what_file_managers_leave_does_not_count(newsroom: Newsroom, release: Path, litter: str) -> None:
    builders.publish(newsroom, release)
    (release / litter).write_bytes(b"\0\1")
    assert checking.check(_again(newsroom), [release]) == ()
    building.build(_again(newsroom))


@pytest.mark.parametrize("words", ['greeting = "Hi {nme},"', "greeting = 5", 'greeting = "Hi {"'])
def test_wrong_words_of_the_office_are_told_before_anything_is_sent(
    newsroom: Newsroom, release: Path, words: str
) -> None:
    (newsroom.folder / "templates" / "strings").mkdir(parents=True)
    (newsroom.folder / "templates" / "strings" / "de.toml").write_text(words, "utf-8")
    with pytest.raises(InputError, match=r"de\.toml: greeting: must"):
        approving.approve(_again(newsroom), release, "Colleague", builders.NOW)


def test_author_cannot_approve_under_another_writing_of_the_name(newsroom: Newsroom, release: Path) -> None:
    newsroom.adopt(release, "Robin Marsh", builders.NOW)
    with pytest.raises(StateError, match="cannot do this alone"):
        approving.approve(newsroom, release, "robin  marsh", builders.NOW)


def test_ledger_and_secret_are_for_their_owner_alone(newsroom: Newsroom) -> None:
    builders.add_contacts(newsroom, 1)
    assert newsroom.var.stat().st_mode & 0o077 == 0


def test_folder_that_cannot_be_written_is_told_in_one_line(terminal: Terminal, newsroom: Newsroom) -> None:
    newsroom.var.write_text("in the way", "utf-8")
    terminal.cd(newsroom.folder)
    answer = terminal("build")
    assert (answer.status, answer.err.count("\n")) == (1, 1)
    assert str(newsroom.var) in answer.err


def test_working_folder_that_is_gone_is_told_in_one_line(terminal: Terminal, tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    terminal.cd(gone)
    gone.rmdir()
    answer = terminal("status")
    assert answer.status == 1
    assert answer.err.count("\n") == 1


def test_damaged_release_keeps_its_page_and_keeps_no_other_from_going_out(newsroom: Newsroom, release: Path) -> None:
    builders.add_contacts(newsroom, 2)
    builders.publish(newsroom, release)
    page = _page(newsroom).read_bytes()
    (release / "versions" / "1" / "de.md").write_text("changed", "utf-8")
    assert "VERSION-CHANGED" in {finding.code for finding in checking.check(_again(newsroom), [release])}
    assert builders.publish(_again(newsroom), builders.add_release(newsroom, "2026-05-17-market")).promised == 2
    assert _page(newsroom, "2026-05-17-market").is_file()
    assert _page(newsroom).read_bytes() == page


def test_damaged_release_is_told_where_its_page_would_be_made_anew_and_the_site_stays(
    newsroom: Newsroom, release: Path
) -> None:
    builders.publish(newsroom, release)
    page = _page(newsroom).read_bytes()
    (release / "versions" / "1" / "de.md").write_text("changed", "utf-8")
    with pytest.raises(PressflowError, match="VERSION-CHANGED"):
        building.build(_again(newsroom), fresh=True)
    assert _page(newsroom).read_bytes() == page
