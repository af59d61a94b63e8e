"""A release is read with all its languages and assets, and bound to a hash of everything it is made of."""

from pathlib import Path
from typing import Any

import pytest

from pressflow.errors import InputError
from pressflow.newsroom import Newsroom
from pressflow.source.release import ASSET_LIMIT, MEDIA_TYPES, Reading
from pressflow.source.shared import CONTACTS
from tests import builders

PNG = builders.picture("PNG")
IMAGE = {"file": "assets/bridge.png", "alt": "Die Brücke", "credit": "Stadt Lohtal"}


def with_image(newsroom: Newsroom, content: bytes | None = PNG, **image: str) -> Path:
    """A release with a picture."""
    named = IMAGE | image
    folder = builders.add_release(newsroom, images=[named])
    file = folder / named["file"]
    file.parent.mkdir(exist_ok=True)
    if content is not None:
        file.write_bytes(content)
    return folder


def told(reading: Reading) -> list[str]:
    return [str(finding).removeprefix(f"releases/2026/{builders.SLUG}/") for finding in reading.findings]


def refused(newsroom: Newsroom, folder: Path) -> str:
    """The one finding of a release that cannot be used."""
    reading = newsroom.read(folder)
    assert reading.release is None
    (finding,) = told(reading)
    return finding


def content_hash(newsroom: Newsroom, folder: Path) -> str:
    """The hash of a release as a new run of pressflow reads it."""
    release = Newsroom.at(newsroom.folder).read(folder).release
    assert release is not None
    return release.hash


def test_languages_come_in_the_newsrooms_order_with_the_original_first(newsroom: Newsroom, release: Path) -> None:
    for language in ("de-x-ls", "fr", "en"):
        (newsroom.folder / "boilerplate" / f"city.{language}.md").write_text("## Lohtal\n\nText.\n", "utf-8")
        builders.add_release(newsroom, language=language)
    reading = newsroom.read(release)
    assert reading.release is not None
    assert reading.release.languages == ("de", "en", "de-x-ls", "fr")
    builders.add_release(newsroom, translation_of="en")
    reading = newsroom.read(release)
    assert reading.release is not None
    assert reading.release.languages == ("en", "de-x-ls", "fr", "de")
    assert reading.release.original.language == "en"


def test_reader_of_another_language_gets_the_original(newsroom: Newsroom, release: Path) -> None:
    builders.add_release(newsroom, language="en", title="New bridge across the Loh is finished")
    found = newsroom.read(release).release
    assert found is not None
    assert [found.for_reader(language).language for language in ("de", "en", "fr")] == ["de", "en", "de"]


@pytest.mark.parametrize("field", ["date", "topics", "embargo"])
def test_languages_of_a_release_agree_on_the_facts(newsroom: Newsroom, release: Path, field: str) -> None:
    other: Any = {"date": "2026-05-17 10:30", "topics": ["culture"], "embargo": {"until": "2026-05-16 10:30"}}
    builders.add_release(newsroom, language="en", **{field: other[field]})
    finding = refused(newsroom, release)
    assert finding == f"en.md:1:1: LANG-FACTS {field}: differs from that in de.md; make them the same"


def test_file_not_named_for_a_language_is_told(newsroom: Newsroom, release: Path) -> None:
    (release / "de.md").rename(release / "Deutsch.md")
    assert refused(newsroom, release).startswith("Deutsch.md:1:1: LANG-TAG a file is named for its language")


def test_folder_without_a_text_is_told(newsroom: Newsroom, release: Path) -> None:
    (release / "de.md").unlink()
    reading = newsroom.read(release)
    assert reading.release is None
    assert [finding.code for finding in reading.findings] == ["LANG-NONE"]


def test_one_language_with_an_error_stops_the_whole_release(newsroom: Newsroom, release: Path) -> None:
    builders.add_release(newsroom, language="en", place=None)
    assert refused(newsroom, release) == "en.md:1:1: FIELD-MISSING place: is missing; add it"


def test_text_from_outside_the_folder_is_refused(newsroom: Newsroom, release: Path, tmp_path: Path) -> None:
    (tmp_path / "en.md").write_text(builders.record_text(), "utf-8")
    (release / "en.md").symlink_to(tmp_path / "en.md")
    assert refused(newsroom, release).startswith("en.md:1:1: FILE-OUTSIDE is a link to a place outside")


