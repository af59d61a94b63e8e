"""What cannot be made right is refused by its name: two things at one address, odd names, links to other places."""

import os
import re
import shutil
from contextlib import suppress
from pathlib import Path

import pytest

from pressflow.building import build
from pressflow.errors import InputError
from pressflow.journal import append
from pressflow.model.journal import Created
from tests import builders
from tests.building.offices import Office, check_rest, check_site, tree

PLAN = {"caption": "Der Plan der Brücke"}


@pytest.fixture
def site(office: Office) -> dict[str, str]:
    """The office's site, with a release on it."""
    office.release("2026-05-16-bridge")
    office.build()
    return tree(office.public)


def refused(office: Office, site: dict[str, str]) -> str:
    """Why the site cannot be built; it must stay as it was, and be right when that is mended."""
    with pytest.raises(InputError) as error:
        office.build()
    assert tree(office.public) == site
    return str(error.value)


def mended(office: Office) -> None:
    office.build()
    check_site(office)
    check_rest(office)


# Two at one address


def test_two_releases_with_one_name_are_both_named(office: Office, site: dict[str, str]) -> None:
    twin = office.folder / "releases" / "2025" / "2026-05-16-Bridge"
    twin.mkdir(parents=True)
    told = refused(office, site)
    assert "releases/2025/2026-05-16-Bridge" in told
    assert "releases/2026/2026-05-16-bridge" in told
    assert told.endswith("would have the same web address; rename one of them")
    twin.rmdir()
    mended(office)


def test_new_release_at_an_address_that_one_in_another_folder_has_is_refused_with_both(
    office: Office, site: dict[str, str]
) -> None:
    folder = office.folder / "releases" / "2026" / "2026-05-16-bridge"
    folder.rename(folder.with_name("2026-05-16-renamed"))
    office.release("2026-05-16-bridge", title="Eine ganz andere Meldung")
    told = refused(office, site)
    assert re.fullmatch(
        r"releases/2026/2026-05-16-(bridge|renamed) and releases/2026/2026-05-16-(renamed|bridge) would have the same "
        r"web address \(de/2026-05-16-bridge\.[a-z0-9.]+\); rename one of them.*",
        told,
    )
    shutil.rmtree(folder)
    mended(office)


@pytest.mark.parametrize(
    ("one", "other"), [("Plan.pdf", "plan.PDF"), ("Größe.pdf", "GRÖSSE.pdf"), ("über.pdf", "u\u0308ber.pdf")]
)
def test_two_files_that_some_systems_take_for_one_are_both_named(
    office: Office, site: dict[str, str], one: str, other: str
) -> None:
    files = {f"assets/{name}": b"%PDF-1.7\n" for name in (one, other)}
    named = [{"file": file, **PLAN} for file in files]
    folder = office.release("2026-05-18-plan", assets=files, attachments=named)
    told = refused(office, site)
    assert all(f"media/2026-05-18-plan/{name}" in told for name in (one, other))
    shutil.rmtree(folder)
    mended(office)


def test_two_lists_at_one_address_are_both_named(office: Office, site: dict[str, str]) -> None:
    folder = office.release("2026-05-18-plan", topics=["Town-Hall", "town-hall"])
    told = refused(office, site)
    assert "the list of topic Town-Hall" in told
    assert "the list of topic town-hall" in told
    shutil.rmtree(folder)
    mended(office)


def test_old_address_that_another_release_has_is_refused_with_both(office: Office, site: dict[str, str]) -> None:
    folders = [office.release(f"2026-05-18-{name}", redirect_from=["/alt.html"]) for name in ("plan", "fair")]
    told = refused(office, site)
    assert all(office.newsroom.name(folder) in told for folder in folders)
    assert "(alt.html)" in told
    shutil.rmtree(folders[0])
    mended(office)


# Names


def test_name_longer_than_file_systems_allow_is_told_with_what_to_do(office: Office, site: dict[str, str]) -> None:
    folder = office.folder / "releases" / "2026" / "2026-05-18-plan"
    name = f"{'ä' * 125}.png"  # fits as it is, but not with what is added for its sizes
    image = {"file": f"assets/{name}", "alt": "Der Plan", "credit": "Stadt Lohtal"}
    office.release("2026-05-18-plan", assets={f"assets/{name}": builders.picture("PNG")}, images=[image])
    told = refused(office, site)
    assert re.fullmatch(r"media/2026-05-18-plan/ä+-\S+: is longer than the 255 bytes that names may have; .*", told)
    shutil.rmtree(folder)
    mended(office)


