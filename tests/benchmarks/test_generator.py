"""The archive that tools are compared on is the same everywhere, and right for each of them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.site import comparing, contents, generator
from benchmarks.site.prose import TOPICS
from benchmarks.site.rounds import public, rounds
from pressflow.building import build
from pressflow.checking import check
from pressflow.model.finding import errors
from pressflow.newsroom import Newsroom

SCRIPT = Path(generator.__file__)


def files(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A newsroom with five releases, one of them corrected."""
    generator.write_newsroom(tmp_path / "office")
    for one in public(5, rounds(5, 1), ["edit"]):
        generator.write_release(tmp_path / "office", one)
    return tmp_path / "office"


def test_archive_is_the_same_in_every_process(tmp_path: Path) -> None:
    for seed in ("1", "2"):
        run = [sys.executable, str(SCRIPT), str(tmp_path / seed), "3"]
        subprocess.run(run, env={**os.environ, "PYTHONHASHSEED": seed}, check=True, capture_output=True)
    assert files(tmp_path / "1") == files(tmp_path / "2")
    assert len(files(tmp_path / "1")) == 3 + 3 * 5


def test_release_is_the_same_however_many_there_are() -> None:
    few, many = list(generator.archive(40)), list(generator.archive(80))
    assert [one.body for one in few] == [one.body for one in many[:40]]


def test_records_have_two_to_four_kilobytes_and_each_topic_and_type_occurs() -> None:
    releases = list(generator.archive(300))
    sizes = [len(generator.record(one)) for one in releases]
    assert min(sizes) > 2000
    assert max(sizes) < 4000
    assert {topic.id for one in releases for topic in one.topics} == {topic.id for topic in TOPICS}
    assert {one.type for one in releases} == set(generator.TYPES)


def test_releases_come_in_the_order_of_their_dates_and_numbers_have_no_gaps() -> None:
    releases = list(generator.archive(300, 3))
    assert len(releases) == 303
    assert len({one.published for one in releases}) == len({one.slug for one in releases}) == 303
    assert [one.published for one in releases] == sorted(one.published for one in releases)
    assert (releases[0].published.year, releases[299].published.year, releases[300].published.year) == (
        2015,
        2024,
        2025,
    )
    last = [one.reference for one in releases if one.published.year == 2020]
    assert last == [f"2020-{number:03}" for number in range(1, len(last) + 1)]


def test_newsroom_has_no_errors_and_all_of_it_is_built(office: Path) -> None:
    newsroom, releases = Newsroom.at(office), public(5, rounds(5, 1), ["edit"])
    assert errors(list(check(newsroom, list(newsroom.folders.values())))) == []  # its numbers are drawn, each alone
    build(newsroom)
    assert list(comparing.faults(newsroom.public, releases, forms=True)) == []


def test_correction_changes_one_release_and_says_so(office: Path) -> None:
    plain = list(generator.archive(5))
    (changed,) = set(public(5, rounds(5, 1), ["edit"])) - set(plain)
    folder = office / "releases" / str(changed.published.year) / changed.slug
    first, second = (files(folder / "versions" / number) for number in ("1", "2"))
    assert {name for name in first if first[name] != second[name]} == {"de.md"}
    assert changed.note in second["de.md"].decode()
    assert changed.note not in first["de.md"].decode()


def test_missing_words_are_told(office: Path) -> None:
    newsroom, releases = Newsroom.at(office), list(generator.archive(5, 1))
    build(newsroom)
    told = "\n".join(comparing.faults(newsroom.public, releases, forms=True))
    new = releases[-1].slug
    for fault in (f"{new}.txt: ", f"lists: {new}", "rss.xml: the 6 newest", f"sitemap: {new}"):
        assert fault in told
    assert releases[0].slug not in told


def test_every_tool_is_given_the_same_words() -> None:
    one = generator.corrected(next(generator.archive(1)), 1)
    for text in (generator.record(one).decode(), contents.with_front_matter(one), contents.with_metadata(one)):
        for words in (one.title, one.lead, one.quote, one.note, one.links[0][1], *one.keywords):
            assert words in text
        assert [line for line in one.body.splitlines() if line.startswith("## ")] == [
            line for line in text.splitlines() if line.startswith("## ")
        ]