def test_asset_is_read_with_its_media_type(newsroom: Newsroom) -> None:
    reading = newsroom.read(with_image(newsroom))
    assert told(reading) == []
    assert reading.release is not None
    (asset,) = reading.release.assets
    assert (asset.file, asset.media_type, asset.content) == ("assets/bridge.png", "image/png", PNG)


def test_missing_asset_is_told(newsroom: Newsroom) -> None:
    finding = refused(newsroom, with_image(newsroom, None))
    assert finding.startswith("de.md:1:1: ASSET-MISSING assets/bridge.png: there is no such file in releases/2026/")


def test_asset_from_outside_the_folder_is_refused(newsroom: Newsroom, tmp_path: Path) -> None:
    (tmp_path / "secret.png").write_bytes(PNG)
    folder = with_image(newsroom, None)
    (folder / "assets" / "bridge.png").symlink_to(tmp_path / "secret.png")
    finding = refused(newsroom, folder)
    assert finding.startswith("de.md:1:1: FILE-OUTSIDE assets/bridge.png: links to a place outside")


def test_assets_folder_that_leads_outside_is_refused(newsroom: Newsroom, tmp_path: Path) -> None:
    folder = builders.add_release(newsroom, images=[IMAGE])
    (tmp_path / "bridge.png").write_bytes(PNG)
    (folder / "assets").symlink_to(tmp_path, target_is_directory=True)
    assert "FILE-OUTSIDE" in refused(newsroom, folder)


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("assets/a.png", b"<html><script>alert(1)</script>"),
        ("assets/a.jpg", PNG),
        ("assets/a.jpeg", b""),
        ("assets/a.webp", b"\xff\xd8\xff"),
        ("assets/a.pdf", b"PK\x03\x04"),
    ],
)
def test_asset_that_is_not_what_its_name_says_is_refused(newsroom: Newsroom, file: str, content: bytes) -> None:
    finding = refused(newsroom, with_image(newsroom, content, file=file))
    assert finding.startswith(f"de.md:1:1: ASSET-TYPE {file}: is not what its name says")


@pytest.mark.parametrize("name", ["a.html", "a.js", "a.php", "a.exe", "a.HTM", "a", ".htaccess", "a.png.html"])
def test_pages_and_scripts_are_not_offered(newsroom: Newsroom, name: str) -> None:
    finding = refused(newsroom, with_image(newsroom, PNG, file=f"assets/{name}"))
    assert finding.startswith(f"de.md:1:1: ASSET-TYPE assets/{name}: this kind of file is not offered; use one of jpg")
    assert all(kind in finding for kind in MEDIA_TYPES)


@pytest.mark.parametrize("name", ["a.svg", "a.SVGZ"])
def test_svg_is_not_offered_and_why(newsroom: Newsroom, name: str) -> None:
    finding = refused(newsroom, with_image(newsroom, b"<svg><script>alert(1)</script></svg>", file=f"assets/{name}"))
    assert finding == (
        f"de.md:1:1: ASSET-TYPE assets/{name}: an SVG can hold scripts, so this kind of file is not offered; "
        "save it as PNG"
    )


def test_document_is_no_picture(newsroom: Newsroom) -> None:
    finding = refused(newsroom, with_image(newsroom, b"%PDF-1.7", file="assets/a.pdf"))
    assert finding.startswith("de.md:1:1: ASSET-TYPE assets/a.pdf: is no picture; use jpg, png or webp")


def test_picture_is_read_with_its_size(newsroom: Newsroom) -> None:
    release = newsroom.read(with_image(newsroom)).release
    assert release is not None
    picture = release.picture("assets/bridge.png")
    assert (picture.width, picture.height, picture.alpha) == (64, 48, False)


@pytest.mark.parametrize("other", ["bridge.jpg", "Bridge.webp", "bridge-64.jpg"])
def test_pictures_whose_files_would_have_one_address_are_refused(newsroom: Newsroom, other: str) -> None:
    kind = {"jpg": "JPEG", "webp": "WEBP"}[other.rpartition(".")[2]]
    folder = builders.add_release(newsroom, images=[IMAGE, IMAGE | {"file": f"assets/{other}"}])
    (folder / "assets").mkdir()
    (folder / "assets" / "bridge.png").write_bytes(PNG)
    (folder / "assets" / other).write_bytes(builders.picture(kind))
    assert "would have the same web address as" in refused(newsroom, folder)
    assert "ASSET-NAME" in refused(newsroom, folder)