def test_address_longer_than_file_systems_allow_is_told_with_what_to_do(office: Office, site: dict[str, str]) -> None:
    folder = office.release(f"2026-05-18-{'x' * 240}")
    told = refused(office, site)
    assert "x: is longer than the 255 bytes" in told.replace(".newsml.xml", "").replace(".html", "")
    shutil.rmtree(folder)
    mended(office)


def test_folder_whose_name_is_no_text_is_told_readably(office: Office, site: dict[str, str]) -> None:
    folder = office.release("2026-05-18-plan")
    odd = Path(os.fsdecode(os.fsencode(folder) + b"\xe9"))
    folder.rename(odd)
    told = refused(office, site)
    assert told == "releases/2026/2026-05-18-plan\\xe9: the folder's name is not UTF-8; rename it"
    odd.rename(folder)
    mended(office)


@pytest.mark.parametrize("name", [b"caf\xe9", b"a\nb", "日本".encode(), b" "])
def test_folder_that_was_never_published_is_in_nobody_s_way_whatever_it_is_called(
    office: Office, site: dict[str, str], name: bytes
) -> None:
    Path(os.fsdecode(os.fsencode(office.folder / "releases" / "2026") + b"/" + name)).mkdir()
    assert office.build().changed == 0
    assert tree(office.public) == site


@pytest.mark.parametrize("slug", ["../../outside", "/outside", "a/../../b", "a/b", ".", ".htaccess", "a\0b", "a\nb"])
def test_journal_whose_address_is_none_is_refused(office: Office, site: dict[str, str], slug: str) -> None:
    folder = office.folder / "releases" / "2026" / "2026-05-18-plan"
    append_version(office, folder, slug)
    told = f"releases/2026/2026-05-18-plan: {slug!r} is no web address; restore its journal"
    assert refused(office, site) == told
    shutil.rmtree(folder)
    mended(office)


def append_version(office: Office, folder: Path, slug: str) -> None:
    """A release whose journal gives it another address than its folder's name."""
    folder.mkdir(parents=True)
    at = builders.NOW
    append(folder, Created(at=at, by="Kim", uri="tag:presse.lohtal.example.org,2026:release/odd"))
    office.publish(folder, slug, at, {"de": {"date": "2026-05-18 10:00"}})


# Links


@pytest.mark.parametrize("place", ["", "versions", "versions/1"])
def test_release_that_is_a_link_to_another_place_is_refused(
    office: Office, site: dict[str, str], tmp_path: Path, place: str
) -> None:
    folder = office.release("2026-05-18-plan")
    linked = folder / place if place else folder
    linked.rename(tmp_path / "elsewhere")
    linked.symlink_to(tmp_path / "elsewhere")
    told = refused(office, site)
    assert told == f"{office.newsroom.name(linked)}: is a link to another place; put the folder itself here"
    linked.unlink()
    (tmp_path / "elsewhere").rename(linked)
    mended(office)


def test_year_that_is_a_link_to_another_place_is_refused(office: Office, site: dict[str, str], tmp_path: Path) -> None:
    office.release("2025-05-18-plan")
    year = office.folder / "releases" / "2025"
    year.rename(tmp_path / "elsewhere")
    year.symlink_to(tmp_path / "elsewhere")
    assert refused(office, site) == "releases/2025: is a link to another place; put the folder itself here"


def test_file_of_a_version_that_is_a_link_shows_what_was_published_and_nothing_else(
    office: Office, site: dict[str, str], tmp_path: Path
) -> None:
    named = [{"file": "assets/a.csv", **PLAN}]
    folder = office.release("2026-05-18-plan", assets={"assets/a.csv": b"1,2\n"}, attachments=named)
    file = folder / "versions" / "1" / "assets" / "a.csv"
    file.rename(tmp_path / "a.csv")
    file.symlink_to(tmp_path / "a.csv")
    office.build()
    site = tree(office.public)
    (tmp_path / "a.csv").write_bytes(b"geheim\n")
    office.set(colour="#123456", name="Markt Lohtal")
    assert "VERSION-CHANGED" in refused(office, site)


