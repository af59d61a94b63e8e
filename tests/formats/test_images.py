"""All pictures in one file: those for print by readable names, and with them who may do what with them."""

from dataclasses import replace
from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_STORED, ZipFile

import pytest

from pressflow.model import paths
from pressflow.model.edition import Edition
from pressflow.newsroom import Newsroom
from tests import builders
from tests.formats import editions

PATH = f"de/{builders.SLUG}.zip"


def packed(edition: Edition, path: str = PATH) -> ZipFile:
    """The ZIP file at a path, as a program opens it."""
    document = editions.documents(edition, "images")[path]
    assert document.media_type == "application/zip"
    found = ZipFile(BytesIO(document.content))
    assert found.testzip() is None
    return found


def text(file: ZipFile, name: str) -> list[list[str]]:
    """The lines of a text in a ZIP file, by its blocks."""
    content = file.read(name).decode("utf-8")
    assert content.endswith("\r\n")
    assert content.count("\n") == content.count("\r\n") == content.count("\r")
    return [block.split("\r\n") for block in content.removesuffix("\r\n").split("\r\n\r\n")]


def changed(edition: Edition, **changes: Any) -> Edition:  # Any: whatever a record may hold
    """The edition with its only release's original changed, and no other languages."""
    (release,) = edition.releases
    return edition.of(replace(release, records=(release.original.model_copy(update=changes),)))


def test_print_files_come_under_their_names_in_the_page_s_order(single: Edition) -> None:
    media = editions.documents(single, "media")
    with packed(single) as found:
        assert found.namelist() == ["1-bridge.jpg", "2-line.jpg", "captions.txt", "rights.txt"]
        for name in ("bridge", "line"):
            (inside,) = [one for one in found.namelist() if name in one]
            assert found.read(inside) == media[paths.asset(builders.SLUG, f"{name}.jpg")].content


def test_only_languages_with_pictures_have_such_a_file(single: Edition) -> None:
    assert set(editions.documents(single, "images")) == {PATH}


def test_each_picture_has_its_caption_description_and_credit(single: Edition) -> None:
    with packed(single) as found:
        head, first, second = text(found, "captions.txt")
    assert head == [
        "Neue Brücke über die Loh ist fertig",
        "Stadt Lohtal",
        "Rathausplatz 1, 00000 Lohtal",
        "16. Mai 2026",
        "https://presse.lohtal.example.org/de/2026-05-16-bridge.html",
    ]
    assert first == [
        "1-bridge.jpg",
        "Bildtext: Die neue Brücke am Tag der Freigabe",
        "Bildbeschreibung: Eine Brücke aus Stahl über einem Fluss",
        "Bildnachweis: Stadt Lohtal/Jo Blau",
    ]
    assert second == ["2-line.jpg", "Bildnachweis: Stadt Lohtal"]


def test_each_picture_has_its_terms_and_whom_to_ask(single: Edition) -> None:
    with packed(single) as found:
        head, first, second, *asked = text(found, "rights.txt")
    assert "Stadt Lohtal" in head
    assert first == ["1-bridge.jpg", "Bildnachweis: Stadt Lohtal/Jo Blau", "Nutzung: Frei für die Presse"]
    assert second == ["2-line.jpg", "Bildnachweis: Stadt Lohtal"]
    assert asked[0] == ["Pressekontakt:"]
    assert asked[1][0] == "Kim Berger"
    assert asked[1][-1] == "presse@lohtal.example.org"
    assert asked[2][0] == "Bauamt Lohtal"


def test_texts_are_in_the_record_s_language(single: Edition) -> None:
    with packed(changed(single, language="en"), f"en/{builders.SLUG}.zip") as found:
        assert text(found, "captions.txt")[1][1].startswith("Caption: ")
        assert text(found, "rights.txt")[1][2] == "Terms of use: Frei für die Presse"


def test_caption_of_many_lines_is_one(single: Edition) -> None:
    (image, *_) = single.releases[0].original.images
    many = image.model_copy(update={"caption": "Eins\n\nZwei\r\nDrei", "credit": "2-line.jpg"})
    with packed(changed(single, images=(many,))) as found:
        assert text(found, "captions.txt")[1][1] == "Bildtext: Eins Zwei Drei"


@pytest.mark.parametrize(
    ("date", "told"),
    [
        ("2026-05-16T10:30:08+02:00", (2026, 5, 16, 10, 30, 8)),
        ("2026-05-15T23:30:00+00:00", (2026, 5, 16, 1, 30, 0)),
        ("1961-08-13T12:00:00+01:00", (1980, 8, 13, 12, 0, 0)),
        ("2500-01-01T12:00:00+01:00", (2107, 1, 1, 12, 0, 0)),
    ],
)
def test_files_are_as_old_as_their_release(single: Edition, date: str, told: tuple[int, ...]) -> None:
    with packed(changed(single, date=datetime.fromisoformat(date))) as found:
        assert {entry.date_time for entry in found.infolist()} == {told}


def test_files_say_nothing_of_the_machine_and_are_not_compressed_again(single: Edition) -> None:
    with packed(single) as found:
        for entry in found.infolist():
            assert (entry.create_system, entry.external_attr >> 16, entry.extra) == (3, 0o644, b"")
            assert entry.compress_type == ZIP_STORED


def test_names_are_told_apart_sorted_and_may_have_any_letters(newsroom: Newsroom) -> None:
    files = ["assets/brücke.jpg", *(f"assets/{folder}/a b.jpg" for folder in range(10))]
    images = [{"file": file, "alt": "Die Brücke", "credit": "Stadt Lohtal"} for file in files]
    folder = builders.add_release(newsroom, images=images)
    for file in files:
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_bytes(builders.picture())
    with packed(newsroom.edition(editions.release_in(newsroom, folder))) as found:
        names = found.namelist()
        assert names[:2] == ["01-brücke.jpg", "02-a b.jpg"]
        assert names == sorted(names)
        assert len(set(names)) == len(files) + 2
        assert found.infolist()[0].flag_bits & 0x800