def test_huge_asset_is_refused(newsroom: Newsroom) -> None:
    folder = with_image(newsroom)
    with (folder / "assets" / "bridge.png").open("r+b") as file:
        file.truncate(ASSET_LIMIT + 1)
    assert refused(newsroom, folder).endswith("ASSET-SIZE assets/bridge.png: is larger than 50 MB")


@pytest.mark.parametrize(
    "change",
    ["text", "translation", "asset", "press contact", "boilerplate", "audience"],
)
def test_hash_changes_with_everything_a_release_is_made_of(newsroom: Newsroom, change: str) -> None:
    folder = with_image(newsroom)
    before = content_hash(newsroom, folder)
    match change:
        case "text":
            builders.add_release(newsroom, images=[IMAGE], place="Köln")
        case "translation":
            builders.add_release(newsroom, language="en")
        case "asset":
            (folder / "assets" / "bridge.png").write_bytes(PNG + b"x")
        case "press contact":
            edit(newsroom.folder / CONTACTS, "Kim Berger", "Jo Blau")
        case "boilerplate":
            edit(newsroom.folder / "boilerplate" / "city.de.md", "12.000", "13.000")
        case "audience":
            edit(newsroom.folder / "pressflow.toml", 'topics = ["culture"]', 'topics = ["culture", "traffic"]')
    assert content_hash(newsroom, folder) != before


@pytest.mark.parametrize(
    "change", ["note", "unnamed asset", "other language's boilerplate", "other contact", "journal"]
)
def test_hash_does_not_change_with_what_a_release_is_not_made_of(newsroom: Newsroom, change: str) -> None:
    folder = with_image(newsroom)
    before = content_hash(newsroom, folder)
    match change:
        case "note":
            (folder / "note.txt").write_text("Rückruf Bürgermeisterin", "utf-8")
        case "unnamed asset":
            (folder / "assets" / "draft.png").write_bytes(PNG)
        case "other language's boilerplate":
            edit(newsroom.folder / "boilerplate" / "city.en.md", "12.000", "13.000")
        case "other contact":
            more = "\ndesk:\n  name: Jo Blau\n  email: jo@lohtal.example.org\n"
            edit(newsroom.folder / CONTACTS, "office:", f"{more}office:")
        case "journal":
            newsroom.adopt(folder, "Author", builders.NOW)
    assert content_hash(newsroom, folder) == before


def test_reading_lists_every_file_of_a_version(newsroom: Newsroom) -> None:
    reading = newsroom.read(with_image(newsroom))
    assert sorted(reading.files) == ["assets/bridge.png", "boilerplate/city.de.md", "de.md", CONTACTS]
    assert sorted(reading.own) == ["assets/bridge.png", "de.md"]


def test_published_version_stays_what_it_was_whatever_is_edited(newsroom: Newsroom) -> None:
    folder = with_image(newsroom)
    builders.publish(newsroom, folder)
    (published,) = newsroom.public_releases()
    edit(folder / "de.md", "84 Meter", "85 Meter")
    (folder / "assets" / "bridge.png").write_bytes(PNG + b"x")
    edit(newsroom.folder / CONTACTS, "Kim Berger", "Jo Blau")
    edit(newsroom.folder / "boilerplate" / "city.de.md", "12.000", "13.000")
    assert list(Newsroom.at(newsroom.folder).public_releases()) == [published]
    assert published.original.press_contacts[0].name == "Kim Berger"


@pytest.mark.parametrize("file", ["de.md", "assets/bridge.png", "boilerplate/city.de.md", CONTACTS])
def test_published_version_that_was_changed_is_an_error(newsroom: Newsroom, file: str) -> None:
    folder = with_image(newsroom)
    builders.publish(newsroom, folder)
    frozen = folder / "versions" / "1" / file
    frozen.write_bytes(frozen.read_bytes().replace(b"Kim", b"Jim") + b"\n")
    with pytest.raises(InputError, match=rf"{builders.SLUG}/versions/1:1:1: VERSION-CHANGED .*; restore it"):
        list(Newsroom.at(newsroom.folder).public_releases())


@pytest.mark.parametrize("file", ["de.md", "assets/bridge.png"])
def test_published_version_that_lacks_a_file_is_an_error(newsroom: Newsroom, file: str) -> None:
    folder = with_image(newsroom)
    builders.publish(newsroom, folder)
    (folder / "versions" / "1" / file).unlink()
    with pytest.raises(InputError, match=f"{builders.SLUG}/versions/1"):
        list(Newsroom.at(newsroom.folder).public_releases())


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")