@pytest.mark.parametrize("name", ["style.css", "page.html", "strings/de.toml", "never-asked-for.txt"])
def test_theme_file_that_is_a_link_to_another_place_is_refused(
    office: Office, site: dict[str, str], tmp_path: Path, name: str
) -> None:
    (tmp_path / "elsewhere").write_text("/* secret */\n", "utf-8")
    office.theme(name, "")
    file = office.folder / "templates" / name
    file.unlink()
    file.symlink_to(tmp_path / "elsewhere")
    told = refused(office, site)
    assert told == f"templates/{name}: is a link to a place outside its folder; copy the file itself here"
    file.unlink()
    mended(office)


@pytest.mark.parametrize("place", ["templates", "templates/strings"])
def test_theme_folder_that_is_a_link_to_another_place_is_refused(
    office: Office, site: dict[str, str], tmp_path: Path, place: str
) -> None:
    office.theme("strings/de.toml", 'end_mark = "SCHLUSS"\n')
    (office.folder / place).rename(tmp_path / "elsewhere")
    (office.folder / place).symlink_to(tmp_path / "elsewhere")
    assert refused(office, site).startswith(f"{place}: is a link to a place outside its folder")


def test_theme_file_that_is_a_link_to_what_the_newsroom_keeps_to_itself_is_refused(
    office: Office, site: dict[str, str]
) -> None:
    (office.folder / "var" / "secret").write_text("hidden", "utf-8")
    office.theme("style.css", "")
    file = office.folder / "templates" / "style.css"
    file.unlink()
    file.symlink_to("../var/secret")
    assert refused(office, site).startswith("templates/style.css: is a link")


def test_theme_file_may_be_a_link_to_another_one(office: Office, site: dict[str, str]) -> None:
    office.theme("ours.css", "body { color: teal }\n")
    (office.folder / "templates" / "style.css").symlink_to("ours.css")
    office.build()
    assert any("color: teal" in file.read_text("utf-8") for file in office.public.rglob("*.css"))


def test_shared_press_contacts_that_are_a_link_to_another_place_are_refused(
    office: Office, site: dict[str, str], tmp_path: Path
) -> None:
    contacts = office.folder / "press-contacts.yaml"
    contacts.rename(tmp_path / "elsewhere")
    contacts.symlink_to(tmp_path / "elsewhere")
    (tmp_path / "elsewhere").write_text("who:\n  name: Nobody\n  email: nobody@example.org\n", "utf-8")
    assert refused(office, site).startswith("press-contacts.yaml: is a link to a place outside its folder")


def test_public_folder_that_is_a_link_is_refused(office: Office, site: dict[str, str], tmp_path: Path) -> None:
    office.public.rename(tmp_path / "elsewhere")
    office.public.symlink_to(tmp_path / "elsewhere")
    assert refused(office, site).startswith(f"{office.public}: is a link, and pressflow puts a new folder in its place")
    assert tree(tmp_path / "elsewhere") == site


@pytest.mark.parametrize("planted", ["public", ".public.spare"])
@pytest.mark.parametrize("place", ["de", "de/topics", "de/topics/traffic"])
def test_nothing_is_written_through_a_link_that_somebody_planted(
    office: Office, site: dict[str, str], tmp_path: Path, planted: str, place: str
) -> None:
    office.set(colour="#123456")
    office.build()
    outside = tmp_path / "outside"
    linked = office.folder / planted / place
    shutil.copytree(linked, outside)
    before = tree(outside)
    shutil.rmtree(linked)
    linked.symlink_to(outside)
    for number in (1, 2, 3):
        office.release(f"2026-06-0{number}-more", title=f"Noch eine Meldung, die {number}.")
        with suppress(InputError):  # what is seen at the top is put right without a word
            office.build()
    assert tree(outside) == before
    build(office.newsroom, fresh=True)
    assert tree(outside) == before
    check_site(office)
    check_rest(office)
