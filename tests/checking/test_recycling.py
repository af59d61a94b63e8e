"""Passages of older releases are found again, and nothing else."""

from pathlib import Path

from pressflow import checking
from pressflow.checking.recycling import Archive
from pressflow.newsroom import Newsroom
from tests import builders
from tests.checking import texts

OLD = "Für die Karten an der Abendkasse gelten 12 Euro je Person, Kinder zahlen nur die Hälfte davon."


def _found(archive: Archive, body: str, slug: str = "2026-05-16-bridge") -> list[str]:
    files = {"de": texts.source("de", body)}
    return [one.message for one in texts.found(files, slug, archive) if one.code == "RECYCLED"]


def _archive(*releases: tuple[str, str, str]) -> Archive:
    archive = Archive(None)
    for slug, day, words in releases:
        archive.add(slug, "de", day, texts.source("de", words, lead="Es ist wieder Sommer in der Stadt Lohtal."))
    return archive


def test_passage_with_a_number_is_found_where_it_stands() -> None:
    archive = _archive(("2025-05-16-fest", "2025-05-16", OLD))
    body = f"Ein neuer Satz am Anfang. {OLD} Und einer am Ende."
    (one,) = [one for one in texts.found({"de": texts.source("de", body)}, archive=archive) if one.code == "RECYCLED"]
    source = texts.source("de", body).decode().split("\n")
    assert source[one.line - 1][one.column - 1 :].split(" Und ")[0] in OLD
    assert one.message == "also stands in 2025-05-16-fest; see whether it is still true"


def test_newer_release_is_no_source() -> None:
    assert _found(_archive(("2026-06-01-fest", "2026-06-01", OLD)), OLD) == []


def test_own_text_is_no_source() -> None:
    assert _found(_archive(("2026-05-16-bridge", "2025-05-16", OLD)), OLD) == []


def test_text_the_office_always_uses_is_not_reported() -> None:
    always = [(f"2025-0{month}-01-fest", f"2025-0{month}-01", OLD) for month in (1, 2, 3)]
    assert _found(_archive(*always[:2]), OLD) != []
    assert _found(_archive(*always), OLD) == []


def test_passage_without_name_date_or_number_is_not_reported() -> None:
    words = "dort wird gebaut und gefeiert und getanzt und gelacht, bis es wieder hell wird und alle müde sind."
    assert _found(_archive(("2025-05-16-fest", "2025-05-16", words)), words) == []


def test_few_words_in_common_are_not_reported() -> None:
    old = "Karten kosten 12 Euro je Person an der Kasse, und der Eintritt ins Bad ist frei."
    assert _found(_archive(("2025-05-16-fest", "2025-05-16", old)), "Karten kosten 12 Euro je Person und Tag.") == []


def test_archive_notices_what_is_written_removed_and_published(newsroom: Newsroom) -> None:
    older = builders.add_release(
        newsroom, "2025-05-16-fest", date="2025-05-16 10:30", body=OLD + "\n\n[quote: mayor]\n"
    )
    folder = builders.add_release(newsroom, body=OLD + "\n")
    assert _codes(newsroom, folder).count("RECYCLED") > 0
    (older / "de.md").write_text(builders.record_text("Etwas ganz anderes.\n", date="2025-05-16 10:30", quotes=None))
    assert "RECYCLED" not in _codes(newsroom, folder)


def test_who_asks_at_each_saving_is_told_by_the_index_of_the_last_check(newsroom: Newsroom) -> None:
    builders.add_release(newsroom, "2025-05-16-fest", date="2025-05-16 10:30", body=OLD + "\n\n[quote: mayor]\n")
    folder = builders.add_release(newsroom, body=OLD + "\n")
    asked = Newsroom.at(newsroom.folder)
    assert "RECYCLED" not in [one.code for one in checking.check_release(asked, folder, asked.read(folder))]
    _codes(newsroom, folder)
    assert "RECYCLED" in [one.code for one in checking.check_release(asked, folder, asked.read(folder))]


def test_change_is_noticed_where_words_become_or_cease_to_be_what_the_office_always_says(newsroom: Newsroom) -> None:
    folder = builders.add_release(newsroom, body=OLD + "\n")
    older = [
        builders.add_release(
            newsroom, f"2025-0{month}-01-fest", date=f"2025-0{month}-01 10:30", body=OLD + "\n\n[quote: mayor]\n"
        )
        for month in (1, 2, 3, 4)
    ]
    said = []
    for gone in older:
        said.append("RECYCLED" in _codes(newsroom, folder))
        (gone / "de.md").unlink()
        gone.rmdir()
    assert [*said, "RECYCLED" in _codes(newsroom, folder)] == [False, False, True, True, False]


def test_text_the_office_always_uses_makes_no_neighbours() -> None:
    archive = _archive(*[(f"2025-0{month}-01-fest", f"2025-0{month}-01", OLD) for month in range(1, 8)])
    assert set(archive._neighbours("2025-01-01-fest")) == set()


def _codes(newsroom: Newsroom, folder: Path) -> list[str]:
    return [one.code for one in checking.check(Newsroom.at(newsroom.folder), [folder])]
